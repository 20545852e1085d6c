"""The list of programmes shows whoever takes part in none which ones they may ask to join."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communication.actions import wish
from people.models import Person
from programmes.models import Programme
from tests import factories

type Browser = Callable[[Person | None], Client]
EMPTY = "Aucun programme pour vous"


def published(**facts: object) -> Programme:
    given = {f"programme__{name}": value for name, value in facts.items()}
    row: Programme = factories.LandingPageFactory(**given).programme
    return row


def listed(client: Client) -> str:
    return client.get(reverse("programmes:list")).text


def test_whoever_takes_part_in_none_may_ask_to_join_what_is_published(
    bob: Person, as_person: Browser
) -> None:
    client = as_person(bob)
    assert EMPTY in listed(client)
    programme = published(name="Passerelles", status="open")
    page = reverse("communication:page", args=[programme.public_id])
    words = listed(client)
    assert EMPTY not in words and "Passerelles" in words and page in words
    assert "aimerais participer" in words
    wish.make(programme, role="mentee", by=bob)
    assert "aimerais participer" not in listed(client) and page in listed(client)


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_what_takes_nobody_in_is_not_offered(bob: Person, as_person: Browser, status: str) -> None:
    published(name="Passerelles", status=status)
    factories.ProgrammeFactory(name="Sans page", status="open")
    words = listed(as_person(bob))
    assert "Passerelles" not in words and "Sans page" not in words and EMPTY in words


def test_a_programme_of_ones_own_is_not_offered_beside_it(
    bob: Person, charlie: Person, as_person: Browser
) -> None:
    programme = published(name="Passerelles", status="open")
    factories.EnrolmentFactory(programme=programme, person=bob)
    page = reverse("communication:page", args=[programme.public_id])
    assert page not in listed(as_person(bob)) and "Passerelles" in listed(as_person(bob))
    assert page in listed(as_person(charlie))


def test_three_offers_ask_as_many_questions_as_one(bob: Person, as_person: Browser) -> None:
    client = as_person(bob)
    counts = []
    for more in (1, 2):
        for _number in range(more):
            published(status="open")
        listed(client)
        with CaptureQueriesContext(connection) as seen:
            listed(client)
        counts.append(len(seen))
    assert counts[0] == counts[1]
