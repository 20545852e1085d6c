"""Two people, or two workers, act at the same moment: one seat, one letter."""

import datetime as dt
import time
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.utils import timezone

from communication.actions import delivery, event
from communication.models import Announcement, Delivery, Registration
from companies import walls
from people.models import Mail, Person
from programmes.models import Programme
from tests import factories
from tests.people.test_at_once import Other


@pytest.fixture
def people(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[list[Person]]:
    """Three people, committed; everything is removed afterwards."""
    with django_db_blocker.unblock(), walls.inside("aubepine"):
        yield [factories.PersonFactory() for _number in range(3)]
        factories.forget_journal()
        for model in (Programme, Mail, Person):
            model.objects.all().delete()


def until_waiting(count: int) -> None:
    """Come back when that many wait for something; the test fails when they do not."""
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] >= count:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")


def test_the_last_seat_asked_for_twice_at_once_goes_once(people: list[Person]) -> None:
    programme = factories.LandingPageFactory().programme
    row = factories.EventFactory(programme=programme, seats=1)
    with transaction.atomic():
        event.register(row, by=people[0])
        others = [Other(lambda one=one: event.register(row, by=one)) for one in people[1:]]
        until_waiting(len(others))
    for other in others:
        other.join(timeout=20)
    assert [other.failed for other in others] == ["", ""]
    found = Registration.objects.order_by("asked_at").values_list("status", flat=True)
    assert list(found) == ["seated", "waiting", "waiting"]


def test_two_workers_write_one_letter_per_person(people: list[Person]) -> None:
    factories.AnnouncementFactory(
        status=Announcement.Status.SCHEDULED,
        send_at=timezone.now() - dt.timedelta(minutes=1),
    )
    workers = [Other(delivery.send_due) for _number in range(3)]
    for worker in workers:
        worker.join(timeout=20)
    assert [worker.failed for worker in workers] == ["", "", ""]
    assert Announcement.objects.get().status == Announcement.Status.SENT
    assert Delivery.objects.count() == Mail.objects.count() == 3
