"""What a colleague is asked about somebody who offers to be a mentor, and what it makes (pure)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

EXPERIENCE, POTENTIAL = "experience", "potential"
QUESTIONS: Final[Mapping[str, str]] = {
    "trade": EXPERIENCE,
    "grown": EXPERIENCE,
    "listens": POTENTIAL,
    "keeps": POTENTIAL,
    "time": POTENTIAL,
}
"""Each question with what it tells of."""
POINTS: Final = range(1, 6)
LONGEST_WORDS: Final = 600

MOST: Final = 2
"""References that a mentor may have, asked or answered."""
MOST_LETTERS: Final = 4
"""Colleagues who are written to at most, those counted in who did not answer."""
DAYS: Final = 10
"""How long a colleague may answer, the day of the letter apart."""
REMINDED_BEFORE: Final = 3


def marks(answers: Mapping[str, int]) -> dict[str, int | None]:
    """The mean of each measure, 1–5, halves up; ``None`` when nothing was said of it.

    >>> marks({"trade": 4, "grown": 5, "keeps": 2})
    {'experience': 5, 'potential': 2}
    """
    found: dict[str, int | None] = {}
    for measure in (EXPERIENCE, POTENTIAL):
        told = [
            answers[code] for code, of in QUESTIONS.items() if of == measure and code in answers
        ]
        found[measure] = int(sum(told) / len(told) + 0.5) if told else None
    return found


def last_day(asked_on: date) -> date:
    """The last day on which a colleague asked on ``asked_on`` may answer."""
    return asked_on + timedelta(days=DAYS)


def is_reminded(answer_by: date, today: date) -> bool:
    """Whether a colleague who has not answered is reminded today."""
    return answer_by - timedelta(days=REMINDED_BEFORE) <= today <= answer_by
