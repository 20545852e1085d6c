"""Whether something happened to somebody lately enough, and to whom a rule is meant (pure)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from selection.eligibility import Rule, Traits, obstacles

HIRED, APPOINTED, RETURNED = "hired", "appointed", "returned"
DECLARED: Final = (APPOINTED, RETURNED)
"""Events whose day no record keeps by itself: a fact that the company declares holds it."""

_YEAR_FIRST: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Event:
    """What has to have happened less than ``days`` ago; ``key`` names the fact with its day."""

    kind: str
    days: int
    key: str = ""


def day_in(text: Any) -> date | None:
    """The day that a fact says, as 2026-10-01 or 01/10/2026; None when it says none."""
    said = text.strip() if isinstance(text, str) else ""
    if found := _YEAR_FIRST.fullmatch(said):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.fullmatch(said):
        day, month, year = (int(part) for part in found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_of(traits: Traits, event: Event) -> date | None:
    """When the event happened to somebody, however long ago; None when the record does not say."""
    if event.kind == HIRED:
        return traits.hired_on
    return day_in(traits.own.get(event.key)) if event.key else None


def met(traits: Traits, event: Event, conditions: Iterable[Rule], today: date) -> date | None:
    """The day of the event, when it is recent and every condition is met; None otherwise.

    A day to come is not yet an event. A condition that the record leaves open is not met.
    """
    day = day_of(traits, event)
    if day is None or not 0 <= (today - day).days < event.days:
        return None
    return None if obstacles(traits, conditions, today) else day
