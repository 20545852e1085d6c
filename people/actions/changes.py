"""Compares the people of a file with those of the company, and writes what differs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from people.actions import addresses
from people.models import Attribute, Person, PersonSkill, Skill
from people.roster import Known, PersonRow, Problem, Roster, Severity, Table, parse
from people.roster.hierarchy import cycles

_PLAIN = (
    *("employee_number", "email", "given_name", "family_name"),
    *("job_title", "function", "department", "site", "level", "hired_on"),
)
# What a person sets for themselves is only proposed by a file, until they have an account.
_OWN = ("language", "time_zone")
_BATCH = 500

type SkillLevels = dict[tuple[str, str], int]


@dataclass
class Change:
    """One line of the file beside the person it is about (not saved yet when new)."""

    row: PersonRow
    person: Person
    fields: set[str] = field(default_factory=set)
    skills: SkillLevels = field(default_factory=dict)
    forgotten: list[int] = field(default_factory=list)
    declared: dict[str, Any] = field(default_factory=dict)
    manager_changes: bool = False

    @property
    def is_new(self) -> bool:
        """Whether the company did not know this person."""
        return self.person.pk is None

    @property
    def is_different(self) -> bool:
        """Whether anything would be written."""
        return bool(
            self.is_new or self.fields or self.skills or self.forgotten or self.manager_changes
        )


@dataclass
class Changes:
    """What applying a file would do; ``problems`` are by line, errors keep their line out."""

    roster: Roster
    changes: list[Change]
    managers: dict[int, Person | None]
    problems: list[Problem]

    @property
    def created(self) -> list[Change]:
        """Persons to add."""
        return [one for one in self.changes if one.is_new]

    @property
    def updated(self) -> list[Change]:
        """Persons to change."""
        return [one for one in self.changes if not one.is_new and one.is_different]

    @property
    def unchanged(self) -> int:
        """Persons who are already as the file says."""
        return sum(not one.is_different for one in self.changes)

    @property
    def errors(self) -> list[Problem]:
        """Problems that keep their line out."""
        return [one for one in self.problems if one.severity is Severity.ERROR]

    @property
    def refused(self) -> int:
        """Lines that are kept out."""
        return len({one.line for one in self.errors})


def compare(table: Table, mapping: Mapping[str, str]) -> Changes:
    """Who is new, who changes and which lines are refused. Writes nothing.

    Raises RosterError when the mapping cannot be used.
    """
    persons = list(Person.objects.order_by("pk"))
    by_pk = {one.pk: one for one in persons}
    known = [_known(one, by_pk) for one in persons]
    own = [one.column for one in Attribute.objects.all()]
    roster = parse(table, mapping, known=known, declared=own)
    changes, problems = _aim(roster, mapping, persons)
    managers: dict[int, Person | None] = {}
    if "manager_key" in mapping:
        changes, managers, circles = _managers(changes, persons, by_pk, mapping["manager_key"])
        problems += circles
    _note_fields(changes, roster)
    _note_declared(changes, roster, [one.key for one in own if one.key in mapping], mapping)
    _note_skills(changes, roster)
    told = sorted([*roster.problems, *problems], key=lambda one: (one.line, one.column, one.code))
    return Changes(roster, changes, managers, told)


def _key(person: Person) -> str:
    return person.employee_number or person.email.lower()


def _known(person: Person, by_pk: Mapping[int, Person]) -> Known:
    manager = by_pk.get(person.manager_id) if person.manager_id else None
    return Known(person.employee_number, person.email.lower(), _key(manager) if manager else "")


def _aim(
    roster: Roster, mapping: Mapping[str, str], persons: Iterable[Person]
) -> tuple[list[Change], list[Problem]]:
    """Each line beside its person: by employee number, else by e-mail, else a new one."""
    by_number = {one.employee_number: one for one in persons if one.employee_number}
    by_email = {one.email.lower(): one for one in persons}
    changes: list[Change] = []
    problems: list[Problem] = []
    lines: dict[int, int] = {}
    for row in roster.rows:
        holder = by_email.get(row.email)
        person = by_number.get(row.employee_number) or holder
        if holder is not None and person is not holder:
            facts = {"employee_number": holder.employee_number or str(holder)}
            problems.append(
                Problem(row.line, mapping["email"], "email_taken", row.email, Severity.ERROR, facts)
            )
        elif person is not None and person.pk in lines:
            other = {"other_line": lines[person.pk]}
            problems.append(
                Problem(row.line, "", "number_duplicate", row.key, Severity.ERROR, other)
            )
        else:
            if person is not None:
                lines[person.pk] = row.line
            changes.append(Change(row, person or Person()))
    return changes, problems


def _managers(
    changes: list[Change], persons: list[Person], by_pk: Mapping[int, Person], column: str
) -> tuple[list[Change], dict[int, Person | None], list[Problem]]:
    """Who will report to whom (by identity of the person), without the lines that close a circle.

    The reader has refused circles inside the file already; here the lines refused since, whose
    persons keep their old manager, are taken into account.
    """
    problems: list[Problem] = []
    while True:
        by_key = {_key(one): one for one in persons} | {one.row.key: one.person for one in changes}
        above = {id(one): by_pk.get(one.manager_id or 0) for one in persons}
        above |= {id(one.person): by_key.get(one.row.manager_key) for one in changes}
        circles = cycles(
            {str(key): str(id(one)) if one is not None else "" for key, one in above.items()}
        )
        if not circles:
            break
        names = {str(id(one)): str(one) for one in persons}
        names |= {
            str(id(one.person)): f"{one.row.given_name} {one.row.family_name}" for one in changes
        }
        caught = [one for one in changes if str(id(one.person)) in circles]
        if not caught:
            break
        problems += [
            Problem(
                one.row.line,
                column,
                "manager_cycle",
                one.row.manager_key,
                Severity.ERROR,
                {"cycle": tuple(names[key] for key in circles[str(id(one.person))])},
            )
            for one in caught
        ]
        out = {id(one) for one in caught}
        changes = [one for one in changes if id(one) not in out]
    for one in changes:
        manager = above[id(one.person)]
        before = by_pk.get(one.person.manager_id or 0)
        one.manager_changes = manager is not before
    return changes, {id(one.person): above[id(one.person)] for one in changes}, problems


def _note_fields(changes: list[Change], roster: Roster) -> None:
    """Which fields differ; a cell that could not be read leaves what is known untouched."""
    unread = {(one.line, one.code) for one in roster.warnings}
    for change in changes:
        row, person = change.row, change.person
        for name in _PLAIN:
            if name not in roster.fields or (row.line, _warning(name)) in unread:
                continue
            if getattr(person, name) != getattr(row, name):
                change.fields.add(name)
        for name in _OWN:
            value = getattr(row, name) or ""
            if value and not person.joined_at and getattr(person, name) != value:
                change.fields.add(name)
        if "languages" in roster.fields and list(row.languages) != person.languages:
            change.fields.add("languages")


def _warning(name: str) -> str:
    return {"level": "level_invalid", "hired_on": "date_invalid"}.get(name, "")


def _note_declared(
    changes: list[Change], roster: Roster, keys: list[str], mapping: Mapping[str, str]
) -> None:
    """The company's own facts: an empty cell forgets, one that could not be read leaves it."""
    unread = {(one.line, one.column) for one in roster.warnings}
    for change in changes:
        change.declared = dict(change.person.declared)
        for key in keys:
            if (change.row.line, mapping[key]) in unread:
                continue
            if key in change.row.declared:
                change.declared[key] = change.row.declared[key]
            else:
                change.declared.pop(key, None)
        if change.declared != change.person.declared:
            change.fields.add("declared")


