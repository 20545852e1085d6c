"""A problem as flat arrays, from which the kernels make any row of values without a matrix."""

from collections.abc import Iterable, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.engine.scoring import Hashes, Measure, Scores
from matching.engine.terms import Problem
from matching.engine.vectors import Category, Flags, Gap, Integers, Overlap

Small = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]

CLOSED = -1_000_000
"""Added to a row where a hard rule closes a pair: no sum of points makes up for it."""
BLANK = -(2**31) + 1
FAR = 2**30
MOST_STEPS = 60_000
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
DENSE = 1 << 30
"""Bytes of a matrix that scipy may have when the search crawls."""
KNOWN = frozenset(
    {
        "mentees",
        "mentors",
        "rules",
        "capacity",
        "blocked",
        "locks",
        "minimum",
        "salt",
        "rankings",
        "policy",
        "rank_bonus",
        "keep",
        "inertia",
    }
)
"""What the kernels understand of a problem. A problem that says more goes the long way."""


class Packed(NamedTuple):
    """Vectors over all mentors and what each mentee row takes of them (see `kernels.row`).

    `gap_*`, `same_*` and `ask_*` belong to the criteria on differences, sameness and overlaps;
    `speak_*` to the rule about languages; `shut_*` and `extra_*` list columns per row that are
    closed, and that are worth more by some points.
    """

    gap_left: Small
    gap_right: Small
    gap_low: Small
    gap_start: Integers
    gap_table: Small
    gap_half: Small
    same_left: Small
    same_right: Small
    same_points: Small
    ask_start: Integers
    ask_key: Integers
    ask_factor: Integers
    ask_cap: Integers
    ask_table_start: Integers
    ask_table: Small
    ask_half: Small
    ask_blank: Bytes
    found: Bytes
    speak_start: Integers
    speak_key: Integers
    speaks: Bytes
    spoken: Bytes
    shut_start: Integers
    shut_column: Integers
    extra_start: Integers
    extra_column: Integers
    extra_points: Small
    minimum: int
    rows: int
    columns: int


@dataclass(frozen=True)
class Task:
    """What to solve: packed values, scale of the weights, hashes, who is to place and where."""

    packed: Packed
    bonus: int
    unit: int
    bits: int
    mentees: Hashes
    mentors: Hashes
    rows: Integers
    places: Integers

    @property
    def scale(self) -> tuple[np.int64, np.int64, np.int64]:
        """Bonus, unit and tie bits as the kernels take them."""
        return np.int64(self.bonus), np.int64(self.unit), np.int64(self.bits)

    @property
    def hashes(self) -> tuple[Hashes, Hashes]:
        """Hashes of both sides, the mentors' multiplied once."""
        return self.mentees, self.mentors * GOLDEN

    @property
    def is_guarded(self) -> bool:
        """Whether scipy could take over: its matrix of weights and costs fits in memory."""
        return 16 * len(self.rows) * int(np.minimum(self.places, len(self.rows)).sum()) < DENSE


def fits(problem: Problem, scores: Scores) -> bool:
    """Whether the kernels understand everything in the problem."""
    for field in fields(problem):
        if field.name in KNOWN:
            continue
        empty = field.default if field.default_factory is MISSING else field.default_factory()
        if getattr(problem, field.name) != empty:
            return False
    return all(_fits(measure) for measure in scores.measures)


def _fits(measure: Measure) -> bool:
    source = measure.source
    if isinstance(source, Gap):
        return all(int(np.abs(side).max(initial=0)) < FAR for side in (source.left, source.right))
    if isinstance(source, Overlap):
        return int(measure.whole.max(initial=0)) < MOST_STEPS
    return source is not None


def pack(scores: Scores, extras: Iterable[tuple[int, int, int]]) -> Packed:
    """Flat arrays of a scored problem that `fits`; extras are (row, column, points) to add."""
    rows, columns = len(scores.mentees), len(scores.mentors)
    shut = _by_row(rows, [(i, j, 0) for i, j in scores.personal])
    more = _by_row(rows, list(extras))
    return Packed(
        **_gaps([m for m in scores.measures if isinstance(m.source, Gap)], rows, columns),
        **_sames([m for m in scores.measures if isinstance(m.source, Category)], rows, columns),
        **_asks([m for m in scores.measures if isinstance(m.source, Overlap)], rows, columns),
        **_tongues(scores),
        shut_start=shut[0],
        shut_column=shut[1],
        extra_start=more[0],
        extra_column=more[1],
        extra_points=more[2].astype(np.int32),
        minimum=scores.minimum,
        rows=rows,
        columns=columns,
    )


def _by_row(
    rows: int, entries: Sequence[tuple[int, int, int]]
) -> tuple[Integers, Integers, Integers]:
    table = np.array(sorted(entries), dtype=np.int64).reshape(len(entries), 3)
    start = np.searchsorted(table[:, 0], np.arange(rows + 1))
    return (
        start.astype(np.int64),
        np.ascontiguousarray(table[:, 1]),
        np.ascontiguousarray(table[:, 2]),
    )


