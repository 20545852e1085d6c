"""Keeps the days that hang on the dates of a programme in step with them.

A floor above whose days hang on them too calls :func:`contribute` when its app is ready, so that
nothing is imported upwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Person
from programmes import gates
from programmes.actions import objective as objectives
from programmes.actions import stage as stages
from programmes.models import Indicator, ObjectiveReview, Programme, Stage


@dataclass(frozen=True, slots=True)
class Dates:
    """The three days from which all others are counted."""

    enrol_until: date
    starts_on: date
    ends_on: date


type Follower = Callable[[Programme, Dates, Person], None]
type Watcher = Callable[[Programme, Dates], list[str]]

_followers: list[tuple[Follower, Watcher]] = []


def contribute(follow: Follower, left_behind: Watcher) -> None:
    """Call ``follow`` when dates have moved, and ask ``left_behind`` what stayed; twice is once."""
    if (follow, left_behind) not in _followers:
        _followers.append((follow, left_behind))


def of(programme: Programme) -> Dates:
    """The dates of ``programme`` as they are in this row."""
    return Dates(programme.enrol_until, programme.starts_on, programme.ends_on)


def follow(programme: Programme, was: Dates, *, by: Person) -> None:
    """Let the reviews to come and the days of the floors above follow dates that were others."""
    _replan_reviews(programme, was)
    for move_along, _left in _followers:
        move_along(programme, was, by)


def left_behind(programme: Programme, was: Dates) -> list[str]:
    """What did not follow the dates and somebody should look at, each in a sentence."""
    if of(programme) == was:
        return []
    return [sentence for _follow, watch in _followers for sentence in watch(programme, was)]


def contradictions(programme: Programme) -> list[str]:
    """Deadlines and planned days that the dates of ``programme`` contradict, each in a sentence."""
    found = [
        _("“%(name)s” is to be reached by %(day)s.")
        % {"name": one.name, "day": date_format(one.due_on)}
        for one in _indicators(programme)
        if one.due_on and (one.due_on <= programme.starts_on or "too_early" in one.gaps)
    ]
    days = stages.planned(programme)
    order, chosen = gates.STAGES[1:], _chosen(programme)
    for place, stage in enumerate(order):
        if stage not in chosen:
            continue
        earliest = max(days[one] for one in order[: place + 1])
        if stage == Stage.EXECUTION:
            earliest = max(earliest, programme.starts_on)
        latest = min(programme.ends_on, *(days[one] for one in order[place:]))
        if not earliest <= days[stage] <= latest:
            found.append(
                _("“%(stage)s” is planned for %(day)s.")
                % {"stage": stage.label, "day": date_format(days[stage])}
            )
    return found


def move(programme: Programme, days: int, *, by: Person) -> None:
    """Move deadlines of indicators and planned days of stages by so many days.

    Once the programme is launched, what an objective said before is kept as a review.
    """
    shift = timedelta(days=days)
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
        row.due_on += shift
    Indicator.objects.bulk_update(rows, ["due_on"])
    for passage in programme.passages.filter(planned_on__isnull=False, passed_at__isnull=True):
        assert passage.planned_on is not None
        passage.planned_on += shift
        passage.save(update_fields=["planned_on"])


def _replan_reviews(programme: Programme, dates: Dates) -> None:
    was = {objectives.halfway(dates.starts_on, dates.ends_on): "halfway", dates.ends_on: "end"}
    now = {
        "halfway": objectives.halfway(programme.starts_on, programme.ends_on),
        "end": programme.ends_on,
    }
    rows = ObjectiveReview.objects.filter(objective__programme=programme, held_on__isnull=True)
    for row in rows:
        moved = row.due_on + (programme.starts_on - dates.starts_on)
        row.due_on = now[was[row.due_on]] if row.due_on in was else moved
        row.save(update_fields=["due_on"])


def _indicators(programme: Programme) -> list[Indicator]:
    rows = Indicator.objects.filter(
        objective__programme=programme, objective__retired_at__isnull=True
    )
    return list(rows.select_related("objective").order_by("pk"))


def _chosen(programme: Programme) -> set[Stage]:
    rows = programme.passages.filter(planned_on__isnull=False, passed_at__isnull=True)
    return {Stage(one.stage) for one in rows}
