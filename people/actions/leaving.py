"""Departures: announced with a last day, taken back, and made true when that day is over."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import walls
from companies.errors import Refusal
from people import audit
from people.actions.record import check_not_last_hr, locked_beside_hr
from people.models import Person


def today() -> date:
    """The day it is where the company is."""
    return timezone.localdate(timezone=walls.zone(walls.current()))


@transaction.atomic
def announce(person: Person, *, last_day: date, by: Person) -> Person:
    """Say when ``person`` leaves; with a last day that is over, they have left and cannot log in.

    Until then they keep their account and take part, but nobody invites or pairs them any more.
    Their enrolments and pairs are closed by the floors above, on their own timetable. Refuses the
    last HR admin.
    """
    if not by.is_hr:
        raise Refusal(_("Only HR announces departures."))
    row = locked_beside_hr(person)
    check_not_last_hr(row, field="last_day")
    is_over = last_day < today()
    status = Person.Status.LEFT if is_over else Person.Status.LEAVING
    if (row.status, row.leaving_on) == (status, last_day):
        return row
    row.status, row.leaving_on = status, last_day
    row.save(update_fields=["status", "leaving_on"])
    verb = "person.left" if is_over else "person.leaving"
    audit.record(verb, by=by, on=row, last_day=last_day.isoformat())
    return row


@transaction.atomic
def take_back(person: Person, *, by: Person) -> Person:
    """``person`` stays after all, or is back; does nothing when no departure was announced.

    What was closed meanwhile stays closed: they are invited again where they are wanted.
    """
    if not by.is_hr:
        raise Refusal(_("Only HR announces departures."))
    row = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if row.status == Person.Status.ACTIVE:
        return row
    row.status, row.leaving_on = Person.Status.ACTIVE, None
    row.save(update_fields=["status", "leaving_on"])
    audit.record("person.staying", by=by, on=row)
    return row


def end_due() -> int:
    """Let those go whose last day is over; how many. Safe to run again."""
    with transaction.atomic():
        due = Person.objects.leaving_before(today()).order_by("pk")
        gone = list(due.select_for_update(of=("self",), no_key=True))
        Person.objects.filter(pk__in=[one.pk for one in gone]).update(status=Person.Status.LEFT)
        audit.record_each(
            "person.left",
            by=None,
            on=gone,
            facts_of=lambda one: {"last_day": one.leaving_on.isoformat()},
        )
    return len(gone)