def _note_skills(changes: list[Change], roster: Roster) -> None:
    """Which skills to set and which rows to forget; directions absent from the file stay."""
    directions = {
        direction
        for direction in PersonSkill.Direction.values
        if f"skills_{direction}" in roster.fields
    }
    if not directions:
        return
    unread = {one.line for one in roster.warnings if one.code == "skill_level_invalid"}
    held: dict[int, dict[tuple[str, str], tuple[int, int]]] = {}
    rows = PersonSkill.objects.filter(direction__in=directions).values_list(
        "person_id", "direction", "skill__name", "pk", "level"
    )
    for person, direction, name, pk, level in rows:
        held.setdefault(person, {})[direction, name.lower()] = pk, level
    for change in changes:
        before = held.get(change.person.pk or 0, {})
        after = {
            (direction, name.lower()): (name, level)
            for direction in directions
            for name, level in getattr(change.row, f"skills_{direction}").items()
        }
        for place, (name, level) in after.items():
            if before.get(place, (0, 0))[1] != level:
                change.skills[place[0], name] = level
        if change.row.line not in unread:
            change.forgotten = [pk for place, (pk, _) in before.items() if place not in after]


def write(changes: Changes, *, by: Person | None) -> list[Skill]:
    """Write persons, then managers, then skills; the skills nobody had named before.

    The caller holds the transaction.
    """
    former = {one.person: one.person.email for one in changes.updated if "email" in one.fields}
    for change in changes.changes:
        for name in change.fields:
            setattr(change.person, name, _value(change, name))
    created, updated = changes.created, changes.updated
    fresh = {id(one.person) for one in created}
    for change in created:
        change.person.set_unusable_password()
    Person.objects.bulk_create([one.person for one in created], batch_size=_BATCH)
    fields = sorted({name for one in updated for name in one.fields})
    if fields:
        Person.objects.bulk_update(
            [one.person for one in updated if one.fields], fields, batch_size=_BATCH
        )
    addresses.changed(former, by=by)
    moved = []
    for change in [*created, *updated]:
        manager = changes.managers.get(id(change.person))
        if change.manager_changes and (manager is not None or id(change.person) not in fresh):
            change.person.manager = manager
            moved.append(change.person)
    Person.objects.bulk_update(moved, ["manager"], batch_size=_BATCH)
    return _write_skills([*created, *updated])


def _value(change: Change, name: str) -> Any:
    if name == "declared":
        return change.declared
    value = getattr(change.row, name)
    return list(value) if name == "languages" else value


def _write_skills(changes: list[Change]) -> list[Skill]:
    forgotten = [pk for one in changes for pk in one.forgotten]
    PersonSkill.objects.filter(pk__in=forgotten).delete()
    wanted = {name.lower(): name for one in changes for _, name in one.skills}
    if not wanted:
        return []
    skills = {one.name.lower(): one for one in Skill.objects.all()}
    missing = [Skill(name=name) for lower, name in wanted.items() if lower not in skills]
    fresh = Skill.objects.bulk_create(missing)
    skills |= {one.name.lower(): one for one in fresh}
    PersonSkill.objects.bulk_create(
        [
            PersonSkill(
                person=one.person, skill=skills[name.lower()], direction=direction, level=level
            )
            for one in changes
            for (direction, name), level in one.skills.items()
        ],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["person", "skill", "direction"],
        update_fields=["level"],
    )
    return fresh
