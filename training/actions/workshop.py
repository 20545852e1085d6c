"""Fixes dates of workshops, moves and cancels them, gives seats, ticks who was there."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.errors import Overtaken, Refusal
from people import audit
from people.models import Person
from programmes.actions.guard import MOST_YEARS_AHEAD, check_not_closed, check_steers
from programmes.models import Enrolment
from training import access, seating
from training.actions import letters, reading
from training.models import Module, Progress, Registration, Workshop

Status = Registration.Status

LONGEST = timedelta(hours=12)
REMINDED = timedelta(hours=30)
"""How long before the start somebody with a seat is reminded."""

_TAKES_PART = Exists(
    Enrolment.objects.accepted().filter(
        person=OuterRef("person"), programme=OuterRef("workshop__module__programme")
    )
)


@transaction.atomic
def schedule(
    module: Module,
    *,
    starts_at: datetime,
    ends_at: datetime,
    seats: int,
    place: str = "",
    link: str = "",
    by: Person,
) -> Workshop:
    """Fix a date of a workshop. Refuses a past or absurd one, and one without a place or a link."""
    _may(module, by)
    if module.kind != Module.Kind.WORKSHOP:
        raise Refusal(_("Only a workshop has dates."))
    _check_times(starts_at, ends_at)
    _check_place(place, link)
    made = Workshop.objects.create(
        module=module, starts_at=starts_at, ends_at=ends_at, seats=seats, place=place, link=link
    )
    audit.record("workshop.scheduled", by=by, on=made, starts_at=starts_at.isoformat())
    return made


@transaction.atomic
def change(
    workshop: Workshop,
    *,
    starts_at: datetime,
    ends_at: datetime,
    seats: int,
    place: str = "",
    link: str = "",
    by: Person,
) -> Workshop:
    """Move a date or change its seats; those with a seat are told of what moved.

    More seats go to those who wait. Refuses fewer seats than people who have one, a date that is
    over or cancelled, and whatever :func:`schedule` refuses.
    """
    _may(workshop.module, by)
    row = _locked(workshop)
    _check_to_come(row)
    _check_times(starts_at, ends_at)
    _check_place(place, link)
    seated = row.registrations.filter(status=Status.SEATED)
    taken = seated.count()
    if seats < taken:
        raise Refusal(
            ngettext(
                "%(count)s person has a seat already: leave as many seats.",
                "%(count)s people have a seat already: leave as many seats.",
                taken,
            )
            % {"count": taken},
            field="seats",
        )
    now = {"starts_at": starts_at, "ends_at": ends_at, "place": place, "link": link}
    has_moved = any(getattr(row, name) != value for name, value in now.items())
    for name, value in now.items():
        setattr(row, name, value)
    row.seats = seats
    row.save()
    if has_moved:
        letters.tell_each(_with_people(seated), "workshop_change", "moved", method="REQUEST")
        waiting = row.registrations.filter(status=Status.WAITING)
        letters.tell_each(_with_people(waiting), "workshop_change", "moved_waiting")
    _seat_waiting(row)
    audit.record("workshop.changed", by=by, on=row, starts_at=starts_at.isoformat(), seats=seats)
    return row


@transaction.atomic
def cancel(workshop: Workshop, *, reason: str, by: Person) -> None:
    """Cancel a date; everybody with a seat or waiting is told why. Twice is once."""
    _may(workshop.module, by)
    row = _locked(workshop)
    if row.cancelled_at:
        return
    _check_to_come(row)
    if not reason.strip():
        raise Refusal(_("Say why: people read it in their letter."), field="reason")
    row.cancelled_at, row.cancel_reason = timezone.now(), reason.strip()[:300]
    row.save(update_fields=["cancelled_at", "cancel_reason"])
    for status, method in ((Status.SEATED, "CANCEL"), (Status.WAITING, "")):
        rows = _with_people(row.registrations.filter(status=status))
        letters.tell_each(
            rows, "workshop_change", "cancelled", method=method, reason=row.cancel_reason
        )
    audit.record("workshop.cancelled", by=by, on=row)


@transaction.atomic
def join(workshop: Workshop, *, by: Person) -> Registration:
    """Ask for a seat: a free one, else a place on the waiting list. Twice is once.

    The row of the workshop is locked, so that two people never get the last seat. Refuses a date
    that has begun or was cancelled, and a second date of the same workshop.
    """
    # Two dates of one workshop asked for at the same moment: one after the other.
    Module.objects.select_for_update(of=("self",), no_key=True).get(pk=workshop.module_id)
    row = _own(workshop, by)
    _check_to_come(row)
    others = Registration.objects.filter(
        person=by,
        workshop__module=row.module_id,
        workshop__cancelled_at=None,
        workshop__ends_at__gt=timezone.now(),
    ).exclude(status=Status.LEFT)
    if others.exclude(workshop=row).exists():
        raise Refusal(_("You have another date of this workshop. Give that one back first."))
    known = row.registrations.filter(person=by).first()
    if known and known.status != Status.LEFT:
        return known
    counts = row.registrations.values_list("status", flat=True)
    taken = sum(one == Status.SEATED for one in counts)
    waiting = sum(one == Status.WAITING for one in counts)
    made = known or Registration(workshop=row, person=by)
    free = seating.has_seat(row.seats, taken, waiting)
    made.status = Status.SEATED if free else Status.WAITING
    made.asked_at, made.attended = timezone.now(), None
    made.save()
    made.workshop = row
    letters.tell(made, "seated" if free else "waiting")
    audit.record("workshop.joined", by=by, on=row, status=made.status)
    return made


@transaction.atomic
def leave(workshop: Workshop, *, by: Person) -> None:
    """Give a seat (or a place on the waiting list) back; who waits first gets it. Twice is once."""
    row = _locked(workshop)
    mine = _with_people(row.registrations.filter(person=by)).first()
    if mine is None or mine.status == Status.LEFT:
        return
    _check_to_come(row)
    had_seat = mine.status == Status.SEATED
    mine.status = Status.LEFT
    mine.save(update_fields=["status"])
    if had_seat:
        letters.tell(mine, "left")
        _seat_waiting(row)
    audit.record("workshop.left", by=by, on=row)


def _seat_waiting(workshop: Workshop) -> None:
    """Give free seats to those who wait; needs the workshop locked."""
    rows = workshop.registrations
    queue = list(_with_people(rows.filter(_TAKES_PART, status=Status.WAITING)))
    taken = rows.filter(status=Status.SEATED).count()
    for one in seating.promoted(workshop.seats, taken, queue):
        one.status = Status.SEATED
        one.save(update_fields=["status"])
        letters.tell(one, "promoted")


def release() -> int:
    """Free the seats of people who do not take part any more; how many. For the timetable.

    Whoever had a seat is told, so that the date leaves their calendar.
    """
    gone = Registration.objects.exclude(status=Status.LEFT).filter(
        ~_TAKES_PART, workshop__cancelled_at=None, workshop__starts_at__gt=timezone.now()
    )
    freed = 0
    for workshop in Workshop.objects.filter(pk__in=gone.values("workshop")).order_by("pk"):
        with transaction.atomic():
            row = _locked(workshop)
            leavers = list(_with_people(gone.filter(workshop=row)))
            Registration.objects.filter(pk__in=[one.pk for one in leavers]).update(
                status=Status.LEFT
            )
            for one in leavers:
                if one.status == Status.SEATED:
                    letters.tell(one, "left")
            freed += len(leavers)
            _seat_waiting(row)
    return freed


def stamp(workshop: Workshop) -> str:
    """When attendance was last ticked, for a page to hand back; "" when it never was."""
    return workshop.ticked_at.isoformat() if workshop.ticked_at else ""


@transaction.atomic
def tick(
    workshop: Workshop, *, present: Collection[int], seen: str | None = None, by: Person
) -> None:
    """Say who was there (keys of registrations): for them the module is done.

    By the trainer or who steers, once the workshop has begun; may be corrected, and then a module
    is done for whoever was at one of its dates. Those on the waiting list may have come too.
    Nothing is said about ``by`` themself: that is for somebody else. :class:`Overtaken` when it
    would change what was ticked since ``seen``, the :func:`stamp` of the page.
    """
    if not access.tickable(by).filter(pk=workshop.pk).exists():
        raise Refusal(_("Only the trainer and those who steer the programme tick who was there."))
    row = _locked(workshop)
    check_not_closed(row.module.programme)
    if row.cancelled_at or row.starts_at > timezone.now():
        raise Refusal(_("Tick who was there once the workshop has begun."))
    registrations = row.registrations.exclude(status=Status.LEFT).exclude(person=by)
    changed = []
    for one in registrations.select_related("person").order_by("pk"):
        if one.attended != (one.pk in present):
            one.attended = one.pk in present
            changed.append(one)
    if seen not in (None, stamp(row)):
        if not changed:
            return
        raise Overtaken(
            _(
                "Somebody else has ticked since you opened this page. Your ticks are kept, and "
                "where theirs differ it is said: look again, then save."
            )
        )
    Registration.objects.bulk_update(changed, ["attended"])
    for one in changed:
        if one.attended:
            reading.complete(row.module, one.person, by=by)
        else:
            _undo(row.module, one.person)
    row.ticked_at = timezone.now()
    row.save(update_fields=["ticked_at"])
    there = registrations.filter(attended=True).count()
    audit.record("workshop.ticked", by=by, on=row, present=there)


def _undo(module: Module, person: Person) -> None:
    elsewhere = Registration.objects.filter(
        person=person, workshop__module=module, attended=True
    ).exists()
    if not elsewhere:
        Progress.objects.filter(module=module, person=person).update(done_at=None)


def remind() -> int:
    """Remind those with a seat the day before, once per date; how many dates. For the timetable."""
    now = timezone.now()
    soon = Workshop.objects.standing().filter(starts_at__gt=now, starts_at__lte=now + REMINDED)
    rows = list(soon.select_related("module__programme", "module__trainer__person"))
    for row in rows:
        seated = _with_people(row.registrations.filter(status=Status.SEATED))
        letters.tell_each(seated, "workshop_reminder", f"{row.starts_at:%Y%m%d%H%M}")
    return len(rows)


def _may(module: Module, by: Person) -> None:
    check_steers(module.programme, by)
    check_not_closed(module.programme)


def _own(workshop: Workshop, by: Person) -> Workshop:
    row = _locked(workshop)
    check_not_closed(row.module.programme)
    if not access.own_workshops(by).filter(pk=row.pk).exists():
        raise Refusal(_("This workshop is not part of your training any more."))
    return row


def _locked(workshop: Workshop) -> Workshop:
    rows = Workshop.objects.select_for_update(of=("self",))
    return rows.select_related("module__programme", "module__trainer__person").get(pk=workshop.pk)


def _with_people(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    loaded: Any = rows.select_related(
        "person", "workshop__module__programme", "workshop__module__trainer__person"
    )
    return loaded.order_by("asked_at", "pk")


def _check_to_come(workshop: Workshop) -> None:
    if workshop.cancelled_at:
        raise Refusal(_("This date was cancelled."))
    if workshop.starts_at <= timezone.now():
        raise Refusal(_("This workshop has begun or is over."))


def _check_times(starts_at: datetime, ends_at: datetime) -> None:
    if starts_at <= timezone.now():
        raise Refusal(_("This date is past. Choose one to come."), field="day")
    if starts_at > timezone.now() + MOST_YEARS_AHEAD:
        raise Refusal(_("This date is too far away."), field="day")
    if ends_at <= starts_at:
        raise Refusal(_("It ends before it starts."), field="until")
    if ends_at - starts_at > LONGEST:
        raise Refusal(_("It lasts more than twelve hours."), field="until")


def _check_place(place: str, link: str) -> None:
    if not (place or link):
        raise Refusal(_("Say where: a room, a link, or both."), field="place")
