"""The optimum by candidates and shortest paths, proven by pricing over all pairs."""

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.engine import kernels
from matching.engine.packing import Packed, Task, narrow, pack
from matching.engine.scoring import prepare
from matching.engine.terms import FULL, EngineError, Problem, Profile, Progress, Rule
from matching.engine.vectors import Flags, Integers

CANDIDATES = 32
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


Pairs = tuple[Integers, Integers, Integers]
"""Rows, columns and weights of some pairs."""


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
    its two sides, but for rows and columns whose price has fallen since that was checked.
    """

    def __init__(self, task: Task, progress: Progress | None) -> None:
        rows, columns = task.packed.rows, task.packed.columns
        self.task, self.progress = task, progress
        self.rounds, self.pops = 0, 0
        self.pairs = _candidates(task, progress)
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
        more = self._check(self.task.rows, None)
        while len(more[0]):
            if self.rounds >= ROUNDS and self.task.is_guarded:
                raise Crawl
            self._take(more)
            hit = np.unique(more[0])
            if len(hit) * 8 > len(self.task.rows):
                self._begin()
                more = self._check(self.task.rows, None)
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
        row, column, weight = self.pairs
        placed = np.zeros(task.packed.rows, dtype=np.bool_)
        placed[task.rows] = True
        kept = placed[row] & ~gone[column] & ~_shut(task.packed, row, column)
        self.pairs = row[kept], column[kept], weight[kept]
        fewer = np.flatnonzero(task.places < self.task.places)
        hit = np.union1d(hit, np.flatnonzero(np.isin(self.mate, fewer)))
        self.task = task
        back = np.intersect1d(hit, task.rows)
        self._repair(hit, back)
        self.own[np.setdiff1d(hit, back)] = 0
        more = self._check_fallen(back)
        while len(more[0]):
            self._take(more)
            self._repair(np.unique(more[0]), np.unique(more[0]))
            more = self._check_fallen(np.unique(more[0]))
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
        row, column, weight = (
            np.concatenate([one, other]) for one, other in zip(self.pairs, more, strict=True)
        )
        self.pairs = row, column, weight

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
        self.fallen_rows[np.setdiff1d(np.arange(len(self.mate)), self.task.rows)] = False
        self.fallen_columns[self.task.places == 0] = False
        rows, columns = np.flatnonzero(self.fallen_rows), np.flatnonzero(self.fallen_columns)
        everything = len(self.mate) * len(self.price)
        if len(rows) * len(self.price) + len(columns) * len(self.mate) > everything:
            return self._check(self.task.rows, None)
        others = self.task.rows[~self.fallen_rows[self.task.rows]]
        parts = self._check(rows, None), self._check(others, columns)
        joined = tuple(np.concatenate(part) for part in zip(*parts, strict=True))
        return joined[0], joined[1], joined[2]

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
            found.append((some[n], at[n, place].astype(np.int64), gains[n, place]))
            if self.progress:
                self.progress("proof", start + len(some), len(rows))
        if columns is None:
            self.fallen_rows[rows] = False
        if columns is not None or len(rows) == len(task.rows):
            self.fallen_columns[:] = False
        j, place = np.nonzero(high[0])
        found.append((high[1][j, place].astype(np.int64), j, high[0][j, place]))
        row, column, gain = (np.concatenate(part) for part in zip(*found, strict=True))
        weight = gain + self.own[row] + price[column]
        return row, column if columns is None else columns[column], weight

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


def _candidates(task: Task, progress: Progress | None) -> Pairs:
    usable: Flags = task.places > 0
    parts = []
    for start in range(0, len(task.rows), ROWS):
        rows = task.rows[start : start + ROWS]
        columns, weights, many = kernels.best(
            task.packed, task.scale, task.hashes, usable, rows, CANDIDATES
        )
        kept = np.arange(CANDIDATES)[None, :] < many[:, None]
        parts.append((np.repeat(rows, many), columns[kept], weights[kept]))
        if progress:
            progress("scoring", start + len(rows), len(task.rows))
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, empty
    joined = tuple(np.concatenate(part).astype(np.int64) for part in zip(*parts, strict=True))
    return joined[0], joined[1], joined[2]


def _shut(packed: Packed, row: Integers, column: Integers) -> Flags:
    """Which of some pairs are closed by name."""
    rows = np.repeat(np.arange(packed.rows), np.diff(packed.shut_start))
    closed = rows * packed.columns + packed.shut_column
    return np.isin(row * packed.columns + column, closed)


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
    search._check_fallen(nobody)
