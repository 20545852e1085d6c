"""Records who did what to what: the one way to write the journal."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models, transaction

from companies import errand, turns
from people.chain import BEGINNING, digest
from people.models import AuditEntry, Person


def record(verb: str, *, by: Person | None, on: models.Model, **facts: Any) -> AuditEntry:
    """Append one entry: ``verb`` such as ``programme.opened``, the actor, the object, bare facts.

    ``by`` is ``None`` only when the timetable acts. Facts must be JSON values and never words
    that two partners wrote to each other. Record last in an action: the turn at the journal,
    taken here, is kept until commit.
    """
    return _append([_entry(verb, by, on, facts)])[0]


def record_each[Row: models.Model](
    verb: str,
    *,
    by: Person | None,
    on: Iterable[Row],
    facts_of: Callable[[Row], dict[str, Any]] = lambda row: {},
    **facts: Any,
) -> None:
    """Append one entry per object, for an act on many at once; ``facts_of`` adds its own facts."""
    _append([_entry(verb, by, one, {**facts, **facts_of(one)}) for one in on])


def _entry(verb: str, by: Person | None, on: models.Model, facts: dict[str, Any]) -> AuditEntry:
    return AuditEntry(
        verb=verb,
        actor=by,
        subject_kind=on._meta.model_name or "",
        subject_id=str(getattr(on, "public_id", on.pk)),
        request=errand.number(),
        facts=facts,
    )


def _append(entries: list[AuditEntry]) -> list[AuditEntry]:
    """Link the entries to the end of the chain, one writer of the company at a time."""
    if not entries:
        return entries
    with transaction.atomic(savepoint=False):
        turns.take("journal")
        last = AuditEntry.objects.order_by("-number").values_list("number", "digest").first()
        number, previous = last or (0, BEGINNING)
        for entry in entries:
            number += 1
            entry.number, entry.previous = number, previous
            entry.digest = previous = digest(entry.link)
        return AuditEntry.objects.bulk_create(entries, batch_size=1000)
