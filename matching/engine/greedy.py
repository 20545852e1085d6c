"""A plan at once, for a run that was cut off: best pairs first, with a true bound."""

import numpy as np

from matching.engine.assignment import NOBODY, apply_locks, report, weigh_pairs
from matching.engine.scoring import score
from matching.engine.terms import Plan, Problem


def first_plan(problem: Problem) -> Plan:
    """Allowed pairs, heaviest first, as places last; locks are kept.

    Not optimal: about 1 % below on generated programmes, and it may leave somebody alone who
    could have a mentor. The bound is what everybody would have with the mentor who suits best,
    as if places had no end; it is true, and far. Raises EngineError as `solve` does.
    """
    scores = score(problem)
    free = apply_locks(problem, scores)
    weights = weigh_pairs(problem, scores, problem.policy == "balanced")
    assigned = np.full(len(scores.mentees), NOBODY, dtype=np.int64)
    for i, j in free.locked.items():
        assigned[i] = j
    places = free.places.copy()
    rows, columns = np.nonzero(weights.matrix)
    order = np.argsort(-weights.matrix[rows, columns], kind="stable")
    for i, j in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if assigned[i] == NOBODY and places[j] > 0:
            assigned[i] = j
            places[j] -= 1
    return report(problem, scores, free, weights, assigned, np.zeros_like(places))
