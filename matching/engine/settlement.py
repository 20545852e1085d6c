"""Settle a hybrid programme: mentees have ranked mentors, the company keeps its scores."""

import heapq
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from matching.engine.assignment import (
    NOBODY,
    Free,
    Weights,
    apply_locks,
    optimise,
    report,
    weigh_pairs,
)
from matching.engine.scoring import Integers, Scores, fill, prepare
from matching.engine.solving import solve_prepared
from matching.engine.terms import Plan, Problem, Progress

Lists = dict[int, list[int]]
"""Per mentee row, the admissible mentor columns she ranked, best first."""


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """A plan that heard the rankings, with what became of them.

    `problem` is the one the plan certifies against. `ranked` mentees gave a ranking; `first` of
    them got their first choice, `any_choice` any of them. `closed_choices` counts ranked mentors
    that a hard rule forbids. A blocking pair is a mentee and a mentor she ranked above the one
    she got, who has a free place or would rather have her than one of his: he prefers those who
    ranked him, then points, then the salted hash. Locked mentees and places take no part.
    """

    plan: Plan
    problem: Problem
    ranked: int
    first: int
    any_choice: int
    closed_choices: int
    blocking_pairs: int


def settle(
    problem: Problem,
    rankings: Mapping[str, tuple[str, ...]],
    policy: str = "balanced",
    progress: Progress | None = None,
) -> Settlement:
    """Settle the rankings (mentee id → mentor ids, best first; partial lists, or none at all).

    balanced: the optimum of points plus rank bonus. stable: deferred acceptance on the lists, then
    the optimum of those still alone on the places still free; no blocking pair is left. Mentors'
    preferences do not look at the rank a mentee gave, so on her list honesty is the best she can
    do; a list that stops short can still cost her a place. Raises EngineError as `solve` does.
    """
    asked = replace(problem, rankings=rankings, policy=policy)
    scores = prepare(asked)
    if policy == "stable":
        plan = _stable(asked, scores, progress)
    else:
        plan = solve_prepared(asked, scores, progress)
    return _describe(asked, scores, plan)


def settle_scored(problem: Problem, scores: Scores) -> Plan:
    """Plan of a scored problem under its own policy, whichever it is."""
    if problem.policy == "stable":
        return _stable(problem, scores, None)
    return solve_prepared(problem, scores)


def _stable(problem: Problem, scores: Scores, progress: Progress | None) -> Plan:
    fill(scores, progress)
    free = apply_locks(problem, scores)
    weights = weigh_pairs(problem, scores, with_ranks=False)
    held = _defer(_lists(problem, scores, free), weights.matrix, free.places)
    taken = Counter(held.values())
    places = free.places - np.array([taken[j] for j in range(len(scores.mentors))], dtype=np.int64)
    rest = np.array([i for i in free.rows.tolist() if i not in held], dtype=np.int64)
    completed = optimise(weights, Free(rest, places, free.locked | held))
    best = optimise(weights, free, progress)
    rows = free.rows[completed.assigned[free.rows] != NOBODY]
    value = sum(weights.matrix[rows, completed.assigned[rows]].tolist())
    solution = replace(completed, prices=best.prices, bound=best.bound, value=value)
    return report(problem, scores, free, weights.scale, solution, progress)


def _lists(problem: Problem, scores: Scores, free: Free) -> Lists:
    lists = {
        scores.row[mentee]: [
            j
            for j in (scores.column[mentor] for mentor in ranking)
            if not scores.gate[scores.row[mentee], j]
        ]
        for mentee, ranking in sorted(problem.rankings.items())
    }
    return {i: columns for i, columns in lists.items() if columns and i not in free.locked}


def _defer(lists: Lists, matrix: Integers, places: Integers) -> dict[int, int]:
    """Deferred acceptance, mentees proposing: column per row, only of mentors on her list.

    Each mentor keeps his heaviest proposals within his places and refuses the lightest.
    """
    proposals = {i: iter(columns) for i, columns in lists.items()}
    kept: dict[int, list[tuple[int, int]]] = {}
    waiting = sorted(lists, reverse=True)
    while waiting:
        i = waiting.pop()
        j = next(proposals[i], None)
        if j is None:
            continue
        pile = kept.setdefault(j, [])
        heapq.heappush(pile, (int(matrix[i, j]), -i))
        if len(pile) > places[j]:
            waiting.append(-heapq.heappop(pile)[1])
    return {-negative: j for j, pile in kept.items() for _, negative in pile}


def _describe(problem: Problem, scores: Scores, plan: Plan) -> Settlement:
    got = {pair.mentee: pair.mentor for pair in plan.pairs}
    rankings = {mentee: ranking for mentee, ranking in problem.rankings.items() if ranking}
    closed = sum(
        bool(scores.gate[scores.row[mentee], scores.column[mentor]])
        for mentee, ranking in rankings.items()
        for mentor in ranking
    )
    return Settlement(
        plan=plan,
        problem=problem,
        ranked=len(rankings),
        first=sum(got.get(mentee) == ranking[0] for mentee, ranking in rankings.items()),
        any_choice=sum(got.get(mentee) in ranking for mentee, ranking in rankings.items()),
        closed_choices=closed,
        blocking_pairs=_blocking_pairs(problem, scores, plan),
    )


def _blocking_pairs(problem: Problem, scores: Scores, plan: Plan) -> int:
    free = apply_locks(problem, scores)
    weights: Weights = weigh_pairs(problem, scores, with_ranks=False)
    lists = _lists(problem, scores, free)
    assigned = {scores.row[pair.mentee]: scores.column[pair.mentor] for pair in plan.pairs}
    held: dict[int, list[tuple[bool, int, int]]] = {}

    def liking(i: int, j: int) -> tuple[bool, int, int]:
        return j in lists.get(i, ()), int(weights.matrix[i, j]), -i

    for i, j in assigned.items():
        if i not in free.locked:
            held.setdefault(j, []).append(liking(i, j))
    blocking = 0
    for i, columns in lists.items():
        for j in columns:
            if assigned.get(i, NOBODY) == j:
                break
            mine = held.get(j, [])
            has_place = len(mine) < int(free.places[j])
            blocking += has_place or any(other < liking(i, j) for other in mine)
    return blocking
