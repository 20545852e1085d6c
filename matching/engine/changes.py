"""Problems that follow from a plan that people know already: what may change, and at what price."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from matching.engine.terms import Pair, Problem


def kept(problem: Problem, pairs: Iterable[Pair], inertia: int = 500) -> Problem:
    """The problem in which each of these pairs is worth `inertia` points more (500 are 1 %)."""
    known = frozenset((pair.mentee, pair.mentor) for pair in pairs)
    return replace(problem, keep=known, inertia=inertia)


def frozen(problem: Problem, pairs: Iterable[Pair], rematched: Collection[str]) -> Problem:
    """The problem in which everybody keeps the mentor, except the mentees who are rematched.

    Pairs of people who left are forgotten. Solving raises EngineError (`lock_forbidden`,
    `lock_over_capacity`) when a pair that should stay is not allowed any more.
    """
    mentees = {person.id for person in problem.mentees} - set(rematched)
    mentors = {person.id for person in problem.mentors}
    locks = {
        (pair.mentee, pair.mentor)
        for pair in pairs
        if pair.mentee in mentees and pair.mentor in mentors
    }
    mine = {lock for lock in problem.locks if lock[0] not in {mentee for mentee, _ in locks}}
    return replace(problem, locks=tuple(sorted(locks | mine)))
