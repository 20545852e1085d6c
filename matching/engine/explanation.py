"""Answer what people ask of a plan: why not this mentor, and which mentors to show to a mentee."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.engine import fast
from matching.engine.assignment import weigh_pairs
from matching.engine.scoring import Scores, fill, prepare
from matching.engine.settlement import settle_scored
from matching.engine.terms import EngineError, Plan, Problem, Reason


@dataclass(frozen=True, kw_only=True)
class WhyNot:
    """Why a mentee and a mentor are not paired, or what pairing them would cost.

    `blocked_by` holds hard rules (same_person, line, blocked, language, must_<kind>, minimum),
    `no_place` when the mentor takes nobody, `locked` when a lock stands in the way. When it is
    empty, the exact price of forcing the pair follows: `points_lost` by the programme,
    `pairs_lost`, and the other mentees (`moved`) whose mentor would change. `rank` is the
    mentor's place among those she may have, by points; None when blocked. Under the stable policy
    a forced pair may also win points or pairs: the numbers are then negative. `before` and `after`
    are the plans compared, None when blocked.
    """

    mentee: str
    mentor: str
    points: int
    reasons: Sequence[Reason]
    is_paired: bool
    blocked_by: tuple[str, ...]
    rank: int | None = None
    points_lost: int = 0
    pairs_lost: int = 0
    moved: tuple[str, ...] = ()
    before: Plan | None = None
    after: Plan | None = None


@dataclass(frozen=True)
class Candidate:
    """One mentor on a shortlist; `featured` is the one whom the best plan would give."""

    mentor: str
    points: int
    reasons: Sequence[Reason]
    featured: bool


@dataclass(frozen=True)
class Shortlist:
    """Mentors to show to one mentee, best first; `featured` is None when the plan gives nobody."""

    mentee: str
    candidates: tuple[Candidate, ...]
    featured: str | None


def explain(problem: Problem, mentee_id: str, mentor_id: str, plan: Plan | None = None) -> WhyNot:
    """Why not this pair: the rules in the way, or its exact price by solving again with a lock.

    `plan` is the plan of this same problem, if at hand (else it is solved first). Raises
    EngineError as `solve` does, or `unknown_person` with the ids not in the problem.
    """
    scores = prepare(problem)
    unknown = [k for k in (mentee_id,) if k not in scores.row]
    unknown += [k for k in (mentor_id,) if k not in scores.column]
    if unknown:
        raise EngineError("unknown_person", *unknown)
    i, j = scores.row[mentee_id], scores.column[mentor_id]
    fill(scores, only=np.array([i]))
    points, reasons = int(scores.points[i, j]), scores.reasons(i, [j])[0]
    blocked_by = [*scores.blocks(i, j)]
    locks = dict(problem.locks)
    if scores.places[j] == 0:
        blocked_by.append("no_place")
    elif locks.get(mentee_id, mentor_id) != mentor_id or (
        mentee_id not in locks and [*locks.values()].count(mentor_id) >= scores.places[j]
    ):
        blocked_by.append("locked")
    if blocked_by:
        return WhyNot(
            mentee=mentee_id,
            mentor=mentor_id,
            points=points,
            reasons=reasons,
            is_paired=False,
            blocked_by=tuple(blocked_by),
        )
    before = plan or settle_scored(problem, scores)
    forced = replace(problem, locks=(*problem.locks, (mentee_id, mentor_id)))
    after = settle_scored(forced, scores)
    was = {pair.mentee: pair.mentor for pair in before.pairs}
    now = {pair.mentee: pair.mentor for pair in after.pairs}
    others = (was.keys() | now.keys()) - {mentee_id}
    admissible = (scores.gate[i] == 0) & (scores.places > 0)
    return WhyNot(
        mentee=mentee_id,
        mentor=mentor_id,
        points=points,
        reasons=reasons,
        is_paired=was.get(mentee_id) == mentor_id,
        blocked_by=(),
        rank=1 + int((scores.points[i][admissible] > points).sum()),
        points_lost=before.objective - after.objective,
        pairs_lost=before.matched - after.matched,
        moved=tuple(sorted(k for k in others if was.get(k) != now.get(k))),
        before=before,
        after=after,
    )


def shortlist(problem: Problem, k: int, plan: Plan | None = None) -> dict[str, Shortlist]:
    """For each mentee id her best k admissible mentors who have a place, with scores and reasons.

    The mentor of the best plan is featured and always on the list (in the last place if he is not
    among the best k), so no mentor is featured to more mentees than he has places. Raises
    EngineError as `solve` does, or `shortlist_empty` when k < 1.
    """
    if k < 1:
        raise EngineError("shortlist_empty")
    scores = prepare(problem)
    best = plan or settle_scored(problem, scores)
    given = {pair.mentee: pair.mentor for pair in best.pairs}
    # A floor of the plan takes nobody off a list: it may only be too high for this one mentee.
    plain = replace(problem, fairness="sum", keep=frozenset())
    leading = _leading(plain, scores, k)
    for mentee_id, mentor_id in given.items():
        chosen, j = leading[scores.row[mentee_id]], scores.column[mentor_id]
        if j not in chosen:
            chosen[-1] = j
    reasons = iter(
        scores.reasons_of(
            np.repeat(np.arange(len(leading)), [len(chosen) for chosen in leading]),
            np.array([j for chosen in leading for j in chosen], dtype=np.int64),
        )
    )
    why = [[next(reasons) for _ in chosen] for chosen in leading]
    lists = {}
    for mentee_id, i in sorted(scores.row.items()):
        featured = given.get(mentee_id)
        candidates = tuple(
            Candidate(
                scores.mentors[j].id,
                given_for.points,
                given_for,
                scores.mentors[j].id == featured,
            )
            for j, given_for in zip(leading[i], why[i], strict=True)
        )
        lists[mentee_id] = Shortlist(mentee_id, candidates, featured)
    return lists


def _leading(problem: Problem, scores: Scores, k: int) -> list[list[int]]:
    """Per row the columns of the k heaviest open pairs with a mentor who has a place."""
    found = fast.leading(problem, scores, k) if fast.is_worth(problem) else None
    if found is not None:
        return found
    fill(scores)
    weights = weigh_pairs(problem, scores, with_ranks=False).matrix
    weights[:, scores.places == 0] = 0
    ranked = [(row, np.argsort(-row, kind="stable")[:k].tolist()) for row in weights]
    return [[j for j in columns if row[j] > 0] for row, columns in ranked]
