"""HR writes records and roles, announces departures; what would break something is refused."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client

from companies import walls
from companies.errors import Refusal
from pairings.actions import departure as pairs
from pairings.models import Pairing
from people.actions import leaving, record
from people.models import AuditEntry, Mail, Person
from programmes.actions import departure as enrolments
from programmes.models import Enrolment
from tests import factories

type Browser = Callable[[Person | None], Client]

DAY = dt.timedelta(days=1)


def test_edit_changes_what_is_given_and_tells_the_journal_which_fields(
    alice: Person, bob: Person
) -> None:
    record.edit(bob, by=alice, site="Lyon", level=4, skills={"offered": {"SQL": 4}, "wanted": {}})
    bob.refresh_from_db()
    assert (bob.site, bob.level, bob.given_name) == ("Lyon", 4, "Bob")
    assert list(bob.person_skills.values_list("skill__name", "level")) == [("SQL", 4)]
    entry = AuditEntry.objects.get(verb="person.changed")
    assert (entry.actor, entry.facts) == (alice, {"fields": ["level", "site", "skills"]})


def test_edit_without_change_writes_nothing(alice: Person, bob: Person) -> None:
    record.edit(bob, by=alice, site=bob.site, skills={"offered": {}})
    assert not AuditEntry.objects.exists()


def test_edit_refuses_a_circle_and_names_it(alice: Person, bob: Person, charlie: Person) -> None:
    record.edit(bob, by=alice, manager=alice)
    record.edit(charlie, by=alice, manager=bob)
    with pytest.raises(Refusal) as refusal:
        record.edit(alice, by=alice, manager=charlie)
    assert "Alice Renard → Charlie Ozanne → Bob Leclerc → Alice Renard" in str(refusal.value)
    assert refusal.value.field == "manager"
    assert Person.objects.get(pk=alice.pk).manager is None


def test_edit_refuses_ones_own_self_as_manager(alice: Person, bob: Person) -> None:
    with pytest.raises(Refusal):
        record.edit(bob, by=alice, manager=bob)


@pytest.mark.parametrize(
    ("field", "value"), [("email", "ALICE@aubepine.example"), ("employee_number", "12")]
)
def test_edit_refuses_what_identifies_somebody_else(
    alice: Person, bob: Person, field: str, value: str
) -> None:
    Person.objects.filter(pk=alice.pk).update(employee_number="12")
    with pytest.raises(Refusal, match="Alice Renard") as refusal:
        record.edit(bob, by=alice, **{field: value})
    assert refusal.value.field == field


def test_only_hr_writes_records(bob: Person, charlie: Person) -> None:
    for act in (
        lambda: record.edit(charlie, by=bob, site="Lyon"),
        lambda: record.give_role(charlie, role="hr", by=bob),
        lambda: leaving.announce(charlie, last_day=leaving.today(), by=bob),
    ):
        with pytest.raises(Refusal):
            act()


def test_person_added_by_hand_has_no_account_yet(alice: Person) -> None:
    made = record.add(
        by=alice, given_name="Inès", family_name="Belkacem", email="ines@aubepine.example"
    )
    assert not made.has_usable_password()
    assert AuditEntry.objects.get(verb="person.added").subject_id == str(made.public_id)


def test_role_is_given_and_taken_back(alice: Person, bob: Person) -> None:
    record.give_role(bob, role="hr", by=alice)
    bob.refresh_from_db()
    assert bob.is_hr
    record.give_role(alice, role="member", by=bob)
    assert not Person.objects.get(pk=alice.pk).is_hr


def test_last_hr_admin_keeps_the_role_and_stays(alice: Person, bob: Person) -> None:
    with pytest.raises(Refusal, match="Alice Renard"):
        record.give_role(alice, role="member", by=alice)
    with pytest.raises(Refusal, match="Alice Renard"):
        leaving.announce(alice, last_day=leaving.today() + 30 * DAY, by=alice)
    # Somebody who is leaving does not count: nobody would be left the day after.
    record.give_role(bob, role="hr", by=alice)
    leaving.announce(bob, last_day=leaving.today() + DAY, by=alice)
    with pytest.raises(Refusal, match="Alice Renard"):
        record.give_role(alice, role="member", by=alice)


def test_hr_admin_who_has_no_account_does_not_count(alice: Person) -> None:
    record.add(by=alice, given_name="Inès", family_name="B", email="ines@aubepine.example")
    ines = Person.objects.get(given_name="Inès")
    record.give_role(ines, role="hr", by=alice)
    with pytest.raises(Refusal, match="Alice Renard"):
        record.give_role(alice, role="member", by=alice)


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[list[Person]]:
    """Two HR admins, committed; everything is removed afterwards."""
    with django_db_blocker.unblock(), walls.inside("aubepine"):
        yield factories.PersonFactory.create_batch(2, role="hr")
        factories.forget_journal()
        Person.objects.all().delete()


def test_two_hr_admins_who_dismiss_each_other_leave_one(committed: list[Person]) -> None:
    start, refused = threading.Barrier(2), []

    def work(by: Person, other: Person) -> None:
        try:
            with walls.inside("aubepine"):
                start.wait(timeout=10)
                record.give_role(other, role="member", by=by)
        except Refusal as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    one, two = committed
    threads = [threading.Thread(target=work, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(refused) == 1
    assert Person.objects.hr().count() == 1


def test_leaver_works_until_the_last_day_and_is_out_the_day_after(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    browser = as_person(bob)
    leaving.announce(bob, last_day=leaving.today(), by=alice)
    assert leaving.end_due() == 0
    assert browser.get("/").status_code == 200
    Person.objects.filter(pk=bob.pk).update(leaving_on=leaving.today() - DAY)
    assert (leaving.end_due(), leaving.end_due()) == (1, 0)
    assert browser.get("/").status_code == 302
    assert AuditEntry.objects.get(verb="person.left").actor is None


def test_departure_in_the_past_ends_the_login_at_once_and_can_be_taken_back(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    browser = as_person(bob)
    leaving.announce(bob, last_day=leaving.today() - 3 * DAY, by=alice)
    assert browser.get("/").status_code == 302
    leaving.take_back(bob, by=alice)
    bob.refresh_from_db()
    assert (bob.status, bob.leaving_on) == ("active", None)


def test_departure_ends_pairs_then_enrolments_and_tells_the_one_who_stays(alice: Person) -> None:
    pair = factories.PairingFactory()
    mentor, mentee = pair.mentor.person, pair.mentee.person
    leaving.announce(mentor, last_day=leaving.today() - DAY, by=alice)
    assert enrolments.release_leavers() == 0
    assert (pairs.end_departed(), pairs.end_departed()) == (1, 0)
    assert (enrolments.release_leavers(), enrolments.release_leavers()) == (1, 0)
    pair = Pairing.objects.get()
    assert (pair.status, pair.end_reason) == ("ended", "departure")
    assert [one.person for one in Mail.objects.filter(kind="pairing_ended")] == [mentee]
    assert dict(Enrolment.objects.values_list("role", "status")) == {
        "mentor": "withdrawn",
        "mentee": "accepted",
    }


def test_enrolments_of_those_who_stay_and_of_closed_programmes_are_left_alone(
    alice: Person,
) -> None:
    stays = factories.EnrolmentFactory()
    old = factories.EnrolmentFactory(programme__status="closed")
    gone = factories.EnrolmentFactory(status="invited", answered_at=None)
    for one in (old, gone):
        leaving.announce(one.person, last_day=leaving.today() - DAY, by=alice)
    assert enrolments.release_leavers() == 1
    kept = Enrolment.objects.filter(status="accepted").order_by("pk")
    assert list(kept) == [stays, old]
