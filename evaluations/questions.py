"""Which closed questions each side is asked on each occasion (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

type Kind = Literal["scale", "nps"]


@dataclass(frozen=True, slots=True)
class Question:
    """A closed question: its code, the ends of its scale, and how it is summarised."""

    code: str
    lowest: int = 1
    highest: int = 5
    kind: Kind = "scale"

    @property
    def points(self) -> range:
        """Every value one may choose, in order."""
        return range(self.lowest, self.highest + 1)


# Every scale reads the same way: the higher, the better.
QUESTIONS = (
    Question("useful"),
    Question("listened"),
    Question("challenged"),
    Question("balance"),
    Question("progress"),
    Question("supported"),
    Question("expectation"),
    Question("recommend", 0, 10, "nps"),
)
QUALITY = ("listened", "challenged", "balance")
"""The questions about the quality of the interaction, the second axis of the report."""

_ASKED = {
    "first_session": ("useful", "listened", "balance"),
    "day_30": ("useful", "listened", "challenged", "balance", "progress"),
    "mid_term": (
        *("useful", "listened", "challenged", "balance"),
        *("progress", "supported", "expectation"),
    ),
    "final": tuple(question.code for question in QUESTIONS),
}


def asked(occasion: str) -> tuple[Question, ...]:
    """The questions of one occasion, in the order they are shown; the same for both sides.

    The two sides read different words for the same question, so that their answers can be compared.
    Raises KeyError for an unknown occasion.
    """
    codes = _ASKED[occasion]
    return tuple(question for question in QUESTIONS if question.code in codes)


def occasions(code: str) -> tuple[str, ...]:
    """The occasions on which one question is asked, in their order."""
    return tuple(occasion for occasion, codes in _ASKED.items() if code in codes)


def is_complete(occasion: str, values: Mapping[str, int]) -> bool:
    """Whether ``values`` answers every question of the occasion, and no other, within its scale."""
    expected = {question.code: question.points for question in asked(occasion)}
    return values.keys() == expected.keys() and all(
        value in expected[code] for code, value in values.items()
    )
