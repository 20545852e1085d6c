"""Gathers the rows of a programme into the terms of the matching engine."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from matching import voices
from matching.engine import Problem, Profile, Rule
from matching.models import Criterion, MatchingRun, Preference
from pairings import apart
from pairings.models import Pairing
from people.models import Person, PersonSkill
from programmes import admission
from programmes.models import Enrolment, EnrolmentQuerySet
from selection import standing as selected
from training import standing
from training.models import Requirement

MINIMUM = 30
"""Below this score out of 100 no pair is proposed, unless HR says otherwise."""


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """A problem for the engine, and whose enrolment each of its ids stands for."""

    problem: Problem
    mentees: Mapping[str, Enrolment]
    mentors: Mapping[str, Enrolment]
    rankings: Mapping[str, tuple[str, ...]]


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

    Mentees who already have a mentor are left out; a mentor offers the places that are free.
    Ids are those of the persons, so that nobody is proposed to themselves. What people keep to
    themselves (`pairings.apart`, `matching.voices`) goes to the engine and is kept nowhere else:
    HR reads the rules of a run.
    """
    people = list(eligible(run.programme_id).select_related("person").order_by("pk"))
    taken, accompanied = _active(run.programme_id)
    mentees = [row for row in people if not row.is_mentor and row.pk not in accompanied]
    mentors = [row for row in people if row.is_mentor]
    ids = {row.pk: str(row.person.public_id) for row in [*mentees, *mentors]}
    offered, wanted = _skills(mentees, mentors)
    lines = management_lines()
    rules = run.rules

    def known(pairs: Iterable[tuple[int, int]]) -> list[tuple[str, str]]:
        return [(ids[one], ids[other]) for one, other in pairs if one in ids and other in ids]

    never = _apart(ids, [*mentees, *mentors])
    heard = voices.heard(run)
    problem = Problem(
        mentees=tuple(_mentee(row, wanted[row.person_id], lines) for row in mentees),
        mentors=tuple(_mentor(row, offered[row.person_id], lines) for row in mentors),
        rules=tuple(
            Rule(
                row["kind"],
                row["weight"],
                direction=row["direction"],
                must=row["is_must"],
                parameter=row["parameter"],
            )
            for row in rules.get("criteria", [])
        ),
        capacity={ids[row.pk]: max(0, row.capacity - taken[row.pk]) for row in mentors},
        blocked=frozenset(known([*rules.get("blocked", []), *heard.unwanted])) | never,
        locks=tuple(known(rules.get("locks", []))),
        minimum=rules.get("minimum", MINIMUM) * 500,
        salt=str(run.programme.public_id),
        answers=_answers(heard.preferred, ids, mentors),
    )
    return Inputs(
        problem=problem,
        mentees={ids[row.pk]: row for row in mentees},
        mentors={ids[row.pk]: row for row in mentors},
        rankings=_rankings(run, ids),
    )


def _apart(ids: Mapping[int, str], people: Iterable[Enrolment]) -> frozenset[tuple[str, str]]:
    """Pairs that must not be made, as ids of the engine."""
    names = {row.person_id: ids[row.pk] for row in people}
    pairs = (sorted(names[one] for one in pair) for pair in apart.among(names))
    return frozenset((one, other) for one, other in pairs)


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


def _skills(mentees: list[Enrolment], mentors: list[Enrolment]) -> tuple[Levels, Levels]:
    """Skills offered and wanted: person → name → level."""
    persons = {row.person_id for row in [*mentees, *mentors]}
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


def _rankings(run: MatchingRun, ids: Mapping[int, str]) -> dict[str, tuple[str, ...]]:
    """Mentee → ranked mentors, best first, of those who still take part."""
    if run.purpose != MatchingRun.Purpose.SETTLEMENT or run.shortlist_from_id is None:
        return {}
    rows = Preference.objects.filter(run=run.shortlist_from_id).order_by("mentee_id", "rank")
    rankings: dict[str, tuple[str, ...]] = {}
    for mentee, mentor in rows.values_list("mentee_id", "mentor_id"):
        if mentee in ids and mentor in ids:
            rankings[ids[mentee]] = (*rankings.get(ids[mentee], ()), ids[mentor])
    return rankings
