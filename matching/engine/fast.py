"""The way to a plan by compiled kernels; None wherever scipy had better answer."""

import importlib
import logging
from functools import cache
from types import ModuleType

import numpy as np

from matching.engine import packing
from matching.engine.assignment import Free, Solution, apply_locks, bonuses, report, scale_of
from matching.engine.scoring import Scores, some_rows
from matching.engine.terms import Plan, Problem, Progress

FEW = 300
"""Under so many people scipy is done before the kernels have begun."""
WITNESSES = 8
"""Rows that are scored both ways in each run."""
HIGHEST = 2**31 - 2**19

logger = logging.getLogger(__name__)


def is_worth(problem: Problem) -> bool:
    """Whether there are enough people for the kernels to be the faster way."""
    return len(problem.mentees) + len(problem.mentors) >= FEW


@cache
def kernels() -> ModuleType | None:
    """The compiled search, ready to run; None when numba is missing or cannot compile here.

    The first call of a process takes a second, or about ten when nothing is cached on disk.
    """
    try:
        search = importlib.import_module("matching.engine.search")
        search.warm()
    except Exception:
        logger.warning("the compiled kernels cannot be used, scipy answers", exc_info=True)
        return None
    return search


def attempt(problem: Problem, scores: Scores, progress: Progress | None = None) -> Plan | None:
    """The plan of a prepared problem, the same that scipy gives; None when scipy has to."""
    search, free = kernels(), apply_locks(problem, scores)
    scale = scale_of(problem, scores, problem.policy == "balanced")
    task = task_of(problem, scores, free, with_ranks=problem.policy == "balanced")
    if search is None or task is None:
        return None
    found = search.optimise(task, progress)
    if found is None:
        return None
    for i, j in free.locked.items():
        found.assigned[i] = j
    solution = Solution(found.assigned, found.prices, found.value, found.bound, "numba")
    plan = report(problem, scores, free, scale, solution, progress)
    extras = bonuses(problem, scores, problem.policy == "balanced")
    earned = sum(points for i, j, points in extras if found.assigned[i] == j)
    if plan.objective != plan.points + earned:
        # The reasons of a pair are worked out apart from the kernels: they must say the same.
        logger.error("the kernels found other points than the engine, scipy answers")
        return None
    return plan


def leading(problem: Problem, scores: Scores, k: int) -> list[list[int]] | None:
    """Per mentee row the columns of the k heaviest open pairs with a mentor who has a place.

    None when the long way has to be taken.
    """
    everybody = Free(np.arange(len(scores.mentees)), scores.places, {})
    search, task = kernels(), task_of(problem, scores, everybody, with_ranks=False)
    if search is None or task is None:
        return None
    found: list[list[int]] = search.leading(task, k)
    return found


def task_of(problem: Problem, scores: Scores, free: Free, with_ranks: bool) -> packing.Task | None:
    """What the kernels are asked to solve; None when they do not understand all of it."""
    scale, search = scale_of(problem, scores, with_ranks), kernels()
    if search is None or scale.bonus >= HIGHEST or not packing.fits(problem, scores):
        return None
    extras = bonuses(problem, scores, with_ranks)
    packed = packing.pack(scores, extras)
    if not _agrees(search, packed, scores, extras):
        logger.error("the kernels score otherwise than the engine, scipy answers")
        return None
    return packing.Task(
        packed=packed,
        bonus=scale.bonus,
        unit=scale.unit,
        bits=scale.bits,
        mentees=scores.mentee_hashes,
        mentors=scores.mentor_hashes,
        rows=free.rows,
        places=free.places,
    )


def _agrees(
    search: ModuleType, packed: packing.Packed, scores: Scores, extras: list[tuple[int, int, int]]
) -> bool:
    """Whether kernels and engine give the same values to some rows."""
    total = len(scores.mentees)
    rows = np.unique(np.linspace(0, max(0, total - 1), min(WITNESSES, total)).astype(np.int64))
    points, gate = some_rows(scores, rows)
    values = np.where(gate == 0, points, -1)
    place = {int(i): n for n, i in enumerate(rows)}
    for i, j, bonus in extras:
        if i in place and values[place[i], j] >= 0:
            values[place[i], j] += bonus
    return bool((search.rows_of(packed, rows) == values).all())
