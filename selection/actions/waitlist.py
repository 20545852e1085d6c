"""Keeps the waitlist: who waits, why, in which place; tells them, and lets them in."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import walls
from companies.errors import Refusal
from people import audit
from people.actions import mail
from people.models import Person
from programmes.actions.guard import check_not_closed, check_steers, locked
from programmes.actions.programme import pairs_under_way
from programmes.models import Enrolment, EnrolmentQuerySet, Programme
from selection import access
from selection.models import Waiting


def unplaced(programme: Programme) -> EnrolmentQuerySet:
    """Mentees who said yes, have no mentor and do not wait yet.

    Pairs hang on these rows from the floor above; they are asked for by name.
    """
    rows = programme.enrolments.all().mentees().accepted()
    if hasattr(Enrolment, "pairings_as_mentee"):
        rows = rows.exclude(pairings_as_mentee__status="active")
    waiting = Waiting.objects.filter(enrolment__programme=programme).open()
    return rows.exclude(pk__in=waiting.values("enrolment"))


@transaction.atomic
def put(enrolment: Enrolment, *, reason: str, by: Person) -> Waiting:
    """Put somebody who said yes on the waitlist, with the reason, and write to them.

    Refuses oneself, who has not said yes, has a pair under way or waits already.
    """
    programme = enrolment.programme
    check_steers(programme, by)
    _check_other(enrolment, by)
    check_not_closed(locked(programme))
    row = Enrolment.objects.select_related("person", "programme").get(pk=enrolment.pk)
    if row.status != Enrolment.Status.ACCEPTED:
        raise Refusal(_("%(name)s has not said yes.") % {"name": row.person})
    if pairs_under_way(row):
        raise Refusal(_("%(name)s has a pair under way.") % {"name": row.person})
    if reason not in Waiting.Reason.values:
        raise Refusal(_("Choose a reason from the list."), field="reason")
    if access.waiting(row):
        raise Refusal(_("%(name)s is on the waitlist already.") % {"name": row.person})
    waiting = _open(row, reason, is_held=False)
    audit.record("waitlist.put", by=by, on=row, reason=reason)
    return waiting


@transaction.atomic
def put_unplaced(programme: Programme, *, by: Person) -> int:
    """Put every mentee without a mentor on the waitlist and write to each; how many."""
    check_steers(programme, by)
    check_not_closed(locked(programme))
    rows = unplaced(programme).select_related("person", "programme").order_by("answered_at", "pk")
    found = list(rows)
    for row in found:
        _open(row, Waiting.Reason.UNPLACED, is_held=False)
    audit.record_each("waitlist.put", by=by, on=found, reason=Waiting.Reason.UNPLACED.value)
    return len(found)


def hold(enrolment: Enrolment) -> Waiting:
    """Put somebody whose answer came late on the waitlist; not matched before HR takes them in.

    Called inside the transaction of the answer.
    """
    places = sum(_places(enrolment.programme))
    takers = enrolment.programme.enrolments.all().mentees().accepted().count()
    is_full = not enrolment.is_mentor and takers > places
    reason = Waiting.Reason.FULL if is_full else Waiting.Reason.LATE
    waiting = _open(enrolment, reason, is_held=True)
    audit.record("waitlist.joined", by=enrolment.person, on=enrolment, reason=reason.value)
    return waiting


def _places(programme: Programme) -> Iterable[int]:
    rows = programme.enrolments.all().mentors().accepted()
    return rows.values_list("capacity", flat=True)


def _open(row: Enrolment, reason: str, *, is_held: bool) -> Waiting:
    waiting, _made = Waiting.objects.update_or_create(
        enrolment=row,
        defaults={
            "reason": reason,
            "is_held": is_held,
            "since": timezone.now(),
            "ended_at": None,
            "outcome": "",
        },
    )
    _write("waitlisted", waiting, reason=reason, position=access.position(waiting))
    return waiting


@transaction.atomic
def take_in(enrolment: Enrolment, *, by: Person) -> Waiting:
    """Let somebody in from the waitlist: they are in the next matching, and are told.

    Refuses oneself and who does not wait.
    """
    check_steers(enrolment.programme, by)
    _check_other(enrolment, by)
    check_not_closed(locked(enrolment.programme))
    rows = Waiting.objects.select_related("enrolment__person", "enrolment__programme").open()
    waiting = rows.select_for_update(of=("self",)).filter(enrolment=enrolment).first()
    if waiting is None:
        raise Refusal(_("%(name)s does not wait any more.") % {"name": enrolment.person})
    _end(waiting, Waiting.Outcome.TAKEN_IN)
    _write("waitlist_over", waiting)
    audit.record("waitlist.taken_in", by=by, on=waiting.enrolment)
    return waiting


def left(enrolment: Enrolment) -> None:
    """The place that somebody had before they left is over; who says yes anew begins anew.

    Called inside the transaction of the answer.
    """
    waiting = Waiting.objects.filter(enrolment=enrolment, ended_at=None).first()
    if waiting:
        _end(waiting, Waiting.Outcome.LEFT)


def placed(enrolments: Iterable[int]) -> int:
    """Those who have just been paired wait no more; how many. The letter is that of the pair."""
    rows = Waiting.objects.filter(enrolment__in=list(enrolments), ended_at=None)
    return rows.update(ended_at=timezone.now(), outcome=Waiting.Outcome.PLACED)


def _check_other(enrolment: Enrolment, by: Person) -> None:
    if enrolment.person_id == by.pk:
        raise Refusal(_("Somebody else decides about you."))


def _end(waiting: Waiting, outcome: str) -> None:
    waiting.ended_at, waiting.outcome, waiting.is_held = timezone.now(), outcome, False
    waiting.save(update_fields=["ended_at", "outcome", "is_held"])


def _write(kind: str, waiting: Waiting, **context: object) -> None:
    row = waiting.enrolment
    mail.post(
        kind,
        to=row.person,
        key=f"{row.pk}:{waiting.since.isoformat()}",
        programme=row.programme.name,
        role=row.role,
        link=walls.address(reverse("selection:answer", args=[row.public_id])),
        **context,
    )
