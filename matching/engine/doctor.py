"""The fewest changes after which everybody has a mentor: more places, or a rule less for somebody.

Conflicts, the management line and a person's own self are never touched. The problem is an
assignment in which a place beyond those offered costs one change, and a pair costs one change for
each rule that forbids it, so the optimum is found in polynomial time and proven by its dual
prices (Kuhn, "The Hungarian method for the assignment problem", 1955; Egerváry's duality).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from matching.engine.assignment import Free, apply_locks
from matching.engine.fairness import most_pairs
from matching.engine.scoring import PERSONAL_GATES, Flags, Integers, Scores, score
from matching.engine.terms import EngineError, Problem, Unmatched

Costs = npt.NDArray[np.float64]
EXACT_BITS = 52


@dataclass(frozen=True, order=True)
class ExtraPlace:
    """Ask a mentor for `places` more places than offered; each place counts as one change."""

    mentor: str
    places: int


@dataclass(frozen=True, order=True)
class Relax:
    """Leave one rule out for one mentee: `language`, `minimum` or `must_<kind>`.

    `mentor` is whom the mentee could then have.
    """

    mentee: str
    rule: str
    mentor: str


Change = ExtraPlace | Relax


@dataclass(frozen=True, kw_only=True)
class Prescription:
    """The smallest set of changes, and what it brings.

    `count` is the number of changes (each place counts). After them `matched_after` of `mentees`
    have a mentor, `matched_before` without any; `points` is the sum of the scores then, the
    highest that so few changes allow. `impossible` names whom no change helps, with how many
    mentors each rule that is never relaxed takes away (none at all: no counts); `left` whom only
    more places than allowed would help. `is_proven` says that no smaller set exists.
    """

    changes: tuple[Change, ...]
    count: int
    mentees: int
    matched_before: int
    matched_after: int
    points: int
    impossible: tuple[Unmatched, ...]
    left: tuple[str, ...]
    is_proven: bool

    @property
    def helps_everybody(self) -> bool:
        """Whether everybody has a mentor after the changes."""
        return self.matched_after == self.mentees


@dataclass(frozen=True)
class _Ward:
    """The free mentees who can be helped (`rows`), and what each pair takes.

    `closed` holds by rule the pairs that it forbids, `kept` the same of rules that are never
    relaxed, `never` the pairs that stay forbidden, `changes` how many rules a pair takes; all are
    mentees × mentors of the whole problem.
    """

    rows: Integers
    places: Integers
    closed: dict[str, Flags]
    kept: dict[str, Flags]
    never: Flags
    changes: Integers


def prescribe(
    problem: Problem, *, most_extra: int | None = None, never: Iterable[str] = ()
) -> Prescription:
    """The fewest changes that give everybody a mentor; among those, the most points.

    `most_extra` limits the extra places of each mentor (no limit without it; then as many as
    possible are helped first), `never` names further rules that stay. Policy, rankings, fairness
    and a chosen bonus do not matter here, where it is about who can have a mentor: with a bonus
    that somebody chose, the best plan after the changes may still leave somebody alone. Raises
    EngineError as `solve` does, and `too_large` beyond exact arithmetic.
    """
    scores = score(problem)
    free = apply_locks(problem, scores)
    ward = _examine(scores, free, frozenset(never))
    limit = len(ward.rows) if most_extra is None else max(0, most_extra)
    costs, owner, is_extra = _costs(scores, ward, limit, is_limited=most_extra is not None)
    slots, is_proven = _cheapest(costs)
    mentors = owner[slots]
    if most_extra is None and len(mentors):
        # the own extra place of a mentee is with whomever is best
        best = _pair_costs(scores, ward).argmin(axis=1)
        mentors = np.where(mentors < 0, best, mentors)
    helped = mentors >= 0
    rows, columns = ward.rows[helped], mentors[helped]
    changes = _changes(scores, ward, rows, columns, is_extra[slots][helped])
    locked = sum(int(scores.points[i, j]) for i, j in free.locked.items())
    return Prescription(
        changes=changes,
        count=sum(one.places if isinstance(one, ExtraPlace) else 1 for one in changes),
        mentees=len(scores.mentees),
        matched_before=most_pairs(scores.gate[free.rows] == 0, free.places) + len(free.locked),
        matched_after=len(rows) + len(free.locked),
        points=int(scores.points[rows, columns].sum(dtype=np.int64)) + locked,
        impossible=_impossible(scores, free, ward),
        left=tuple(sorted(scores.mentees[i].id for i in ward.rows[~helped].tolist())),
        is_proven=is_proven,
    )


def apply(problem: Problem, changes: Iterable[Change]) -> Problem:
    """The problem after the changes, which `solve` can then match."""
    capacity = dict(problem.capacity)
    exceptions = set(problem.exceptions)
    for change in changes:
        if isinstance(change, ExtraPlace):
            capacity[change.mentor] = capacity.get(change.mentor, 1) + change.places
        else:
            exceptions.add((change.mentee, change.rule))
    return replace(problem, capacity=capacity, exceptions=frozenset(exceptions))


def _changes(
    scores: Scores, ward: _Ward, rows: Integers, columns: Integers, is_extra: Flags
) -> tuple[Change, ...]:
    """What must change so that each row has its column, in an order that ids decide."""
    asked: Counter[str] = Counter()
    relaxed = []
    for i, j, extra in zip(rows.tolist(), columns.tolist(), is_extra.tolist(), strict=True):
        mentee, mentor = scores.mentees[i].id, scores.mentors[j].id
        asked[mentor] += extra
        relaxed += [
            Relax(mentee, rule, mentor) for rule, flags in ward.closed.items() if flags[i, j]
        ]
    places = [ExtraPlace(mentor, count) for mentor, count in sorted(asked.items()) if count]
    return (*places, *sorted(relaxed))


def _examine(scores: Scores, free: Free, asked: frozenset[str]) -> _Ward:
    closed = _closed(scores)
    kept = {gate: np.zeros(scores.gate.shape, dtype=np.bool_) for gate in PERSONAL_GATES}
    for (i, j), gates in scores.personal.items():
        kept[gates[0]][i, j] = True
    kept |= {rule: closed.pop(rule) for rule in [*closed] if rule in {*asked, "must_given"}}
    never = np.logical_or.reduce([*kept.values()])
    changes = np.zeros(scores.gate.shape, dtype=np.int64)
    for flags in closed.values():
        changes += flags
    can_be_helped = ~never[free.rows].all(axis=1)
    return _Ward(free.rows[can_be_helped], free.places, closed, kept, never, changes)


def _closed(scores: Scores) -> dict[str, Flags]:
    """For each rule about what people are, which pairs it forbids now."""
    rows, columns = np.arange(len(scores.mentees)), np.arange(len(scores.mentors))
    closed = {"language": _without_language(scores)}
    for measure in scores.measures:
        if measure.rule.must:
            closed[f"must_{measure.rule.kind}"] = measure.points(rows, columns)[1]
    closed["minimum"] = scores.points < scores.minimum
    for mentee, rule in scores.exceptions:
        if rule in closed:
            closed[rule][scores.row[mentee]] = False
    return closed


def _without_language(scores: Scores) -> Flags:
    """Pairs that both say what they speak and share nothing of it."""
    spoken = {person.languages for person in (*scores.mentees, *scores.mentors)}
    number = {languages: n for n, languages in enumerate(spoken)}
    table = np.array(
        [[bool(a) and bool(b) and not a & b for b in number] for a in number], dtype=np.bool_
    ).reshape(len(number), len(number))
    left = np.array([number[person.languages] for person in scores.mentees], dtype=np.int64)
    right = np.array([number[person.languages] for person in scores.mentors], dtype=np.int64)
    flags: Flags = table[left[:, None], right[None, :]]
    return flags


def _pair_costs(scores: Scores, ward: _Ward) -> Costs:
    """What each pair of the ward costs: changes first, then points missed; inf when forbidden."""
    unit = _change(scores, ward)
    costs: Costs = (ward.changes[ward.rows] * unit - scores.points[ward.rows]).astype(np.float64)
    costs[ward.never[ward.rows]] = np.inf
    return costs


def _change(scores: Scores, ward: _Ward) -> int:
    """What one change costs: more than all points together."""
    return (int(scores.points.max(initial=0)) + 1) * (len(ward.rows) + 1)


def _costs(
    scores: Scores, ward: _Ward, limit: int, *, is_limited: bool
) -> tuple[Costs, Integers, Flags]:
    """Cost of each free mentee in each slot, the mentor of each slot (−1: none), and extra slots.

    Slots are the places offered, then the extra ones: without a limit one per mentee, who may
    have it with any mentor (extra places do not compete); with a limit those of each mentor, and
    one per mentee for staying alone, which costs more than any number of changes.
    """
    count = len(ward.rows)
    unit = _change(scores, ward)
    alone = unit * (count * (len(ward.closed) + 1) + 1)
    highest = (alone if is_limited else unit * (len(ward.closed) + 1)) * (count + 1)
    if highest.bit_length() > EXACT_BITS:
        raise EngineError("too_large")
    pairs = _pair_costs(scores, ward)
    mentors = np.arange(pairs.shape[1])
    useful = np.minimum(np.maximum(ward.places, 0), count)
    owner = np.repeat(mentors, useful)
    own = np.full((count, count), np.inf)
    if is_limited:
        extra = np.repeat(mentors, min(limit, count))
        np.fill_diagonal(own, alone)
    else:
        extra = np.zeros(0, dtype=np.int64)
        np.fill_diagonal(own, pairs.min(axis=1, initial=np.inf) + unit)
    costs = np.hstack([pairs[:, owner], pairs[:, extra] + unit, own])
    owners = np.concatenate([owner, extra, np.full(count, -1)])
    is_extra = np.arange(len(owners)) >= len(owner)
    return costs, owners, is_extra


def _cheapest(costs: Costs) -> tuple[Integers, bool]:
    """The slot of each row in the cheapest assignment, and whether dual prices prove it.

    Prices of slots only fall; a proof has them settle with every slot that nobody took at 0.
    """
    rows, slots = linear_sum_assignment(costs)
    chosen = np.asarray(slots, dtype=np.int64)
    prices = np.zeros(costs.shape[1])
    paid = costs[rows, chosen]
    for _ in range(len(rows) + 2):
        lowest = (costs - (paid - prices[chosen])[:, None]).min(axis=0, initial=0)
        if (lowest >= prices).all():
            break
        prices = np.minimum(prices, lowest)
    else:
        return chosen, False
    is_free = np.ones(len(prices), dtype=np.bool_)
    is_free[chosen] = False
    return chosen, not prices[is_free].any()


def _impossible(scores: Scores, free: Free, ward: _Ward) -> tuple[Unmatched, ...]:
    """Who has no mentor that any change could give, each mentor counted under one rule."""
    rows = np.setdiff1d(free.rows, ward.rows).tolist()
    found = []
    for i in sorted(rows, key=lambda i: scores.mentees[i].id):
        counts: Counter[str] = Counter()
        for j in range(len(scores.mentors)):
            counts[next(rule for rule, flags in ward.kept.items() if flags[i, j])] += 1
        found.append(Unmatched(scores.mentees[i].id, dict(sorted(counts.items()))))
    return tuple(found)
