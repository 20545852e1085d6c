"""Compares where somebody sees themself with the target of a profile, and finds needs that fit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """One competency: target and own level, each 1–5; ``before`` is the own level last time."""

    code: str
    target: int
    level: int
    before: int | None = None

    @property
    def missing(self) -> int:
        """Levels below the target; 0 at or above it."""
        return max(0, self.target - self.level)

    @property
    def moved(self) -> int:
        """Levels gained since last time; negative when lost, 0 when there was none."""
        return 0 if self.before is None else self.level - self.before


def compare(
    targets: Mapping[str, int], levels: Mapping[str, int], before: Mapping[str, int] | None = None
) -> list[Gap]:
    """A gap per competency that has both a target and a level, in the order of ``targets``."""
    last = before or {}
    return [
        Gap(code, target, levels[code], last.get(code))
        for code, target in targets.items()
        if code in levels
    ]


def suggest(
    gaps: Iterable[Gap], needs: Iterable[tuple[str, Sequence[str]]], *, most: int = 5
) -> list[str]:
    """Codes of needs whose competencies miss most levels, the most missing first.

    ``needs`` are pairs of a code and the competencies it is tied to. A need weighs the mean of what
    its competencies miss, so that one tied to many is not put forward for that alone; a need
    without anything missing is left out. Ties keep the order given.
    """
    missing = {one.code: one.missing for one in gaps}
    weighed = []
    for code, tied in needs:
        known = [missing[each] for each in tied if each in missing]
        if any(known):
            weighed.append((sum(known) / len(known), code))
    weighed.sort(key=lambda pair: -pair[0])
    return [code for _weight, code in weighed[:most]]
