"""When the next cohort takes place: the same programme, later (pure)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Dates:
    """The three days of a programme: last day to answer, first day, last day."""

    enrol_until: date
    starts_on: date
    ends_on: date


def shifted(dates: Dates, starts_on: date, today: date) -> Dates:
    """The same dates for a cohort that starts on ``starts_on``, of the same length.

    The last day to answer keeps its distance from the start as far as it is not past. Raises
    ValueError when the cohort would have started before ``today``.
    """
    if starts_on < today:
        raise ValueError("a cohort does not start in the past")
    shift = starts_on - dates.starts_on
    return Dates(
        enrol_until=min(max(dates.enrol_until + shift, today), starts_on),
        starts_on=starts_on,
        ends_on=dates.ends_on + shift,
    )


def proposed_start(ends_on: date, today: date) -> date:
    """A first day that leaves six weeks to invite people and make pairs; a Monday."""
    day = max(ends_on + timedelta(days=14), today + timedelta(days=42))
    return day + timedelta(days=-day.weekday() % 7)


def base_name(name: str, words: tuple[str, ...]) -> str:
    """The name of a programme without the number of its cohort, written with one of ``words``."""
    known = "|".join(re.escape(word) for word in words)
    return re.sub(rf"\s*[,·–-]?\s*(?:{known})\s+\d+\s*$", "", name, flags=re.IGNORECASE) or name
