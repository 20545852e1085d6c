"""What the tests of the walls share: a process as in production."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection, transaction

from companies import hosts
from tests.walls import three as companies
from tests.walls.three import Three

type Told = dict[str, Any]


@pytest.fixture(scope="session")
def production(django_db_setup: None) -> Callable[..., Told]:
    """What a process of production answers; give it further variables of the environment."""
    where = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(where._replace(path=f"/{connection.settings_dict['NAME']}"))

    @cache
    def ask(**further: str) -> Told:
        plain = {name: value for name, value in os.environ.items() if name != "PYTEST_VERSION"}
        environment = {
            **plain,
            "DEMO": "false",
            "DEBUG": "false",
            "BUILDING": "false",
            "MAIL_URL": "smtp://127.0.0.1:25",
            "SECRET_KEY": secrets.token_urlsafe(60),
            "DATABASE_URL": database,
            **further,
        }
        run = subprocess.run(
            [sys.executable, "-m", "tests.walls.production"],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr[-2000:]
        answer: Told = json.loads(run.stdout.splitlines()[-1])
        return answer

    return ask


@pytest.fixture(scope="module")
def three(django_db_setup: None, django_db_blocker: Any) -> Iterator[Three]:
    """The three companies, for all tests of a module; afterwards nothing of them is left."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield companies.build()
            transaction.set_rollback(True)
        connection.set_no_company()
        connection.close()
        hosts.forget()
