"""A problem as flat arrays, from which the kernels make any row of values without a matrix."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.engine.scoring import FEW_ROWS, Hashes, Measure, Scores
from matching.engine.terms import Problem
from matching.engine.vectors import Category, Flags, Gap, Integers, Overlap

Small = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]

CLASSES = 64
"""So many different answers of mentees at most for whole rows to be kept."""
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

    Where few mentees differ in what they say (`class_of`), whole rows of a criterion are kept.
    `gap_*`, `same_*` and `ask_*` belong to other criteria on differences, sameness and overlaps;
    `shut_*` and `extra_*` list columns per row that are closed, and that are worth more by some
    points.
    """

    class_of: Small
    class_points: Small
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
    ask_share: npt.NDArray[np.float32]
    ask_enough: Small
    ask_none: Small
    ask_sign: Small
    ask_table_start: Integers
    ask_table: Small
    ask_half: Small
    ask_blank: Bytes
    found: Bytes
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
    """What to solve: packed values, scale of the weights, hashes, who is to place and where.

    A patient task is solved to the end, however slow its structure makes that.
    """

    packed: Packed
    bonus: int
    unit: int
    bits: int
    mentees: Hashes
    mentors: Hashes
    rows: Integers
    places: Integers
    is_patient: bool = False

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
        """Whether scipy could take over, as its matrix of weights and costs fits in memory."""
        slots = int(np.minimum(self.places, len(self.rows)).sum())
        return not self.is_patient and 16 * len(self.rows) * slots < DENSE


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
    closed = _by_row(rows, [(i, j, 0) for i, j in scores.personal])
    more = _by_row(rows, list(extras))
    classes, others = _classes(scores)
    return Packed(
        **classes,
        **_gaps([m for m in others if isinstance(m.source, Gap)], rows, columns),
        **_sames([m for m in others if isinstance(m.source, Category)], rows, columns),
        **_asks([m for m in others if isinstance(m.source, Overlap)], rows, columns),
        shut_start=closed[0],
        shut_column=closed[1],
        extra_start=more[0],
        extra_column=more[1],
        extra_points=more[2].astype(np.int32),
        minimum=scores.minimum,
        rows=rows,
        columns=columns,
    )


def _classes(scores: Scores) -> tuple[dict[str, Any], list[Measure]]:
    """Rows of the criteria on which mentees fall into few classes, and the other criteria."""
    everybody = np.arange(len(scores.mentors))
    numbers, vectors, others, first = [], [], [], 0
    for measure in scores.measures:
        assert measure.source is not None
        number, examples = _numbered(measure.source.keys(measure.blank_mentees), CLASSES)
        if len(examples) > CLASSES:
            others.append(measure)
            continue
        points, broken = measure.points(examples, everybody)
        vectors.append(np.where(broken & measure.rule.must, CLOSED, points))
        numbers.append(number + first)
        first += len(examples)
    shared, common = scores.languages
    number, examples = _numbered(shared.keys(shared.enough == 0), len(scores.mentees))
    for start in range(0, len(examples), FEW_ROWS):
        some = examples[start : start + FEW_ROWS]
        apart = (
            (common(some, everybody) == 0)
            & ~scores.silent_mentors
            & (shared.enough[some] > 0)[:, None]
        )
        vectors.append(np.where(apart, CLOSED, 0))
    numbers.append(number + first)
    return {
        "class_of": np.ascontiguousarray(np.stack(numbers, axis=1).astype(np.int32)),
        "class_points": np.concatenate(
            [*vectors, np.zeros((0, len(everybody)), dtype=np.int64)]
        ).astype(np.int32),
    }, others


