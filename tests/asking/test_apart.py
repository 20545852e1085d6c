"""A conflict declared, or a management line drawn, while a request waits: nobody learns of it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from asking.actions import answer, tending
from asking.models import Choice
from companies.errors import Refusal
from introductions.actions import conflict
from pairings.models import Pairing
from people.models import Mail, Person
from tests.asking.scene import Scene, choice, scene, told

type Browser = Callable[[Person | None], Client]
type Parting = Callable[[Scene], object]


@pytest.fixture(autouse=True)
def inside(company: object) -> None:
    """Every test is inside Aubépine."""


def by_mentee(made: Scene) -> None:
    conflict.declare(person=made.mentees[0].person, other=made.mentors[0].person)


def by_mentor(made: Scene) -> None:
    conflict.declare(person=made.mentors[0].person, other=made.mentees[0].person)


def line(made: Scene) -> None:
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=made.mentors[1].person)
    Person.objects.filter(pk=made.mentors[1].person_id).update(manager=made.mentors[0].person)


def line_below(made: Scene) -> None:
    Person.objects.filter(pk=made.mentors[0].person_id).update(manager=made.mentees[0].person)


every_way = pytest.mark.parametrize("parting", [by_mentee, by_mentor, line, line_below])


@every_way
def test_request_goes_on_once_the_two_cannot_be_paired(parting: Parting) -> None:
    made = scene()
    asked = made.ask(0, 0, 2)
    assert tending.tend_all() == 0
    parting(made)
    assert tending.tend_all() == 1
    assert told(asked) == ["unavailable", "asked"]
    assert tending.tend_all() == 0


@every_way
def test_mentor_who_says_yes_reads_that_the_request_is_gone_and_no_reason(
    parting: Parting,
) -> None:
    made = scene()
    asked, other = made.ask(0, 0, 2), made.ask(1, 0)
    parting(made)
    with pytest.raises(Refusal) as refused, translation.override("en"):
        answer.accept(choice(asked), by=made.mentors[0].person)
    assert str(refused.value).startswith("This request is not before you any more")
    assert told(asked) == ["unavailable", "asked"]
    assert answer.accept(choice(other), by=made.mentors[0].person) == Pairing.objects.get()


def test_refusal_of_the_pair_itself_is_told_in_the_same_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = scene()
    asked = made.ask(0, 0, 2)

    def refuse(**_facts: object) -> None:
        raise Refusal("these two are kept apart")

    monkeypatch.setattr(answer.pairing, "pair", refuse)
    with pytest.raises(Refusal) as refused, translation.override("en"):
        answer.accept(choice(asked), by=made.mentors[0].person)
    assert str(refused.value).startswith("This request is not before you any more")
    assert told(asked) == ["unavailable", "asked"]


@every_way
def test_request_is_on_no_page_of_the_mentor_even_before_the_timetable(
    as_person: Browser, parting: Parting
) -> None:
    made = scene(capacity=2)
    made.ask(0, 0, 2)
    made.ask(1, 0)
    Person.objects.filter(pk=made.mentors[0].person_id).update(language="en")
    made.mentors[0].person.language = "en"
    mentor = as_person(made.mentors[0].person)
    inbox = reverse("asking:inbox", args=[made.mentors[0].public_id])
    panel = reverse("asking:panel", args=[made.programme.public_id])
    assert all("Mentee0" in mentor.get(page).content.decode() for page in (inbox, "/"))
    before = mentor.get(panel).content.decode()
    parting(made)
    for page in (inbox, "/"):
        html = mentor.get(page).content.decode()
        assert "Mentee0" not in html and "Mentee1" in html
    assert mentor.get(panel).content.decode() != before


@every_way
def test_no_reminder_of_such_a_request_leaves(
    monkeypatch: pytest.MonkeyPatch, parting: Parting
) -> None:
    made = scene()
    made.ask(0, 0, 2)
    made.ask(1, 2)
    parting(made)
    monkeypatch.setattr("asking.timing.is_reminded", lambda *_days: True)
    monkeypatch.setattr("asking.timing.REMINDED_BEFORE", 30)
    assert tending.remind() == 1
    assert Choice.objects.asked().count() == 2
    assert not Mail.objects.filter(
        kind="mentor_asked", person=made.mentors[0].person, context__is_reminder=True
    ).exists()
