"""An erased identity is nowhere any more; facts, totals and everybody else are as before."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from companies.errors import Refusal
from evaluations import results
from evaluations.metrics import to_dict
from people.actions import forgetting, journal_check, people_import
from people.models import AuditEntry, Mail, PeopleImport, Person
from privacy.actions import erasure, hold, retention
from privacy.models import Erasure
from tests import factories
from tests.privacy import scene

type Browser = Callable[[Person | None], Client]


@pytest.fixture
def dana(company: object) -> Person:
    """A second HR admin."""
    return factories.PersonFactory(given_name="Dana", role="hr")


def rows_of(person: Person) -> dict[str, Any]:
    return Person.objects.values().get(pk=person.pk)


def test_no_word_of_an_erased_person_is_left_anywhere(alice: Person, dana: Person) -> None:
    life, other = scene.of("one", by=alice), scene.of("two", by=alice)
    before = scene.found(other.canaries)
    missing = set(life.canaries) - {mark for _table, mark in scene.found(life.canaries)}
    assert missing == set()
    scene.leaves(life.person)
    asked = erasure.request(life.person, ground="left", typed=str(life.person), by=alice)
    remains = erasure.confirm(asked, by=dana)
    assert scene.found(life.canaries) == []
    assert scene.found(other.canaries) == before
    assert (remains.status, remains.given_name, remains.is_active) == ("left", "Personne", False)


def test_facts_and_totals_stay_when_an_identity_is_erased(alice: Person) -> None:
    life = scene.of("one", by=alice)
    today = timezone.localdate()
    partner, figures = rows_of(life.partner), results.figures(life.programme, today)
    sessions = list(life.pairing.sessions.values("held_on", "minutes", "logged_by"))
    scene.leaves(life.person)
    erasure.erase(life.person, by=alice, ground="left")
    assert to_dict(results.figures(life.programme, today)) == to_dict(figures)
    assert list(life.pairing.sessions.values("held_on", "minutes", "logged_by")) == sessions
    assert rows_of(life.partner) == partner
    life.pairing.refresh_from_db()
    assert str(life.pairing.mentee.person).startswith("Personne ")


def test_journal_stays_whole_and_tells_of_a_pseudonym(
    alice: Person, dana: Person, as_person: Browser
) -> None:
    life = scene.of("one", by=alice)
    entries = AuditEntry.objects.count()
    erasure.erase(scene.leaves(life.person), by=dana, ground="left")
    assert journal_check.verify().is_intact
    assert AuditEntry.objects.count() == entries + 1
    page = as_person(alice).get("/journal").content.decode()
    assert "Personne " in page
    assert not any(word in page for word in life.canaries)


def test_erased_person_is_absent_from_the_people_of_hr(alice: Person, as_person: Browser) -> None:
    life = scene.of("one", by=alice)
    address = f"/people/{life.person.public_id}"
    assert as_person(alice).get(address).status_code == 200
    erasure.erase(scene.leaves(life.person), by=alice, ground="left")
    assert as_person(alice).get(address).status_code == 404
    assert "Personne" not in as_person(alice).get("/people/").content.decode()


def test_whoever_asked_cannot_confirm_and_a_second_admin_can(alice: Person, dana: Person) -> None:
    bob = scene.leaves(factories.PersonFactory())
    asked = erasure.request(bob, ground="asked", typed=str(bob), by=alice)
    with pytest.raises(Refusal):
        erasure.confirm(asked, by=alice)
    bob.refresh_from_db()
    assert bob.erased_at is None
    assert erasure.confirm(asked, by=dana).erased_at


def test_seven_days_later_it_is_done_and_not_one_minute_before(alice: Person) -> None:
    bob = scene.leaves(factories.PersonFactory())
    with time_machine.travel(dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC), tick=False) as clock:
        erasure.request(bob, ground="asked", typed=str(bob), by=alice)
        clock.move_to(dt.datetime(2026, 3, 8, 8, 59, tzinfo=dt.UTC))
        assert erasure.carry_out_due() == 0
        clock.move_to(dt.datetime(2026, 3, 8, 9, tzinfo=dt.UTC))
        assert erasure.carry_out_due() == 1
    bob.refresh_from_db()
    assert bob.erased_at


def test_erasure_taken_back_is_never_done(alice: Person, dana: Person) -> None:
    bob = scene.leaves(factories.PersonFactory())
    asked = erasure.request(bob, ground="asked", typed=str(bob), by=alice)
    erasure.take_back(asked, by=dana)
    with time_machine.travel(timezone.now() + dt.timedelta(days=30)):
        assert erasure.carry_out_due() == 0
    with pytest.raises(Refusal):
        erasure.confirm(asked, by=dana)
    bob.refresh_from_db()
    assert bob.erased_at is None


def test_other_admins_are_told_that_an_erasure_waits(alice: Person, dana: Person) -> None:
    bob = scene.leaves(factories.PersonFactory())
    erasure.request(bob, ground="asked", typed=str(bob), by=alice)
    letters = Mail.objects.filter(kind="erasure_requested")
    assert [one.person for one in letters] == [dana]
    assert str(bob) not in str(letters[0].context)


@pytest.mark.parametrize("why", ["present", "typed", "ground", "pair", "held", "twice", "member"])
def test_erasure_is_refused(alice: Person, charlie: Person, why: str) -> None:
    life = scene.of("one", by=alice)
    person, by, ground = life.person, alice, "asked"
    if why != "present":
        scene.leaves(person)
    typed = "Somebody Else" if why == "typed" else str(person)
    if why == "ground":
        ground = "whim"
    if why == "pair":
        life.pairing.status, life.pairing.ended_at, life.pairing.end_reason = "active", None, ""
        life.pairing.save()
    if why == "held":
        hold.place(person, kind="person", reason="a case", by=alice)
    if why == "twice":
        erasure.request(person, ground=ground, typed=typed, by=alice)
    if why == "member":
        by = charlie
    before = Erasure.objects.count()
    with pytest.raises(Refusal):
        erasure.request(person, ground=ground, typed=typed, by=by)
    assert Erasure.objects.count() == before


def test_hold_placed_while_an_erasure_waits_stops_it_until_lifted(alice: Person) -> None:
    bob = scene.leaves(factories.PersonFactory())
    erasure.request(bob, ground="asked", typed=str(bob), by=alice)
    standing = hold.place(bob, kind="person", reason="a case", by=alice)
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        assert erasure.carry_out_due() == 0
        hold.lift(standing, by=alice)
        assert erasure.carry_out_due() == 1


def test_preview_counts_what_is_there_and_writes_nothing(alice: Person, as_person: Browser) -> None:
    life = scene.of("one", by=alice)
    told = {one.table.model: (one.count, str(one.fate)) for one in erasure.preview(life.person)}
    assert told["pairings.MentoringSession"] == (1, "anonymous")
    assert told["matching.Preference"] == (1, "deleted")
    assert told["people.AuditEntry"][1] == "duty"
    before = rows_of(life.person)
    page = as_person(alice).get(f"/privacy/people/{life.person.public_id}/erase")
    assert len(page.context["lines"]) == len(told)
    assert rows_of(life.person) == before


def test_pages_ask_confirm_and_take_back(alice: Person, dana: Person, as_person: Browser) -> None:
    bob = scene.leaves(factories.PersonFactory())
    address = f"/privacy/people/{bob.public_id}/erase"
    answer = as_person(alice).post(address, {"ground": "asked", "typed": "Bob"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["typed"])
    as_person(alice).post(address, {"ground": "asked", "typed": str(bob)})
    asked = Erasure.objects.get()
    assert b'name="confirm"' not in as_person(alice).get("/privacy/erasures").content
    assert b'name="confirm"' in as_person(dana).get("/privacy/erasures").content
    as_person(dana).post(f"/privacy/erasures/{asked.public_id}", {"confirm": "1"})
    asked.refresh_from_db()
    assert (asked.status, asked.decided_by) == ("done", dana)


def test_charlie_can_neither_see_nor_decide(
    alice: Person, charlie: Person, as_person: Browser
) -> None:
    bob = scene.leaves(factories.PersonFactory())
    asked = erasure.request(bob, ground="asked", typed=str(bob), by=alice)
    browser = as_person(charlie)
    assert browser.get("/privacy/erasures").status_code == 404
    assert browser.get(f"/privacy/people/{bob.public_id}/erase").status_code == 404
    assert browser.post(f"/privacy/erasures/{asked.public_id}").status_code == 404
    asked.refresh_from_db()
    assert asked.status == "pending"


def test_erasure_waits_while_a_file_is_being_applied(alice: Person) -> None:
    bob = scene.leaves(factories.PersonFactory())
    batch = people_import.receive(
        content=b"email;given name;family name\na@b.example;A;B\n", filename="a.csv", by=alice
    )
    people_import.confirm(batch, by=alice)
    with pytest.raises(Refusal):
        forgetting.anonymise(bob)
    people_import.perform(PeopleImport.objects.get())
    assert forgetting.anonymise(bob).erased_at


def test_erasing_twice_changes_nothing_more(alice: Person) -> None:
    bob = scene.leaves(factories.PersonFactory())
    forgetting.anonymise(bob)
    once = rows_of(bob)
    forgetting.anonymise(bob)
    assert rows_of(bob) == once


def test_two_programmes_give_two_stand_ins_that_nothing_connects(alice: Person) -> None:
    life = scene.of("one", by=alice)
    second = factories.EnrolmentFactory(person=life.person, programme__status="closed")
    held = retention.access.held()
    retention.anonymise(life.programme, held)
    retention.anonymise(second.programme, held)
    life.enrolment.refresh_from_db()
    second.refresh_from_db()
    assert len({life.person.pk, life.enrolment.person_id, second.person_id}) == 3
