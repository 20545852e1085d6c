"""Whoever said yes and is not matched for now is counted, with the reason and the way in."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from companies.errors import Refusal
from matching.actions import inputs, readiness
from matching.board import board
from people.models import Person
from selection.actions import policy, qualification, waitlist
from selection.models import Waiting
from tests import factories
from tests.matching.scene import Scene, scene

As = Callable[[Person | None], Client]


@pytest.fixture(autouse=True)
def english(company: object) -> Iterator[None]:
    with translation.override("en"):
        yield


def gated(by: Person, **given: int) -> Scene:
    made = scene(by, **given)
    policy.qualify_first(made.programme, is_on=True, by=by)
    return made


def hold(made: Scene, *, mentees: bool) -> None:
    for row in made.mentees if mentees else made.mentors:
        Waiting.objects.create(enrolment=row, reason="late", is_held=True)


def shown(alice: Person, made: Scene, as_person: As, name: str = "board") -> str:
    Person.objects.filter(pk=alice.pk).update(language="en")
    page = as_person(alice).get(reverse(f"matching:{name}", args=[made.programme.public_id]))
    return re.sub(r"\s+", " ", page.content.decode())


def test_nobody_is_left_out_of_a_plain_programme(alice: Person) -> None:
    assert inputs.left_out(scene(alice).programme.pk) == inputs.LeftOut()


def test_each_reason_is_counted(alice: Person) -> None:
    made = gated(alice, mentors=4)
    qualification.decide(made.mentors[0], verdict="qualified", by=alice)
    qualification.decide(made.mentors[1], verdict="not_now", reason="time", by=alice)
    Waiting.objects.create(enrolment=made.mentees[0], reason="late", is_held=True)
    Waiting.objects.create(enrolment=made.mentees[1], reason="unplaced")
    left = inputs.left_out(made.programme.pk)
    assert left == inputs.LeftOut(mentors=3, mentees=1, unqualified=3, undecided=2, held=1)


def test_the_board_asks_to_decide_and_not_to_invite(alice: Person, as_person: As) -> None:
    made = gated(alice)
    assert board(made.programme).next == "mentors_left_out"
    said = shown(alice, made, as_person)
    assert "nobody has said yes as mentor" not in said
    assert "3 mentors said yes but are not qualified" in said
    assert "3 of them wait for your decision" in said
    link = reverse("selection:board", args=[made.programme.public_id])
    assert link in said and link in shown(alice, made, as_person, "panel")
    qualification.decide(made.mentors[0], verdict="qualified", by=alice)
    assert board(made.programme).next == "shortlist"
    assert "2 mentors said yes but are not qualified" in shown(alice, made, as_person)


def test_without_any_mentor_the_board_still_asks_to_invite(alice: Person, as_person: As) -> None:
    made = gated(alice, mentors=0)
    assert board(made.programme).next == "no_mentors"
    assert "nobody has said yes as “mentor” yet" in shown(alice, made, as_person)


def test_mentees_who_are_held_are_not_nobody(alice: Person, as_person: As) -> None:
    made = scene(alice)
    hold(made, mentees=True)
    assert board(made.programme).next == "mentees_left_out"
    assert "3 people are held on the waitlist" in shown(alice, made, as_person)
    waitlist.take_in(made.mentees[0], by=alice)
    assert board(made.programme).next == "shortlist"


@pytest.mark.parametrize(
    ("cause", "words"), [("unqualified", "not qualified"), ("held", "held on the waitlist")]
)
def test_a_run_is_refused_with_what_keeps_the_mentors_out(
    alice: Person, cause: str, words: str
) -> None:
    made = gated(alice) if cause == "unqualified" else scene(alice)
    if cause == "held":
        hold(made, mentees=False)
    with pytest.raises(Refusal, match=words):
        readiness.check_people(made.programme)
    for row in made.mentors:
        if cause == "held":
            waitlist.take_in(row, by=alice)
        else:
            qualification.decide(row, verdict="qualified", by=alice)
    readiness.check_people(made.programme)


def test_a_run_without_any_mentor_says_that_nobody_takes_part(alice: Person) -> None:
    made = gated(alice, mentors=0)
    factories.EnrolmentFactory(
        programme=made.programme, role="mentor", status="invited", answered_at=None
    )
    with pytest.raises(Refusal, match="Nobody takes part as mentor"):
        readiness.check_people(made.programme)
