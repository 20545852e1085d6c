"""Which mentors have ended honourably, from the bare facts of their pairs (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

type Standing = Literal["term", "early", "running", "never_met", "unpaired"]

HONOURABLE: tuple[Standing, ...] = ("term", "early")


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair of a mentor: ``active``, ``completed`` or ``ended``; sessions and their minutes."""

    status: str
    sessions: int
    minutes: int


def standing(pairs: Iterable[Pair]) -> Standing:
    """How a mentor stands when the programme ends.

    ``running`` while a pair is under way; ``unpaired`` without a pair; ``never_met`` when no
    session was held in any; ``term`` when a pair went to its end, else ``early``: leaving early,
    for whatever reason, takes nothing away from the time that was given.
    """
    known = list(pairs)
    if not known:
        return "unpaired"
    if any(one.status == "active" for one in known):
        return "running"
    if not any(one.sessions for one in known):
        return "never_met"
    met = [one for one in known if one.sessions]
    return "term" if any(one.status == "completed" for one in met) else "early"


def hours(pairs: Iterable[Pair]) -> int:
    """Hours of sessions held, to the nearest whole one; half an hour counts as one."""
    return (sum(one.minutes for one in pairs) + 30) // 60
