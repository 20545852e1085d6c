"""Keeps the deadlines and reviews of objectives in step with the dates of their programme."""

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from objectives.actions import objective as objectives
from objectives.models import Indicator, ObjectiveReview
from people.models import Person
from programmes.actions import dates
from programmes.actions.dates import Dates
from programmes.models import Programme


def contribute() -> None:
    """Be called whenever the dates of a programme have moved or are about to."""
    dates.contribute(follow)
    dates.contribute_deadlines(contradictions, move)


def contradictions(programme: Programme) -> list[str]:
    """Deadlines of indicators that the dates of ``programme`` contradict, each in a sentence."""
    return [
        _("“%(name)s” is to be reached by %(day)s.")
        % {"name": one.name, "day": date_format(one.due_on)}
        for one in _indicators(programme)
        if one.due_on and (one.due_on <= programme.starts_on or "too_early" in one.gaps)
    ]


def move(programme: Programme, days: int, by: Person) -> None:
    """Move deadlines of indicators by so many days.

    Once the programme is launched, what an objective said before is kept as a review.
    """
    rows = [one for one in _indicators(programme) if one.due_on]
    if programme.status != Programme.Status.DRAFT:
        reason = ngettext(
            "The programme was moved by %(days)d day.",
            "The programme was moved by %(days)d days.",
            abs(days),
        ) % {"days": days}
        for one in {row.objective_id: row.objective for row in rows}.values():
            objectives.keep(one, ObjectiveReview.Standing.CHANGED, reason=reason, by=by)
    for row in rows:
        assert row.due_on is not None
        row.due_on += timedelta(days=days)
    Indicator.objects.bulk_update(rows, ["due_on"])


def follow(programme: Programme, was: Dates, by: Person) -> None:
    """Let the reviews to come follow dates that were others."""
    turns = {objectives.halfway(was.starts_on, was.ends_on): "halfway", was.ends_on: "end"}
    now = {
        "halfway": objectives.halfway(programme.starts_on, programme.ends_on),
        "end": programme.ends_on,
    }
    rows = ObjectiveReview.objects.filter(objective__programme=programme, held_on__isnull=True)
    for row in rows:
        moved = row.due_on + (programme.starts_on - was.starts_on)
        row.due_on = now[turns[row.due_on]] if row.due_on in turns else moved
        row.save(update_fields=["due_on"])


def _indicators(programme: Programme) -> list[Indicator]:
    rows = Indicator.objects.filter(
        objective__programme=programme, objective__retired_at__isnull=True
    )
    return list(rows.select_related("objective").order_by("pk"))
