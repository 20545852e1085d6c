"""Answers and dates that would contradict what was decided before."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from companies.errors import Refusal
from people.models import Person
from programmes.actions import enrolment, programme
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
        programme.set_objective(
            factories.ProgrammeFactory(),
            kind="retention",
            statement="Garder.",
            indicator="Taux",
            unit="%",
            baseline=81,
            target=90,
            due_on=FAR,
            by=alice,
        )
    assert caught.value.field == "due_on"
