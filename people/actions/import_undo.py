"""Undoes one import: every record as it was before, the new ones gone, or nothing at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import turns
from companies.errors import Refusal
from people import audit
from people.actions import snapshot
from people.models import ImportedPerson, PeopleImport, Person, PersonSkill, Skill
from people.roster.hierarchy import cycles

NAMED = 10
"""How many people a refusal names."""


@dataclass(frozen=True)
class Outlook:
    """What undoing would do now: people put back, people removed, and who stands in the way."""

    restored: int
    removed: int
    obstacles: list[Person]


def outlook(batch: PeopleImport) -> Outlook:
    """What undoing ``batch`` would do now. Writes nothing."""
    touched = list(batch.touched.select_related("person"))
    new = sum(one.before is None for one in touched)
    return Outlook(len(touched) - new, new, _obstacles(touched))


@transaction.atomic
def undo(batch: PeopleImport, *, by: Person) -> None:
    """Put every record back as it was before the import and remove the people it added.

    Refuses when the import was not applied or is undone already, and, with their names, when
    people were changed since, take part in something that would vanish with them, have an address
    or a number that would be put back, or would be in a circle of managers.
    """
    turns.take("people")
    batch = PeopleImport.objects.select_for_update().get(pk=batch.pk)
    if batch.undone_at:
        raise Refusal(_("This import is undone already."))
    if batch.status != PeopleImport.Status.DONE:
        raise Refusal(_("This file was not applied: there is nothing to undo."))
    if batch.forgotten_at:
        raise Refusal(_("Too late: the file and what it changed are no longer kept."))
    locked = Person.objects.select_for_update().filter(pk__in=batch.touched.values("person"))
    list(locked.order_by("pk").values_list("pk"))
    touched = list(batch.touched.select_related("person"))
    if obstacles := _obstacles(touched):
        raise Refusal(_sentence(obstacles))
    new = [one.person_id for one in touched if one.before is None]
    Person.objects.filter(pk__in=new).delete()
    records = {one.person_id: one.before for one in touched if one.before is not None}
    snapshot.put_back(records, by=by)
    _forget_skills(batch.new_skills)
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    facts = {"removed": len(new), "restored": len(touched) - len(new)}
    audit.record("people.import_undone", by=by, on=batch, file=batch.filename, **facts)


def _obstacles(touched: list[ImportedPerson]) -> list[Person]:
    now = snapshot.of(one.person_id for one in touched)
    changed = {one.person_id for one in touched if snapshot.digest(now[one.person_id]) != one.after}
    new = [one.person for one in touched if one.before is None]
    changed |= _busy(new)
    moved = Person.objects.filter(manager__in=[one.pk for one in new])
    changed |= set(moved.exclude(pk__in=now).values_list("pk", flat=True))
    records = {one.person_id: one.before for one in touched if one.before is not None}
    changed |= _holders(records).difference(now) | _circles(records, gone={one.pk for one in new})
    return list(Person.objects.filter(pk__in=changed).by_name())


def _holders(records: Mapping[int, snapshot.Record]) -> set[int]:
    """Whoever has an e-mail or an employee number that would be put back."""
    emails = {record["email"].lower() for record in records.values()}
    numbers = {record["employee_number"] for record in records.values()} - {""}
    rows = Person.objects.alias(address=Lower("email"))
    holders = rows.filter(Q(address__in=emails) | Q(employee_number__in=numbers))
    return set(holders.values_list("pk", flat=True))


def _circles(records: Mapping[int, snapshot.Record], *, gone: set[int]) -> set[int]:
    """Whoever would be in a circle of managers with the former ones put back."""
    above = dict(Person.objects.exclude(pk__in=gone).values_list("pk", "manager_id"))
    above |= {pk: record["manager_id"] for pk, record in records.items()}
    found = cycles({str(pk): str(manager or "") for pk, manager in above.items()})
    return {int(key) for key in found}


def _busy(new: Iterable[Person]) -> set[int]:
    """Those of the new people who have a life here: an account, a role, something hung on them.

    What hangs on them belongs to higher floors as well: it is found through the models.
    """
    fresh = Q(invited_at=None, joined_at=None, role=Person.Role.MEMBER, status="active")
    ids = [one.pk for one in new]
    people = Person.objects.filter(pk__in=ids)
    busy = set(people.exclude(fresh).values_list("pk", flat=True))
    own = {Person, PersonSkill}
    for relation in Person._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation and not relation.concrete):
            continue
        model: Any = relation.related_model
        if model not in own and getattr(relation, "on_delete", None) is not None:
            busy |= _named_in(model, relation.field.name, ids)  # type: ignore[union-attr]
    return busy


def _named_in(model: Any, field: str, ids: list[int]) -> set[int]:
    rows = model._default_manager.filter(**{f"{field}__in": Person.objects.filter(pk__in=ids)})
    if model is ImportedPerson:
        # The import itself; a later one that found the same people again has the last word.
        rows = rows.filter(batch__undone_at=None, before__isnull=False)
    return set(rows.values_list(f"{field}__pk", flat=True))


def _forget_skills(skill_ids: list[int]) -> None:
    """Skills that the file named first and that nobody has any more."""
    rows = Skill.objects.filter(pk__in=skill_ids, person_skills=None)
    rows.delete()


def _sentence(obstacles: list[Person]) -> str:
    names = ", ".join(str(one) for one in obstacles[:NAMED])
    if len(obstacles) > NAMED:
        names += "…"
    return _(
        "These people were changed since, or already take part in something: %(names)s. Nothing "
        "was undone."
    ) % {"names": names}
