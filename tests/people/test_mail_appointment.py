"""A letter about an appointment carries it as a calendar file."""

from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from icalendar import Calendar

from people.actions import mail
from people.models import Mail, Person

FACTS = {
    "uid": "1@aubepine.mentorat",
    "sequence": 2,
    "start": "2026-12-03T13:30:00+00:00",
    "end": "2026-12-03T15:30:00+00:00",
    "title": "Listening",
    "place": "Lyon",
    "description": "",
    "method": "REQUEST",
}


def _delivered(
    person: Person, outbox: list[EmailMultiAlternatives], **context: Any
) -> EmailMultiAlternatives:
    row = mail.post(
        "programme_role", to=person, key=None, programme="P", role="director", **context
    )
    assert row is not None
    mail.deliver(row.pk)
    assert Mail.objects.get(pk=row.pk).status == Mail.Status.SENT
    return outbox[-1]


def test_the_appointment_goes_along_as_a_calendar_part(
    bob: Person, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    message: Any = _delivered(bob, mailoutbox, appointment=FACTS).message()
    (part,) = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    assert part.get_filename() == "invitation.ics"
    (event,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert (str(event["summary"]), int(event["sequence"])) == ("Listening", 2)
    assert str(event["attendee"]) == f"mailto:{bob.email}"


def test_other_letters_carry_nothing(bob: Person, mailoutbox: list[EmailMultiAlternatives]) -> None:
    assert _delivered(bob, mailoutbox).attachments == []


@pytest.mark.parametrize("address", ['"bob; leclerc"@aubepine.example'])
def test_an_odd_address_still_gets_its_letter(
    bob: Person, address: str, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    Person.objects.filter(pk=bob.pk).update(email=address)
    bob.refresh_from_db()
    assert _delivered(bob, mailoutbox, appointment=FACTS).attachments
