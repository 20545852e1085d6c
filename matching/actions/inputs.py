"""Gathers the rows of a programme into the terms of the matching engine."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from matching import voices
from matching.engine import Problem, Profile, Rule
from matching.models import Criterion, MatchingRun, Preference
from pairings import apart
from pairings.models import Pairing
from people.models import Person, PersonSkill
from programmes import admission
from programmes.models import Enrolment, EnrolmentQuerySet, Programme
from selection import standing as selected
from training import standing
from training.models import Requirement

MINIMUM = 30
"""Below this score out of 100 no pair is proposed, unless HR says otherwise."""


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """A problem for the engine, and whose enrolment each of its ids stands for.

    ``unwanted`` are the (mentee, mentor) ids that are blocked by nothing but a mentor's answer.
    """

    problem: Problem
    mentees: Mapping[str, Enrolment]
    mentors: Mapping[str, Enrolment]
    rankings: Mapping[str, tuple[str, ...]]
    unwanted: frozenset[tuple[str, str]] = frozenset()

    @property
    def unanswered(self) -> Problem:
        """The problem as HR may see it: no answer of a mentor forbids a pair."""
        return replace(self.problem, blocked=self.problem.blocked - self.unwanted)


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Who can be paired in a programme today: mentees, those accompanied, mentors and their places.

    ``places`` gives what each accepted mentor offers, ``taken`` how many active pairings they
    have; ids are those of the enrolments.
    """

    mentees: frozenset[int]
    accompanied: frozenset[int]
    places: Mapping[int, int]
    taken: Mapping[int, int]

    @property
    def waiting(self) -> frozenset[int]:
        """Mentees without a mentor."""
        return self.mentees - self.accompanied

    @property
    def free(self) -> int:
        """Places that are still free."""
        return sum(self.left(mentor) for mentor in self.places)

    @property
    def short(self) -> int:
        """How many places are missing for everybody to have a mentor."""
        return max(0, len(self.waiting) - self.free)

    def left(self, mentor: int) -> int:
        """Free places of one mentor; 0 when they do not take part any more."""
        return max(0, self.places.get(mentor, 0) - self.taken.get(mentor, 0))


