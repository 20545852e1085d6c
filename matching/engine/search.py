"""The optimum by candidates and shortest paths, proven by pricing over all pairs."""

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.engine import kernels
from matching.engine.packing import Packed, Small, Task, narrow, pack
from matching.engine.scoring import prepare
from matching.engine.terms import FULL, EngineError, Problem, Profile, Progress, Rule
from matching.engine.vectors import Flags, Integers

CANDIDATES = 32
KNOWN = 64
"""So many of the heaviest pairs of each mentee are remembered; the best of them are candidates."""
PER_MENTEE = 16
PER_MENTOR = 8
ROWS = 512
"""Rows between two calls of progress."""
BIDS = 20
POPS = 1_000
ROUNDS = 12
CLOSED_PRICE = 1 << 18
"""Points above the bonus that no pair is worth."""
DEAREST = (1 << 51) - 1
"""No price is higher: weights stay under 2**51, and so the certificate checks."""
NOBODY = -1


@dataclass(frozen=True)
class Found:
    """Column per row (−1 = nobody), price per column, and value and proven bound in weights."""

    assigned: Integers
    prices: Integers
    value: int
    bound: int
    rounds: int
    pops: int


Pairs = tuple[Small, Small, Integers]
"""Rows, columns and weights of some pairs."""
NO_PAIRS: Pairs = (np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int64))


class Crawl(Exception):
    """The structure of the problem makes the search slow, and scipy could take over."""


def optimise(task: Task, progress: Progress | None = None) -> Found | None:
    """The proven optimum; None when it takes too many rounds or paths and scipy could do it."""
    try:
        return Search(task, progress).found()
    except Crawl:
        return None


