"""Problem terms as vectors over all mentors, of which any row of points is a sum."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
FAR = 2**40
Asked = Sequence[Mapping[str, tuple[int, int]]]
Found = Sequence[Mapping[str, int]]


@dataclass(frozen=True)
class Gap:
    """A criterion on a difference: `share(mentor's − mentee's)` is the count of a pair.

    Outside `low … high` the share does not change any more.
    """

    left: Integers
    right: Integers
    share: Callable[[Integers], Integers]
    low: int
    high: int

    def keys(self, blank: Flags) -> Iterable[Hashable]:
        """What each mentee says: who says the same has the same counts."""
        return np.where(blank, self.right.min(initial=0) - FAR, self.left).tolist()

    def each(self, rows: Integers, columns: Integers) -> Integers:
        """Counts of single pairs."""
        return self.share(self.right[columns] - self.left[rows])


@dataclass(frozen=True)
class Category:
    """A criterion on sameness: numbers of the values on both sides, −1 when blank."""

    left: Integers
    right: Integers
    same: int
    other: int

    def keys(self, blank: Flags) -> Iterable[Hashable]:
        """What each mentee says: who says the same has the same counts."""
        return self.left.tolist()

    def each(self, rows: Integers, columns: Integers) -> Integers:
        """Counts of single pairs."""
        return np.where(self.left[rows] == self.right[columns], self.same, self.other)


@dataclass(frozen=True)
class Overlap:
    """A criterion on what is asked and found: Σ factor · min(cap, found) over what is asked.

    What mentee row i asks for stands at `start[i]:start[i + 1]` of `key`, `factor` and `cap`;
    `found` is a keys × mentors matrix of what each has, at most 255.
    """

    start: Integers
    key: Integers
    factor: Integers
    cap: Integers
    found: npt.NDArray[np.uint8]
    enough: Integers
    reverse: bool = False

    def keys(self, blank: Flags) -> Iterable[Hashable]:
        """What each mentee asks for: who asks for the same has the same counts.

        What nobody offers is left out of the entries, but not of `enough`. Who asks for nothing
        is not somebody who asks for what nobody offers: the first earns the neutral half.
        """
        start, enough = self.start.tolist(), self.enough.tolist()
        for row, (first, last) in enumerate(pairwise(start)):
            some = slice(first, last)
            asked = zip(
                self.key[some].tolist(),
                self.factor[some].tolist(),
                self.cap[some].tolist(),
                strict=True,
            )
            yield bool(blank[row]), enough[row], frozenset(asked)

    def each(self, rows: Integers, columns: Integers) -> Integers:
        """Counts of single pairs."""
        many = self.start[rows + 1] - self.start[rows]
        pair = np.repeat(np.arange(len(rows)), many)
        first = np.repeat(self.start[rows] - np.cumsum(many) + many, many)
        entry = first + np.arange(len(pair))
        there = self.found[self.key[entry], columns[pair]].astype(np.int64)
        worth = self.factor[entry] * np.minimum(self.cap[entry], there)
        total = np.bincount(pair, worth, minlength=len(rows)).astype(np.int64)
        found: Integers = np.minimum(total, self.enough[rows])
        return self.enough[rows] - found if self.reverse else found

    def block(self, rows: Integers) -> Integers:
        """Σ factor · min(cap, found) of some rows with every mentor."""
        total = np.zeros((len(rows), self.found.shape[1]), dtype=np.int64)
        for n, i in enumerate(rows.tolist()):
            for entry in range(self.start[i], self.start[i + 1]):
                there = np.minimum(self.found[self.key[entry]], self.cap[entry])
                total[n] += self.factor[entry] * there
        return total


Source = Gap | Category | Overlap


def overlap(asked: Asked, found: Found, enough: Integers) -> Overlap:
    """Vectors of an overlap; what only one side names does not count and is left out."""
    named = {key for one in asked for key in one} & {key for one in found for key in one}
    position = {key: n for n, key in enumerate(sorted(named))}
    start, entries = [0], []
    for one in asked:
        entries += [
            (position[key], factor, cap) for key, (factor, cap) in one.items() if key in position
        ]
        start.append(len(entries))
    columns = np.array(entries, dtype=np.int64).reshape(len(entries), 3)
    matrix = np.zeros((len(named), len(found)), dtype=np.uint8)
    for j, has in enumerate(found):
        for key, amount in has.items():
            if key in position:
                matrix[position[key], j] = amount
    return Overlap(
        np.array(start, dtype=np.int64),
        np.ascontiguousarray(columns[:, 0]),
        np.ascontiguousarray(columns[:, 1]),
        np.ascontiguousarray(columns[:, 2]),
        matrix,
        enough,
    )
