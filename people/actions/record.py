"""Adds a person, changes their record, gives or takes back the administration of the space."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from companies import turns
from companies.errors import Refusal
from people import audit
from people.actions import addresses
from people.models import Attribute, Person, PersonSkill, Skill
from people.roster.hierarchy import cycles

FIELDS = (
    *("given_name", "family_name", "email", "employee_number", "job_title", "function"),
    *("department", "site", "level", "manager", "hired_on", "languages", "declared"),
    *("language", "time_zone"),
)
"""What HR may write in a record; ``declared`` holds the company's own facts by key."""


@transaction.atomic
def add(
    *, skills: Mapping[str, Mapping[str, int]] | None = None, by: Person, **facts: Any
) -> Person:
    """Add one person without account; ``facts`` are `FIELDS`, ``skills`` as in :func:`edit`.

    Refuses an e-mail or an employee number that somebody has.
    """
    _check_hr(by)
    turns.take("people")
    person = Person()
    person.set_unusable_password()
    _write(person, facts)
    _set_skills(person, skills or {})
    audit.record("person.added", by=by, on=person)
    return person


@transaction.atomic
def edit(
    person: Person,
    *,
    skills: Mapping[str, Mapping[str, int]] | None = None,
    by: Person,
    **facts: Any,
) -> Person:
    """Change a record; ``facts`` are `FIELDS`, those left out stay.

    ``skills`` goes from direction (``offered``, ``wanted``) to the level 1–5 by name; a direction
    left out stays. Refuses an e-mail or a number that somebody else has, and a manager who reports
    to this person, with everybody on the way named. A new e-mail is that of the login from now on.
    """
    _check_hr(by)
    turns.take("people")
    row = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    before = row.email
    changed = _write(row, facts)
    if _set_skills(row, skills or {}):
        changed.append("skills")
    if "email" in changed:
        addresses.changed({row: before}, by=by)
    if changed:
        audit.record("person.changed", by=by, on=row, fields=sorted(changed))
    return row


def _write(row: Person, facts: Mapping[str, Any]) -> list[str]:
    unknown = set(facts) - set(FIELDS)
    if unknown:
        raise TypeError(f"no such fields: {sorted(unknown)}")
    if "declared" in facts:
        # The form was made before the turn: a fact removed meanwhile stays removed.
        known = {one.key for one in Attribute.objects.all()}
        held = {key: value for key, value in facts["declared"].items() if key in known}
        facts = {**facts, "declared": held}
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    _check_identity(row)
    if "manager" in changed:
        _check_manager(row)
    if row.pk is None:
        row.save()
    elif changed:
        row.save(update_fields=changed)
    return changed


def _check_identity(row: Person) -> None:
    others = Person.objects.exclude(pk=row.pk)
    holder = others.filter(email__iexact=row.email).first()
    if holder is not None:
        raise Refusal(_("This e-mail belongs to %(name)s.") % {"name": holder}, field="email")
    number = row.employee_number
    holder = others.filter(employee_number=number).first() if number else None
    if holder is not None:
        raise Refusal(
            _("This employee number belongs to %(name)s.") % {"name": holder},
            field="employee_number",
        )


def _check_manager(row: Person) -> None:
    if row.manager is None:
        return
    if row.manager_id == row.pk:
        raise Refusal(_("Nobody is their own manager."), field="manager")
    above = dict(Person.objects.values_list("pk", "manager_id")) | {row.pk: row.manager_id}
    found = cycles({str(key): str(manager or "") for key, manager in above.items()})
    circle = found.get(str(row.pk))
    if circle:
        names = {str(one.pk): str(one) for one in Person.objects.filter(pk__in=circle)}
        raise Refusal(
            _("The managers would go round in a circle: %(cycle)s.")
            % {"cycle": " → ".join(names[key] for key in circle)},
            field="manager",
        )


def _set_skills(row: Person, skills: Mapping[str, Mapping[str, int]]) -> bool:
    """Make the skills of the given directions exactly these; whether anything changed."""
    changed = False
    for direction, wanted in skills.items():
        mine = PersonSkill.objects.filter(person=row, direction=direction)
        held = {name.lower(): level for name, level in mine.values_list("skill__name", "level")}
        if held == {name.lower(): level for name, level in wanted.items()}:
            continue
        changed = True
        mine.delete()
        for name, level in wanted.items():
            skill = Skill.objects.filter(name__iexact=name).first()
            skill = skill or Skill.objects.create(name=name)
            PersonSkill.objects.create(person=row, skill=skill, direction=direction, level=level)
    return changed


@transaction.atomic
def give_role(person: Person, *, role: str, by: Person) -> Person:
    """Let ``person`` administer the space, or not any more; does nothing when it is so already.

    Refuses an unknown role, somebody who has left, and to take it from the last HR admin.
    """
    _check_hr(by)
    if role not in (Person.Role.HR, Person.Role.MEMBER):
        raise Refusal(_("Choose one of the roles listed."), field="role")
    row = locked_beside_hr(person)
    if row.role == role:
        return row
    if not row.is_active:
        raise Refusal(_("%(name)s has left.") % {"name": row}, field="role")
    if role != Person.Role.HR:
        check_not_last_hr(row, field="role")
    row.role = role
    row.save(update_fields=["role"])
    audit.record("person.role_changed", by=by, on=row, role=role)
    return row


def check_not_last_hr(row: Person, *, field: str) -> None:
    """Refuse to lose the last HR admin who stays; the caller holds the locks of :func:`give_role`.

    Without one who can log in, nobody could give the role back.
    """
    others = Person.objects.filter(role=Person.Role.HR, status=Person.Status.ACTIVE)
    if row.is_hr and not others.filter(joined_at__isnull=False).exclude(pk=row.pk).exists():
        raise Refusal(
            _(
                "%(name)s is the last HR admin with an open account. Make somebody else HR admin "
                "first."
            )
            % {"name": row},
            field=field,
        )


def locked_beside_hr(person: Person) -> Person:
    """The person, locked together with every HR admin: two of them cannot let each other go."""
    rows = Person.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    locked = {one.pk: one for one in rows.filter(role=Person.Role.HR) | rows.filter(pk=person.pk)}
    return locked[person.pk]


def _check_hr(by: Person) -> None:
    if not by.is_hr:
        raise Refusal(_("Only HR changes records."))
