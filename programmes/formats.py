"""What the format of a programme changes: places, number of sessions, fair length (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Format:
    """``fewest`` to ``most`` people for one mentor; ``sessions`` when their number is fixed.

    ``is_long`` tells whether a programme under six months is too short for it.
    """

    fewest: int
    most: int
    sessions: int | None = None
    is_long: bool = True


FORMATS: Final[Mapping[str, Format]] = {
    "one_to_one": Format(1, 5),
    "reverse": Format(1, 2),
    "peer": Format(1, 1),
    "group": Format(2, 5),
    "flash": Format(1, 5, sessions=1, is_long=False),
}
