"""Erases who somebody was: asked for by one HR admin, done by a second one or after seven days."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import walls
from companies.errors import Refusal
from companies.personal import OnErasure, Table
from people import audit
from people.actions import forgetting, mail
from people.models import Person
from privacy import access, register
from privacy.models import Erasure


@dataclass(frozen=True)
class Line:
    """What would become of the rows of one table: how many, and their fate."""

    table: Table
    count: int

    @property
    def fate(self) -> OnErasure:
        """Erased, kept under a pseudonym, or kept by law."""
        return self.table.on_erasure


def preview(person: Person) -> list[Line]:
    """What erasing ``person`` would touch, table by table. Writes nothing."""
    counted = [
        Line(table, register.rows_about(table, person).count())
        for table in register.tables()
        if table.is_personal and (table.person or table.rows)
    ]
    return [one for one in counted if one.count]


def obstacle(person: Person) -> str:
    """Why ``person`` cannot be erased now, in a sentence; "" when they can."""
    if person.status != Person.Status.LEFT:
        return _("%(name)s still works here. Note the departure first.") % {"name": person}
    if str(person.public_id) in access.held().people:
        return _("A legal hold stands on %(name)s, or on a programme they took part in.") % {
            "name": person
        }
    for table in register.tables():
        if table.alive and register.rows_about(table, person).filter(table.alive).exists():
            return _(
                "%(name)s is still in a pair. It is ended within the hour: try again then."
            ) % {"name": person}
    return ""


@transaction.atomic
def request(person: Person, *, ground: str, typed: str, by: Person) -> Erasure:
    """Ask for the identity of ``person`` to be erased in seven days, or by a second HR admin.

    ``typed`` is their whole name, written by hand. Refuses for whoever is present, held, in a
    pair under way, or waiting for it already.
    """
    _check_hr(by)
    row = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if row.erased_at:
        raise Refusal(_("This identity is erased already."))
    if ground not in Erasure.Ground.values:
        raise Refusal(_("Choose one of the reasons listed."), field="ground")
    if " ".join(typed.split()).casefold() != row.get_full_name().casefold():
        raise Refusal(
            _("Type “%(name)s” to confirm: this cannot be undone.") % {"name": row}, field="typed"
        )
    if why := obstacle(row):
        raise Refusal(why)
    if Erasure.objects.pending().filter(person=row).exists():
        raise Refusal(_("The erasure of %(name)s is waiting already.") % {"name": row})
    asked = Erasure.objects.create(
        person=row, ground=ground, requested_by=by, due_at=timezone.now() + Erasure.DELAY
    )
    facts = {
        "due_on": timezone.localdate(asked.due_at).isoformat(),
        "link": walls.address(reverse("privacy:erasures")),
    }
    others = Person.objects.hr().exclude(pk=by.pk).order_by("pk")
    mail.post_each("erasure_requested", [(one, facts) for one in others], key=str(asked.public_id))
    audit.record("erasure.requested", by=by, on=row, ground=ground)
    return asked


@transaction.atomic
def take_back(erasure: Erasure, *, by: Person) -> None:
    """Let a person keep their identity after all. Refuses once it is erased."""
    _check_hr(by)
    row = _locked(erasure)
    row.status, row.decided_by, row.decided_at = Erasure.Status.TAKEN_BACK, by, timezone.now()
    row.save(update_fields=["status", "decided_by", "decided_at"])
    audit.record("erasure.taken_back", by=by, on=row.person)


@transaction.atomic
def confirm(erasure: Erasure, *, by: Person) -> Person:
    """Erase at once, as a second HR admin. Refuses the one who asked, and what is in the way."""
    _check_hr(by)
    row = _locked(erasure)
    if row.requested_by_id == by.pk:
        raise Refusal(_("Somebody else in HR confirms it, or it is done after seven days."))
    return _carry_out(row, by=by)


def carry_out_due() -> int:
    """Erase whoever's seven days are over and nothing stands in the way; how many."""
    count = 0
    for pk in list(Erasure.objects.due().order_by("due_at").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                _carry_out(_locked(Erasure(pk=pk)), by=None)
            count += 1
        except Refusal:
            # It waits: the next run looks again.
            continue
    return count


def _carry_out(row: Erasure, *, by: Person | None) -> Person:
    if why := obstacle(row.person):
        raise Refusal(why)
    row.status, row.decided_by, row.decided_at = Erasure.Status.DONE, by, timezone.now()
    row.save(update_fields=["status", "decided_by", "decided_at"])
    return erase(row.person, by=by, ground=row.ground)


@transaction.atomic
def erase(person: Person, *, by: Person | None, ground: str) -> Person:
    """Erase the identity on every floor, whatever was asked; the nameless record that remains.

    Facts stay, and with them every total; what identifies, and what is only a person's own, goes.
    """
    row = forgetting.anonymise(person)
    for table in reversed(register.tables()):
        if not (table.person or table.rows) or table.model == "people.Person":
            continue
        rows = register.rows_about(table, row)
        if table.on_erasure == OnErasure.DELETED:
            # Rows found over several paths cannot be deleted while they are distinct.
            ids = list(rows.values_list("pk", flat=True))
            register.model_of(table)._default_manager.filter(pk__in=ids).delete()
        elif table.blanked:
            _blank(table, rows)
    # Whoever else asked for the same has it now.
    waiting = Erasure.objects.pending().filter(person=row)
    waiting.update(status=Erasure.Status.DONE, decided_at=timezone.now())
    audit.record("person.erased", by=by, on=row, ground=ground)
    return row


def _blank(table: Table, rows: Any) -> None:
    ids = list(rows.values_list("pk", flat=True))
    register.model_of(table)._default_manager.filter(pk__in=ids).update(**table.blanked)


def _locked(erasure: Erasure) -> Erasure:
    rows = Erasure.objects.select_for_update(of=("self",)).select_related("person")
    row = rows.get(pk=erasure.pk)
    if row.status != Erasure.Status.PENDING:
        raise Refusal(_("This is decided already."))
    return row


def _check_hr(by: Person) -> None:
    if not by.is_hr:
        raise Refusal(_("Only HR erases people."))
