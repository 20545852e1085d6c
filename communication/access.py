"""Who may steer what people hear of a programme, who reads it, and whom a message reaches."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from communication.models import (
    Announcement,
    Delivery,
    Event,
    EventQuerySet,
    LandingPage,
    Registration,
    RegistrationQuerySet,
    Unsubscription,
    Wish,
)
from people.models import Person, PersonQuerySet
from programmes import access as programmes_access
from programmes.models import Enrolment, Programme

_UNITS = ("site", "function", "department")
_PARTS: dict[str, dict[str, Any]] = {
    Announcement.Audience.MENTORS: {"role": Enrolment.Role.MENTOR},
    Announcement.Audience.MENTEES: {"role": Enrolment.Role.MENTEE},
    Announcement.Audience.TAKING_PART: {"status": Enrolment.Status.ACCEPTED},
    Announcement.Audience.UNANSWERED: {"status": Enrolment.Status.INVITED},
}
"""What a part in the programme looks like for an audience; everybody else needs none."""


def announcements(person: Person) -> QuerySet[Announcement]:
    """Messages of the programmes that ``person`` steers."""
    rows = Announcement.objects.filter(programme__in=programmes_access.steered(person))
    return rows.select_related("programme")


def repeatable(programme: Programme) -> QuerySet[Announcement]:
    """Messages that the next cohort may be told too, in their order: all but the cancelled ones."""
    rows = Announcement.objects.filter(programme=programme)
    return rows.exclude(status=Announcement.Status.CANCELLED).order_by("send_at", "pk")


def landing(programme: Programme) -> LandingPage | None:
    """The page of a programme, published or not."""
    return LandingPage.objects.filter(programme=programme).first()


def published(programme: Programme) -> LandingPage | None:
    """The page that everybody of the company may read, if there is one."""
    return LandingPage.objects.filter(programme=programme, published_at__isnull=False).first()


def presented(person: Person) -> QuerySet[Programme]:
    """Programmes whose page ``person`` may open: published ones, and those they steer."""
    mine = programmes_access.steered(person).values("pk")
    return Programme.objects.filter(Q(landing__published_at__isnull=False) | Q(pk__in=mine))


def offered(person: Person) -> QuerySet[Programme]:
    """Programmes that take people in, presented to everybody, without a part of ``person``."""
    own = Enrolment.objects.of(person).filter(programme=OuterRef("pk"))
    return (
        Programme.objects.taking(timezone.localdate())
        .filter(landing__published_at__isnull=False)
        .exclude(Exists(own.exclude(status__in=_SAID_NO)))
        .order_by("enrol_until", "pk")
    )


_SAID_NO = (Enrolment.Status.DECLINED, Enrolment.Status.WITHDRAWN)


def wishes(person: Person) -> QuerySet[Wish]:
    """Wishes that ``person`` may settle: those about programmes they steer."""
    rows = Wish.objects.filter(programme__in=programmes_access.steered(person))
    return rows.select_related("person", "programme")


def own_wishes(person: Person) -> QuerySet[Wish]:
    """Wishes of ``person`` that nobody has answered yet."""
    return Wish.objects.filter(person=person, status=Wish.Status.WAITING)


def own_wish(person: Person, programme: Programme) -> Wish | None:
    """What ``person`` has said about taking part."""
    return Wish.objects.filter(person=person, programme=programme).first()


def own_enrolment(person: Person, programme: Programme) -> Enrolment | None:
    """The part that ``person`` has, or is asked to have, in a programme; not one they refused."""
    rows = Enrolment.objects.of(person).filter(programme=programme)
    return rows.exclude(status__in=_SAID_NO).first()


def known_enrolment(person: Person, programme: Programme) -> Enrolment | None:
    """The part that ``person`` knows of: a draft invites nobody yet.

    Their place on the list of a draft they know when it answered their own wish.
    """
    part = own_enrolment(person, programme)
    is_secret = (
        part is not None
        and part.status == Enrolment.Status.INVITED
        and programme.status == Programme.Status.DRAFT
        and not Wish.objects.filter(
            person=person, programme=programme, status=Wish.Status.INVITED
        ).exists()
    )
    return None if is_secret else part


def events(person: Person) -> EventQuerySet:
    """Events that ``person`` may open: of presented programmes and of those they belong to.

    Whoever has a seat or waits for one opens it whatever becomes of the page.
    """
    pages, own = presented(person).values("pk"), programmes_access.programmes(person).values("pk")
    asked = Registration.objects.filter(person=person).exclude(status=Registration.Status.GIVEN_UP)
    rows: EventQuerySet = Event.objects.filter(
        Q(programme__in=pages) | Q(programme__in=own) | Q(pk__in=asked.values("event"))
    )
    return rows.select_related("programme")


def steered_events(person: Person) -> EventQuerySet:
    """Events of the programmes that ``person`` steers."""
    rows: EventQuerySet = Event.objects.filter(programme__in=programmes_access.steered(person))
    return rows.select_related("programme")


def own_registration(person: Person, event: Event) -> Registration | None:
    """The seat of ``person``, their place on the list, or that they gave it up."""
    return Registration.objects.filter(person=person, event=event).first()


def own_seats(person: Person) -> RegistrationQuerySet:
    """Seats of ``person`` at events to come, the next first."""
    rows = Registration.objects.seated().filter(
        person=person, event__in=Event.objects.coming().order_by()
    )
    return rows.select_related("event").order_by("event__starts_at", "pk")


def unsubscribed(person: Person) -> bool:
    """Whether ``person`` wants no announcements about programmes they are not part of."""
    return Unsubscription.objects.filter(person=person).exists()


def whole_audience(announcement: Announcement) -> PersonQuerySet:
    """Everybody that a message is meant for, whatever they asked for."""
    rows: PersonQuerySet = Person.objects.present()
    for unit in _UNITS:
        if chosen := getattr(announcement, f"{unit}s"):
            rows = rows.filter(**{f"{unit}__in": chosen})
    wanted = _PARTS.get(announcement.audience)
    if wanted is None:
        return rows.filter(status=Person.Status.ACTIVE)
    parts = Enrolment.objects.filter(programme=announcement.programme_id, **wanted)
    return rows.filter(pk__in=parts.exclude(status__in=_SAID_NO).values("person"))


def audience(announcement: Announcement) -> PersonQuerySet:
    """Whom a message reaches: a message for everybody leaves out who wants none."""
    rows = whole_audience(announcement)
    if announcement.is_for_everybody:
        rows = rows.exclude(pk__in=Unsubscription.objects.values("person"))
    return rows


def left_to_write(announcement: Announcement) -> PersonQuerySet:
    """Those of the audience for whom no letter has been written."""
    written = Delivery.objects.filter(announcement=announcement).values("person")
    return audience(announcement).exclude(pk__in=written)


def units(name: str) -> list[str]:
    """The company's sites, functions or departments, in alphabetical order."""
    rows = Person.objects.filter(status=Person.Status.ACTIVE).exclude(**{name: ""})
    return sorted(set(rows.values_list(name, flat=True)), key=str.casefold)


def answers(programme: Programme, people: Iterable[Person]) -> dict[int, Enrolment]:
    """The part of each of these persons in a programme, by the person's key."""
    rows = Enrolment.objects.filter(programme=programme, person__in=list(people))
    return {row.person_id: row for row in rows.exclude(status__in=_SAID_NO)}
