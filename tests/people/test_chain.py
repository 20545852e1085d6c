"""The chain of the journal: it only grows, holds together, tells when not, leaves as a file."""

import csv
import datetime as dt
import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from companies import walls
from people import audit
from people.actions import journal_check
from people.chain import BEGINNING, Link, digest, first_break
from people.models import AuditEntry, Person
from tests import factories

type Browser = Callable[[Person | None], Client]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def chain(facts: list[object]) -> list[Link]:
    links: list[Link] = []
    previous = BEGINNING
    for number, fact in enumerate(facts, start=1):
        at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=number)
        link = Link(number, previous, at, "", "made.up", "person", "7", "", {"fact": fact})
        previous = digest(link)
        links.append(replace(link, digest=previous))
    return links


def tamper(sql: str) -> None:
    """What somebody could do who owns the database."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_auditentry DISABLE TRIGGER USER")
        cursor.execute(sql)
        cursor.execute("ALTER TABLE people_auditentry ENABLE TRIGGER USER")


def written(alice: Person, bob: Person) -> None:
    audit.record("person.changed", by=alice, on=bob, fields=["site"], share=2.0)
    audit.record("person.left", by=None, on=bob)
    audit.record("person.invited", by=alice, on=alice)


@given(st.lists(JSON, max_size=6))
@settings(max_examples=60)
def test_untouched_chain_is_intact(facts: list[object]) -> None:
    assert first_break(chain(facts)) == (len(facts), 0)


@given(st.lists(st.integers(), min_size=1, max_size=6), st.data())
@settings(max_examples=60)
def test_change_anywhere_breaks_the_chain_there(facts: list[object], data: st.DataObject) -> None:
    links = chain(facts)
    at = data.draw(st.integers(0, len(links) - 1))
    links[at] = replace(links[at], facts={"fact": "something else"})
    assert first_break(links) == (at, at + 1)


@given(st.lists(st.integers(), min_size=2, max_size=6), st.data())
@settings(max_examples=60)
def test_entry_taken_out_breaks_the_chain_there(facts: list[object], data: st.DataObject) -> None:
    links = chain(facts)
    at = data.draw(st.integers(0, len(links) - 2))
    del links[at]
    assert first_break(links) == (at, at + 1)


def test_journal_is_intact_after_acts_of_several_kinds(alice: Person, bob: Person) -> None:
    written(alice, bob)
    audit.record_each("person.invited", by=alice, on=[alice, bob], day="2026-11-22")
    verdict = journal_check.verify()
    assert (verdict.is_intact, verdict.entries) == (True, 5)
    assert verdict.head == AuditEntry.objects.get(number=5).digest


@pytest.mark.parametrize(
    ("sql", "broken_at"),
    [
        ("UPDATE people_auditentry SET verb = 'person.joined' WHERE number = 2", 2),
        ("UPDATE people_auditentry SET facts = '{}' WHERE number = 1", 1),
        ("UPDATE people_auditentry SET at = at + interval '1 second' WHERE number = 3", 3),
        ("UPDATE people_auditentry SET actor_id = NULL WHERE number = 3", 3),
        ("DELETE FROM people_auditentry WHERE number = 1", 1),
    ],
)
def test_verify_names_the_altered_entry(
    alice: Person, bob: Person, sql: str, broken_at: int
) -> None:
    written(alice, bob)
    tamper(sql)
    assert journal_check.verify().broken_at == broken_at


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE people_auditentry SET verb = 'nothing'",
        "DELETE FROM people_auditentry",
        "TRUNCATE people_auditentry",
    ],
)
def test_database_refuses_to_change_the_journal(alice: Person, sql: str) -> None:
    audit.record("person.invited", by=alice, on=alice)
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        connection.cursor().execute(sql)
    assert journal_check.verify().entries == 1


def test_entry_outlives_the_record_of_its_actor(alice: Person, bob: Person) -> None:
    audit.record("person.invited", by=bob, on=alice)
    bob.delete()
    assert journal_check.verify().is_intact


def test_many_entries_are_written_in_a_few_queries(
    alice: Person, django_assert_max_num_queries: Callable[[int], Iterator[None]]
) -> None:
    people = factories.PersonFactory.create_batch(60)
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        audit.record_each("person.invited", by=alice, on=people)
    assert journal_check.verify().entries == 60


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Person]:
    """One person, committed; everything is removed afterwards."""
    with django_db_blocker.unblock(), walls.inside("aubepine"):
        yield factories.PersonFactory()
        factories.forget_journal()
        Person.objects.all().delete()


def test_writers_at_the_same_time_stay_in_one_chain(committed: Person) -> None:
    start = threading.Barrier(4)

    def work() -> None:
        try:
            with walls.inside("aubepine"):
                start.wait(timeout=10)
                for _ in range(5):
                    with transaction.atomic():
                        audit.record("person.invited", by=committed, on=committed)
                        audit.record("person.changed", by=committed, on=committed)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    verdict = journal_check.verify()
    assert (verdict.entries, verdict.broken_at) == (40, 0)


def test_page_says_that_the_journal_is_intact(alice: Person, as_person: Browser) -> None:
    audit.record("person.invited", by=alice, on=alice)
    page = as_person(alice).get("/journal/check").content.decode()
    assert journal_check.verify().head in page
    tamper("UPDATE people_auditentry SET verb = 'x'")
    page = as_person(alice).get("/journal/check", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert 'data-tone="bad"' in page


def test_exports_hold_every_entry_and_no_formula(alice: Person, as_person: Browser) -> None:
    alice.family_name = "=HYPERLINK(1)"
    alice.given_name = "+1"
    alice.save()
    written(alice, alice)
    browser = as_person(alice)
    text = browser.get("/journal/export.csv").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser.get("/journal/export.xlsx").content))
    cells = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["1", "2", "3"]
    assert [row[10] for row in rows[1:]] == [row[10] for row in cells[1:]]
    assert rows[1][2].startswith("'+1")
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]


def test_every_entry_of_a_request_carries_its_number(alice: Person, as_person: Browser) -> None:
    answer = as_person(alice).post("/me", {"language": "en", "time_zone": ""})
    entry = AuditEntry.objects.get(verb="person.changed_settings")
    assert entry.request == answer.headers["X-Request-ID"]
    assert len(entry.request) == 32


def test_journal_is_absent_for_charlie(charlie: Person, as_person: Browser) -> None:
    browser = as_person(charlie)
    addresses = ("/journal", "/journal/check", "/journal/export.csv", "/journal/export.xlsx")
    assert [browser.get(address).status_code for address in addresses] == [404] * 4
