"""Marks the answers to a quiz, and counts the tries of a day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Result:
    """``score`` in percent, rounded down; ``verdicts`` say of each question whether it is right."""

    score: int
    passed: bool
    verdicts: tuple[bool, ...]


def grade(
    right: Sequence[Collection[int]], answers: Sequence[Collection[int]], pass_mark: int
) -> Result:
    """Mark ``answers`` against the ``right`` choices of each question.

    A question counts when exactly its right choices were chosen. ``pass_mark`` is in percent of
    the questions. Raises ``ValueError`` without questions, or when the two differ in number.
    """
    if not right or len(right) != len(answers):
        raise ValueError("a quiz has questions, and an answer to each")
    verdicts = tuple(
        set(given) == set(wanted) for given, wanted in zip(answers, right, strict=True)
    )
    found = sum(verdicts)
    return Result(
        score=100 * found // len(right),
        passed=100 * found >= pass_mark * len(right),
        verdicts=verdicts,
    )


def tries_left(most: int, used: int, tried_on: date | None, today: date) -> int:
    """How many tries are left today, of ``most`` a day; ``used`` were made on ``tried_on``."""
    return max(0, most - used) if tried_on == today else most
