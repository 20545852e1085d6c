"""The entries written so far become the beginning of the chain."""

from typing import Any

from django.db import migrations

from people.chain import BEGINNING, Link, digest


def chain(apps: Any, schema_editor: Any) -> None:
    """Number and digest every entry in the order in which it was written."""
    entries = apps.get_model("people", "AuditEntry").objects
    previous, done = BEGINNING, []
    rows = entries.select_related("actor").order_by("pk")
    for number, entry in enumerate(rows.iterator(chunk_size=1000), start=1):
        entry.number, entry.previous = number, previous
        entry.doer = entry.actor.public_id if entry.actor else None
        entry.digest = previous = digest(
            Link(
                number=number,
                previous=entry.previous,
                at=entry.at,
                actor=str(entry.doer or ""),
                verb=entry.verb,
                subject_kind=entry.subject_kind,
                subject_id=entry.subject_id,
                request=entry.request,
                facts=entry.facts,
            )
        )
        done.append(entry)
    entries.bulk_update(done, ["number", "previous", "digest", "doer"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_journal_in_a_chain")]

    operations = [migrations.RunPython(chain, migrations.RunPython.noop, elidable=True)]
