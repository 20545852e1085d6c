"""Marks of a colleague are theirs, and HR decides on all that arrived."""

import pytest
from django.urls import reverse

from companies.errors import Overtaken, Refusal
from people.models import Person
from references.actions import answer, request
from selection import access
from selection.actions import qualification
from selection.models import Reference
from tests import factories
from tests.references.scene import GOOD, Browser, mentor


def test_nobody_changes_the_marks_of_a_colleague_who_answered(
    alice: Person, bob: Person, charlie: Person
) -> None:
    row = mentor(bob, alice)
    answer.answer(request.name(row, referee=charlie, by=bob), **GOOD)
    with pytest.raises(Refusal) as refused:
        qualification.refer(row, referee=charlie, experience=1, potential=1, by=alice)
    assert refused.value.field == "referee"
    kept = Reference.objects.get()
    assert (kept.experience, kept.potential, kept.noted_by) == (5, 5, charlie)
    other = factories.PersonFactory()
    for mark in (1, 2):
        qualification.refer(row, referee=other, experience=mark, potential=mark, by=alice)
    assert Reference.objects.get(referee=other).experience == 2


def test_what_a_colleague_says_counts_more_than_what_hr_had_noted(
    alice: Person, bob: Person, charlie: Person
) -> None:
    row = mentor(bob, alice)
    made = request.name(row, referee=charlie, by=bob)
    qualification.refer(row, referee=charlie, experience=1, potential=1, by=alice)
    answer.answer(made, **GOOD)
    kept = Reference.objects.get()
    assert (kept.experience, kept.potential, kept.noted_by) == (5, 5, charlie)


def test_hr_who_noted_their_own_marks_may_note_them_again(alice: Person, bob: Person) -> None:
    row = mentor(bob, alice)
    for mark in (2, 3):
        qualification.refer(row, referee=alice, experience=mark, potential=mark, by=alice)
    assert Reference.objects.get().experience == 3


def test_nobody_decides_on_a_reference_that_they_have_not_read(
    alice: Person, bob: Person, charlie: Person
) -> None:
    row = mentor(bob, alice)
    made = request.name(row, referee=charlie, by=bob)
    before = qualification.told(row)
    answer.answer(made, **GOOD)
    with pytest.raises(Overtaken, match="A reference has arrived"):
        qualification.decide(row, verdict="qualified", seen="", heard=before, by=alice)
    assert access.verdict(row) is None
    now = qualification.told(row)
    assert qualification.decide(row, verdict="qualified", seen="", heard=now, by=alice)


def test_the_page_shows_the_reference_that_arrived_and_lets_decide_then(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = mentor(bob, alice)
    made = request.name(row, referee=charlie, by=bob)
    browser, address = as_person(alice), reverse("selection:file", args=[row.public_id])
    sent = {"do": "decide", "verdict": "qualified", "seen": ""}
    read = browser.get(address).context["heard"]
    answer.answer(made, **GOOD)
    refused = browser.post(address, sent | {"heard": read})
    assert refused.status_code == 422
    assert str(charlie) in refused.content.decode()
    now = refused.context["heard"]
    assert f'name="heard" value="{now}"' in " ".join(refused.content.decode().split())
    assert browser.post(address, sent | {"heard": now}).status_code == 302
