"""What is kept about people: it is in their export, and goes when it must."""

import datetime as dt
import json

from django.utils import timezone

from communication.actions import delivery, event, subscription, wish
from communication.models import Announcement, Delivery, Registration, Unsubscription, Wish
from people.models import Person
from privacy.access import held
from privacy.actions import erasure, export, retention
from tests import factories
from tests.privacy.test_export import opened


def lived(bob: Person) -> Announcement:
    """Bob got a message, wished, took a seat, and wants no more announcements."""
    programme = factories.LandingPageFactory().programme
    row = factories.AnnouncementFactory(
        programme=programme,
        status=Announcement.Status.SCHEDULED,
        send_at=timezone.now() - dt.timedelta(minutes=1),
    )
    delivery.send_due()
    wish.make(programme, role="mentor", by=bob)
    event.register(factories.EventFactory(programme=programme), by=bob)
    subscription.choose(bob, wanted=False)
    return row


def test_all_of_it_is_in_ones_own_file(alice: Person, bob: Person) -> None:
    lived(bob)
    made = export.request(bob, by=bob)
    export.produce(made)
    data, _page = opened(export.take(made))
    text = json.dumps(data)
    for name in ("Delivery", "Wish", "Registration", "Unsubscription"):
        assert f"communication.{name}" in text, name


def test_an_erased_person_leaves_counts_and_no_wish(alice: Person, bob: Person) -> None:
    row = lived(bob)
    Person.objects.filter(pk=bob.pk).update(status="left", leaving_on=timezone.localdate())
    bob.refresh_from_db()
    erasure.erase(bob, by=alice, ground="left")
    assert not Wish.objects.exists() and not Unsubscription.objects.exists()
    assert delivery.report(row).written == 2
    assert Registration.objects.get().person.given_name != "Bob"


def test_a_programme_that_is_over_names_nobody(alice: Person, bob: Person) -> None:
    row = lived(bob)
    retention.anonymise(row.programme, held())
    assert not Delivery.objects.filter(person__in=[alice, bob]).exists()
    assert not Registration.objects.filter(person=bob).exists()
    assert not Wish.objects.filter(person=bob).exists()
    assert delivery.report(row).written == 2
