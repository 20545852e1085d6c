"""Turn profiles and rules into integer points for every pair, and into reasons for those asked."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matching.engine.reasons import DAYS_PER_YEAR, Criterion, Reasons, wanted
from matching.engine.terms import (
    FULL,
    KINDS,
    EngineError,
    Problem,
    Profile,
    Progress,
    Rule,
    check,
)
from matching.engine.vectors import Category, Flags, Gap, Integers, Overlap, Source, overlap

Hashes = npt.NDArray[np.uint64]
Count = Callable[[Integers, Integers], Integers]

BLOCK = 256
FEW_ROWS = 64
"""So many rows at a time are counted without the matrices of a whole programme."""
ALLOWED = 0
PERSONAL_GATES = ("same_person", "line", "blocked")


@dataclass(frozen=True)
class Measure:
    """One criterion ready to be evaluated: share of a pair = count / whole of its mentee.

    `count(rows, columns)` returns the exact numerators as a rows × columns matrix, `source.each`
    those of single pairs; where either side is blank the neutral half is given instead.
    A measure without `source` is asked pair by pair, and the kernels leave it alone.
    """

    rule: Rule
    of: int
    count: Count
    whole: Integers
    blank_mentees: Flags
    blank_mentors: Flags
    source: Source | None = None

    def points(self, rows: Integers, columns: Integers) -> tuple[Integers, Flags]:
        """Points of each pair (rounded half up) and whether a must-have is broken there."""
        count = self.count(rows, columns)
        blank = self.blank_mentees[rows][:, None] | self.blank_mentors[columns][None, :]
        points = np.where(blank, self.half, self.rounded(count, self.whole[rows][:, None]))
        return points, (count == 0) & ~blank

    def each(self, rows: Integers, columns: Integers) -> Integers:
        """Points of single pairs (rows[n], columns[n])."""
        if self.source is None:
            single = [self.points(rows[n : n + 1], columns[n : n + 1])[0] for n in range(len(rows))]
            return np.array(single, dtype=np.int64).reshape(len(rows))
        blank = self.blank_mentees[rows] | self.blank_mentors[columns]
        count = self.source.each(rows, columns)
        return np.where(blank, self.half, self.rounded(count, self.whole[rows]))

    @property
    def criterion(self) -> Criterion:
        """What its reasons say of it."""
        return Criterion(self.rule, self.of, is_given=False)

    @property
    def half(self) -> int:
        """What a pair gets when one side is blank."""
        return (self.of + 1) // 2

    def rounded(self, count: Integers, whole: Integers) -> Integers:
        """Points of a count that is not blank, rounded half up."""
        return (2 * self.of * count + whole) // (2 * whole)


@dataclass(frozen=True)
class Given(Measure):
    """Points that were given for each pair instead of rules: `count` is −1 where there are none."""

    @property
    def criterion(self) -> Criterion:
        """What its reasons say of it."""
        return Criterion(self.rule, self.of, is_given=True)

    def points(self, rows: Integers, columns: Integers) -> tuple[Integers, Flags]:
        """Points as given, 0 where there are none, and where there are none."""
        table = self.count(rows, columns)
        return np.maximum(table, 0), table < 0


@dataclass(frozen=True)
class Scores:
    """All pairs of a problem: points (int32) and the first gate that closes each (int8, 0 = open).

    Mentees (rows) and mentors (columns) are in an order that depends on ids and salt only.
    `gates[code]` is the name of a closed gate. Rows of the matrices hold once they are `filled`.
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
    filled: Flags
    exceptions: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def languages(self) -> tuple[Overlap, Count]:
        """The languages that two people share."""
        asked = [_asked_languages(person) for person in self.mentees]
        return _common(asked, [_languages(person) for person in self.mentors])

    @cached_property
    def silent_mentors(self) -> Flags:
        """Who states no language."""
        return np.array([not person.languages for person in self.mentors], dtype=np.bool_)

    def each(self, rows: Integers, columns: Integers) -> Integers:
        """Points of single pairs (rows[n], columns[n]); no matrix is looked at."""
        total = np.zeros(len(rows), dtype=np.int64)
        for measure in self.measures:
            total += measure.each(rows, columns)
        return total

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

    def reasons(self, i: int, columns: Sequence[int]) -> list[Reasons]:
        """For mentee row i and each mentor column: one reason per criterion, summing to points."""
        chosen = np.array(columns, dtype=np.int64)
        return self.reasons_of(np.full(len(chosen), i), chosen)

    def reasons_of(self, rows: Integers, columns: Integers) -> list[Reasons]:
        """For single pairs (rows[n], columns[n]): one reason per criterion, summing to points."""
        criteria = tuple(measure.criterion for measure in self.measures)
        given = [measure.each(rows, columns).tolist() for measure in self.measures]
        pairs = zip(rows.tolist(), columns.tolist(), zip(*given, strict=True), strict=True)
        return [
            Reasons(criteria, points, self.mentees[i], self.mentors[j]) for i, j, points in pairs
        ]