def eligible(programme_id: int) -> EnrolmentQuerySet:
    """Who takes part and whom every floor lets into a matching."""
    return admission.matchable(Enrolment.objects.filter(programme=programme_id).accepted())


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Who said yes and is not matched for now, in numbers.

    ``mentors`` and ``mentees`` count everybody left out of each side; the others say why, and
    somebody may count in several: ``unqualified`` mentors, of whom HR has said nothing yet about
    the ``undecided``, people ``held`` on the waitlist, and the ``untrained``.
    """

    mentors: int = 0
    mentees: int = 0
    unqualified: int = 0
    undecided: int = 0
    held: int = 0
    untrained: int = 0

    @property
    def by_selection(self) -> bool:
        """Whether the page of the selection is where somebody is let in."""
        return bool(self.unqualified or self.held)


def left_out(programme_id: int) -> LeftOut:
    """Who said yes and is not matched for now (one query when nobody is, five otherwise)."""
    rows = Enrolment.objects.filter(programme=programme_id).accepted()
    roles = Counter(
        rows.exclude(pk__in=eligible(programme_id).values("pk")).values_list("role", flat=True)
    )
    if not roles:
        return LeftOut()
    return LeftOut(
        mentors=roles[Enrolment.Role.MENTOR.value],
        mentees=roles[Enrolment.Role.MENTEE.value],
        unqualified=selected.unqualified(rows).count(),
        undecided=selected.undecided(rows).count(),
        held=selected.held(rows).count(),
        untrained=standing.held_back(rows, Requirement.Moment.MATCHING).count(),
    )


def presence(programme_id: int) -> Presence:
    """Who can be paired today (two queries)."""
    people = list(eligible(programme_id).values_list("pk", "role", "capacity"))
    taken, accompanied = _active(programme_id)
    return Presence(
        mentees=frozenset(pk for pk, role, _n in people if role == Enrolment.Role.MENTEE),
        accompanied=accompanied,
        places={pk: n for pk, role, n in people if role == Enrolment.Role.MENTOR},
        taken=taken,
    )


def _active(programme_id: int) -> tuple[Counter[int], frozenset[int]]:
    """Pairings under way per mentor, and the mentees who have one."""
    pairs = list(
        Pairing.objects.active()
        .filter(programme=programme_id)
        .values_list("mentor_id", "mentee_id")
    )
    return Counter(mentor for mentor, _ in pairs), frozenset(mentee for _, mentee in pairs)


def rules_of(criteria: Iterable[Criterion], minimum: int) -> dict[str, Any]:
    """The rules as a run keeps them: criteria and the least score, in JSON values."""
    return {
        "criteria": [
            {
                "kind": criterion.kind,
                "weight": criterion.weight,
                "direction": criterion.direction,
                "is_must": criterion.is_must,
                "parameter": criterion.parameter,
            }
            for criterion in criteria
        ],
        "minimum": minimum,
    }


def load(run: MatchingRun) -> Inputs:
    """Everything a run depends on, in the engine's terms (six queries, eight for a settlement).

    What people keep to themselves (`pairings.apart`, `matching.voices`) goes to the engine and is
    kept nowhere else: HR reads the rules of a run.
    """
    return gather(run.programme, run.rules, heard=_heard(run))


def gather(
    programme: Programme,
    rules: Mapping[str, Any],
    *,
    heard: MatchingRun | None = None,
    only: Sequence[Enrolment] | None = None,
) -> Inputs:
    """The problem that rules make of a programme as it is now.

    Mentees who already have a mentor are left out; a mentor offers the places that are free.
    Ids are those of the persons, so that nobody is proposed to themselves. ``heard`` is the run
    whose rankings count. With ``only``, the problem holds these people whatever their state is.
    A pair that HR forces is made whatever its mentor answered.
    """
    rows = eligible(programme.pk).select_related("person").order_by("pk")
    people = list(rows) if only is None else list(only)
    taken, accompanied = _active(programme.pk)
    left_out = frozenset() if only is not None else accompanied
    mentees = [row for row in people if not row.is_mentor and row.pk not in left_out]
    mentors = [row for row in people if row.is_mentor]
    ids = {row.pk: str(row.person.public_id) for row in [*mentees, *mentors]}
    offered, wanted = _skills({row.person_id for row in [*mentees, *mentors]})
    alone = only is not None and len(mentees) == 1
    lines = _lines_around(mentees[0].person) if alone else management_lines()
    places, exceptions = _tried(rules)

    def known(pairs: Iterable[tuple[int, int]]) -> list[tuple[str, str]]:
        return [(ids[one], ids[other]) for one, other in pairs if one in ids and other in ids]

    never = _apart({row.person_id: ids[row.pk] for row in [*mentees, *mentors]})
    said = voices.heard(heard)
    forced = {tuple(pair) for pair in rules.get("locks", [])}
    closed = frozenset(known(rules.get("blocked", []))) | never
    unwanted = frozenset(known(said.unwanted - forced))
    left = tuple(_mentee(row, wanted[row.person_id], lines) for row in mentees)
    right = tuple(_mentor(row, offered[row.person_id], lines) for row in mentors)
    problem = Problem(
        mentees=left,
        mentors=right,
        rules=_weighed(rules),
        capacity={
            ids[row.pk]: max(0, max(row.capacity, places.get(row.pk, 0)) - taken[row.pk])
            for row in mentors
        },
        blocked=closed | unwanted,
        locks=tuple(known(rules.get("locks", []))),
        minimum=rules.get("minimum", MINIMUM) * 500,
        salt=str(programme.public_id),
        fairness=rules.get("fairness", "sum"),
        exceptions=frozenset(
            (ids[row.pk], code) for row in mentees for code in exceptions.get(row.pk, ())
        ),
        answers=_answers(said.preferred, ids, mentors),
    )
    return Inputs(
        problem=problem,
        mentees={ids[row.pk]: row for row in mentees},
        mentors={ids[row.pk]: row for row in mentors},
        rankings=_rankings(heard, ids) if heard is not None else {},
        unwanted=unwanted - closed - _in_line(unwanted, (*left, *right)),
    )


def before(mentee: Enrolment, mentors: EnrolmentQuerySet, *, rules: Mapping[str, Any]) -> Problem:
    """One mentee before these mentors, whatever their places, in the engine terms.

    Persons are loaded. Among equals each mentee has an order of her own, or the same mentor would
    be the first for all of them.
    """
    both = Q(pk=mentee.person_id) | Q(pk__in=mentors.values("person"))
    offered, wanted = _skills(Person.objects.filter(both).values("pk"))
    lines = _lines_around(mentee.person)
    names = {row.person_id: str(row.person.public_id) for row in [mentee, *mentors]}
    return Problem(
        mentees=(_mentee(mentee, wanted[mentee.person_id], lines),),
        mentors=tuple(_mentor(row, offered[row.person_id], lines) for row in mentors),
        rules=_weighed(rules),
        blocked=_apart(names),
        minimum=rules.get("minimum", MINIMUM) * 500,
        salt=str(mentee.public_id),
    )


def _weighed(rules: Mapping[str, Any]) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            row["kind"],
            row["weight"],
            direction=row["direction"],
            must=row["is_must"],
            parameter=row["parameter"],
        )
        for row in rules.get("criteria", [])
    )


def _lines_around(person: Person) -> dict[int, frozenset[str]]:
    """As :func:`management_lines`, of one person alone: those above, and each below has them."""
    manager_of = dict(Person.objects.exclude(manager=None).values_list("pk", "manager_id"))
    reports = defaultdict(list)
    for pk, manager_id in manager_of.items():
        reports[manager_id].append(pk)
    above: set[int] = set()
    manager = manager_of.get(person.pk)
    while manager is not None and manager not in above:
        above.add(manager)
        manager = manager_of.get(manager)
    below, waiting = set(), [person.pk]
    while waiting:
        found = [pk for pk in reports[waiting.pop()] if pk not in below]
        below.update(found)
        waiting += found
    names = Person.objects.filter(pk__in=above - {person.pk}).values_list("public_id", flat=True)
    lines = dict.fromkeys(below, frozenset({str(person.public_id)}))
    return {**lines, person.pk: frozenset(map(str, names))}


def _apart(names: Mapping[int, str]) -> frozenset[tuple[str, str]]:
    """Pairs that must not be made, as ids of the engine; ``names``: persons' pks → those ids."""
    pairs = (sorted(names[one] for one in pair) for pair in apart.among(names))
    return frozenset((one, other) for one, other in pairs)


