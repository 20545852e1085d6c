"""Records who did what to what: the one way to write the journal."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from people.models import AuditEntry, Person


def record(verb: str, *, by: Person | None, on: models.Model, **facts: Any) -> AuditEntry:
    """Append one entry: ``verb`` such as ``programme.opened``, the actor, the object, bare facts.

    ``by`` is ``None`` only when the timetable acts. Facts must be JSON values and never words
    that two partners wrote to each other.
    """
    entry = _entry(verb, by, on, facts)
    entry.save()
    return entry


def record_each(verb: str, *, by: Person | None, on: Iterable[models.Model], **facts: Any) -> None:
    """Append one entry per object, for an act on many at once."""
    AuditEntry.objects.bulk_create([_entry(verb, by, one, facts) for one in on], batch_size=1000)


def _entry(verb: str, by: Person | None, on: models.Model, facts: dict[str, Any]) -> AuditEntry:
    return AuditEntry(
        verb=verb,
        actor=by,
        subject_kind=on._meta.model_name or "",
        subject_id=str(getattr(on, "public_id", on.pk)),
        facts=facts,
    )
