"""What protects a programme from fading out and what is still missing, from bare facts (pure)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

SHORT_MONTHS: Final = 6
LONG_MONTHS: Final = 12
DAYS_TO_ANSWER: Final = 7


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a programme; ``mentors`` and ``mentees`` count who is invited or said yes,
    ``places`` and ``takers`` who said yes, as offered places and as mentees."""

    today: date
    purpose: str
    objectives: int
    unmeasurable: int
    directors: int
    enrol_until: date
    months: float
    mentors: int
    mentees: int
    places: int
    takers: int


@dataclass(frozen=True, slots=True)
class Check:
    """One item of the list: ``code`` names it, ``mandatory`` ones forbid opening."""

    code: str
    done: bool
    mandatory: bool


def checks(facts: Facts) -> list[Check]:
    """Codes purpose, objective, measurable, enrol_until (mandatory), director, mentors, mentees."""
    return [
        Check("purpose", bool(facts.purpose.strip()), True),
        Check("objective", facts.objectives > 0, True),
        Check("measurable", facts.objectives > 0 and not facts.unmeasurable, True),
        Check("enrol_until", facts.enrol_until >= facts.today, True),
        Check("director", facts.directors > 0, False),
        Check("mentors", facts.mentors > 0, False),
        Check("mentees", facts.mentees > 0, False),
    ]


def advice(facts: Facts) -> list[str]:
    """Codes of what is allowed but tends to go wrong: too_short, too_long, hurried, few_places."""
    found = []
    if facts.months < SHORT_MONTHS:
        found.append("too_short")
    if facts.months > LONG_MONTHS:
        found.append("too_long")
    if 0 <= (facts.enrol_until - facts.today).days < DAYS_TO_ANSWER:
        found.append("hurried")
    if facts.takers > facts.places:
        found.append("few_places")
    return found
