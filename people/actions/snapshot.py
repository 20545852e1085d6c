"""Records of persons as values: written down before an import, compared and put back after it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from people.actions import addresses
from people.models import Attribute, Person, PersonSkill

_FIELDS = (
    *("email", "employee_number", "given_name", "family_name", "job_title", "function"),
    *("department", "site", "level", "hired_on", "languages", "declared", "manager_id"),
)
# What people choose themselves is put back only while nobody has an account to choose with.
_OWN = ("language", "time_zone")
_BATCH = 500

type Record = dict[str, Any]
"""Fields by name, the hire date as ISO text, ``skills`` as sorted [direction, skill id, level]."""


def of(person_ids: Iterable[int]) -> dict[int, Record]:
    """The records of persons as they are now, by id; two queries."""
    ids = list(person_ids)
    skills: defaultdict[int, list[list[Any]]] = defaultdict(list)
    rows = PersonSkill.objects.filter(person__in=ids)
    for person, *skill in rows.values_list("person_id", "direction", "skill_id", "level"):
        skills[person].append(skill)
    records = {}
    for values in Person.objects.filter(pk__in=ids).values("pk", *_FIELDS, *_OWN):
        pk, hired_on = values.pop("pk"), values["hired_on"]
        values["hired_on"] = hired_on.isoformat() if hired_on else None
        records[pk] = {**values, "skills": sorted(skills[pk])}
    return records


def digest(record: Record) -> str:
    """SHA-256 of a record without what people choose themselves, in hexadecimal."""
    told = {name: value for name, value in record.items() if name not in _OWN}
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def put_back(records: Mapping[int, Record], *, by: Person) -> None:
    """Make the persons what their records say; what is gone (manager, skill, fact) is left out."""
    persons = list(Person.objects.filter(pk__in=records))
    managers = {record["manager_id"] for record in records.values()}
    known = set(Person.objects.filter(pk__in=managers - {None}).values_list("pk", flat=True))
    facts = {one.key for one in Attribute.objects.all()}
    former = {person: person.email for person in persons}
    for person in persons:
        record = records[person.pk]
        for name in (*_FIELDS, *(() if person.joined_at else _OWN)):
            setattr(person, name, record[name])
        person.hired_on = date.fromisoformat(record["hired_on"]) if record["hired_on"] else None
        person.manager_id = record["manager_id"] if record["manager_id"] in known else None
        person.declared = {key: value for key, value in person.declared.items() if key in facts}
    fields = [name.removesuffix("_id") for name in (*_FIELDS, *_OWN)]
    Person.objects.bulk_update(persons, fields, batch_size=_BATCH)
    addresses.changed(former, by=by)
    PersonSkill.objects.filter(person__in=records).delete()
    PersonSkill.objects.bulk_create(
        [
            PersonSkill(person_id=pk, direction=direction, skill_id=skill, level=level)
            for pk, record in records.items()
            for direction, skill, level in record["skills"]
        ],
        batch_size=2000,
    )
