"""What a pair counts for under each idea of fairness, and how evenly a plan treats people.

Three ideas (`Problem.fairness`): `sum` adds the points up; `concave` adds up 1 − (1 − s)³ of each
share s, so that a mentee far below gains more from a point than one far above (a welfare function
of constant relative curvature: Atkinson, "On the measurement of inequality", 1970); `maximin`
first raises the lowest score as far as no pair is lost, then adds up points (bottleneck
assignment: Gross, "The bottleneck assignment problem", 1959).
"""

from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from matching.engine.scoring import Flags, Integers, Scores
from matching.engine.terms import FULL, Plan, Problem

POWER = 3
"""Of the concave function 1 − (1 − s)³; its slope is three times the square of what is left."""
SCALE = 16
"""Steps per point of the concave table, so that rounding is under a sixteenth of a point."""


@dataclass(frozen=True)
class Worth:
    """What each pair counts for (`matrix`, in steps of a point), `closed` where it may not be."""

    matrix: Integers
    closed: Flags


@dataclass(frozen=True)
class Spread:
    """How a plan treats its mentees and mentors: scores in points, and mentors by mentees had.

    `minimum`, `p1`, `p5` and `median` are the lowest score and the scores that 1, 5 and 50 % of the
    pairs do not exceed (nearest rank); None without any pair. `load` goes from a number of mentees
    to how many mentors have that many, in rising order.
    """

    minimum: int | None
    p1: int | None
    p5: int | None
    median: int | None
    load: dict[int, int]


@cache
def concave_table() -> Integers:
    """For each number of points 0–50 000 what it counts for, in 1/16 points; read only.

    Steps follow the slope 3 (1 − s)², rounded, and are at least 1: concave and strictly rising, so
    that no plan is chosen in which somebody could have more and nobody less.
    """
    # twice the way left to a perfect pair, from the middle of each step
    left = 2 * (FULL - np.arange(FULL, dtype=np.int64)) - 1
    slopes = POWER * SCALE * left ** (POWER - 1) / (2 * FULL) ** 2
    steps = np.maximum(np.floor(slopes + 0.5).astype(np.int64), 1)
    table = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(steps)])
    table.flags.writeable = False
    return table


def worth_of(problem: Problem, points: int) -> int:
    """What so many points count for, in steps of a point (`steps_of`)."""
    return int(concave_table()[points]) if problem.fairness == "concave" else points


def steps_of(problem: Problem) -> tuple[int, int]:
    """Steps per point, and the most that a pair can count for, in points rounded up."""
    if problem.fairness == "concave":
        return SCALE, -(-int(concave_table()[FULL]) // SCALE)
    if problem.given is not None:
        return 1, max(problem.given.values(), default=0)
    return 1, FULL


def value_pairs(problem: Problem, scores: Scores) -> Worth:
    """What every pair of a scored problem counts for: the one place where fairness enters.

    Pairs below the floor of `maximin` are closed for the solver, except in stable settlements,
    which promise something else.
    """
    closed: Flags = scores.gate != 0
    if problem.fairness == "concave":
        return Worth(concave_table()[scores.points], closed)
    if problem.fairness == "maximin" and problem.policy != "stable":
        closed = closed | (scores.points < highest_floor(problem, scores))
    return Worth(scores.points.astype(np.int64), closed)


def highest_floor(problem: Problem, scores: Scores) -> int:
    """The highest lowest score, in points, with which as many can be paired as without it.

    Bisection over the scores that occur, each step one maximum matching; 0 when nobody can be
    paired. Locked pairs stand whatever they score.
    """
    locks = {(scores.row[mentee], scores.column[mentor]) for mentee, mentor in problem.locks}
    free = np.setdiff1d(np.arange(len(scores.mentees)), [i for i, _ in locks])
    places = scores.places.copy()
    for _, j in locks:
        places[j] -= 1
    points, is_open = scores.points[free], scores.gate[free] == 0
    most = most_pairs(is_open, places)
    floors = np.unique(points[is_open])
    if most == 0:
        return 0
    low, high = 0, len(floors) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if most_pairs(is_open & (points >= floors[middle]), places) == most:
            low = middle
        else:
            high = middle - 1
    return int(floors[low])


def most_pairs(is_open: Flags, places: Integers) -> int:
    """How many rows can have a column at once (`is_open`, rows × columns; `places` per column).

    Maximum cardinality by Hopcroft and Karp (1973), with each column repeated for its places.
    """
    useful = np.minimum(np.maximum(places, 0), is_open.sum(axis=0))
    slots = csr_matrix(is_open[:, np.repeat(np.arange(len(places)), useful)])
    if slots.nnz == 0:
        return 0
    return int((maximum_bipartite_matching(slots, perm_type="column") >= 0).sum())


def spread(plan: Plan) -> Spread:
    """How evenly a plan treats people."""
    points = sorted(pair.points for pair in plan.pairs)
    load = Counter(plan.mentor_load.values())
    return Spread(
        minimum=_quantile(points, 0),
        p1=_quantile(points, 1),
        p5=_quantile(points, 5),
        median=_quantile(points, 50),
        load={n: load[n] for n in sorted(load)},
    )


def _quantile(points: list[int], percent: int) -> int | None:
    """Nearest rank: the smallest value that at least `percent` % do not exceed."""
    return points[max(0, -(-len(points) * percent // 100) - 1)] if points else None
