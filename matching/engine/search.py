"""The optimum by candidates and shortest paths, proven by pricing over all pairs."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.engine import kernels
from matching.engine.packing import Packed, Task, pack
from matching.engine.scoring import prepare
from matching.engine.terms import FULL, EngineError, Problem, Profile, Progress, Rule
from matching.engine.vectors import Flags, Integers

CANDIDATES = 32
PER_MENTEE = 16
PER_MENTOR = 8
ROWS = 512
"""Rows between two calls of progress."""
BIDS = 20
POPS = 200
ROUNDS = 12
CLOSED_PRICE = 1 << 18
"""Points above the bonus that no pair is worth."""
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


class Crawl(Exception):
    """The structure of the problem makes the search slow, and scipy could take over."""


@dataclass
class Graph:
    """Candidate pairs, by row and then column."""

    row: Integers
    column: Integers
    weight: Integers


def optimise(task: Task, progress: Progress | None = None) -> Found | None:
    """The proven optimum; None when it takes too many rounds or paths and scipy could do it."""
    try:
        return _optimise(task, progress)
    except Crawl:
        return None


def _optimise(task: Task, progress: Progress | None) -> Found:
    graph = _candidates(task, progress)
    rounds, pops = 0, 0
    while True:
        state, used = _solve(task, graph, progress)
        rounds, pops = rounds + 1, pops + used
        prices, more = _price_out(task, state, progress)
        if more is None:
            break
        if rounds == ROUNDS and task.is_guarded:
            raise Crawl
        graph = _join(graph, more)
    mate = state[0]
    chosen = mate[graph.row] == graph.column
    value, bound = sum(graph.weight[chosen].tolist()), _bound(task, state, prices)
    if value != bound:
        raise EngineError("proof_failed")
    return Found(mate, prices, value, bound, rounds, pops)


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
    _optimise(task, None)


def _candidates(task: Task, progress: Progress | None) -> Graph:
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
        return Graph(empty, empty, empty)
    return Graph(*(np.concatenate(part).astype(np.int64) for part in zip(*parts, strict=True)))


def _join(graph: Graph, more: Graph) -> Graph:
    row, column, weight = (
        np.concatenate([getattr(graph, name), getattr(more, name)])
        for name in ("row", "column", "weight")
    )
    order = np.lexsort((column, row))
    row, column, weight = row[order], column[order], weight[order]
    first = np.ones(len(row), dtype=np.bool_)
    first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    return Graph(row[first], column[first], weight[first])


def _solve(task: Task, graph: Graph, progress: Progress | None) -> tuple[Any, int]:
    """Optimum over the candidates: state arrays and heap pops."""
    rows, columns = task.packed.rows, task.packed.columns
    start = np.searchsorted(graph.row, np.arange(rows + 1)).astype(np.int64)
    edges = (start, graph.column, graph.weight)
    state = (
        np.full(rows, NOBODY, dtype=np.int64),
        np.zeros(rows, dtype=np.int64),
        np.zeros(columns, dtype=np.int64),
        np.zeros(columns, dtype=np.int64),
        np.full(columns, NOBODY, dtype=np.int64),
        np.full(rows, NOBODY, dtype=np.int64),
        np.zeros(rows, dtype=np.int64),
    )
    work = (
        np.zeros(columns, dtype=np.int64),
        np.zeros(columns, dtype=np.int64),
        np.zeros(columns, dtype=np.int64),
        np.zeros(columns + 1, dtype=np.int64),
        np.zeros(columns + 1, dtype=np.int64),
        np.zeros(columns, dtype=np.int64),
        np.zeros(columns, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
    )
    queue = np.zeros(max(1, rows + 1), dtype=np.int64)
    queue[: len(task.rows)] = task.rows
    limit = BIDS * len(task.rows)
    _bids, left = kernels.bid(edges, task.places, state, queue, len(task.rows), limit)
    mate, own, price = state[:3]
    chosen = np.flatnonzero(mate[graph.row] == graph.column)
    own[graph.row[chosen]] = graph.weight[chosen] - price[graph.column[chosen]]
    free, pops, done = np.sort(queue[:left]), 0, 0
    while True:
        used, more = kernels.insert(edges, task.places, state, work, free[done:], columns)
        pops, done = pops + used, done + more
        if progress:
            progress("assignment", done, max(left, 1))
        if done == left:
            return state, pops
        if pops > POPS * max(rows, columns) and task.is_guarded:
            raise Crawl


def _price_out(task: Task, state: Any, progress: Progress | None) -> tuple[Integers, Graph | None]:
    own, price = state[1], state[2].copy()
    price[task.places == 0] = (task.bonus + CLOSED_PRICE) * task.unit
    high = (
        np.zeros((task.packed.columns, PER_MENTOR), dtype=np.int64),
        np.full((task.packed.columns, PER_MENTOR), NOBODY, dtype=np.int32),
    )
    found = []
    for start in range(0, len(task.rows), ROWS):
        rows = task.rows[start : start + ROWS]
        gains, columns, _many = kernels.price_out(
            task.packed, task.scale, task.hashes, price, own, rows, PER_MENTEE, high
        )
        n, at = np.nonzero(gains)
        found.append((rows[n], columns[n, at].astype(np.int64), gains[n, at]))
        if progress:
            progress("proof", start + len(rows), len(task.rows))
    j, at = np.nonzero(high[0])
    found.append((high[1][j, at].astype(np.int64), j, high[0][j, at]))
    row, column, gain = (np.concatenate(part) for part in zip(*found, strict=True))
    if len(row) == 0:
        return price, None
    return price, Graph(row, column, gain + own[row] + price[column])


def _bound(task: Task, state: Any, prices: Integers) -> int:
    own = state[1][task.rows]
    return sum(own.tolist()) + sum((prices * task.places).tolist())
