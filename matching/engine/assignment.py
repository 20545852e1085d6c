"""Find the plan with the most pairs, then the most points, and prove that no other is better."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from matching.engine.fairness import most_pairs, steps_of, value_pairs, worth_of
from matching.engine.scoring import Flags, Hashes, Integers, Scores, fill, score
from matching.engine.terms import (
    VERSION,
    EngineError,
    Pair,
    Plan,
    Problem,
    Progress,
    Unmatched,
    input_hash,
    plan_hash,
)

NOBODY = -1
EXACT_BITS = 51
"""Weights stay under 2**51, so that sums of four of them are exact in float64."""
TIE_BITS = 20


@dataclass(frozen=True)
class Scale:
    """What a pair is worth to the solver: (bonus + points) · unit + tie, or 0 when forbidden.

    The bonus outweighs all points of a plan and the unit all its ties, so that the order is
    strict: number of pairs, points, salted hash in `bits` bits. A bonus that somebody chose need
    not outweigh them (`is_strict` is False): it then belongs to the points. Points count in
    `steps` of a point.
    """

    bonus: int
    unit: int
    bits: int
    steps: int = 1
    is_strict: bool = True

    def split(self, value: int) -> tuple[int, int]:
        """Number of pairs and points in a sum of weights (exact for any plan or bound).

        Without a strict bonus the number is not in the sum: 0.
        """
        if not self.is_strict:
            return 0, value // self.unit
        pairs, rest = divmod(value, self.bonus * self.unit)
        return pairs, rest // self.unit


@dataclass(frozen=True)
class Weights:
    """The weights of all pairs, on their scale."""

    matrix: Integers
    scale: Scale


@dataclass(frozen=True)
class Solution:
    """Chosen column per row (−1 = nobody) and price per column that proves it optimal.

    `value` is what the free rows weigh together and `bound` what the prices prove that any plan
    can weigh at most.
    """

    assigned: Integers
    prices: Integers
    value: int
    bound: int
    kernel: str = "scipy"


@dataclass(frozen=True)
class Free:
    """What the locks leave to decide: rows without lock, places left, and the locks by row."""

    rows: Integers
    places: Integers
    locked: dict[int, int]


@dataclass(frozen=True)
class Certificate:
    """Verdict of the independent checker, in points; `faults` are codes, empty when all holds."""

    objective: int
    bound: int
    is_optimal: bool
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the plan is allowed and every claim it makes about itself is true."""
        return not self.faults


def solve_scored(problem: Problem, scores: Scores, progress: Progress | None = None) -> Plan:
    """The proven optimum by scipy of a problem that is scored; locks may differ from the scored."""
    fill(scores, progress)
    free = apply_locks(problem, scores)
    weights = weigh_pairs(problem, scores, problem.policy == "balanced")
    solution = optimise(weights, free, progress)
    return report(problem, scores, free, weights.scale, solution, progress)


def apply_locks(problem: Problem, scores: Scores) -> Free:
    """Take locked mentees and their places out; EngineError when a lock is forbidden."""
    places = scores.places.copy()
    locked = {}
    fill(scores, only=np.array(sorted({scores.row[k] for k, _ in problem.locks}), dtype=np.int64))
    for mentee, mentor in sorted(set(problem.locks)):
        i, j = scores.row[mentee], scores.column[mentor]
        if scores.gate[i, j]:
            raise EngineError("lock_forbidden", mentee, mentor, scores.gates[scores.gate[i, j]])
        locked[i] = j
        places[j] -= 1
    rows = np.array([i for i in range(len(scores.mentees)) if i not in locked], dtype=np.int64)
    return Free(rows, places, locked)


def weigh_pairs(problem: Problem, scores: Scores, with_ranks: bool) -> Weights:
    """Solver weights of all pairs, with the rank bonus when asked.

    Raises EngineError("too_large") when they would not be exact.
    """
    scale = scale_of(problem, scores, with_ranks)
    worth = value_pairs(problem, scores)
    base = worth.matrix
    for i, j, bonus in bonuses(problem, scores, with_ranks):
        base[i, j] += bonus * scale.steps
    base += scale.bonus * scale.steps
    base *= scale.unit // scale.steps
    base += _ties(scores.mentee_hashes, scores.mentor_hashes, scale.bits)
    base[worth.closed] = 0
    return Weights(base, scale)


