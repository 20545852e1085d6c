"""Paused and cancelled means that nothing more leaves, letters in the outbox included."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communication.actions import announcement, delivery
from communication.models import Announcement, Delivery
from companies.errors import Refusal
from people.actions import mail
from people.models import Mail, Person
from tests import factories

type AsPerson = Callable[[Person | None], Client]
type Box = list[EmailMultiAlternatives]


@pytest.fixture
def sent(alice: Person, bob: Person, charlie: Person) -> Announcement:
    """A message whose three letters are written; Alice's has left."""
    row: Announcement = factories.AnnouncementFactory(
        status="scheduled", send_at=timezone.now() - dt.timedelta(minutes=1)
    )
    assert delivery.send_due() == 3
    mail.deliver(Mail.objects.get(person=alice).pk)
    return row


def try_to_deliver(ids: list[int]) -> None:
    for pk in (*ids, *mail.sweep()):
        mail.deliver(pk)


def test_cancelling_takes_back_the_letters_that_wait(
    sent: Announcement, alice: Person, mailoutbox: Box
) -> None:
    ids = list(Mail.objects.values_list("pk", flat=True))
    row = announcement.cancel(sent, by=alice)
    assert row.status == "cancelled" and row.finished_at is None
    try_to_deliver(ids)
    assert delivery.send_due() == 0
    assert [one.to for one in mailoutbox] == [[alice.email]]
    report = delivery.report(row)
    assert (report.sent, report.waiting, report.failed) == (1, 0, 0)
    assert not Mail.objects.filter(status="queued").exists()
    with pytest.raises(Refusal):
        announcement.cancel(sent, by=alice)


def test_a_pause_holds_the_letters_that_wait_and_each_leaves_once_afterwards(
    sent: Announcement, alice: Person, bob: Person, charlie: Person, mailoutbox: Box
) -> None:
    ids = list(Mail.objects.values_list("pk", flat=True))
    announcement.pause(sent, by=alice)
    try_to_deliver(ids)
    assert len(mailoutbox) == 1
    sent.refresh_from_db()
    report = delivery.report(sent)
    assert (sent.status, report.sent, report.waiting, report.left) == ("paused", 1, 0, 2)
    announcement.resume(sent, by=alice)
    assert [delivery.send_due(), delivery.send_due()] == [2, 0]
    try_to_deliver(list(Mail.objects.values_list("pk", flat=True)))
    assert {one.to[0] for one in mailoutbox} == {alice.email, bob.email, charlie.email}
    assert len(mailoutbox) == 3


def test_a_letter_being_sent_counts_as_left_and_is_caught_when_it_comes_back(
    sent: Announcement, alice: Person, bob: Person
) -> None:
    Mail.objects.filter(person=bob).update(status="sending", claimed_at=timezone.now())
    row = announcement.cancel(sent, by=alice)
    assert delivery.gone(row) == 2
    Mail.objects.filter(person=bob).update(status="queued")
    delivery.send_due()
    assert not Mail.objects.filter(person=bob).exists()
    assert not Delivery.objects.filter(person=bob).exists()


def test_letters_of_other_messages_are_left_alone(sent: Announcement, alice: Person) -> None:
    other = factories.AnnouncementFactory(
        programme=sent.programme, status="scheduled", send_at=timezone.now()
    )
    delivery.send_due()
    announcement.try_out(other, language="fr", by=alice)
    announcement.cancel(sent, by=alice)
    assert Mail.objects.filter(status="queued").count() == 4
    assert delivery.report(other).waiting == 3


@pytest.mark.parametrize("act", ["pause", "cancel"])
def test_the_page_says_how_many_had_left(
    sent: Announcement, alice: Person, as_person: AsPerson, act: str
) -> None:
    Person.objects.update(language="en")
    browser = as_person(alice)
    page = reverse("communication:message", args=[sent.public_id])
    assert f'value="{act}"' in browser.get(page).content.decode()
    steer = reverse("communication:steer", args=[sent.public_id])
    said = browser.post(steer, {"act": act}, follow=True).content.decode()
    assert "1 letter had left" in said
    Mail.objects.update(status="sent", sent_at=timezone.now())
    Announcement.objects.update(status="sent", finished_at=timezone.now())
    assert f'value="{act}"' not in browser.get(page).content.decode()