def _numbered(keys: Iterable[Hashable], most: int) -> tuple[Integers, Integers]:
    """A number per key, and the first row of each number; stops after more than `most` keys."""
    known: dict[Hashable, int] = {}
    examples: list[int] = []
    numbers: list[int] = []
    for row, key in enumerate(keys):
        if key not in known:
            known[key] = len(examples)
            examples.append(row)
            if len(examples) > most:
                break
        numbers.append(known[key])
    return np.array(numbers, dtype=np.int64), np.array(examples, dtype=np.int64)


def narrow(packed: Packed, columns: Integers) -> Packed:
    """The same rows over some columns only, in the given order."""
    place = np.full(packed.columns, -1, dtype=np.int64)
    place[columns] = np.arange(len(columns))

    def kept(start: Integers, column: Integers) -> tuple[Integers, Flags]:
        stays = place[column] >= 0
        before = np.concatenate([[0], np.cumsum(stays)])
        return before[start].astype(np.int64), stays

    shut_start, named = kept(packed.shut_start, packed.shut_column)
    extra_start, extra = kept(packed.extra_start, packed.extra_column)
    return packed._replace(
        class_points=np.ascontiguousarray(packed.class_points[:, columns]),
        gap_right=np.ascontiguousarray(packed.gap_right[:, columns]),
        same_right=np.ascontiguousarray(packed.same_right[:, columns]),
        ask_blank=np.ascontiguousarray(packed.ask_blank[:, columns]),
        found=np.ascontiguousarray(packed.found[:, columns]),
        shut_start=shut_start,
        shut_column=place[packed.shut_column[named]],
        extra_start=extra_start,
        extra_column=place[packed.extra_column[extra]],
        extra_points=packed.extra_points[extra],
        columns=len(columns),
    )


def shut(packed: Packed, i: int, j: int) -> Packed:
    """The same with one more pair that is closed by name."""
    start = packed.shut_start.copy()
    start[i + 1 :] += 1
    return packed._replace(
        shut_start=start,
        shut_column=np.insert(packed.shut_column, packed.shut_start[i + 1], j),
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
    sums: dict[str, list[Any]] = {"share": [], "enough": [], "none": [], "sign": []}
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
        sums["share"].append(_shares(measure))
        sums["enough"].append(source.enough)
        sums["none"].append(CLOSED if measure.rule.must else 0)
        sums["sign"].append(-1 if source.reverse else 1)
    joined = {
        name: np.concatenate([*parts[name], np.zeros(0, dtype=np.int64)]).astype(np.int64)
        for name in ("key", "factor", "cap")
    }
    return {
        "ask_start": _stack(parts["start"], rows + 1, np.int64),
        "ask_key": joined["key"],
        "ask_factor": joined["factor"],
        "ask_cap": joined["cap"],
        "ask_share": _stack(sums["share"], rows, np.float32),
        "ask_enough": _stack(sums["enough"], rows, np.int32),
        "ask_none": np.array(sums["none"], dtype=np.int32),
        "ask_sign": np.array(sums["sign"], dtype=np.int32),
        "ask_table_start": _stack(table_start, rows, np.int64),
        "ask_table": np.concatenate([*table, np.zeros(0)]).astype(np.int32),
        "ask_half": np.array(half, dtype=np.int32),
        "ask_blank": _stack(blank, columns, np.uint8),
        "found": np.concatenate([*parts["found"], np.zeros((0, columns), dtype=np.uint8)]),
    }


def _shares(measure: Measure) -> npt.NDArray[np.float32]:
    """Points per count where one rounded product gives exactly the points of every count, else −1.

    Each is tried out for all counts, as the kernels compute it.
    """
    exact: dict[int, float] = {}
    for enough in np.unique(measure.whole).tolist():
        share = np.float32(measure.of / enough)
        count = np.arange(enough + 1)
        given = (count.astype(np.float32) * share + np.float32(0.5)).astype(np.int64)
        is_exact = (given == measure.rounded(count, np.full(len(count), enough))).all()
        exact[enough] = float(share) if is_exact else -1.0
    return np.array([exact[n] for n in measure.whole.tolist()], dtype=np.float32)