def scale_of(problem: Problem, scores: Scores, with_ranks: bool) -> Scale:
    """The scale on which the weights of a problem are exact; EngineError("too_large") if none."""
    rows = max(1, len(scores.mentees))
    steps, highest = steps_of(problem)
    sides = bool(problem.rankings) + bool(problem.answers)
    highest += problem.rank_bonus * max(1, sides) if with_ranks else 0
    highest += problem.inertia if problem.keep else 0
    bonus = highest * rows + 1 if problem.bonus is None else problem.bonus
    spare = EXACT_BITS - ((bonus + highest) * steps).bit_length() - rows.bit_length()
    if spare < 0:
        raise EngineError("too_large")
    bits = min(TIE_BITS, spare)
    unit = steps << (bits + rows.bit_length())
    return Scale(bonus, unit, bits, steps, problem.bonus is None)


def weigh_locks(problem: Problem, scores: Scores, free: Free, scale: Scale) -> int:
    """What the locked pairs weigh as points, as if they had been chosen.

    Ties are left out, and the bonus per pair where it only counts pairs.
    """
    worth = sum(worth_of(problem, int(scores.points[i, j])) for i, j in free.locked.items())
    for i, j, bonus in bonuses(problem, scores, problem.policy == "balanced"):
        worth += bonus * scale.steps if free.locked.get(i) == j else 0
    if not scale.is_strict:
        worth += scale.bonus * scale.steps * len(free.locked)
    return worth * (scale.unit // scale.steps)


def bonuses(problem: Problem, scores: Scores, with_ranks: bool) -> list[tuple[int, int, int]]:
    """(row, column, points) of everything that is added to the score of single pairs."""
    kept = [
        (scores.row[mentee], scores.column[mentor], problem.inertia)
        for mentee, mentor in sorted(problem.keep)
        if mentee in scores.row and mentor in scores.column
    ]
    return kept + (rank_bonuses(problem, scores) if with_ranks else [])


def rank_bonuses(problem: Problem, scores: Scores) -> list[tuple[int, int, int]]:
    """(row, column, points) of each ranked pair: the whole bonus, then a half, a third, …

    What the mentor answered earns as much as what the mentee ranked.
    """
    earned: Counter[tuple[int, int]] = Counter()
    for mentee, ranking in problem.rankings.items():
        ranks = problem.ranks.get(mentee, {})
        for place, mentor in enumerate(ranking, start=1):
            rank = ranks.get(mentor, place)
            earned[scores.row[mentee], scores.column[mentor]] += problem.rank_bonus // rank
    for mentor, answers in problem.answers.items():
        for mentee, rank in answers.items():
            earned[scores.row[mentee], scores.column[mentor]] += problem.rank_bonus // rank
    return [(i, j, points) for (i, j), points in earned.items()]


def optimise(weights: Weights, free: Free, progress: Progress | None = None) -> Solution:
    """Exact optimum over the free rows and places, with its prices.

    Raises EngineError("proof_failed") rather than return a plan that is not proven.
    """
    matrix = weights.matrix[free.rows]
    if progress:
        progress("assignment", 0, 1)
    chosen = _assign(matrix, free.places)
    if progress:
        progress("assignment", 1, 1)
        progress("proof", 0, 1)
    prices = _prices(matrix, chosen, free.places)
    if progress:
        progress("proof", 1, 1)
    assigned = np.full(len(weights.matrix), NOBODY, dtype=np.int64)
    assigned[free.rows] = chosen
    for i, j in free.locked.items():
        assigned[i] = j
    matched = np.flatnonzero(chosen != NOBODY)
    value = sum(matrix[matched, chosen[matched]].tolist())
    return Solution(assigned, prices, value, _bound(matrix, prices, free.places))


def report(
    problem: Problem,
    scores: Scores,
    free: Free,
    scale: Scale,
    solution: Solution,
    progress: Progress | None = None,
) -> Plan:
    """Write a solution out as a plan: pairs with reasons, counts for the rest, proof, hashes."""
    pairs = _pairs(scores, free, solution.assigned, progress)
    locked = weigh_locks(problem, scores, free, scale)
    points = sum(pair.points for pair in pairs)
    objective = scale.split(solution.value + locked)[1]
    most, bound = scale.split(solution.bound + locked)
    if not scale.is_strict:
        fill(scores)
        most = most_pairs(scores.gate[free.rows] == 0, free.places)
    prices = solution.prices.tolist()
    load = Counter(pair.mentor for pair in pairs)
    return Plan(
        pairs=pairs,
        unmatched=_unmatched(scores, solution.assigned),
        policy=problem.policy,
        points=points,
        objective=objective,
        bound=bound,
        gap=bound - objective,
        matched=len(pairs),
        maximum_matchable=most + len(free.locked),
        mentor_load={mentor: load[mentor] for mentor in sorted(scores.column)},
        prices={mentor: prices[scores.column[mentor]] for mentor in sorted(scores.column)},
        mean=(2 * points + len(pairs)) // (2 * len(pairs)) if pairs else None,
        minimum=min((pair.points for pair in pairs), default=None),
        engine=VERSION,
        input_hash=input_hash(problem),
        plan_hash=plan_hash(pairs),
        moved=_moved(problem, pairs),
        kernel=solution.kernel,
    )


def certify(plan: Plan, problem: Problem) -> Certificate:
    """Check a plan against its problem without trusting the solver.

    Rebuilds the weights, derives each mentee's own price u from the plan's mentor prices v over all
    pairs, and compares Σu + Σ places·v with what the plan is worth: equal means proven optimum.
    A stable plan need not be optimal; its bound must still be true.
    """
    scores = score(problem)
    free = apply_locks(problem, scores)
    weights = weigh_pairs(problem, scores, problem.policy == "balanced")
    faults = _pair_faults(plan, problem, scores)
    is_priced = all(0 <= price < 1 << EXACT_BITS for price in plan.prices.values())
    if set(plan.prices) != set(scores.column) or not is_priced:
        return Certificate(0, 0, False, (*faults, "prices_invalid"))
    prices = np.array([plan.prices[mentor.id] for mentor in scores.mentors], dtype=np.int64)
    dual = _bound(weights.matrix[free.rows], prices, free.places)
    known = {
        (scores.row.get(p.mentee, NOBODY), scores.column.get(p.mentor, NOBODY)) for p in plan.pairs
    }
    decided = {(i, j) for i, j in known if min(i, j) >= 0 and free.locked.get(i) != j}
    value = sum(int(weights.matrix[i, j]) for i, j in decided)
    locked = weigh_locks(problem, scores, free, weights.scale)
    points = sum(pair.points for pair in plan.pairs)
    objective = weights.scale.split(value + locked)[1]
    most, bound = weights.scale.split(dual + locked)
    if not weights.scale.is_strict:
        most = most_pairs(scores.gate[free.rows] == 0, free.places)
    is_optimal = not faults and value == dual
    claims = {
        "not_optimal": is_optimal or plan.policy == "stable",
        "points_false": plan.points == points,
        "objective_false": plan.objective == objective,
        "bound_false": (plan.bound, plan.gap) == (bound, bound - plan.objective),
        "matched_false": plan.matched == len(plan.pairs),
        "maximum_false": plan.maximum_matchable == most + len(free.locked),
        "moved_false": plan.moved == _moved(problem, plan.pairs),
        "input_changed": plan.input_hash == input_hash(problem),
        "plan_changed": plan.plan_hash == plan_hash(plan.pairs),
    }
    faults += [code for code, is_true in claims.items() if not is_true]
    return Certificate(objective, bound, is_optimal, tuple(faults))


def _pair_faults(plan: Plan, problem: Problem, scores: Scores) -> list[str]:
    faults = set()
    for pair in plan.pairs:
        if pair.mentee not in scores.row or pair.mentor not in scores.column:
            faults.add("unknown_person")
            continue
        i, j = scores.row[pair.mentee], scores.column[pair.mentor]
        if scores.gate[i, j]:
            faults.add("forbidden_pair")
        if not pair.points == int(scores.points[i, j]) == sum(r.points for r in pair.reasons):
            faults.add("score_false")
    if any(n > 1 for n in Counter(pair.mentee for pair in plan.pairs).values()):
        faults.add("mentee_twice")
    load = Counter(pair.mentor for pair in plan.pairs)
    if any(n > problem.capacity.get(mentor, 1) for mentor, n in load.items()):
        faults.add("over_capacity")
    if set(problem.locks) - {(pair.mentee, pair.mentor) for pair in plan.pairs}:
        faults.add("lock_broken")
    if plan.policy != problem.policy:
        faults.add("policy_changed")
    return sorted(faults)


def _ties(mentees: Hashes, mentors: Hashes, bits: int) -> Integers:
    """A hash of each pair in `bits` bits (splitmix64 finaliser), the same on every machine."""
    if bits == 0:
        return np.zeros((len(mentees), len(mentors)), dtype=np.int64)
    mixed = mentees[:, None] ^ (mentors * np.uint64(0x9E3779B97F4A7C15))[None, :]
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    mixed >>= np.uint64(64 - bits)
    return mixed.astype(np.int64)


def _assign(matrix: Integers, places: Integers) -> Integers:
    """Column per row of the heaviest assignment within the places; −1 where the weight is 0.

    Forbidden pairs weigh 0 and every other more, so a row that lands on 0 is simply unmatched: no
    large number stands for 'forbidden', and no dummy column is needed.
    """
    useful: Integers = np.minimum(places, (matrix > 0).sum(axis=0))
    owner = np.repeat(np.arange(len(places)), useful)
    chosen = np.full(len(matrix), NOBODY, dtype=np.int64)
    if len(owner) == 0:
        return chosen
    cost: npt.NDArray[np.float64] = np.empty((len(matrix), len(owner)), dtype=np.float64)
    np.negative(matrix[:, owner], out=cost, casting="unsafe")
    rows, slots = linear_sum_assignment(cost)
    columns = owner[slots]
    wanted = matrix[rows, columns] > 0
    chosen[rows[wanted]] = columns[wanted]
    return chosen


def _prices(matrix: Integers, chosen: Integers, places: Integers) -> Integers:
    """Smallest mentor prices at which nobody would rather change: the proof of an optimum.

    A mentee with mentor j keeps w_ij − v_j; another mentor k must cost at least w_ik less that,
    and a mentee without mentor must find everybody too dear. Prices are raised until this holds
    (Bellman–Ford, only for mentees of a mentor whose price moved). They then prove the optimum if
    mentors with a free place cost nothing. Raises EngineError("proof_failed") otherwise.
    """
    alone = chosen == NOBODY
    prices: Integers = matrix[alone].max(axis=0, initial=0)
    matched = np.flatnonzero(~alone)
    columns = chosen[matched]
    kept = matrix[matched, columns]
    moved: Flags = np.ones(len(places), dtype=np.bool_)
    for _ in range(len(places) + 1):
        active = np.flatnonzero(moved[columns])
        if len(active) == 0:
            break
        before = prices.copy()
        for n in np.array_split(active, len(active) // 512 + 1):
            floor = prices[columns[n]] - kept[n]
            if (floor > 0).any():
                raise EngineError("proof_failed")
            np.maximum(prices, (matrix[matched[n]] + floor[:, None]).max(axis=0), out=prices)
        moved = prices > before
    used = np.bincount(columns, minlength=len(places))
    if moved[columns].any() or prices[used < places].any():
        raise EngineError("proof_failed")
    return prices


def _bound(matrix: Integers, prices: Integers, places: Integers) -> int:
    """Σu + Σ places·v: no assignment can weigh more (weak duality), whatever the prices ≥ 0 are."""
    total = sum(int(v) * int(n) for v, n in zip(prices, places, strict=True))
    for block in range(0, len(matrix), 256):
        surplus = (matrix[block : block + 256] - prices[None, :]).max(axis=1, initial=0)
        total += sum(surplus.tolist())
    return total


def _pairs(
    scores: Scores, free: Free, assigned: Integers, progress: Progress | None
) -> tuple[Pair, ...]:
    by_id = np.array(_rows_by_id(scores), dtype=np.int64)
    rows = by_id[assigned[by_id] != NOBODY]
    pairs: list[Pair] = []
    for start in range(0, len(rows), 256):
        some = rows[start : start + 256]
        columns = assigned[some]
        points, reasons = scores.each(some, columns).tolist(), scores.reasons_of(some, columns)
        for i, j, score_of, why in zip(
            some.tolist(), columns.tolist(), points, reasons, strict=True
        ):
            mentee, mentor = scores.mentees[i].id, scores.mentors[j].id
            pairs.append(Pair(mentee, mentor, score_of, why, locked=i in free.locked))
        if progress:
            progress("reasons", len(pairs), len(rows))
    return tuple(pairs)


def _moved(problem: Problem, pairs: tuple[Pair, ...]) -> int:
    """How many mentees of the problem do not have the mentor they were to keep."""
    there = {mentee.id for mentee in problem.mentees}
    lost = problem.keep - {(pair.mentee, pair.mentor) for pair in pairs}
    return sum(mentee in there for mentee, _ in lost)


def _unmatched(scores: Scores, assigned: Integers) -> tuple[Unmatched, ...]:
    fill(scores, only=np.flatnonzero(assigned == NOBODY))
    return tuple(
        Unmatched(scores.mentees[i].id, _causes(scores, i))
        for i in _rows_by_id(scores)
        if assigned[i] == NOBODY
    )


def _causes(scores: Scores, i: int) -> dict[str, int]:
    counts = np.bincount(scores.gate[i], minlength=len(scores.gates))
    causes = {gate: int(counts[n]) for n, gate in enumerate(scores.gates) if n and counts[n]}
    is_open = scores.gate[i] == 0
    for cause, flags in (
        ("no_place", is_open & (scores.places == 0)),
        ("full", is_open & (scores.places > 0)),
    ):
        if flags.any():
            causes[cause] = int(flags.sum())
    return causes


def _rows_by_id(scores: Scores) -> list[int]:
    return [scores.row[mentee] for mentee in sorted(scores.row)]
