"""Composes what one person reads of a message or an event, and writes it to the outbox."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communication import access, placeholders
from communication.models import Announcement, Event, Registration, told
from companies import keys, walls
from people.actions import invitation, mail
from people.models import Person
from programmes import access as programmes_access
from programmes.models import Enrolment, Programme


@dataclass(frozen=True)
class Words:
    """What one person reads: subject on one line, body in Markdown, address of the button."""

    subject: str
    body: str
    link: str
    missing: list[str] = field(default_factory=list)


class Composer:
    """Writes one message for many people; what they share is looked up once per language."""

    def __init__(self, announcement: Announcement) -> None:
        self.announcement = announcement
        self.programme: Programme = announcement.programme
        self.company = walls.current()
        self.site = walls.address("")
        self._shared: dict[str, dict[str, str]] = {}

    def words(self, person: Person, part: Enrolment | None, language: str) -> Words:
        """What ``person`` reads in a language; ``part`` is theirs in the programme, if any."""
        link = self.link(person, part)
        values = {**self._values(language), "given_name": person.given_name, "link": link}
        if part is not None and part.answer_by:
            with translation.override(language):
                values["answer_by"] = date_format(part.answer_by)
        subject = told(self.announcement, "subject", language)
        body = told(self.announcement, "body", language)
        return Words(
            subject=placeholders.fill(subject, values),
            body=placeholders.fill_markdown(body, values),
            link=link,
            missing=placeholders.missing(f"{subject}\n{body}", values),
        )

    def link(self, person: Person, part: Enrolment | None) -> str:
        """The page that concerns ``person``: their answer, the programme, or its presentation."""
        programme = self.programme
        if part is not None and programme.status != Programme.Status.DRAFT:
            if not person.joined_at:
                return invitation.link(person, self.site)
            if part.status == Enrolment.Status.INVITED:
                return self.site + reverse("selection:answer", args=[part.public_id])
            return self.site + reverse("programmes:detail", args=[programme.public_id])
        if self._is_presented:
            return self.site + reverse("communication:page", args=[programme.public_id])
        return self.site + reverse("home")

    @cached_property
    def _is_presented(self) -> bool:
        return access.published(self.programme) is not None

    def _values(self, language: str) -> Mapping[str, str]:
        """What the message may name, the same for every reader of a language."""
        if language not in self._shared:
            with translation.override(language), timezone.override(walls.zone(self.company)):
                self._shared[language] = self._look_up(language)
        return self._shared[language]

    def _look_up(self, language: str) -> dict[str, str]:
        programme = self.programme
        contact = programmes_access.contacts(programme).first()
        coming = Event.objects.coming().filter(programme=programme).first()
        return {
            "programme": programme.name,
            "company": self.company.name,
            "contact": f"{contact} ({contact.email})" if contact else "",
            "starts_on": date_format(programme.starts_on),
            "ends_on": date_format(programme.ends_on),
            "answer_by": date_format(programme.enrol_until),
            "hours": str(programme.hours_expected),
            "event": _when(coming, language) if coming else "",
        }


def _when(event: Event, language: str) -> str:
    begins = timezone.localtime(event.starts_at)
    return _("%(title)s, %(day)s at %(hour)s") % {
        "title": told(event, "title", language),
        "day": date_format(begins),
        "hour": date_format(begins, "TIME_FORMAT"),
    }


def write(composer: Composer, people: Iterable[Person]) -> int:
    """Write the message to each of these people, once each; how many letters are new."""
    persons = list(people)
    parts = access.answers(composer.programme, persons)
    announcement = composer.announcement
    letters = []
    for person in persons:
        words = composer.words(person, parts.get(person.pk), mail.language_of(person))
        context = {
            "subject": words.subject,
            "body": words.body,
            "link": words.link,
            "programme": composer.programme.name,
            "unsubscribe": _way_out(composer, person),
            "is_test": False,
        }
        letters.append((person, context))
    return mail.post_each("announcement", letters, key=str(announcement.pk))


def try_out(announcement: Announcement, *, to: Person, language: str) -> None:
    """Write the message to whoever wrote it, in a language, as somebody without a part reads it."""
    composer = Composer(announcement)
    part = access.own_enrolment(to, announcement.programme)
    words = composer.words(to, part, language)
    mail.post(
        "announcement",
        to=to,
        key=None,
        subject=words.subject,
        body=words.body,
        link=words.link,
        programme=composer.programme.name,
        unsubscribe=_way_out(composer, to),
        is_test=True,
    )


def mail_key(announcement: Announcement, person_id: int) -> str:
    """The key under which the outbox holds the letter of a message to a person."""
    return f"announcement:{announcement.pk}:{person_id}"


def _way_out(composer: Composer, person: Person) -> str:
    """Where a reader says that they want no more; "" when the message is about their own part."""
    if not composer.announcement.is_for_everybody:
        return ""
    return composer.site + reverse("communication:stop_by_link", args=[token(person)])


def token(person: Person) -> str:
    """A signed token with which one person unsubscribes, in this company only."""
    return signing.dumps(person.public_id.hex, salt=keys.salt("announcements"))


def by_token(text: str) -> Person | None:
    """The person whose token it is; ``None`` when it was not signed here."""
    try:
        public_id = signing.loads(text, salt=keys.salt("announcements"))
    except signing.BadSignature:
        return None
    return Person.objects.present().filter(public_id=public_id).first()


def tell(registrations: Iterable[Registration], occasion: str) -> None:
    """Tell each person what became of their seat, with the appointment for their calendar.

    ``occasion``: ``seated``, ``promoted`` or ``moved`` put the event into the calendar,
    ``given_up`` and ``cancelled`` take it out; ``waiting``, ``moved_waiting`` and
    ``cancelled_waiting`` leave the calendar alone. Each letter about a calendar counts on, so that
    a later one replaces an earlier one. Needs each row's event and person loaded.
    """
    rows = list(registrations)
    touches = occasion in ("seated", "promoted", "moved", "given_up", "cancelled")
    if touches:
        for row in rows:
            row.sequence += 1
        Registration.objects.bulk_update(rows, ["sequence"])
    for row in rows:
        facts = _appointment(row, occasion) if touches else None
        mail.post("event", to=row.person, key=None, appointment=facts, **_facts(row, occasion))


def remind(registrations: Iterable[Registration]) -> int:
    """Remind each person of their event, once per moment at which it begins; how many letters.

    Needs each row's event and person loaded.
    """
    rows = {row: f"{row.event_id}:{row.event.starts_at:%Y%m%d%H%M}" for row in registrations}
    written = [
        mail.post("event", to=row.person, key=key, **_facts(row, "reminder"))
        for row, key in rows.items()
    ]
    return sum(one is not None for one in written)


def _facts(row: Registration, occasion: str) -> dict[str, str]:
    """What every letter about a seat says of the event, on the clock of the company."""
    event, zone = row.event, walls.zone(walls.current())
    return {
        "occasion": occasion,
        "title": told(event, "title", mail.language_of(row.person)),
        "programme": event.programme.name,
        "starts_at": timezone.localtime(event.starts_at, zone).isoformat(),
        "ends_at": timezone.localtime(event.ends_at, zone).isoformat(),
        "place": event.place,
        "link": _address(event),
    }


def _address(event: Event) -> str:
    return walls.address(reverse("communication:event", args=[event.public_id]))


def _appointment(row: Registration, occasion: str) -> dict[str, object]:
    event, language = row.event, mail.language_of(row.person)
    return {
        "uid": f"{event.public_id}@{walls.current().schema_name}.mentorat",
        "sequence": row.sequence - 1,
        "start": event.starts_at.isoformat(),
        "end": event.ends_at.isoformat(),
        "title": told(event, "title", language),
        "place": event.place,
        "description": f"{told(event, 'description', language)}\n\n{_address(event)}".strip(),
        "method": "CANCEL" if occasion in ("given_up", "cancelled") else "REQUEST",
    }
