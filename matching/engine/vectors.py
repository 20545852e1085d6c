"""Problem terms as vectors over all mentors, of which any row of points is a sum."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import Any

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
        asked = [*zip(self.key.tolist(), self.factor.tolist(), self.cap.tolist(), strict=True)]
        bounds = pairwise(self.start.tolist())
        rows = zip(blank.tolist(), self.enough.tolist(), bounds, strict=True)
        for is_blank, enough, (first, last) in rows:
            yield is_blank, enough, frozenset(asked[first:last])

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

    @cached_property
    def staircases(self) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Two matrices whose product is the sum for every row and every mentor.

        An amount is a staircase of steps worth 1, so that common steps count min(cap, amount).
        float32 products use the fast matrix kernels and are exact: sums stay far under 2**24.
        """
        steps = self.found.max(axis=1, initial=0).astype(np.int64)
        first = np.cumsum(steps) - steps
        key = np.repeat(np.arange(len(steps)), steps)
        height = np.arange(len(key)) - first[key]
        had = self.found[key] > height[:, None]
        many = np.minimum(self.cap, steps[self.key])
        entry = np.repeat(np.arange(len(many)), many)
        step = first[self.key[entry]] + np.arange(len(entry)) - (np.cumsum(many) - many)[entry]
        row = np.repeat(np.arange(len(self.enough)), np.diff(self.start))
        wanted = np.zeros((len(self.enough), len(key)), dtype=np.float32)
        wanted[row[entry], step] = self.factor[entry]
        return wanted, np.ascontiguousarray(had.T.astype(np.float32))


Source = Gap | Category | Overlap


def overlap(asked: Asked, found: Found) -> Overlap:
    """Vectors of an overlap; enough is everything that is asked.

    What only one side names does not count and is left out of the entries.
    """
    named = set().union(*asked) & set().union(*found)
    position = {key: n for n, key in enumerate(sorted(named))}
    row, key = _entries(asked, position)
    pairs = chain.from_iterable(pair for one in asked for pair in one.values())
    factor, cap = np.fromiter(pairs, dtype=np.int64).reshape(-1, 2).T
    enough = np.bincount(row, factor * cap, minlength=len(asked)).astype(np.int64)
    is_named = key >= 0
    many = np.bincount(row[is_named], minlength=len(asked))
    column, offered = _entries(found, position)
    amount = np.fromiter((n for has in found for n in has.values()), dtype=np.int64)
    matrix = np.zeros((len(named), len(found)), dtype=np.uint8)
    is_asked = offered >= 0
    matrix[offered[is_asked], column[is_asked]] = amount[is_asked]
    return Overlap(
        np.concatenate([[0], np.cumsum(many)]).astype(np.int64),
        key[is_named],
        factor[is_named],
        cap[is_named],
        matrix,
        enough,
    )


def _entries(
    people: Sequence[Mapping[str, Any]], position: Mapping[str, int]
) -> tuple[Integers, Integers]:
    """Who names something, and the number of what is named: −1 when the other side does not."""
    many = np.fromiter(map(len, people), dtype=np.int64)
    who = np.repeat(np.arange(len(people)), many)
    what = (position.get(key, -1) for one in people for key in one)
    return who, np.fromiter(what, dtype=np.int64, count=len(who))
