"""What the worker makes ready before its first task."""

from types import SimpleNamespace

import pytest
from celery.signals import celeryd_after_setup

from matching.engine import fast
from mentorat import celery


@pytest.mark.parametrize(("queues", "is_ready"), [("default,matching", True), ("mail", False)])
def test_kernels_are_ready_only_where_runs_are_performed(queues: str, is_ready: bool) -> None:
    fast.kernels.cache_clear()
    amqp = SimpleNamespace(queues=SimpleNamespace(consume_from=dict.fromkeys(queues.split(","))))
    instance = SimpleNamespace(app=SimpleNamespace(amqp=amqp))
    celeryd_after_setup.send(sender="worker@here", instance=instance, conf=celery.app.conf)
    assert bool(fast.kernels.cache_info().currsize) is is_ready
