"""What one change after a run costs and whom it moves, proven, without solving from nothing."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matching.engine import fast, packing
from matching.engine.assignment import NOBODY, apply_locks
from matching.engine.scoring import prepare
from matching.engine.terms import EngineError, Problem
from matching.engine.vectors import Integers


@dataclass(frozen=True)
class Change:
    """A proven optimum after one change: its price, and who has another mentor than before.

    `points_lost` compares objectives, `pairs_lost` numbers of pairs; both may be negative when
    something that was locked is set free. `moved` goes from each mentee whose mentor changes,
    those who were changed on purpose included, to the new mentor (None for nobody).
    """

    points_lost: int
    pairs_lost: int
    moved: dict[str, str | None]


class Again:
    """A solved problem that is kept to answer what-if questions, each from the same solution.

    Only for problems that the kernels solve: `begin` gives None otherwise, and one solves anew.
    What was begun is answered in any case, if need be slowly.
    """

    def __init__(self, problem: Problem, scores: Any, task: packing.Task, search: Any) -> None:
        self.problem, self.scores, self.task, self.search = problem, scores, task, search
        self.free = apply_locks(problem, scores)
        self.found = search.found()
        self.unit = task.unit

    @classmethod
    def begin(cls, problem: Problem) -> "Again | None":
        """Solve a problem and keep it; None where the kernels cannot. Raises as `solve` does."""
        if problem.policy == "stable":
            return None
        scores, kernels = prepare(problem), fast.kernels()
        free = apply_locks(problem, scores)
        task = fast.task_of(problem, scores, free, with_ranks=problem.policy == "balanced")
        if kernels is None or task is None:
            return None
        try:
            return cls(problem, scores, task, kernels.Search(task, None))
        except kernels.Crawl:
            return None

    def broken(self, mentee: str, mentor: str) -> Change:
        """These two may not be paired. Raises EngineError("pair_locked") when they must be."""
        i, j = self._known(mentee, mentor)
        if self.free.locked.get(i) == j:
            raise EngineError("pair_locked", mentee, mentor)
        if i in self.free.locked:
            return Change(0, 0, {})
        task = replace(self.task, packed=packing.shut(self.task.packed, i, j))
        has_her = self.found.assigned[i] == j
        return self._after(task, np.array([i] if has_her else [], dtype=np.int64), 0)

    def locked(self, mentee: str, mentor: str) -> Change:
        """These two must be paired. Raises EngineError when a rule or a lock stands against it."""
        i, j = self._known(mentee, mentor)
        blocks = self.scores.blocks(i, j)
        if blocks:
            raise EngineError("lock_forbidden", mentee, mentor, blocks[0])
        if self.free.locked.get(i) == j:
            return Change(0, 0, {})
        if i in self.free.locked:
            raise EngineError("lock_twice", mentee)
        if self.task.places[j] == 0:
            raise EngineError("lock_over_capacity", mentor)
        places = self.task.places.copy()
        places[j] -= 1
        rows = self.task.rows[self.task.rows != i]
        value = int(self.search.weight_of(i, j))
        task = replace(self.task, rows=rows, places=places)
        return self._after(task, np.array([i]), value, (i, j))

    def left(self, mentor: str) -> Change:
        """This mentor takes nobody any more. Raises EngineError when somebody is locked to them."""
        j = self._known(None, mentor)[1]
        held = [self.scores.mentees[i].id for i, one in self.free.locked.items() if one == j]
        if held:
            raise EngineError("lock_over_capacity", mentor)
        places = self.task.places.copy()
        places[j] = 0
        return self._after(replace(self.task, places=places), np.zeros(0, dtype=np.int64), 0)

    def _known(self, mentee: str | None, mentor: str) -> tuple[int, int]:
        unknown = [mentor] if mentor not in self.scores.column else []
        if mentee is not None and mentee not in self.scores.row:
            unknown.insert(0, mentee)
        if unknown:
            raise EngineError("unknown_person", *unknown)
        row = NOBODY if mentee is None else self.scores.row[mentee]
        return row, self.scores.column[mentor]

    def _after(
        self, task: packing.Task, hit: Integers, more: int, forced: tuple[int, int] | None = None
    ) -> Change:
        found = self.search.copy().changed(replace(task, is_patient=True), hit)
        was, now = self.found.assigned, found.assigned.copy()
        if forced:
            now[forced[0]] = forced[1]
        before = divmod(self.found.value, self.task.bonus * self.unit)
        after = divmod(found.value + more, self.task.bonus * self.unit)
        moved = np.flatnonzero(was != now)
        return Change(
            points_lost=before[1] // self.unit - after[1] // self.unit,
            pairs_lost=before[0] - after[0],
            moved={
                self.scores.mentees[i].id: None if now[i] < 0 else self.scores.mentors[now[i]].id
                for i in moved.tolist()
            },
        )
