"""The retention clock over the years: nothing late, nothing early, nothing under a legal hold."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from companies.errors import Refusal
from matching.models import Preference
from people.actions import import_undo, people_import
from people.actions import mail as letters
from people.models import AuditEntry, ImportedPerson, Mail, PeopleImport, Person
from privacy import register, tasks
from privacy.actions import export, hold, retention, rights
from privacy.models import Export, RightsRequest
from privacy.periods import PERIODS, one_month_after, over_on
from programmes.models import Enrolment
from tests import factories
from tests.privacy import scene

type Browser = Callable[[Person | None], Client]
PARIS = ZoneInfo("Europe/Paris")
START = dt.datetime(2027, 1, 10, 12, tzinfo=PARIS)


def noon(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 12, tzinfo=PARIS)


def lives(alice: Person) -> dict[str, Callable[[], bool]]:
    """One row of every category, begun on 10 January 2027, and whether it is still there."""
    life = scene.of("one", by=alice)
    life.programme.closed_at = START
    life.programme.save()
    leaver = scene.leaves(factories.PersonFactory(), START.date())
    keeper = factories.PersonFactory()
    told = Mail.objects.create(
        kind="pulse", person=keeper, key="pulse", status="sent", sent_at=START, queued_at=START
    )
    batch = PeopleImport.objects.exclude(content=b"").get()
    PeopleImport.objects.update(created_at=START)
    request = RightsRequest.objects.get()
    rights.answer(request, status="granted", words="", by=alice)
    Export.objects.update(created_at=START)
    enrolment = life.enrolment.pk
    return {
        "traces": Mail.objects.filter(pk=told.pk).exists,
        "imports": PeopleImport.objects.filter(~Q(content=b""), pk=batch.pk).exists,
        "exports": Export.objects.filter(person=life.person).exists,
        "account": Person.objects.known().filter(pk=leaver.pk).exists,
        "rankings": Preference.objects.filter(mentee=enrolment).exists,
        "facts": Enrolment.objects.filter(pk=enrolment, person__erased_at=None).exists,
        "requests": RightsRequest.objects.filter(pk=request.pk).exists,
    }


# Counted by hand: the day on which what began on 10 January 2027 must be gone.
GONE = {
    "exports": noon(2027, 1, 17),
    "imports": noon(2027, 2, 9),
    "rankings": noon(2027, 4, 10),
    "account": noon(2027, 7, 10),
    "traces": noon(2028, 1, 10),
    "facts": noon(2029, 1, 10),
    "requests": noon(2032, 1, 10),
}


def test_nothing_goes_late_and_nothing_early(alice: Person) -> None:
    with time_machine.travel(START, tick=False) as clock:
        there = lives(alice)
        assert sorted(there) == sorted(GONE)
        eve = dt.timedelta(days=1)
        days = sorted({day for gone in GONE.values() for day in (gone - eve, gone)} | {START})
        for day in days:
            clock.move_to(day)
            retention.apply()
            got = {kept: is_there() for kept, is_there in there.items()}
            assert got == {kept: day < gone for kept, gone in GONE.items()}, day


def test_day_by_day_for_three_years_the_same_rows_go_on_the_same_days(alice: Person) -> None:
    leavers = {
        scene.leaves(factories.PersonFactory(), START.date() + dt.timedelta(days=n)).pk: n
        for n in (0, 21, 49, 142, 325)
    }
    gone: dict[int, dt.date] = {}
    with time_machine.travel(START, tick=False) as clock:
        retention.change(kept="account", amount=24, by=alice)
        for day in range(3 * 366):
            clock.move_to(START + dt.timedelta(days=day))
            limit = retention.limit("account", retention.day_here(), retention.schedule())
            due = next(one for one in retention.register.clocks() if one.kept == "account").due
            for pk in due(limit).values_list("pk", flat=True):
                gone.setdefault(pk, START.date() + dt.timedelta(days=day))
    last = {pk: START.date() + dt.timedelta(days=n) for pk, n in leavers.items()}
    assert gone == {pk: day.replace(year=day.year + 2) for pk, day in last.items()}


def test_hold_on_a_person_keeps_everything_and_lifting_it_lets_go(alice: Person) -> None:
    leaver = scene.leaves(factories.PersonFactory(), dt.date(2026, 1, 1))
    free = scene.leaves(factories.PersonFactory(), dt.date(2026, 1, 1))
    standing = hold.place(leaver, kind="person", reason="a case", by=alice)
    with time_machine.travel(noon(2028, 1, 1)):
        retention.apply()
        known = Person.objects.known().filter(pk__in=[leaver.pk, free.pk])
        assert list(known) == [leaver]
        hold.lift(standing, by=alice)
        retention.apply()
        assert not known.all().exists()


def test_hold_on_a_programme_keeps_its_facts_its_rankings_and_its_people(alice: Person) -> None:
    held, free = scene.of("one", by=alice), scene.of("two", by=alice)
    for one in (held, free):
        scene.leaves(one.person, dt.date(2026, 1, 31))
    hold.place(held.programme, kind="programme", reason="a case", by=alice)
    with time_machine.travel(noon(2030, 1, 1)):
        retention.apply()
    people = Person.objects.known().filter(pk__in=[held.person.pk, free.person.pk])
    assert list(people) == [held.person]
    assert list(Preference.objects.values_list("mentee", flat=True)) == [held.enrolment.pk]
    for one in (held, free):
        one.enrolment.refresh_from_db()
    assert held.enrolment.person == held.person
    assert free.enrolment.person.erased_at


def test_facts_of_an_old_programme_lead_to_nobody_who_still_works_here(alice: Person) -> None:
    life = scene.of("one", by=alice)
    old = life.enrolment.public_id, life.pairing.public_id, life.session.public_id
    retention.anonymise(life.programme, retention.access.held())
    for row in (life.enrolment, life.pairing, life.session):
        row.refresh_from_db()
    assert not {life.enrolment.public_id, life.pairing.public_id, life.session.public_id} & {*old}
    assert life.enrolment.person.erased_at and life.session.logged_by == life.enrolment.person
    assert (life.enrolment.needs, life.pairing.reasons) == ([], [])
    life.person.refresh_from_db()
    assert life.person.erased_at is None
    assert not Enrolment.objects.filter(person=life.person).exists()


def test_applying_twice_in_a_day_does_nothing_the_second_time(alice: Person) -> None:
    scene.of("one", by=alice)
    with time_machine.travel(noon(2031, 1, 1), tick=False):
        assert sum(retention.apply().values()) > 0
        assert sum(retention.apply().values()) == 0


def test_no_clock_is_needed_for_the_words_of_letters(alice: Person, bob: Person) -> None:
    """What is on its way says something; every way to its end erases that."""
    for status in Mail.Status:
        Mail.objects.create(kind="login_code", person=bob, key=status, context={"code": "1"})
    rows = Mail.objects.filter(person=bob, kind="login_code")
    for end in (Mail.Status.SENT, Mail.Status.FAILED, Mail.Status.UNKNOWN):
        sent_at = timezone.now() if end == Mail.Status.SENT else None
        letters._close(rows.filter(key=end), end, sent_at=sent_at)
    with time_machine.travel(timezone.now() + dt.timedelta(days=60)):
        retention.apply()
    says = rows.exclude(context={})
    assert set(says.values_list("key", flat=True)) == {Mail.Status.QUEUED, Mail.Status.SENDING}
    assert rows.count() == len(Mail.Status.values)
    assert {one.kept for one in register.tables() if one.model == "people.Mail"} == {"traces"}


def test_sessions_that_are_over_go_and_the_living_stay(alice: Person, bob: Person) -> None:
    with time_machine.travel(START, tick=False) as clock:
        scene._traces(scene._pair(bob, "x", "closed"))
        count = Session.objects.count()
        clock.move_to(START + dt.timedelta(days=14))
        retention.apply()
        assert Session.objects.count() == count
        clock.move_to(START + dt.timedelta(days=16))
        retention.apply()
        assert Session.objects.count() == 0


def test_import_that_was_forgotten_cannot_be_undone_nor_read(
    alice: Person, as_person: Callable[[Person], Client]
) -> None:
    scene.of("one", by=alice)
    batch = PeopleImport.objects.get()
    waits = people_import.receive(
        content=b"email;given name;family name\na@b.example;A;B\n", filename="a.csv", by=alice
    )
    PeopleImport.objects.update(created_at=START)
    with time_machine.travel(START + dt.timedelta(days=30)):
        retention.apply()
    assert not PeopleImport.objects.filter(pk=waits.pk).exists()
    assert not ImportedPerson.objects.filter(batch=batch).exists()
    with pytest.raises(Refusal, match=r"trop tard|Too late|Trop tard"):
        import_undo.undo(batch, by=alice)
    page = f"/people/import/{batch.public_id}"
    assert as_person(alice).get(page).status_code == 200
    assert as_person(alice).get(f"{page}/refused.csv").status_code == 404


def test_hr_changes_a_period_within_its_bounds_only(alice: Person, charlie: Person) -> None:
    retention.change(kept="account", amount=3, by=alice)
    assert retention.schedule()["account"] == 3
    assert AuditEntry.objects.filter(verb="retention.changed").count() == 1
    for kept, amount in (
        ("account", 25),
        ("account", 0),
        ("sessions", 2),
        ("journal", 1),
        ("x", 1),
    ):
        with pytest.raises(Refusal):
            retention.change(kept=kept, amount=amount, by=alice)
    with pytest.raises(Refusal):
        retention.change(kept="account", amount=4, by=charlie)
    assert retention.schedule()["account"] == 3


def test_shorter_period_takes_effect_at_once(alice: Person) -> None:
    leaver = scene.leaves(factories.PersonFactory(), START.date())
    with time_machine.travel(START + dt.timedelta(days=60)):
        retention.apply()
        assert Person.objects.known().filter(pk=leaver.pk).exists()
        retention.change(kept="account", amount=1, by=alice)
        retention.apply()
    assert not Person.objects.known().filter(pk=leaver.pk).exists()


def test_page_shows_who_goes_within_a_month_and_saves_periods(
    alice: Person, charlie: Person, as_person: Browser
) -> None:
    leaver = scene.leaves(factories.PersonFactory(), START.date())
    with time_machine.travel(noon(2027, 6, 20)):
        page = as_person(alice).get("/privacy/retention")
    going = [one for one in page.context["outlook"] if one.people]
    assert [(one.now, one.soon, one.people) for one in going] == [(0, 1, [leaver])]
    given = {kept: b.default for kept, b in PERIODS.items() if not b.is_fixed}
    browser = as_person(alice)
    assert browser.post("/privacy/retention", {**given, "facts": 36}).status_code == 302
    assert retention.schedule()["facts"] == 36
    assert browser.post("/privacy/retention", {**given, "facts": 999}).status_code == 422
    assert retention.schedule()["facts"] == 36
    assert as_person(charlie).get("/privacy/retention").status_code == 404


def test_holds_are_placed_and_lifted_on_the_page(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    browser = as_person(alice)
    programme = factories.ProgrammeFactory()
    both = {"person": bob.pk, "programme": programme.pk, "reason": "a case"}
    assert browser.post("/privacy/holds", both).status_code == 422
    assert browser.post("/privacy/holds", {"reason": "a case"}).status_code == 422
    assert browser.post("/privacy/holds", {"person": bob.pk, "reason": "a case"}).status_code == 302
    assert browser.post("/privacy/holds", {"person": bob.pk, "reason": "again"}).status_code == 422
    assert (
        browser.post("/privacy/holds", {"programme": programme.pk, "reason": "a case"}).status_code
        == 302
    )
    held = retention.access.held()
    assert (held.people, held.programmes) == ({str(bob.public_id)}, {str(programme.public_id)})
    for row in retention.access.holds(alice):
        assert as_person(charlie).post(f"/privacy/holds/{row.public_id}/lift").status_code == 404
        browser.post(f"/privacy/holds/{row.public_id}/lift")
    assert retention.access.held().people == set()


def test_task_of_the_timetable_forgets_and_reminds(alice: Person, company: Any) -> None:
    leaver = scene.leaves(factories.PersonFactory(), dt.date(2020, 1, 1))
    with time_machine.travel(START):
        rights.receive(alice, kind="access", words="", by=alice)
    with time_machine.travel(START + dt.timedelta(days=25)):
        tasks.keep_time(company.schema_name)
    assert not Person.objects.known().filter(pk=leaver.pk).exists()
    assert Mail.objects.filter(kind="rights_reminder", person=alice).count() == 1


DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2060, 12, 31))


@given(DAYS, st.integers(1, 72), st.sampled_from(["days", "months"]))
def test_each_day_takes_what_the_days_before_took_and_at_most_four_more(
    day: dt.date, amount: int, unit: str
) -> None:
    last, next_last = over_on(day, amount, unit), over_on(day + dt.timedelta(days=1), amount, unit)
    assert last < day
    assert 0 <= (next_last - last).days <= 4


def test_months_are_those_of_the_calendar() -> None:
    assert over_on(dt.date(2029, 3, 1), 6, "months") == dt.date(2028, 9, 1)
    assert over_on(dt.date(2029, 2, 28), 6, "months") == dt.date(2028, 8, 28)
    assert over_on(dt.date(2028, 2, 29), 12, "months") == dt.date(2027, 2, 28)
    assert one_month_after(dt.date(2027, 1, 31)) == dt.date(2027, 2, 28)
    assert one_month_after(dt.date(2026, 12, 15)) == dt.date(2027, 1, 15)


def test_file_of_an_export_is_gone_after_seven_days(alice: Person, bob: Person) -> None:
    with time_machine.travel(START, tick=False) as clock:
        made = export.request(bob, by=bob)
        export.produce(made)
        assert export.take(made)
        clock.shift(dt.timedelta(days=7))
        with pytest.raises(Refusal):
            export.take(made)
        retention.apply()
    assert not Export.objects.exists()