class Search:
    """One search: candidate pairs, who has whom at which prices, and what is left to check.

    Of every pair outside the candidates it is known that it is worth no more than the prices of
    its two sides, but for rows and columns whose price has fallen since that was checked. A row
    that keeps `least` or more for itself needs no check: no pair that is not remembered, among
    the candidates or in the `reserve`, weighs more.
    """

    def __init__(self, task: Task, progress: Progress | None) -> None:
        rows, columns = task.packed.rows, task.packed.columns
        self.task, self.progress = task, progress
        self.rounds, self.pops = 0, 0
        self.pairs, self.reserve, self.least = _remembered(task, progress)
        self.mate = np.full(rows, NOBODY, dtype=np.int64)
        self.own = np.zeros(rows, dtype=np.int64)
        self.price = np.zeros(columns, dtype=np.int64)
        self.state: Any = ()
        self.work = (
            *(np.zeros(columns, dtype=np.int64) for _ in range(3)),
            *(np.zeros(columns + 1, dtype=np.int64) for _ in range(2)),
            *(np.zeros(columns, dtype=np.int64) for _ in range(2)),
            np.zeros(1, dtype=np.int64),
        )
        self.fallen_rows = np.zeros(rows, dtype=np.bool_)
        self.fallen_columns = np.zeros(columns, dtype=np.bool_)

    def found(self) -> Found:
        """Solve over the candidates, add the pairs that the prices do not rule out, until none is.

        Raises Crawl, or EngineError("proof_failed") rather than return what is not proven.
        """
        self._begin()
        more = self._check_fallen(self.task.rows)
        while len(more[0]):
            if self.rounds >= ROUNDS and self.task.is_guarded:
                raise Crawl
            self._take(more)
            hit = _rows_of(more)
            if len(hit) * 8 > len(self.task.rows):
                self._begin()
                more = self._check_fallen(self.task.rows)
            else:
                self._repair(hit, hit)
                more = self._check_fallen(hit)
        return self._proven()

    def _begin(self) -> None:
        """Optimum over the candidates, from nothing."""
        task, rows, columns = self.task, self.task.packed.rows, self.task.packed.columns
        graph = self._graph()
        self.mate[:], self.own[:], self.price[:] = NOBODY, 0, 0
        self.state = (
            self.mate,
            self.own,
            self.price,
            np.zeros(columns, dtype=np.int64),
            np.full(columns, NOBODY, dtype=np.int64),
            np.full(rows, NOBODY, dtype=np.int64),
            np.zeros(rows, dtype=np.int64),
        )
        queue = np.zeros(rows + 1, dtype=np.int64)
        queue[: len(task.rows)] = task.rows
        limit = BIDS * len(task.rows)
        _bids, left = kernels.bid(graph, task.places, self.state, queue, len(task.rows), limit)
        matched = np.flatnonzero(self.mate != NOBODY)
        kernels.settle(graph, self.state, matched)
        self._insert(graph, np.sort(queue[:left]))

    def _repair(self, hit: Integers, back: Integers) -> None:
        """Optimum over the candidates after the rows hit give up their places; some come back."""
        graph = self._graph()
        away = np.zeros(len(self.mate), dtype=np.bool_)
        away[hit] = True
        kernels.withdraw(
            graph, self.task.places, self.state, self.work, hit, away, self.fallen_columns
        )
        self._insert(graph, back)

    def changed(self, task: Task, hit: Integers) -> Found:
        """The proven optimum of a task that differs from the solved one, without solving it anew.

        `hit` are all rows that lose what they have or are not to be placed any more. Pairs that
        were closed and places that were taken away are known from the task; neither may become
        more. This search is used up by it.
        """
        gone = (task.places == 0) & (self.task.places > 0)
        placed = np.zeros(task.packed.rows, dtype=np.bool_)
        placed[task.rows] = True
        for name in ("pairs", "reserve"):
            row, column, weight = getattr(self, name)
            shut = _newly_shut(self.task.packed, task.packed, row, column)
            kept = placed[row] & ~gone[column] & ~shut
            setattr(self, name, (row[kept], column[kept], weight[kept]))
        fewer = np.flatnonzero(task.places < self.task.places)
        hit = np.union1d(hit, np.flatnonzero(np.isin(self.mate, fewer)))
        self.task = task
        back = np.intersect1d(hit, task.rows)
        self._repair(hit, back)
        self.own[np.setdiff1d(hit, back)] = 0
        more = self._check_fallen(back)
        while len(more[0]):
            self._take(more)
            hit = _rows_of(more)
            self._repair(hit, hit)
            more = self._check_fallen(hit)
        return self._proven()

    def copy(self) -> "Search":
        """Another search at the same point, to try a change on."""
        twin = copy.copy(self)
        twin.state = tuple(array.copy() for array in self.state)
        twin.mate, twin.own, twin.price = twin.state[:3]
        twin.fallen_rows, twin.fallen_columns = self.fallen_rows.copy(), self.fallen_columns.copy()
        twin.progress = None
        return twin

    def weight_of(self, i: int, j: int) -> int:
        """Weight of one pair, whether a candidate or not."""
        task, everybody = self.task, np.ones(self.task.packed.columns, dtype=np.bool_)
        columns, weights, many = kernels.best(
            task.packed, task.scale, task.hashes, everybody, np.array([i]), task.packed.columns
        )
        at = np.flatnonzero(columns[0, : many[0]] == j)
        return int(weights[0, at[0]])

    def _take(self, more: Pairs) -> None:
        """Add candidates."""
        self.pairs = _joined([self.pairs, more])

    def _graph(self) -> Any:
        self.rounds += 1
        row, column, weight = self.pairs
        rows, columns = self.task.packed.rows, self.task.packed.columns
        return kernels.weave(row, column, weight, rows, columns)

    def _insert(self, graph: Any, rows: Integers) -> None:
        """Find a place for each row, telling progress from time to time."""
        done, size = 0, self.task.packed.columns
        while True:
            pops, more = kernels.insert(
                graph,
                self.task.places,
                self.state,
                self.work,
                rows[done:],
                size,
                self.fallen_rows,
            )
            self.pops, done = self.pops + pops, done + more
            if self.progress:
                self.progress("assignment", done, max(len(rows), 1))
            if done == len(rows):
                return
            if self.pops > POPS * max(len(self.mate), size) and self.task.is_guarded:
                raise Crawl

    def _check_fallen(self, hit: Integers) -> Pairs:
        """What may be worth more than its prices after a repair of these rows."""
        self.fallen_rows[hit] = True
        row, column, weight = self.reserve
        gains = weight > self._asked()[column] + self.own[row]
        if gains.any():
            return row[gains], column[gains], weight[gains]
        asked = self.task.rows
        open_rows = asked[self.least[asked] > self.own[asked]]
        fallen = self.fallen_rows[open_rows]
        rows, others = open_rows[fallen], open_rows[~fallen]
        columns = np.flatnonzero(self.fallen_columns & (self.task.places > 0))
        if len(columns) == 0 or len(others) == 0:
            found = self._check(rows, None)
        elif len(columns) * 2 > len(self.price):
            found = self._check(open_rows, None)
        else:
            found = _joined([self._check(rows, None), self._check(others, columns)])
        self.fallen_rows[:], self.fallen_columns[:] = False, False
        if self.progress:
            self.progress("proof", len(asked), len(asked))
        return found

    def _check(self, rows: Integers, columns: Integers | None) -> Pairs:
        """Open pairs of some rows (and columns) that are worth more than the prices of both."""
        task, price = self.task, self._asked()
        mentees, mentors = task.hashes
        packed = task.packed
        if columns is not None:
            packed, price, mentors = narrow(packed, columns), price[columns], mentors[columns]
        high = (
            np.zeros((packed.columns, PER_MENTOR), dtype=np.int64),
            np.full((packed.columns, PER_MENTOR), NOBODY, dtype=np.int32),
        )
        found: list[Pairs] = []
        for start in range(0, len(rows), ROWS):
            some = rows[start : start + ROWS]
            gains, at, _many = kernels.price_out(
                packed, task.scale, (mentees, mentors), price, self.own, some, PER_MENTEE, high
            )
            n, place = np.nonzero(gains)
            found.append((some[n].astype(np.int32), at[n, place], gains[n, place]))
            if self.progress:
                self.progress("proof", start + len(some), len(rows))
        j, place = np.nonzero(high[0])
        found.append((high[1][j, place], j.astype(np.int32), high[0][j, place]))
        row, column, gain = _joined(found)
        weight = gain + self.own[row] + price[column]
        return row, column if columns is None else columns[column].astype(np.int32), weight

    def _asked(self) -> Integers:
        """Price per column; who takes nobody asks for more than any pair is worth."""
        closed = min((self.task.bonus + CLOSED_PRICE) * self.task.unit, DEAREST)
        return np.where(self.task.places == 0, closed, self.price)

    def _proven(self) -> Found:
        row, column, weight = self.pairs
        chosen = np.flatnonzero(self.mate[row] == column)
        one = np.unique(row[chosen], return_index=True)[1]
        value = sum(weight[chosen[one]].tolist())
        prices = self._asked()
        bound = sum(self.own[self.task.rows].tolist())
        places = self.task.places.tolist()
        bound += sum(price * n for price, n in zip(prices.tolist(), places, strict=True))
        if value != bound:
            raise EngineError("proof_failed")
        return Found(self.mate, prices, value, bound, self.rounds, self.pops)


