"""Turn profiles and rules into integer points for every pair, and into reasons for those asked."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.engine.terms import (
    FULL,
    KINDS,
    EngineError,
    Problem,
    Profile,
    Progress,
    Reason,
    Rule,
    check,
)

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Hashes = npt.NDArray[np.uint64]
Count = Callable[[Integers, Integers], Integers]

BLOCK = 256
DAYS_PER_YEAR = 365
DEFAULT_PARAMETER = {"level_gap": 2, "seniority": 5, "availability": 3}
ALLOWED = 0
PERSONAL_GATES = ("same_person", "line", "blocked")


@dataclass(frozen=True)
class Measure:
    """One criterion ready to be evaluated: share of a pair = count / whole of its mentee.

    `count(rows, columns)` returns the exact numerators as a rows × columns matrix; where either
    side is blank the neutral half is given instead.
    """

    rule: Rule
    of: int
    count: Count
    whole: Integers
    blank_mentees: Flags
    blank_mentors: Flags

    def points(self, rows: Integers, columns: Integers) -> tuple[Integers, Flags]:
        """Points of each pair (rounded half up) and whether a must-have is broken there."""
        count = self.count(rows, columns)
        whole = self.whole[rows][:, None]
        blank = self.blank_mentees[rows][:, None] | self.blank_mentors[columns][None, :]
        points = np.where(blank, (self.of + 1) // 2, (2 * self.of * count + whole) // (2 * whole))
        return points, (count == 0) & ~blank


@dataclass(frozen=True)
class Given(Measure):
    """Points that were given for each pair instead of rules: `count` is −1 where there are none."""

    def points(self, rows: Integers, columns: Integers) -> tuple[Integers, Flags]:
        """Points as given, 0 where there are none, and where there are none."""
        table = self.count(rows, columns)
        return np.maximum(table, 0), table < 0


@dataclass(frozen=True)
class Scores:
    """All pairs of a problem: points (int32) and the first gate that closes each (int8, 0 = open).

    Mentees (rows) and mentors (columns) are in an order that depends on ids and salt only.
    `gates[code]` is the name of a closed gate.
    """

    mentees: tuple[Profile, ...]
    mentors: tuple[Profile, ...]
    mentee_hashes: Hashes
    mentor_hashes: Hashes
    places: Integers
    points: npt.NDArray[np.int32]
    gate: npt.NDArray[np.int8]
    gates: tuple[str, ...]
    measures: tuple[Measure, ...]
    personal: dict[tuple[int, int], tuple[str, ...]]
    row: dict[str, int]
    column: dict[str, int]
    minimum: int
    exceptions: frozenset[tuple[str, str]] = frozenset()

    def blocks(self, i: int, j: int) -> tuple[str, ...]:
        """Every hard rule that forbids mentee row i and mentor column j, empty when none does."""
        codes = list(self.personal.get((i, j), ()))
        if _share_no_language(self.mentees[i], self.mentors[j]):
            codes.append("language")
        total, rows, columns = 0, np.array([i]), np.array([j])
        for measure in self.measures:
            points, broken = measure.points(rows, columns)
            total += int(points[0, 0])
            if measure.rule.must and broken[0, 0]:
                codes.append(f"must_{measure.rule.kind}")
        if total < self.minimum:
            codes.append("minimum")
        name = self.mentees[i].id
        return tuple(code for code in codes if (name, code) not in self.exceptions)

    def reasons(self, i: int, columns: Sequence[int]) -> list[tuple[Reason, ...]]:
        """For mentee row i and each mentor column: one reason per criterion, summing to points."""
        rows, chosen = np.array([i]), np.array(columns, dtype=np.int64)
        points = [measure.points(rows, chosen)[0][0] for measure in self.measures]
        return [
            tuple(
                _reason(measure, int(given[n]), self.mentees[i], self.mentors[j])
                for measure, given in zip(self.measures, points, strict=True)
            )
            for n, j in enumerate(columns)
        ]


def score(problem: Problem, progress: Progress | None = None) -> Scores:
    """Score every pair of the problem and close every forbidden one.

    Raises EngineError when the problem contradicts itself (see `terms.check`).
    """
    check(problem)
    mentees, mentee_hashes = _ordered(problem.mentees, f"{problem.salt}\0mentee\0")
    mentors, mentor_hashes = _ordered(problem.mentors, f"{problem.salt}\0mentor\0")
    row = {person.id: i for i, person in enumerate(mentees)}
    column = {person.id: j for j, person in enumerate(mentors)}
    if problem.given is None:
        measures = _measures(problem.rules, mentees, mentors)
    else:
        measures = (_given(problem.given, row, column),)
    musts = tuple(f"must_{m.rule.kind}" for m in measures if m.rule.must)
    gates = ("", *PERSONAL_GATES, "language", *musts, "minimum")
    personal = _personal_gates(problem, row, column)
    shape = (len(mentees), len(mentors))
    scores = Scores(
        mentees=mentees,
        mentors=mentors,
        mentee_hashes=mentee_hashes,
        mentor_hashes=mentor_hashes,
        places=np.array([problem.capacity.get(m.id, 1) for m in mentors], dtype=np.int64),
        points=np.zeros(shape, dtype=np.int32),
        gate=np.zeros(shape, dtype=np.int8),
        gates=gates,
        measures=measures,
        personal=personal,
        row=row,
        column=column,
        minimum=problem.minimum,
        exceptions=problem.exceptions,
    )
    _fill(scores, progress)
    return scores


def weigh(rules: Sequence[Rule]) -> dict[str, int]:
    """Maximum points per kind: weights scaled so that they sum to exactly 50 000.

    Largest remainders are served first; equal remainders in the fixed order of KINDS. Raises
    EngineError("all_weights_zero").
    """
    ordered = sorted(rules, key=lambda rule: KINDS.index(rule.kind))
    total = sum(rule.weight for rule in ordered)
    if total == 0:
        raise EngineError("all_weights_zero")
    of = {rule.kind: rule.weight * FULL // total for rule in ordered}
    by_remainder = sorted(ordered, key=lambda rule: -(rule.weight * FULL % total))
    for rule in by_remainder[: FULL - sum(of.values())]:
        of[rule.kind] += 1
    return of


def _ordered(people: Sequence[Profile], salt: str) -> tuple[tuple[Profile, ...], Hashes]:
    """People sorted by a salted hash of their id, so that no input order can be seen."""
    hashed = sorted((_hash(salt + person.id), person.id, person) for person in people)
    hashes = np.array([number for number, _, _ in hashed], dtype=np.uint64)
    return tuple(person for _, _, person in hashed), hashes


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


def _personal_gates(
    problem: Problem, row: dict[str, int], column: dict[str, int]
) -> dict[tuple[int, int], tuple[str, ...]]:
    found: dict[str, set[tuple[int, int]]] = {gate: set() for gate in PERSONAL_GATES}
    for mentee in problem.mentees:
        if mentee.id in column:
            found["same_person"].add((row[mentee.id], column[mentee.id]))
        found["line"].update((row[mentee.id], column[k]) for k in mentee.line if k in column)
    for mentor in problem.mentors:
        found["line"].update((row[k], column[mentor.id]) for k in mentor.line if k in row)
    for one, other in problem.blocked:
        for mentee_id, mentor_id in ((one, other), (other, one)):
            if mentee_id in row and mentor_id in column:
                found["blocked"].add((row[mentee_id], column[mentor_id]))
    gates: dict[tuple[int, int], tuple[str, ...]] = {}
    for gate in PERSONAL_GATES:
        for pair in found[gate]:
            gates[pair] = (*gates.get(pair, ()), gate)
    return gates


def _fill(scores: Scores, progress: Progress | None) -> None:
    """Write points and gates block by block; the most telling gate is written last and stays."""
    total = len(scores.mentees)
    columns = np.arange(len(scores.mentors))
    common, silent_mentees, silent_mentors = _language_overlap(scores.mentees, scores.mentors)
    code = {gate: number for number, gate in enumerate(scores.gates)}
    exempt = _exempt(scores)
    for start in range(0, total, BLOCK):
        rows = np.arange(start, min(start + BLOCK, total))
        points = np.zeros((len(rows), len(columns)), dtype=np.int64)
        closed: list[tuple[str, Flags]] = []
        for measure in scores.measures:
            given, broken = measure.points(rows, columns)
            points += given
            if measure.rule.must:
                closed.append((f"must_{measure.rule.kind}", broken))
        silent = silent_mentees[rows][:, None] | silent_mentors[None, :]
        closed.insert(0, ("language", (common(rows, columns) == 0) & ~silent))
        closed.append(("minimum", points < scores.minimum))
        gate = np.full(points.shape, ALLOWED, dtype=np.int8)
        for name, flags in reversed(closed):
            if name in exempt:
                flags = flags & ~exempt[name][rows][:, None]
            gate[flags] = code[name]
        scores.points[rows] = points
        scores.gate[rows] = gate
        if progress:
            progress("scoring", int(rows[-1]) + 1, total)
    for (i, j), names in scores.personal.items():
        scores.gate[i, j] = code[names[0]]


def _exempt(scores: Scores) -> dict[str, Flags]:
    """For each gate with exceptions, whose gate stays open."""
    exempt: dict[str, Flags] = {}
    for mentee, gate in scores.exceptions:
        flags = exempt.setdefault(gate, np.zeros(len(scores.mentees), dtype=np.bool_))
        flags[scores.row[mentee]] = True
    return exempt


def _given(
    given: Mapping[tuple[str, str], int], row: dict[str, int], column: dict[str, int]
) -> Given:
    table = np.full((len(row), len(column)), -1, dtype=np.int64)
    for (mentee, mentor), points in given.items():
        table[row[mentee], column[mentor]] = points

    def count(rows: Integers, columns: Integers) -> Integers:
        chosen: Integers = table[rows[:, None], columns[None, :]]
        return chosen

    return Given(
        rule=Rule("given", 100, must=True),
        of=max(given.values(), default=0),
        count=count,
        whole=np.ones(len(row), dtype=np.int64),
        blank_mentees=np.zeros(len(row), dtype=np.bool_),
        blank_mentors=np.zeros(len(column), dtype=np.bool_),
    )


def _measures(
    rules: Sequence[Rule], mentees: Sequence[Profile], mentors: Sequence[Profile]
) -> tuple[Measure, ...]:
    of = weigh(rules)
    measures = []
    for rule in sorted(rules, key=lambda rule: KINDS.index(rule.kind)):
        if rule.kind in ("level_gap", "seniority"):
            build = _gap
        elif rule.kind in OVERLAPS:
            build = _overlap
        else:
            build = _category
        measures.append(build(rule, of[rule.kind], mentees, mentors))
    return tuple(measures)


def _parameter(rule: Rule) -> int:
    return rule.parameter or DEFAULT_PARAMETER[rule.kind]


def _gap(rule: Rule, of: int, mentees: Sequence[Profile], mentors: Sequence[Profile]) -> Measure:
    """Levels or days by which the mentor is ahead, against the wanted gap.

    above: a rising share up to the wanted gap; for levels a quarter less for each level beyond it,
    never under a quarter. similar: falls to zero one step beyond the wanted gap. different: rises
    with the distance up to the wanted gap.
    """
    own = [_position(rule, person) for person in mentees]
    theirs = [_position(rule, person) for person in mentors]
    left = np.array([value or 0 for value in own], dtype=np.int64)
    right = np.array([value or 0 for value in theirs], dtype=np.int64)
    target = _parameter(rule) * (DAYS_PER_YEAR if rule.kind == "seniority" else 1)
    step = DAYS_PER_YEAR if rule.kind == "seniority" else 1

    def count(rows: Integers, columns: Integers) -> Integers:
        ahead: Integers = right[columns][None, :] - left[rows][:, None]
        if rule.direction == "similar":
            nearness: Integers = np.maximum(target + step - np.abs(ahead), 0)
            return nearness
        if rule.direction == "different":
            return np.clip(np.abs(ahead), 0, target)
        rising: Integers = 4 * np.clip(ahead, 0, target)
        if rule.kind == "seniority":
            return rising
        falling: Integers = target * np.maximum(4 - (ahead - target), 1)
        return np.where(ahead > target, falling, rising)

    whole = {"similar": target + step, "different": target, "above": 4 * target}[rule.direction]
    return Measure(
        rule,
        of,
        count,
        np.full(len(mentees), whole, dtype=np.int64),
        np.array([value is None for value in own], dtype=np.bool_),
        np.array([value is None for value in theirs], dtype=np.bool_),
    )


def _position(rule: Rule, person: Profile) -> int | None:
    """Level, or days of service counted on a fixed calendar; larger is more senior."""
    if rule.kind == "level_gap":
        return person.level
    return None if person.hired_on is None else -person.hired_on.toordinal()


def _category(
    rule: Rule, of: int, mentees: Sequence[Profile], mentors: Sequence[Profile]
) -> Measure:
    own = [getattr(person, rule.kind) for person in mentees]
    theirs = [getattr(person, rule.kind) for person in mentors]
    number = {value: n for n, value in enumerate(sorted({v for v in own + theirs if v}))}
    left = np.array([number.get(value, -1) for value in own], dtype=np.int64)
    right = np.array([number.get(value, -1) for value in theirs], dtype=np.int64)

    def count(rows: Integers, columns: Integers) -> Integers:
        same: Flags = left[rows][:, None] == right[columns][None, :]
        return (same if rule.direction == "similar" else ~same).astype(np.int64)

    return Measure(rule, of, count, np.ones(len(mentees), dtype=np.int64), left < 0, right < 0)


Weighted = dict[tuple[str, int], int]


def _wanted_skills(person: Profile) -> Weighted:
    """A level is a staircase of steps worth 1, so common steps count min(wanted, offered)."""
    return {(k, n): 1 for k, level in person.skills_wanted.items() for n in range(level)}


def _offered_skills(person: Profile) -> Weighted:
    return {(k, n): 1 for k, level in person.skills_offered.items() for n in range(level)}


def _needs(person: Profile) -> Weighted:
    """The first of n needs weighs n, the last 1."""
    return {(k, 0): len(person.needs) - n for n, k in enumerate(person.needs)}


def _help(person: Profile) -> Weighted:
    return {(k, 0): 1 for k in person.can_help}


def _languages(person: Profile) -> Weighted:
    return {(k, 0): 1 for k in person.languages}


def _slots(person: Profile) -> Weighted:
    return {(k, 0): 1 for k in person.availability}


Features = Callable[[Profile], Weighted]
OVERLAPS: dict[str, tuple[Features, Features]] = {
    "skills": (_wanted_skills, _offered_skills),
    "needs": (_needs, _help),
    "languages": (_languages, _languages),
    "availability": (_slots, _slots),
}


def _overlap(
    rule: Rule, of: int, mentees: Sequence[Profile], mentors: Sequence[Profile]
) -> Measure:
    """How much of what the mentee asks for is found at the mentor."""
    left_features, right_features = OVERLAPS[rule.kind]
    common, whole = _common(
        [left_features(person) for person in mentees],
        [right_features(person) for person in mentors],
    )
    most = _parameter(rule) if rule.kind == "availability" else whole
    enough = np.clip(whole, 1, np.maximum(most, 1))

    def count(rows: Integers, columns: Integers) -> Integers:
        found: Integers = np.clip(common(rows, columns), 0, enough[rows][:, None])
        return found if rule.direction == "similar" else enough[rows][:, None] - found

    blank_mentors = np.array([not right_features(person) for person in mentors], dtype=np.bool_)
    return Measure(rule, of, count, enough, whole == 0, blank_mentors)


def _common(left: Sequence[Weighted], right: Sequence[Weighted]) -> tuple[Count, Integers]:
    """Weighted size of the intersection of each pair, and the weight of each left side alone."""
    keys = {key for features in left for key in features}
    keys &= {key for features in right for key in features}
    position = {key: n for n, key in enumerate(sorted(keys))}
    # float32 products use the fast matrix kernels and are exact: all sums stay far under 2**24
    a = np.zeros((len(left), len(keys)), dtype=np.float32)
    b = np.zeros((len(right), len(keys)), dtype=np.float32)
    for matrix, side in ((a, left), (b, right)):
        for n, features in enumerate(side):
            for key, weight in features.items():
                if key in position:
                    matrix[n, position[key]] = weight

    def count(rows: Integers, columns: Integers) -> Integers:
        return (a[rows] @ b[columns].T).astype(np.int64)

    return count, np.array([sum(features.values()) for features in left], dtype=np.int64)


def _language_overlap(
    mentees: Sequence[Profile], mentors: Sequence[Profile]
) -> tuple[Count, Flags, Flags]:
    common, own = _common([_languages(p) for p in mentees], [_languages(p) for p in mentors])
    return common, own == 0, np.array([not p.languages for p in mentors], dtype=np.bool_)


def _share_no_language(mentee: Profile, mentor: Profile) -> bool:
    declared = bool(mentee.languages) and bool(mentor.languages)
    return declared and not mentee.languages & mentor.languages


def _reason(measure: Measure, points: int, mentee: Profile, mentor: Profile) -> Reason:
    kind = measure.rule.kind
    if isinstance(measure, Given):
        return Reason("given_points", kind, points, measure.of, {})
    missing = [
        side
        for side, blank in (
            ("mentee", _is_blank(kind, mentee, "mentee")),
            ("mentor", _is_blank(kind, mentor, "mentor")),
        )
        if blank
    ]
    if missing:
        return Reason(f"{kind}_missing", kind, points, measure.of, {"missing": missing})
    outcome, facts = _facts(measure.rule, mentee, mentor)
    return Reason(f"{kind}_{outcome}", kind, points, measure.of, facts)


def _is_blank(kind: str, person: Profile, side: str) -> bool:
    if kind == "level_gap":
        return person.level is None
    if kind == "seniority":
        return person.hired_on is None
    if kind in OVERLAPS:
        return not OVERLAPS[kind][side == "mentor"](person)
    return not getattr(person, kind)


def _facts(rule: Rule, mentee: Profile, mentor: Profile) -> tuple[str, dict[str, Any]]:
    """Outcome word and facts of a criterion that both sides answered."""
    if rule.kind == "level_gap":
        gap = (mentor.level or 0) - (mentee.level or 0)
        return _compare(gap), {
            "gap": gap,
            "target": _parameter(rule),
            "mentee": mentee.level,
            "mentor": mentor.level,
        }
    if rule.kind == "seniority" and mentee.hired_on and mentor.hired_on:
        days = (mentee.hired_on - mentor.hired_on).days
        years = (abs(days) + DAYS_PER_YEAR // 2) // DAYS_PER_YEAR
        return _compare(days), {"years": years, "target": _parameter(rule)}
    if rule.kind == "skills":
        wanted, offered = mentee.skills_wanted, mentor.skills_offered
        return _parts(list(wanted), set(offered))
    if rule.kind == "needs":
        return _parts(list(mentee.needs), set(mentor.can_help), is_ranked=True)
    if rule.kind == "languages":
        return _parts(list(mentee.languages), set(mentor.languages))
    if rule.kind == "availability":
        return _parts(list(mentee.availability), set(mentor.availability))
    own, theirs = getattr(mentee, rule.kind), getattr(mentor, rule.kind)
    return ("same" if own == theirs else "different"), {"mentee": own, "mentor": theirs}


def _compare(difference: int) -> str:
    if difference == 0:
        return "equal"
    return "above" if difference > 0 else "below"


def _parts(
    asked: list[str], found: set[str], is_ranked: bool = False
) -> tuple[str, dict[str, Any]]:
    ordered = asked if is_ranked else sorted(asked)
    common = [code for code in ordered if code in found]
    lacking = [code for code in ordered if code not in found]
    outcome = "none" if not common else "some" if lacking else "all"
    return outcome, {"common": common, "lacking": lacking}
