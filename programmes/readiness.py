"""What protects a programme from fading out and what is still missing, from bare facts (pure)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

SHORT_MONTHS: Final = 6
LONG_MONTHS: Final = 12
DAYS_TO_ANSWER: Final = 7
FEWEST_SESSIONS: Final = 3
CAUSES: Final = ("purpose", "method", "mentors", "imposed", "trust")
"""Why programmes fade out: no purpose, no method, wrong mentors, an imposed role, no trust."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a programme.

    ``is_long`` tells that its format asks for six months or more. ``mentors`` and ``mentees``
    count who is invited or said yes, ``places`` and ``takers`` who said yes, as offered places and
    as mentees; ``remarks`` those of colleagues on the canvas that nobody has settled.
    """

    today: date
    purpose: str
    objectives: int
    unmeasurable: int
    outcomes: int
    directors: int
    sponsors: int
    mentor_profile: str
    preparation: str
    confidentiality: str
    enrol_until: date
    months: float
    sessions: int
    is_long: bool
    mentors: int
    mentees: int
    places: int
    takers: int
    remarks: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """One item of the list: ``code`` names it, ``mandatory`` ones forbid opening."""

    code: str
    done: bool
    mandatory: bool
    cause: str


def checks(facts: Facts) -> list[Check]:
    """Everything that is looked at, cause by cause; one or more of each cause are mandatory."""
    days = (facts.enrol_until - facts.today).days
    return [
        Check("purpose", bool(facts.purpose.strip()), True, "purpose"),
        Check("objective", facts.objectives > 0, True, "purpose"),
        Check("measurable", facts.objectives > 0 and not facts.unmeasurable, True, "purpose"),
        Check("sponsor", facts.sponsors > 0, False, "purpose"),
        Check("outcomes", facts.outcomes > 0, False, "purpose"),
        Check("remarks", not facts.remarks, False, "purpose"),
        Check("preparation", bool(facts.preparation.strip()), True, "method"),
        Check("director", facts.directors > 0, False, "method"),
        Check("duration", not _length(facts), False, "method"),
        Check("sessions", not facts.is_long or facts.sessions >= FEWEST_SESSIONS, False, "method"),
        Check("mentor_profile", bool(facts.mentor_profile.strip()), True, "mentors"),
        Check("mentors", facts.mentors > 0, False, "mentors"),
        Check("mentees", facts.mentees > 0, False, "mentors"),
        Check("enrol_until", days >= 0, True, "imposed"),
        Check("calm", days < 0 or days >= DAYS_TO_ANSWER, False, "imposed"),
        Check("places", facts.takers <= facts.places, False, "imposed"),
        Check("consent", True, False, "imposed"),
        Check("confidentiality", bool(facts.confidentiality.strip()), True, "trust"),
        Check("minimum", True, False, "trust"),
    ]


def advice(facts: Facts) -> list[str]:
    """Codes of what is allowed but tends to go wrong: too_short, too_long, hurried, few_places."""
    found = _length(facts)
    if 0 <= (facts.enrol_until - facts.today).days < DAYS_TO_ANSWER:
        found.append("hurried")
    if facts.takers > facts.places:
        found.append("few_places")
    return found


def _length(facts: Facts) -> list[str]:
    if facts.is_long and facts.months < SHORT_MONTHS:
        return ["too_short"]
    return ["too_long"] if facts.months > LONG_MONTHS else []
