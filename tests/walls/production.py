"""A process with the settings of production: tells as JSON what it sends to a browser.

Run by the tests as ``python -m tests.walls.production``; ``DATABASE_URL`` names a database that has
the company Aubépine. Whatever is done there is rolled back.
"""

import json
import logging
import sys
from typing import Any
from unittest import mock

import django

django.setup()
logging.disable()

from django.core.management import call_command  # noqa: E402
from django.core.management.base import SystemCheckError  # noqa: E402
from django.db import transaction  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402

from companies import walls  # noqa: E402
from tests import factories  # noqa: E402

PASSWORD = "une phrase assez longue"
HOST = "aubepine.localhost"
PAGES = {
    "private page": "/me",
    "redirect": "/account/login/code/confirm/",
    "absent": "/nothing-here",
    "static": "/static/css/tokens.css",
    "download": "/journal/export.csv",
    "workbook": "/journal/export.xlsx",
    "health": "/healthz",
    "refused method": "/preferences",
    "broken": "/journal/check",
}
ELSEWHERE = {"public site": "localhost", "unknown company": "nobody.localhost", "no host": "a@b"}


def cookies(answers: list[HttpResponse]) -> list[dict[str, str]]:
    """Every cookie the answers set, with what each says about itself."""
    return [
        {"name": name, **{key: str(value) for key, value in morsel.items()}}
        for answer in answers
        for name, morsel in answer.cookies.items()
    ]


def visit() -> dict[str, Any]:
    """Log in, choose a language and a theme, open a page of each kind."""
    person = factories.PersonFactory(role="hr", email="hr@aubepine.example")
    person.set_password(PASSWORD)
    person.save()
    client = Client(HTTP_HOST=HOST, raise_request_exception=False)
    login = client.get("/account/login/", secure=True)
    answers = [login]
    facts = {"login": person.email, "password": PASSWORD}
    answers.append(client.post("/account/login/", facts, secure=True))
    for choice in ({"theme": "dark"}, {"language": "en"}):
        answers.append(client.post("/preferences", choice, secure=True))
    with mock.patch("people.actions.journal_check.verify", side_effect=ValueError):
        pages = {name: client.get(path, secure=True) for name, path in PAGES.items()}
    pages["page"] = login
    for name, host in ELSEWHERE.items():
        pages[name] = client.get("/", secure=True, headers={"host": host})
    pages["plain"] = client.get("/me")
    pages["plain, no host"] = client.get("/me", headers={"host": "a@b"})
    return {
        "cookies": cookies(answers),
        "pages": {
            name: {"status": page.status_code, "headers": dict(page.headers)}
            for name, page in pages.items()
        },
    }


def told() -> dict[str, Any]:
    """What a visit shows, and what Django's own checks for deployments complain about."""
    with walls.inside("aubepine"), transaction.atomic():
        seen = visit()
        transaction.set_rollback(True)
    try:
        call_command("check", deploy=True, fail_level="WARNING", stderr=sys.stderr)
        return {**seen, "complaint": ""}
    except SystemCheckError as error:
        return {**seen, "complaint": str(error)}


if __name__ == "__main__":
    # Checks print; the answer is the last line.
    print(json.dumps(told()))