def _in_line(
    pairs: Iterable[tuple[str, str]], people: Iterable[Profile]
) -> frozenset[tuple[str, str]]:
    """Those of the pairs of whom one is above the other."""
    above = {one.id: one.line for one in people}
    return frozenset(
        (one, other) for one, other in pairs if one in above[other] or other in above[one]
    )


def _answers(
    preferred: Iterable[tuple[int, int]], ids: Mapping[int, str], mentors: Iterable[Enrolment]
) -> dict[str, dict[str, int]]:
    """Mentor → mentees they prefer, all equal; who did not answer has none."""
    answers: dict[str, dict[str, int]] = {}
    sides = {row.pk for row in mentors}
    for mentee, mentor in preferred:
        if mentee in ids and mentor in sides:
            answers.setdefault(ids[mentor], {})[ids[mentee]] = 1
    return answers


def management_lines() -> dict[int, frozenset[str]]:
    """For each person of the company, the public ids of everybody above them.

    The engine looks at both sides of a pair, so that those below need not be listed. A cycle in
    the org chart ends the climb.
    """
    manager_of: dict[int, int | None] = {}
    public: dict[int, str] = {}
    for pk, public_id, manager_id in Person.objects.values_list("pk", "public_id", "manager_id"):
        manager_of[pk], public[pk] = manager_id, str(public_id)
    lines = {}
    for pk in manager_of:
        above: set[int] = set()
        manager = manager_of[pk]
        while manager is not None and manager not in above:
            above.add(manager)
            manager = manager_of.get(manager)
        lines[pk] = frozenset(public[one] for one in above - {pk})
    return lines


type Levels = dict[int, dict[str, int]]


def _skills(persons: "set[int] | QuerySet[Any, Any]") -> tuple[Levels, Levels]:
    """Skills offered and wanted by persons (their keys): person → name → level."""
    found: dict[str, Levels] = {side: defaultdict(dict) for side in PersonSkill.Direction.values}
    rows = PersonSkill.objects.filter(person__in=persons)
    for person, side, name, level in rows.values_list(
        "person_id", "direction", "skill__name", "level"
    ):
        found[side][person][name] = level
    return found[PersonSkill.Direction.OFFERED], found[PersonSkill.Direction.WANTED]


def _mentee(row: Enrolment, wanted: dict[str, int], lines: dict[int, frozenset[str]]) -> Profile:
    return Profile(skills_wanted=wanted, needs=tuple(row.needs), **_traits(row, lines))


def _mentor(row: Enrolment, offered: dict[str, int], lines: dict[int, frozenset[str]]) -> Profile:
    return Profile(skills_offered=offered, can_help=frozenset(row.needs), **_traits(row, lines))


def _traits(row: Enrolment, lines: dict[int, frozenset[str]]) -> dict[str, Any]:
    person = row.person
    return {
        "id": str(person.public_id),
        "level": person.level,
        "function": person.function or None,
        "department": person.department or None,
        "site": person.site or None,
        "languages": frozenset(person.languages),
        "availability": frozenset(row.availability),
        "hired_on": person.hired_on,
        "line": lines.get(person.pk, frozenset()),
    }


def _tried(rules: Mapping[str, Any]) -> tuple[dict[int, int], dict[int, set[str]]]:
    """What a scenario tries: places in all by mentor, and the rules left out by mentee.

    A must-have that is none any more needs no exception.
    """
    musts = {f"must_{row['kind']}" for row in rules.get("criteria", []) if row["is_must"]}
    exceptions: dict[int, set[str]] = defaultdict(set)
    for mentee, code in rules.get("exceptions", []):
        if code in musts | {"language", "minimum"}:
            exceptions[mentee].add(code)
    return {int(pk): total for pk, total in rules.get("places", {}).items()}, exceptions


def _heard(run: MatchingRun) -> MatchingRun | None:
    """The shortlist whose rankings and answers this run hears, if it hears any."""
    return None if run.is_shortlist else run.shortlist_from


def _rankings(shortlist: MatchingRun, ids: Mapping[int, str]) -> dict[str, tuple[str, ...]]:
    """Mentee → ranked mentors, best first, of those who still take part."""
    rows = Preference.objects.filter(run=shortlist).order_by("mentee_id", "rank")
    rankings: dict[str, tuple[str, ...]] = {}
    for mentee, mentor in rows.values_list("mentee_id", "mentor_id"):
        if mentee in ids and mentor in ids:
            rankings[ids[mentee]] = (*rankings.get(ids[mentee], ()), ids[mentor])
    return rankings
