"""Choose how a problem is solved: compiled kernels for many people, scipy for few or as a guard."""

from matching.engine import fast
from matching.engine.assignment import solve_scored
from matching.engine.scoring import Scores, prepare
from matching.engine.terms import EngineError, Plan, Problem, Progress


def solve(problem: Problem, progress: Progress | None = None) -> Plan:
    """The proven optimum of the problem; with policy balanced, ranks earn a bonus.

    Raises EngineError for contradictory input, a lock on a forbidden pair (`lock_forbidden`, with
    the ids and the rule), a problem beyond exact arithmetic (`too_large`), policy stable
    (`policy_unsolvable`: use `settlement.settle`), or a failed proof (`proof_failed`). Whatever
    `progress` raises ends the work and passes through.
    """
    if problem.policy == "stable":
        raise EngineError("policy_unsolvable", problem.policy)
    return solve_prepared(problem, prepare(problem), progress)


def solve_prepared(problem: Problem, scores: Scores, progress: Progress | None = None) -> Plan:
    """`solve` for people who are in order already; locks may differ from the prepared."""
    plan = fast.attempt(problem, scores, progress) if fast.is_worth(problem) else None
    return plan or solve_scored(problem, scores, progress)
