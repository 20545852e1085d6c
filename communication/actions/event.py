"""Plans, moves and cancels events; gives out their seats, notes who came."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from communication import access
from communication.actions import letters
from communication.models import Event, Registration
from companies import versions
from companies.errors import Refusal
from people import audit
from people.models import Person
from programmes.actions import guard
from programmes.models import Programme

MOST_SEATS = 2000
REMINDED = timedelta(hours=30)
"""How long before the start somebody with a seat is reminded."""
_TOLD = ("title_fr", "title_en", "starts_at", "ends_at", "place")
"""What a calendar shows: when one of these changes, it is told."""
_QUIET = ("kind", "seats", "description_fr", "description_en")
_LONGEST = {"title": 120, "description": 2000}


@transaction.atomic
def plan(programme: Programme, *, by: Person, **facts: Any) -> Event:
    """Add an event: kind, titles and descriptions in both languages, times, place, seats.

    Refuses an event without a title or place, in the past, that ends before it begins or after
    more than a day, too many seats, and a closed programme.
    """
    guard.check_steers(programme, by)
    guard.check_not_closed(programme)
    row = Event(programme=programme, created_by=by)
    _put(row, facts)
    row.save()
    audit.record("event.planned", by=by, on=row)
    return row


@transaction.atomic
def change(event: Event, *, by: Person, seen: str | None = None, **facts: Any) -> Event:
    """Change an event; everybody registered is told when, where or what has changed.

    With more seats, those who wait move up. Refuses what :func:`plan` refuses, an event that has
    begun or is cancelled, and fewer seats than are taken. ``seen`` is the fingerprint of the
    :func:`values` that were changed: :class:`Overtaken` is raised when somebody else has changed
    them since.
    """
    row = _open(event, by)
    versions.check(seen, versions.fingerprint(values(row)))
    before = [getattr(row, name) for name in _TOLD]
    _put(row, facts)
    taken = row.registrations.seated().count()
    if row.seats < taken:
        raise Refusal(
            _("%(count)d seats are taken: there cannot be fewer.") % {"count": taken},
            field="seats",
        )
    row.save()
    if before != [getattr(row, name) for name in _TOLD]:
        _tell_all(row, "moved")
    _move_up(row)
    audit.record("event.changed", by=by, on=row)
    return row


def values(row: Event) -> dict[str, Any]:
    """What may be changed of an event, as it is now."""
    return {name: getattr(row, name) for name in (*_TOLD, *_QUIET)}


@transaction.atomic
def cancel(event: Event, *, by: Person) -> Event:
    """Cancel an event and take it out of every calendar. Refuses one that has begun."""
    row = _open(event, by)
    row.cancelled_at = timezone.now()
    row.save(update_fields=["cancelled_at"])
    _tell_all(row, "cancelled")
    audit.record("event.cancelled", by=by, on=row)
    return row


def _tell_all(row: Event, occasion: str) -> None:
    for rows, what in (
        (row.registrations.seated(), occasion),
        (row.registrations.waiting(), f"{occasion}_waiting"),
    ):
        letters.tell(rows.select_related("event__programme", "person"), what)


def _put(row: Event, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value.replace("\0", "").strip() if isinstance(value, str) else value)
    if not (row.title_fr or row.title_en):
        raise Refusal(_("Give the event a title, in one language at least."), field="title_fr")
    for name, most in _LONGEST.items():
        for field in (f"{name}_fr", f"{name}_en"):
            if len(getattr(row, field)) > most:
                raise Refusal(_("This text is too long."), field=field)
    if not row.place or len(row.place) > 200:
        raise Refusal(
            _("Say where it takes place: a room, or an address on the web."), field="place"
        )
    if row.kind not in Event.Kind.values:
        raise Refusal(_("Choose one of those listed."), field="kind")
    if not 1 <= row.seats <= MOST_SEATS:
        raise Refusal(_("An event has 1 to %(most)d seats.") % {"most": MOST_SEATS}, field="seats")
    _check_times(row.starts_at, row.ends_at)


def _check_times(starts_at: datetime, ends_at: datetime) -> None:
    now = timezone.now()
    if starts_at <= now:
        raise Refusal(_("This moment has passed. Choose a later one."), field="day")
    if starts_at > now + guard.MOST_YEARS_AHEAD:
        raise Refusal(_("This day is too far away."), field="day")
    if ends_at <= starts_at:
        raise Refusal(_("It ends after it begins."), field="until")


@transaction.atomic
def register(event: Event, *, by: Person) -> Registration:
    """Take a seat, or a place on the waiting list when there is none; asked twice, once.

    Seats are counted while the event is locked. Refuses an event that ``by`` may not see, has
    begun or is cancelled.
    """
    row = _locked(event)
    if not access.events(by).filter(pk=row.pk).exists() or not row.is_open:
        raise Refusal(_("Nobody can register for this event any more."))
    mine = Registration.objects.filter(event=row, person=by).first()
    if mine is not None and mine.status != Registration.Status.GIVEN_UP:
        return mine
    mine = mine or Registration(event=row, person=by)
    taken = row.registrations.seated().count()
    is_free = taken < row.seats
    mine.status = Registration.Status.SEATED if is_free else Registration.Status.WAITING
    mine.asked_at = timezone.now()
    mine.save()
    letters.tell([mine], "seated" if is_free else "waiting")
    audit.record("event.registered", by=by, on=row, has_seat=is_free)
    return mine


@transaction.atomic
def give_up(event: Event, *, by: Person) -> None:
    """Give the seat or the place on the list back; the first who waits gets the seat.

    Does nothing for whoever has neither. Refuses once the event has begun.
    """
    row = _locked(event)
    if not row.is_open:
        raise Refusal(_("The event has begun or is cancelled."))
    rows = Registration.objects.exclude(status=Registration.Status.GIVEN_UP)
    mine = rows.select_related("event__programme", "person").filter(event=row, person=by).first()
    if mine is None:
        return
    had_seat = mine.status == Registration.Status.SEATED
    mine.status = Registration.Status.GIVEN_UP
    mine.save(update_fields=["status"])
    if had_seat:
        letters.tell([mine], "given_up")
        _move_up(row)
    audit.record("event.given_up", by=by, on=row)


def _move_up(row: Event) -> None:
    """Give free seats to those who wait, in their turn; who has left the company is passed over."""
    free = row.seats - row.registrations.seated().count()
    waiting = row.registrations.waiting().exclude(person__status=Person.Status.LEFT)
    lucky = list(waiting.select_related("event__programme", "person")[: max(0, free)])
    for one in lucky:
        one.status = Registration.Status.SEATED
    Registration.objects.bulk_update(lucky, ["status"])
    letters.tell(lucky, "promoted")


def release() -> int:
    """Free the seats of people who have left the company; how many. For the timetable.

    Those who wait move up. What has begun stays as it was.
    """
    gone = Registration.objects.exclude(status=Registration.Status.GIVEN_UP).filter(
        person__status=Person.Status.LEFT, event__in=Event.objects.coming().order_by()
    )
    freed = 0
    for event in Event.objects.filter(pk__in=gone.values("event")).order_by("pk"):
        with transaction.atomic():
            row = _locked(event)
            count = gone.filter(event=row).update(status=Registration.Status.GIVEN_UP)
            if count:
                _move_up(row)
            freed += count
    return freed


def remind() -> int:
    """Remind those who asked for their seat earlier, once per event and hour; how many letters.

    For the timetable.
    """
    soon = Event.objects.coming().filter(starts_at__lte=timezone.now() + REMINDED)
    seated = Registration.objects.seated().filter(
        event__in=soon, asked_at__lt=F("event__starts_at") - REMINDED
    )
    return letters.remind(seated.select_related("event__programme", "person"))


@transaction.atomic
def note_attendance(event: Event, *, came: Collection[int], by: Person) -> int:
    """Note who of those with a seat came, by the keys of their registrations; how many came.

    Refuses before the event has begun, and a cancelled one.
    """
    guard.check_steers(event.programme, by)
    row = _locked(event)
    if row.cancelled_at or not row.has_begun:
        raise Refusal(_("Who came is noted once the event has begun."))
    seated = list(row.registrations.seated())
    for one in seated:
        one.attended = one.pk in came
    Registration.objects.bulk_update(seated, ["attended"])
    count = sum(bool(one.attended) for one in seated)
    audit.record("event.attended", by=by, on=row, people=count)
    return count


def _open(event: Event, by: Person) -> Event:
    guard.check_steers(event.programme, by)
    row = _locked(event)
    if not row.is_open:
        raise Refusal(_("The event has begun or is cancelled: it stays as it is."))
    return row


def _locked(event: Event) -> Event:
    rows = Event.objects.select_related("programme").select_for_update(of=("self",))
    return rows.get(pk=event.pk)
