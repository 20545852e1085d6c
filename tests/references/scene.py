"""A mentor who may name references, a good answer, and the addresses of the pages."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import Person
from programmes.models import Enrolment
from references.actions import request
from references.models import ReferenceRequest
from selection.actions import policy
from tests import factories

type Browser = Callable[[Person | None], Client]
GOOD: dict[str, Any] = {
    "knows": "team",
    "answers": {"trade": 4, "grown": 5, "listens": 4, "keeps": 5},
    "words": "Patient.",
}
SENT = {"knows": "team", "trade": "4", "grown": "0", "listens": "5", "keeps": "0", "time": "0"}


def mentor(person: Person, hr: Person) -> Enrolment:
    """Somebody who said yes in a programme that qualifies its mentors first."""
    row: Enrolment = factories.EnrolmentFactory(person=person, role="mentor")
    policy.qualify_first(row.programme, is_on=True, by=hr)
    return row


def link(row: ReferenceRequest) -> str:
    return reverse("references:answer_by_link", args=[request.token(row)])


def page(name: str, row: Enrolment) -> str:
    return reverse(f"references:{name}", args=[row.public_id])


def after(days: int) -> time_machine.travel:
    """The clock so many days from now."""
    return time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False)


DRAWN = re.compile(r'(csrfmiddlewaretoken" value="|nonce="|X-CSRFToken": ")[\w-]+"')
"""What every rendering of a page draws anew."""


def text(client: Client, address: str) -> str:
    """A whole page, without what is drawn anew."""
    answer = client.get(address)
    assert answer.status_code == 200
    content = b"".join(answer) if answer.streaming else answer.content
    return DRAWN.sub(r"\1", content.decode())


def undone[Given, Found](work: Callable[[Given], Found], given: Given) -> Found:
    """What ``work`` finds, without anything that it changed."""
    mark = transaction.savepoint_create()
    try:
        return work(given)
    finally:
        transaction.savepoint_rollback(mark)
