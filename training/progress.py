"""Sums up how far somebody is with their training."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One module as it concerns one person."""

    minutes: int
    is_mandatory: bool
    is_done: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """``done`` of ``total`` modules, ``left`` mandatory ones to do and the ``minutes`` they take.

    ``needed`` counts the mandatory ones; nobody is trained by an empty list, nor held back.
    """

    done: int
    total: int
    needed: int
    left: int
    minutes: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing mandatory is left."""
        return not self.left

    @property
    def mandatory_done(self) -> int:
        """How many mandatory modules are done."""
        return self.needed - self.left

    @property
    def percent(self) -> int:
        """Share of the mandatory modules that are done, rounded down; of all when none is."""
        if self.needed:
            return 100 * (self.needed - self.left) // self.needed
        return 100 * self.done // self.total if self.total else 0


def summary(steps: Iterable[Step]) -> Summary:
    """The sum of ``steps``, in any order."""
    rows = list(steps)
    left = [one for one in rows if one.is_mandatory and not one.is_done]
    return Summary(
        done=sum(one.is_done for one in rows),
        total=len(rows),
        needed=sum(one.is_mandatory for one in rows),
        left=len(left),
        minutes=sum(one.minutes for one in left),
    )
