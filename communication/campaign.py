"""The starter plan of a campaign: which message on which day, counted from a programme's dates."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Slot:
    """One message of the plan; ``day`` is None when its moment has passed."""

    kind: str
    audience: str
    day: date | None


type _Day = Callable[[date, date, date], date]

_PLAN: Final[tuple[tuple[str, str, _Day], ...]] = (
    ("teaser", "everybody", lambda until, starts, ends: until - 6 * _WEEK),
    ("call", "everybody", lambda until, starts, ends: until - 4 * _WEEK),
    ("kick_off", "taking_part", lambda until, starts, ends: starts),
    ("stories", "everybody", lambda until, starts, ends: starts + (ends - starts) / 2),
    ("results", "everybody", lambda until, starts, ends: ends + 2 * _WEEK),
    ("thanks", "taking_part", lambda until, starts, ends: ends + 3 * _WEEK),
)


def plan(*, today: date, enrol_until: date, starts_on: date, ends_on: date) -> list[Slot]:
    """The six messages in their order, on working days; those of the past have no day.

    The teaser leaves six weeks and the call for mentors four weeks before the last day to answer,
    the stories halfway, the results two and the thanks three weeks after the end.
    """
    counted = days(enrol_until=enrol_until, starts_on=starts_on, ends_on=ends_on)
    return [
        Slot(kind, audience, counted[kind] if counted[kind] >= today else None)
        for kind, audience, _day in _PLAN
    ]


def days(*, enrol_until: date, starts_on: date, ends_on: date) -> dict[str, date]:
    """The day of each message by its kind, passed or not."""
    return {
        kind: working_day(counted(enrol_until, starts_on, ends_on))
        for kind, _audience, counted in _PLAN
    }


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)
