"""Two people act at the same moment: one waits for the other, nobody is thrown out."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction

from companies import walls
from people import audit
from people.actions import record, second_factor
from people.models import AuditEntry, Mail, Person
from programmes.models import Enrolment, Programme
from tests import factories


@pytest.fixture
def people(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[list[Person]]:
    """An HR admin and an employee, committed; everything is removed afterwards."""
    with django_db_blocker.unblock(), walls.inside("aubepine"):
        yield [factories.PersonFactory(role="hr"), factories.PersonFactory()]
        factories.forget_journal()
        for model in (Mail, Enrolment, Programme, Person):
            model.objects.all().delete()


class Other(threading.Thread):
    """Acts on a connection of its own; ``failed`` tells with what it was thrown out."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self.act, self.failed = act, ""
        self.start()

    def run(self) -> None:
        try:
            with walls.inside("aubepine"):
                self.act()
        except Exception as error:
            self.failed = str(error)
        finally:
            connection.close()


def until_somebody_waits() -> None:
    """Come back when a turn is waited for; the test fails when nobody waits for it."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone():
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")


def test_record_is_changed_while_a_letter_to_the_same_person_is_written(
    people: list[Person],
) -> None:
    hr, employee = people
    with transaction.atomic():
        second_factor.note("totp_activated", of=employee)
        other = Other(lambda: record.edit(employee, by=hr, site="Lyon"))
        until_somebody_waits()
    other.join(timeout=20)
    assert (other.failed, Person.objects.get(pk=employee.pk).site) == ("", "Lyon")


def test_what_an_entry_tells_of_is_checked_before_the_turn_at_the_journal(
    people: list[Person],
) -> None:
    hr, employee = people
    programme = factories.ProgrammeFactory()
    locked = threading.Event()

    @transaction.atomic
    def steer() -> None:
        Programme.objects.select_for_update().get(pk=programme.pk)
        locked.set()
        time.sleep(0.5)
        audit.record("programme.edited", by=hr, on=programme)

    other = Other(steer)
    assert locked.wait(timeout=10)
    with transaction.atomic():
        factories.EnrolmentFactory(programme=programme, person=employee)
        audit.record("enrolment.invited", by=hr, on=programme)
    other.join(timeout=20)
    assert (other.failed, AuditEntry.objects.count()) == ("", 2)
