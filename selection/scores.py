"""Two scores of a mentor, experience and potential to mentor, and what each is made of (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

EXPERIENCE, POTENTIAL = "experience", "potential"
MEASURES: Final = (EXPERIENCE, POTENTIAL)

WEIGHTS: Final[Mapping[str, Mapping[str, int]]] = {
    EXPERIENCE: {"years": 20, "team": 10, "accompanied": 20, "interview": 30, "references": 20},
    POTENTIAL: {"values": 15, "craft": 15, "time": 10, "interview": 40, "references": 20},
}
"""What each piece counts for when it is there; what is missing is left out, never counted as 0.

What somebody says of themselves weighs less than what an interviewer or a colleague saw: a third
of the experience is what one declares oneself without proof, and less of the potential.
"""
FULL: Final[Mapping[str, int]] = {"years": 15, "team": 12, "accompanied": 5}
"""From this many years, people led or people accompanied on, more no longer adds points."""
_HOURS: Final[Mapping[str, float]] = {"h1": 0.25, "h2": 0.6, "h3": 0.9, "h4": 1.0}


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a score: ``points`` of ``out_of``, which add up to 100; what it was read from.

    ``facts`` hold bare values for the sentence: a number, a mean with how many it is made of.
    """

    code: str
    points: float
    out_of: float
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    """0–100, or None while nothing is known; its parts add up to it."""

    measure: str
    value: int | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class File:
    """What is known of a mentor.

    ``answers``: code of a starting question → the answer. ``interviews``: for each interview held,
    (measure, 1–5) of each criterion. ``references``: (experience, potential), 1–5 each.
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    interviews: Sequence[Sequence[tuple[str, int]]] = ()
    references: Sequence[tuple[int, int]] = ()


def score(measure: str, file: File) -> Score:
    """The score of one measure with its parts, in the order of their weights' table."""
    shares = {code: _share(code, measure, file) for code in WEIGHTS[measure]}
    known = {code: found for code, found in shares.items() if found is not None}
    total = sum(WEIGHTS[measure][code] for code in known)
    parts = []
    for code, (share, facts) in known.items():
        out_of = WEIGHTS[measure][code] * 100 / total
        parts.append(Part(code, round(share * out_of, 1), round(out_of, 1), facts))
    exact = sum(WEIGHTS[measure][code] * share for code, (share, _facts) in known.items())
    return Score(measure, round(exact * 100 / total) if total else None, tuple(parts))


def _share(code: str, measure: str, file: File) -> tuple[float, dict[str, Any]] | None:
    """How much of a piece's points are earned, 0–1, with the facts behind it; None when unknown."""
    if code == "interview":
        rated = [mark for one in file.interviews for found, mark in one if found == measure]
        return _of_marks(rated)
    if code == "references":
        return _of_marks([pair[measure == POTENTIAL] for pair in file.references])
    value = file.answers.get(code)
    if code in FULL:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return min(max(value, 0), FULL[code]) / FULL[code], {"number": value}
    if code == "time":
        return (
            (_HOURS[value], {"code": value}) if isinstance(value, str) and value in _HOURS else None
        )
    marks = list(value.values()) if isinstance(value, Mapping) else []
    return _of_marks([mark for mark in marks if isinstance(mark, int)])


def _of_marks(marks: Sequence[int]) -> tuple[float, dict[str, Any]] | None:
    """Marks from 1 to 5: 1 earns nothing, 5 everything."""
    if not marks:
        return None
    mean = sum(marks) / len(marks)
    return (min(max(mean, 1), 5) - 1) / 4, {"mean": round(mean, 1), "count": len(marks)}