def _remembered(task: Task, progress: Progress | None) -> tuple[Pairs, Pairs, Integers]:
    """Per row the heaviest pairs, the next heaviest, and what any other weighs at most."""
    usable: Flags = task.places > 0
    least = np.zeros(task.packed.rows, dtype=np.int64)
    heavy: list[Pairs] = []
    light: list[Pairs] = []
    for start in range(0, len(task.rows), ROWS):
        rows = task.rows[start : start + ROWS]
        columns, weights, _many = kernels.best(
            task.packed, task.scale, task.hashes, usable, rows, KNOWN
        )
        least[rows] = weights.min(axis=1)
        cut = np.partition(weights, -CANDIDATES, axis=1)[:, -CANDIDATES, None]
        for kept, parts in ((weights >= cut, heavy), (weights < cut, light)):
            n, place = np.nonzero(kept & (weights > 0))
            parts.append((rows[n].astype(np.int32), columns[n, place], weights[n, place]))
        if progress:
            progress("scoring", start + len(rows), len(task.rows))
    return _joined(heavy), _joined(light), least


def _rows_of(pairs: Pairs) -> Integers:
    return np.unique(pairs[0]).astype(np.int64)


def _joined(parts: list[Pairs]) -> Pairs:
    row, column, weight = (np.concatenate(part) for part in zip(NO_PAIRS, *parts, strict=True))
    return row, column, weight


def _newly_shut(before: Packed, packed: Packed, row: Small, column: Small) -> Flags:
    """Which of some pairs that were open are closed by name now."""
    shut: Flags = np.zeros(len(row), dtype=np.bool_)
    for i in np.flatnonzero(np.diff(packed.shut_start) != np.diff(before.shut_start)).tolist():
        closed = packed.shut_column[packed.shut_start[i] : packed.shut_start[i + 1]]
        mine = np.flatnonzero(row == i)
        shut[mine] = np.isin(column[mine], closed)
    return shut


def rows_of(packed: Packed, rows: Integers) -> npt.NDArray[np.int32]:
    """Values of some rows in points, −1 where a pair is closed."""
    values: npt.NDArray[np.int32] = kernels.some_rows(packed, rows)
    return values


def leading(task: Task, k: int) -> list[list[int]]:
    """Per row the columns of its k heaviest open pairs, heaviest first."""
    lists: list[list[int]] = []
    usable: Flags = task.places > 0
    for start in range(0, len(task.rows), ROWS):
        rows = task.rows[start : start + ROWS]
        columns, weights, many = kernels.best(
            task.packed, task.scale, task.hashes, usable, rows, min(k, max(1, task.packed.columns))
        )
        weights[np.arange(weights.shape[1])[None, :] >= many[:, None]] = -1
        order = np.lexsort((columns, -weights))
        for n, held in enumerate(many.tolist()):
            lists.append(columns[n, order[n, :held]].tolist())
    return lists


def warm() -> None:
    """Compile every kernel, or read it from disk, on a problem of nobody."""
    people = tuple(Profile(id=str(n)) for n in range(2))
    scores = prepare(Problem(mentees=people, mentors=people, rules=(Rule("site", 1),)))
    packed = pack(scores, [])
    rows_of(packed, np.arange(2))
    task = Task(
        packed=packed,
        bonus=FULL * 2 + 1,
        unit=1 << 4,
        bits=2,
        mentees=scores.mentee_hashes,
        mentors=scores.mentor_hashes,
        rows=np.arange(2),
        places=np.ones(2, dtype=np.int64),
    )
    search = Search(task, None)
    search.found()
    nobody = np.zeros(0, dtype=np.int64)
    search._repair(nobody, nobody)
    search._check(task.rows, None)
