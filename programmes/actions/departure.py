"""Closes the enrolments of people who have left the company."""

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import Person
from programmes.actions.programme import pairs_under_way
from programmes.models import Enrolment, Programme

_OPEN = (Enrolment.Status.INVITED, Enrolment.Status.ACCEPTED)


def release_leavers() -> int:
    """Close what people who have left still had open in programmes that are not closed; how many.

    An enrolment with a pair under way waits until the floor above has ended that pair: the partner
    learns of it first. Safe to run again.
    """
    rows = Enrolment.objects.select_related("person", "programme").filter(
        status__in=_OPEN, person__status=Person.Status.LEFT
    )
    open_rows = rows.exclude(programme__status=Programme.Status.CLOSED)
    with transaction.atomic():
        locked = open_rows.select_for_update(of=("self",)).order_by("pk")
        gone = [row for row in locked if not pairs_under_way(row)]
        Enrolment.objects.filter(pk__in=[row.pk for row in gone]).update(
            status=Enrolment.Status.WITHDRAWN, answered_at=timezone.now()
        )
        audit.record_each("enrolment.released", by=None, on=gone, reason="departure")
    return len(gone)
