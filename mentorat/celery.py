"""The worker's application; its queues and timetable are in the settings."""

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_after_setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorat.settings")

app = Celery("mentorat")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.CELERY_DB_REUSE_MAX = 1000
app.autodiscover_tasks()


@celeryd_after_setup.connect
def warm_matching(instance: Any, **details: object) -> None:
    """Make the kernels ready where runs are performed, before the pool forks: children share them.

    Imported here, as no web process may load them.
    """
    from matching.engine import fast

    if "matching" in instance.app.amqp.queues.consume_from:
        fast.kernels()
