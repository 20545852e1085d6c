"""Records who did what to what: the one way to write the journal."""

from typing import Any

from django.db import models

from people.models import AuditEntry, Person


def record(verb: str, *, by: Person | None, on: models.Model, **facts: Any) -> AuditEntry:
    """Append one entry: ``verb`` such as ``programme.opened``, the actor, the object, bare facts.

    ``by`` is ``None`` only when the timetable acts. Facts must be JSON values and never words
    that two partners wrote to each other.
    """
    return AuditEntry.objects.create(
        verb=verb,
        actor=by,
        subject_kind=on._meta.model_name or "",
        subject_id=str(getattr(on, "public_id", on.pk)),
        facts=facts,
    )
