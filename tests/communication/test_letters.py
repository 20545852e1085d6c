"""What arrives: words as words, links that lead here, appointments that calendars understand."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from icalendar import Calendar

from communication.actions import announcement, delivery, event
from communication.models import Announcement
from companies import mail as post_office
from companies.models import Company
from people.actions import mail
from people.models import Mail, Person
from tests import factories

ATTACKS = (
    "Zoé\r\nEND:VEVENT\r\nBEGIN:VALARM",
    "Salle; a, b: c\\n",
    "ATTACH:https://evil.example/x",
    "ORGANIZER:mailto:evil@evil.example",
    "é" * 100,
)


@pytest.mark.parametrize("words", ATTACKS)
def test_no_title_or_place_makes_a_line_of_the_calendar(
    words: str, alice: Person, bob: Person, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    programme = factories.LandingPageFactory().programme
    row = factories.EventFactory(
        programme=programme, title_fr=words[:100], place=words[:100], description_fr=words
    )
    event.register(row, by=bob)
    mail.deliver(Mail.objects.get().pk)
    parts = [one for one in mailoutbox[-1].message().walk() if "calendar" in one.get_content_type()]
    (part,) = parts
    assert part.get_param("method") == "REQUEST"
    read = Calendar.from_ical(part.get_payload(decode=True))
    (entry,) = read.walk("VEVENT")
    assert " ".join(str(entry["SUMMARY"]).split()) == " ".join(words[:100].split())
    assert " ".join(str(entry["LOCATION"]).split()) == " ".join(words[:100].split())
    assert not read.walk("VALARM") and "ATTACH" not in entry
    assert "evil" not in str(entry["ORGANIZER"])
    assert entry.decoded("DTSTART") == row.starts_at.replace(microsecond=0)


BODIES = (
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "<img src=//evil.example/x onerror=alert(1)>",
    "</mj-text><mj-raw><iframe src='//evil.example'></iframe></mj-raw>",
    "{% raw %}{{ person.password }}{% debug %}",
    "<style>*{}</style><mj-include path='/etc/passwd' />",
)


@pytest.mark.parametrize("body", BODIES)
def test_what_hr_writes_brings_no_script_picture_or_style(company: Company, body: str) -> None:
    context = {"subject": "S", "body": body, "link": "http://aubepine.localhost/", "is_test": True}
    facts = {**context, "programme": "P", "unsubscribe": "", "person": factories.PersonFactory()}
    letter = post_office.render("announcement", language="en", context=facts)
    assert not re.search(r"<(script|iframe|img(?! height)|style>\*)", letter.html)
    assert not re.search(r'(href|src)="(javascript|//)', letter.html)
    assert "person.password" not in body or "person.password" in letter.text
    assert letter.subject == "[Test] S"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_occasion_of_an_event_has_its_own_words(company: Company, language: str) -> None:
    occasions = ("seated", "promoted", "waiting", "moved", "moved_waiting", "given_up")
    told: list[Any] = []
    for occasion in (*occasions, "cancelled", "cancelled_waiting"):
        facts = {
            "person": factories.PersonFactory(),
            "occasion": occasion,
            "title": "Atelier",
            "programme": "Relève",
            "starts_at": "2027-01-15T14:00:00+01:00",
            "ends_at": "2027-01-15T16:00:00+01:00",
            "place": "Salle Loire",
            "link": "http://aubepine.localhost/events/1/",
        }
        told.append(post_office.render("event", language=language, context=facts))
    assert len({one.text for one in told}) == 8
    assert all("14:00" in one.text and "Salle Loire" in one.html for one in told)


def test_an_announcement_arrives_with_its_way_out(
    alice: Person, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    row = factories.AnnouncementFactory(
        status=Announcement.Status.SCHEDULED,
        send_at=announcement.timezone.now() - dt.timedelta(minutes=1),
    )
    delivery.send_due()
    mail.deliver(Mail.objects.get(person=alice).pk)
    (letter,) = mailoutbox
    assert letter.subject == f"Bientôt : {row.programme.name}"
    assert "/announcements/stop/" in str(letter.body)
    assert "Alice, voyez http://aubepine.localhost/" in str(letter.body)
    assert delivery.report(row).sent == 1
