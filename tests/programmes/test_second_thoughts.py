"""Answers and dates that would contradict what was decided before."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from companies.errors import Refusal
from objectives.actions import objective
from people.models import Person
from programmes.actions import enrolment, programme
from programmes.models import Programme
from programmes.templatetags.programme_words import plainly
from tests import factories

YES: dict[str, Any] = {"needs": ["delegation"], "availability": ["tue_am"]}
FAR = dt.date(9999, 12, 31)


def test_old_invitation_cannot_put_somebody_on_both_sides(bob: Person) -> None:
    made = factories.ProgrammeFactory()
    old = factories.EnrolmentFactory(programme=made, person=bob, status="declined")
    factories.EnrolmentFactory(programme=made, person=bob, role="mentor")
    with pytest.raises(Refusal):
        enrolment.accept(old, **YES, by=bob)
    old.refresh_from_db()
    assert old.status == "declined"


def test_who_declined_on_both_sides_may_say_yes_to_one(bob: Person) -> None:
    made = factories.ProgrammeFactory()
    old = factories.EnrolmentFactory(programme=made, person=bob, status="declined")
    factories.EnrolmentFactory(programme=made, person=bob, role="mentor", status="declined")
    assert enrolment.accept(old, **YES, by=bob).status == "accepted"


def test_programme_that_ends_in_the_year_9999_is_refused(alice: Person) -> None:
    today = timezone.localdate()
    with pytest.raises(Refusal) as caught:
        programme.create(
            name="Relève",
            purpose="Préparer la relève.",
            enrol_until=today,
            starts_on=today,
            ends_on=FAR,
            by=alice,
        )
    assert caught.value.field == "ends_on"


def test_objective_due_in_the_year_9999_is_refused(alice: Person) -> None:
    with pytest.raises(Refusal) as caught:
        objective.set_indicator(
            factories.ObjectiveFactory(), name="Taux", unit="%", baseline=8, due_on=FAR, by=alice
        )
    assert caught.value.field == "due_on"


def test_nobody_is_called_invited_before_the_programme_opens(
    alice: Person, as_person: Callable[[Person | None], Client]
) -> None:
    programme = factories.ProgrammeFactory(status="draft")
    factories.EnrolmentFactory(
        programme=programme, role="mentor", status="invited", answered_at=None
    )
    Person.objects.filter(pk=alice.pk).update(language="en")
    shown = as_person(alice).get(f"/programmes/{programme.public_id}/enrolments/").content.decode()
    assert "to invite" in shown
    assert "mentor on the list" in shown
    assert "mentors on the list" not in shown
    Programme.objects.update(status="open")
    shown = as_person(alice).get(f"/programmes/{programme.public_id}/enrolments/").content.decode()
    assert "to invite" not in shown


def test_numbers_of_an_objective_are_written_without_useless_zeros() -> None:
    with translation.override("en"):
        told = [plainly(Decimal(one)) for one in ("70.50", "70.00", "100", "0.05")]
    assert told == ["70.5", "70", "100", "0.05"]


def test_opening_and_starting_say_when_a_side_or_the_pairs_are_missing(
    alice: Person, as_person: Callable[[Person | None], Client]
) -> None:
    programme = factories.ProgrammeFactory(status="draft")
    factories.ObjectiveFactory(programme=programme)
    page = f"/programmes/{programme.public_id}/advance"
    Person.objects.filter(pk=alice.pk).update(language="en")
    assert "No mentor is on the list" in as_person(alice).get(page).content.decode()
    Programme.objects.update(status="open")
    assert "A pair is formed" in as_person(alice).get(page).content.decode()
