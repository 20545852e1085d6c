"""Keeps the days that hang on the dates of a programme in step with them.

A floor above whose days hang on them too calls :func:`contribute` when its app is ready, so that
nothing is imported upwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.models import Person
from programmes import gates
from programmes.actions import stage as stages
from programmes.models import Programme, Stage


@dataclass(frozen=True, slots=True)
class Dates:
    """The three days from which all others are counted."""

    enrol_until: date
    starts_on: date
    ends_on: date


type Follower = Callable[[Programme, Dates, Person], None]
type Watcher = Callable[[Programme, Dates], list[str]]
type Judge = Callable[[Programme], list[str]]
type Mover = Callable[[Programme, int, Person], None]

_followers: list[tuple[Follower, Watcher]] = []
_deadlines: list[tuple[Judge, Mover]] = []


def _nothing(programme: Programme, was: Dates) -> list[str]:
    """Nothing stayed behind."""
    return []


def contribute(follow: Follower, left_behind: Watcher = _nothing) -> None:
    """Call ``follow`` when dates have moved, and ask ``left_behind`` what stayed; twice is once."""
    if (follow, left_behind) not in _followers:
        _followers.append((follow, left_behind))


def contribute_deadlines(contradicted: Judge, move: Mover) -> None:
    """Ask ``contradicted`` what no longer fits the dates, and call ``move`` to move it along.

    Twice is once.
    """
    if (contradicted, move) not in _deadlines:
        _deadlines.append((contradicted, move))


def of(programme: Programme) -> Dates:
    """The dates of ``programme`` as they are in this row."""
    return Dates(programme.enrol_until, programme.starts_on, programme.ends_on)


def follow(programme: Programme, was: Dates, *, by: Person) -> None:
    """Let the days of the floors above follow dates that were others."""
    for move_along, _left in _followers:
        move_along(programme, was, by)


def left_behind(programme: Programme, was: Dates) -> list[str]:
    """What did not follow the dates and somebody should look at, each in a sentence."""
    if of(programme) == was:
        return []
    return [sentence for _follow, watch in _followers for sentence in watch(programme, was)]


def contradictions(programme: Programme) -> list[str]:
    """Deadlines and planned days that the dates of ``programme`` contradict, each in a sentence."""
    found = [sentence for judge, _move in _deadlines for sentence in judge(programme)]
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
    """Move the deadlines of the floors above and planned days of stages by so many days."""
    for _judge, move_along in _deadlines:
        move_along(programme, days, by)
    shift = timedelta(days=days)
    for passage in programme.passages.filter(planned_on__isnull=False, passed_at__isnull=True):
        assert passage.planned_on is not None
        passage.planned_on += shift
        passage.save(update_fields=["planned_on"])


def _chosen(programme: Programme) -> set[Stage]:
    rows = programme.passages.filter(planned_on__isnull=False, passed_at__isnull=True)
    return {Stage(one.stage) for one in rows}
