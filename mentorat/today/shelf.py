"""What a person has and may have: pairs, seats, programmes, and programmes on offer."""

from typing import TypedDict

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import get_language

from communication import access as communication_access
from communication.models import told
from companies import walls
from pairings import access as pairings_access
from pairings.models import Pairing
from people.models import Person
from programmes import access as programmes_access
from programmes import offers as on_offer


class Pair(TypedDict):
    """One running pairing of one's own: the partner, the programme, the number of sessions."""

    partner: Person
    programme: str
    sessions: int
    url: str


def pairs(person: Person) -> list[Pair]:
    """Own running pairings."""
    rows = pairings_access.own(person).filter(status=Pairing.Status.ACTIVE)
    counted = rows.annotate(sessions_held=Count("sessions")).select_related(
        "programme", "mentor__person", "mentee__person"
    )
    return [
        Pair(
            partner=row.partner_of(person),
            programme=row.programme.name,
            sessions=row.sessions_held,
            url=reverse("pairings:detail", args=[row.public_id]),
        )
        for row in counted.order_by("started_on", "pk")
    ]


class Offer(TypedDict):
    """A programme or an event that is there for this person: name, a line about it, its page."""

    name: str
    words: str
    url: str


def offers(person: Person) -> list[Offer]:
    """Programmes that this person has no part in and may ask to join."""
    return [
        Offer(name=one.programme.name, words=one.words, url=one.url) for one in on_offer.of(person)
    ]


def seats(person: Person) -> list[Offer]:
    """Events to come at which this person has a seat, at the hours of the company."""
    zone = walls.zone(walls.current())
    return [
        Offer(
            name=told(row.event, "title", (get_language() or "fr")[:2]),
            words=formats.date_format(
                timezone.localtime(row.event.starts_at, zone), "DATETIME_FORMAT"
            ),
            url=reverse("communication:event", args=[row.event.public_id]),
        )
        for row in communication_access.own_seats(person)
    ]


class Summary(TypedDict):
    """One programme in a line: who takes part and how many pairs there are."""

    name: str
    status: str
    tone: str
    people: int
    pairs: int
    url: str


def programmes(person: Person) -> list[Summary]:
    """Programmes that this person steers or sponsors, the living ones first."""
    rows = programmes_access.reported(person).annotate(
        people=Count("enrolments", Q(enrolments__status="accepted"), distinct=True),
        pairs=Count("pairings", distinct=True),
    )
    tones = {"draft": "neutral", "open": "info", "running": "ok", "closed": "neutral"}
    return [
        Summary(
            name=row.name,
            status=row.get_status_display(),
            tone=tones[row.status],
            people=row.people,
            pairs=row.pairs,
            url=reverse("programmes:detail", args=[row.public_id]),
        )
        for row in rows.order_by("-starts_on", "name")
    ]