def score(problem: Problem, progress: Progress | None = None) -> Scores:
    """Score every pair of the problem and close every forbidden one.

    Raises EngineError when the problem contradicts itself (see `terms.check`).
    """
    scores = prepare(problem)
    fill(scores, progress)
    return scores


def prepare(problem: Problem) -> Scores:
    """`score` with matrices that nothing is written into yet (and that take no memory yet).

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
    return Scores(
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
        filled=np.zeros(len(mentees), dtype=np.bool_),
        exceptions=problem.exceptions,
    )


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
    found["same_person"].update((i, column[k]) for k, i in row.items() if k in column)
    for mentee in problem.mentees:
        i = row[mentee.id]
        found["line"].update([(i, column[k]) for k in mentee.line if k in column])
    for mentor in problem.mentors:
        j = column[mentor.id]
        found["line"].update([(row[k], j) for k in mentor.line if k in row])
    for one, other in problem.blocked:
        for mentee_id, mentor_id in ((one, other), (other, one)):
            if mentee_id in row and mentor_id in column:
                found["blocked"].add((row[mentee_id], column[mentor_id]))
    gates: dict[tuple[int, int], tuple[str, ...]] = {}
    for gate in PERSONAL_GATES:
        for pair in found[gate]:
            gates[pair] = (*gates.get(pair, ()), gate)
    return gates


def fill(scores: Scores, progress: Progress | None = None, only: Integers | None = None) -> None:
    """Write points and gates block by block, of all rows or of some that are not there yet."""
    asked = np.arange(len(scores.mentees)) if only is None else only
    wanted = asked[~scores.filled[asked]]
    for start in range(0, len(wanted), BLOCK):
        rows = wanted[start : start + BLOCK]
        scores.points[rows], scores.gate[rows] = _block(scores, rows)
        if progress:
            progress("scoring", start + len(rows), len(wanted))
    _close(scores, scores.gate, {int(i): int(i) for i in wanted})
    scores.filled[wanted] = True


def some_rows(scores: Scores, rows: Integers) -> tuple[Integers, npt.NDArray[np.int8]]:
    """Points and gates of a few rows, of which nothing is kept."""
    points, gate = _block(scores, rows)
    _close(scores, gate, {int(i): n for n, i in enumerate(rows)})
    return points, gate


def _close(scores: Scores, gate: npt.NDArray[np.int8], place: dict[int, int]) -> None:
    """Write the gates between two persons, which tell more than all others."""
    code = {name: number for number, name in enumerate(scores.gates)}
    for (i, j), names in scores.personal.items():
        if i in place:
            gate[place[i], j] = code[names[0]]


def _block(scores: Scores, rows: Integers) -> tuple[Integers, npt.NDArray[np.int8]]:
    """Points and gates of some rows; the most telling gate is written last and stays."""
    columns = np.arange(len(scores.mentors))
    points = np.zeros((len(rows), len(columns)), dtype=np.int64)
    closed: list[tuple[str, Flags]] = []
    for measure in scores.measures:
        given, broken = measure.points(rows, columns)
        points += given
        if measure.rule.must:
            closed.append((f"must_{measure.rule.kind}", broken))
    shared, common = scores.languages
    silent = (shared.enough[rows] == 0)[:, None] | scores.silent_mentors[None, :]
    closed.insert(0, ("language", (common(rows, columns) == 0) & ~silent))
    closed.append(("minimum", points < scores.minimum))
    gate = np.full(points.shape, ALLOWED, dtype=np.int8)
    exempt = _exempt(scores)
    for name, flags in reversed(closed):
        if name in exempt:
            flags = flags & ~exempt[name][rows][:, None]
        gate[flags] = scores.gates.index(name)
    return points, gate


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
    target = wanted(rule) * (DAYS_PER_YEAR if rule.kind == "seniority" else 1)
    step = DAYS_PER_YEAR if rule.kind == "seniority" else 1

    def share(ahead: Integers) -> Integers:
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

    def count(rows: Integers, columns: Integers) -> Integers:
        return share(right[columns][None, :] - left[rows][:, None])

    whole = {"similar": target + step, "different": target, "above": 4 * target}[rule.direction]
    far = target + 4 * step
    source = Gap(left, right, share, -far, far)
    return Measure(
        rule,
        of,
        count,
        np.full(len(mentees), whole, dtype=np.int64),
        np.array([value is None for value in own], dtype=np.bool_),
        np.array([value is None for value in theirs], dtype=np.bool_),
        source,
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

    is_similar = int(rule.direction == "similar")
    source = Category(left, right, is_similar, 1 - is_similar)
    whole = np.ones(len(mentees), dtype=np.int64)
    return Measure(rule, of, count, whole, left < 0, right < 0, source)


Asked = Mapping[str, tuple[int, int]]
"""What a mentee asks for: key → (factor, cap), worth factor · min(cap, what the mentor has)."""


def _wanted_skills(person: Profile) -> Asked:
    return {key: (1, level) for key, level in person.skills_wanted.items()}


def _offered_skills(person: Profile) -> Mapping[str, int]:
    return person.skills_offered


def _needs(person: Profile) -> Asked:
    """The first of n needs weighs n, the last 1."""
    return {key: (len(person.needs) - n, 1) for n, key in enumerate(person.needs)}


def _help(person: Profile) -> Mapping[str, int]:
    return dict.fromkeys(person.can_help, 1)


def _asked_languages(person: Profile) -> Asked:
    return dict.fromkeys(person.languages, (1, 1))


def _languages(person: Profile) -> Mapping[str, int]:
    return dict.fromkeys(person.languages, 1)


def _asked_slots(person: Profile) -> Asked:
    return dict.fromkeys(person.availability, (1, 1))


def _slots(person: Profile) -> Mapping[str, int]:
    return dict.fromkeys(person.availability, 1)


OVERLAPS: dict[str, tuple[Callable[[Profile], Asked], Callable[[Profile], Mapping[str, int]]]] = {
    "skills": (_wanted_skills, _offered_skills),
    "needs": (_needs, _help),
    "languages": (_asked_languages, _languages),
    "availability": (_asked_slots, _slots),
}


def _overlap(
    rule: Rule, of: int, mentees: Sequence[Profile], mentors: Sequence[Profile]
) -> Measure:
    """How much of what the mentee asks for is found at the mentor."""
    left_features, right_features = OVERLAPS[rule.kind]
    asked = [left_features(person) for person in mentees]
    found = [right_features(person) for person in mentors]
    source, common = _common(asked, found)
    whole = source.enough
    most = wanted(rule) if rule.kind == "availability" else whole
    enough = np.clip(whole, 1, np.maximum(most, 1))

    def count(rows: Integers, columns: Integers) -> Integers:
        found: Integers = np.clip(common(rows, columns), 0, enough[rows][:, None])
        return found if rule.direction == "similar" else enough[rows][:, None] - found

    source = replace(source, enough=enough, reverse=rule.direction != "similar")
    blank_mentors = np.array([not has for has in found], dtype=np.bool_)
    return Measure(rule, of, count, enough, whole == 0, blank_mentors, source)


def _common(left: Sequence[Asked], right: Sequence[Mapping[str, int]]) -> tuple[Overlap, Count]:
    """Vectors of what both sides have in common, all that is asked being enough, and counts."""
    source = overlap(left, right)

    def count(rows: Integers, columns: Integers) -> Integers:
        if len(rows) <= FEW_ROWS:
            return source.block(rows)[:, columns]
        a, b = source.staircases
        return (a[rows] @ b[columns].T).astype(np.int64)

    return source, count


def _share_no_language(mentee: Profile, mentor: Profile) -> bool:
    declared = bool(mentee.languages) and bool(mentor.languages)
    return declared and not mentee.languages & mentor.languages