def _stack(vectors: Sequence[Any], width: int, kind: type) -> Any:
    if not vectors:
        return np.zeros((0, width), dtype=kind)
    return np.ascontiguousarray(np.stack(vectors).astype(kind))


def _tabled(measure: Measure, count: Integers, whole: Integers) -> Integers:
    """Points of counts; a must-have that is broken there closes the pair."""
    points = measure.rounded(count, whole)
    return np.where((count == 0) & measure.rule.must, CLOSED, points)


def _gaps(measures: Sequence[Measure], rows: int, columns: int) -> dict[str, Any]:
    left, right, low, start, tables, half = [], [], [], [0], [], []
    for measure in measures:
        source = measure.source
        assert isinstance(source, Gap)
        left.append(np.where(measure.blank_mentees, BLANK, source.left))
        right.append(np.where(measure.blank_mentors, BLANK, source.right))
        low.append(source.low)
        count = source.share(np.arange(source.low, source.high + 1))
        tables.append(_tabled(measure, count, np.full(len(count), measure.whole.max(initial=1))))
        start.append(start[-1] + len(count))
        half.append(measure.half)
    return {
        "gap_left": _stack(left, rows, np.int32),
        "gap_right": _stack(right, columns, np.int32),
        "gap_low": np.array(low, dtype=np.int32),
        "gap_start": np.array(start, dtype=np.int64),
        "gap_table": np.concatenate([*tables, np.zeros(0)]).astype(np.int32),
        "gap_half": np.array(half, dtype=np.int32),
    }


def _sames(measures: Sequence[Measure], rows: int, columns: int) -> dict[str, Any]:
    left, right, points = [], [], []
    for measure in measures:
        source = measure.source
        assert isinstance(source, Category)
        left.append(source.left)
        right.append(source.right)
        count = np.array([source.same, source.other])
        given = _tabled(measure, count, np.ones(2, dtype=np.int64))
        points.append([int(given[0]), int(given[1]), measure.half])
    return {
        "same_left": _stack(left, rows, np.int32),
        "same_right": _stack(right, columns, np.int32),
        "same_points": np.array(points, dtype=np.int32).reshape(len(points), 3),
    }


def _asks(measures: Sequence[Measure], rows: int, columns: int) -> dict[str, Any]:
    parts: dict[str, list[Any]] = {"start": [], "key": [], "factor": [], "cap": [], "found": []}
    table_start, tables, half, blank, keys, entries = [], [0], [], [], 0, 0
    table: list[Integers] = []
    for measure in measures:
        source = measure.source
        assert isinstance(source, Overlap)
        parts["start"].append(source.start + entries)
        parts["key"].append(source.key + keys)
        parts["factor"].append(source.factor)
        parts["cap"].append(source.cap)
        parts["found"].append(source.found)
        keys, entries = keys + len(source.found), entries + len(source.key)
        most = np.zeros(rows, dtype=np.int64)
        if rows:
            worth = np.concatenate([[0], np.cumsum(source.factor * source.cap)])
            most = worth[source.start[1:]] - worth[source.start[:-1]]
        needed = np.stack([source.enough, most])
        shapes, which = np.unique(needed, axis=1, return_inverse=True)
        offsets = []
        for enough, longest in shapes.T.tolist():
            found = np.minimum(np.arange(longest + 1), enough)
            count = enough - found if source.reverse else found
            offsets.append(tables[-1])
            table.append(_tabled(measure, count, np.full(len(count), enough)))
            tables.append(tables[-1] + len(count))
        starts = np.array(offsets, dtype=np.int64)[which.reshape(-1)] if rows else most
        table_start.append(np.where(measure.blank_mentees, -1, starts))
        half.append(measure.half)
        blank.append(measure.blank_mentors)
    joined = {
        name: np.concatenate([*parts[name], np.zeros(0, dtype=np.int64)]).astype(np.int64)
        for name in ("key", "factor", "cap")
    }
    return {
        "ask_start": _stack(parts["start"], rows + 1, np.int64),
        "ask_key": joined["key"],
        "ask_factor": joined["factor"],
        "ask_cap": joined["cap"],
        "ask_table_start": _stack(table_start, rows, np.int64),
        "ask_table": np.concatenate([*table, np.zeros(0)]).astype(np.int32),
        "ask_half": np.array(half, dtype=np.int32),
        "ask_blank": _stack(blank, columns, np.uint8),
        "found": np.concatenate([*parts["found"], np.zeros((0, columns), dtype=np.uint8)]),
    }


def _tongues(scores: Scores) -> dict[str, Any]:
    source = scores.languages[0]
    silent: Flags = np.array([not p.languages for p in scores.mentors], dtype=np.bool_)
    return {
        "speak_start": source.start,
        "speak_key": source.key,
        "speaks": (source.enough > 0).astype(np.uint8),
        "spoken": np.concatenate([source.found, silent[None, :].astype(np.uint8)]),
    }
