"""The key of an account is in the letter of its owner, and nowhere else."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communication.actions import announcement, delivery, letters
from communication.models import Announcement, Delivery
from companies.models import Company
from people.actions import invitation
from people.models import AuditEntry, Mail, Person
from tests import factories

type AsPerson = Callable[[Person | None], Client]


@pytest.fixture
def newcomer(company: Company) -> Person:
    """Somebody who has not opened their account."""
    person: Person = factories.PersonFactory(joined_at=None, password="")
    return person


def about(person: Person, **facts: object) -> Announcement:
    """A message to those who have not answered; ``person`` is one of them."""
    row: Announcement = factories.AnnouncementFactory(audience="unanswered", **facts)
    factories.EnrolmentFactory(
        programme=row.programme, person=person, status="invited", answered_at=None
    )
    return row


def test_a_preview_shows_nobody_the_key_of_an_account(
    bob: Person, newcomer: Person, as_person: AsPerson
) -> None:
    row = about(newcomer)
    factories.ResponsibilityFactory(programme=row.programme, person=bob, role="director")
    address = reverse("communication:message", args=[row.public_id])
    page = as_person(bob).get(f"{address}?reader={newcomer.public_id}&language=fr")
    assert page.context["reader"] == newcomer
    assert "/invitation/" not in page.content.decode()
    assert page.context["words"].keeps_key
    joined = about(bob)
    part = joined.programme.enrolments.get(person=bob)
    words = letters.Composer(joined).words(bob, part, "fr")
    assert "/enrolments/" in words.link and not words.keeps_key


def test_their_own_letter_opens_their_account(newcomer: Person) -> None:
    about(newcomer, status="scheduled", send_at=timezone.now() - dt.timedelta(minutes=1))
    assert delivery.send_due() == 1
    link = Mail.objects.get(person=newcomer).context["link"]
    assert invitation.read(link.rsplit("/invitation/")[1].strip("/")) == newcomer


def test_a_test_to_oneself_holds_no_key(alice: Person, newcomer: Person) -> None:
    Person.objects.filter(pk=alice.pk).update(joined_at=None)
    alice.refresh_from_db()
    announcement.try_out(about(alice), language="fr", by=alice)
    assert "/invitation/" not in json.dumps(Mail.objects.get().context)


def test_neither_the_message_its_report_nor_the_journal_holds_a_key(
    alice: Person, newcomer: Person, as_person: AsPerson
) -> None:
    row = about(newcomer, status="scheduled", send_at=timezone.now() - dt.timedelta(minutes=1))
    delivery.send_due()
    Mail.objects.update(status="failed")
    browser = as_person(alice)
    message = reverse("communication:message", args=[row.public_id])
    calendar = reverse("communication:calendar", args=[row.programme.public_id])
    pages = [browser.get(one) for one in (message, calendar, reverse("people:journal"))]
    assert str(newcomer) in pages[0].content.decode()
    kept = [*Announcement.objects.all(), *Delivery.objects.all(), *AuditEntry.objects.all()]
    told = serializers.serialize("json", kept)
    for text in (told, *(one.content.decode() for one in pages)):
        assert "/invitation/" not in text
