"""Pytest plugin: own PostgreSQL and Valkey for the run, started before the settings are read."""

import os
import tempfile
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from local import servers

_stack = ExitStack()

os.environ.setdefault("IGNORE_DOTENV", "true")
os.environ["DEMO"] = "true"
os.environ["DEBUG"] = "false"
os.environ["HASHED_STATIC"] = "false"
os.environ["MAIL_URL"] = "memory:"
os.environ["PUBLIC_DOMAIN"] = "localhost"
os.environ["STATIC_ROOT"] = _stack.enter_context(tempfile.TemporaryDirectory())
# Processes of pytest-xdist inherit both addresses from the process that started them.
if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
    addresses = _stack.enter_context(servers.running(fast=True))
    os.environ.update(addresses.environment())
# Counters of attempts to log in are kept there: those of one process are no other's.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
os.environ["CACHE_URL"] = (
    urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{2 + int(_worker) % 14}").geturl()
)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this process started."""
    _stack.close()
