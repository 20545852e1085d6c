"""Settle a hybrid programme: mentees have ranked mentors, the company keeps its scores."""

import heapq
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from matching.engine.assignment import (
    EXACT_BITS,
    Free,
    Weights,
    apply_locks,
    optimise,
    report,
    solve_scored,
    weigh_pairs,
)
from matching.engine.scoring import Integers, Scores, score
from matching.engine.terms import HIGHEST_RANK, Plan, Problem, Progress

Lists = dict[int, list[int]]
"""Per mentee row, the admissible mentor columns she ranked, best first."""


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """A plan that heard the rankings, with what became of them.

    `problem` is the one the plan certifies against. `ranked` mentees gave a ranking; `first` of
    them got their first choice, `any_choice` any of them. `closed_choices` counts ranked mentors
    that a hard rule forbids. A blocking pair is a mentee and a mentor she ranked above the one
    she got, who has a free place or would rather have her than one of his: he prefers those who
    ranked him, then those he answered better, then points, then the salted hash. Locked mentees and
    places take no part.
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
    scores = score(asked, progress)
    if policy == "stable":
        plan = _stable(asked, scores, progress)
    else:
        plan = solve_scored(asked, scores, progress)
    return _describe(asked, scores, plan)


def settle_scored(problem: Problem, scores: Scores) -> Plan:
    """Plan of a scored problem under its own policy, whichever it is."""
    if problem.policy == "stable":
        return _stable(problem, scores, None)
    return solve_scored(problem, scores)


def _stable(problem: Problem, scores: Scores, progress: Progress | None) -> Plan:
    free = apply_locks(problem, scores)
    weights = weigh_pairs(problem, scores, with_ranks=False)
    held = _defer(_lists(problem, scores, free), _liking(problem, scores, weights), free.places)
    taken = Counter(held.values())
    places = free.places - np.array([taken[j] for j in range(len(scores.mentors))], dtype=np.int64)
    rest = np.array([i for i in free.rows.tolist() if i not in held], dtype=np.int64)
    completed = optimise(weights, Free(rest, places, free.locked | held))
    best = optimise(weights, free, progress)
    return report(problem, scores, free, weights, completed.assigned, best.prices, progress)


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


def _liking(problem: Problem, scores: Scores, weights: Weights) -> Integers:
    """What mentors go by: their own answers (those who gave any), then the weight of the pair."""
    matrix = weights.matrix.copy()
    for mentor, answers in problem.answers.items():
        for mentee, rank in answers.items():
            matrix[scores.row[mentee], scores.column[mentor]] += (
                HIGHEST_RANK + 1 - rank
            ) << EXACT_BITS
    return matrix


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
        first=sum(
            problem.rank(mentee, got.get(mentee)) == problem.rank(mentee, ranking[0])
            for mentee, ranking in rankings.items()
        ),
        any_choice=sum(got.get(mentee) in ranking for mentee, ranking in rankings.items()),
        closed_choices=closed,
        blocking_pairs=_blocking_pairs(problem, scores, plan),
    )


def _blocking_pairs(problem: Problem, scores: Scores, plan: Plan) -> int:
    free = apply_locks(problem, scores)
    weights: Weights = weigh_pairs(problem, scores, with_ranks=False)
    liked = _liking(problem, scores, weights)
    lists = _lists(problem, scores, free)
    assigned = {scores.row[pair.mentee]: scores.column[pair.mentor] for pair in plan.pairs}
    held: dict[int, list[tuple[bool, int, int]]] = {}

    def liking(i: int, j: int) -> tuple[bool, int, int]:
        return j in lists.get(i, ()), int(liked[i, j]), -i

    def rank(i: int, j: int | None) -> float:
        mentor = None if j is None else scores.mentors[j].id
        return problem.rank(scores.mentees[i].id, mentor) or inf

    for i, j in assigned.items():
        if i not in free.locked:
            held.setdefault(j, []).append(liking(i, j))
    blocking = 0
    for i, columns in lists.items():
        mine_now = rank(i, assigned.get(i))
        for j in columns:
            if rank(i, j) >= mine_now:
                break
            mine = held.get(j, [])
            has_place = len(mine) < int(free.places[j])
            blocking += has_place or any(other < liking(i, j) for other in mine)
    return blocking
