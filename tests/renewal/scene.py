"""A cohort that has ended: six mentors, their pairs and sessions, an indicator that moved."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from evaluations.models import IndicatorValue
from objectives.models import Indicator, ObjectiveReview
from pairings.models import Pairing
from people.models import Person
from programmes.models import Enrolment, Programme
from tests import factories

TODAY = timezone.localdate
NOW = timezone.now


def ended(status: str = Programme.Status.CLOSED, **changes: Any) -> Programme:
    """A programme of nine months that ends today, with an objective and criteria."""
    today = TODAY()
    programme: Programme = factories.ProgrammeFactory(
        status=status,
        **{
            "name": "Relève",
            "enrol_until": today - dt.timedelta(days=300),
            "starts_on": today - dt.timedelta(days=274),
            "ends_on": today,
            "closed_at": NOW() if status == Programme.Status.CLOSED else None,
            **changes,
        },
    )
    objective = factories.ObjectiveFactory(programme=programme)
    for kind, weight in (("needs", 50), ("site", 20)):
        factories.CriterionFactory(programme=programme, kind=kind, weight=weight)
    measured(objective.indicators.get(), "92")
    if status != Programme.Status.CLOSED:
        reviewed(programme)
    return programme


def reviewed(programme: Programme) -> None:
    """Somebody looked at each objective: the last gate is open."""
    for one in programme.objectives.all():
        ObjectiveReview.objects.create(
            objective=one, due_on=TODAY(), held_on=TODAY(), standing="on_track"
        )


def measured(indicator: Indicator, value: str) -> None:
    """A value of the indicator, measured yesterday."""
    IndicatorValue.objects.create(
        indicator=indicator,
        value=Decimal(value),
        measured_on=TODAY() - dt.timedelta(days=1),
        source="estimate",
    )


def mentor(
    programme: Programme,
    *,
    status: str = Pairing.Status.COMPLETED,
    minutes: int = 60,
    reason: str = "term",
    person: Person | None = None,
) -> Enrolment:
    """A mentor with one pair of this status, which met once if ``minutes``."""
    extra = {"person": person} if person else {}
    row: Enrolment = factories.EnrolmentFactory(programme=programme, role="mentor", **extra)
    over = status != Pairing.Status.ACTIVE
    pairing = factories.PairingFactory(
        programme=programme,
        mentor=row,
        status=status,
        ended_at=NOW() if over else None,
        end_reason=reason if over else "",
    )
    if minutes:
        factories.MentoringSessionFactory(pairing=pairing, minutes=minutes)
    return row
