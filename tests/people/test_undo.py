"""Undoing an import: every record as before, or nothing and the names of who is in the way."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from companies.errors import Refusal
from people.actions import (
    attributes,
    import_undo,
    invitation,
    people_import,
    record,
    snapshot,
)
from people.models import AuditEntry, PeopleImport, Person, PersonSkill, Skill
from tests import factories
from tests.people.test_import import HEAD, INES, PAUL, applied, file

type Browser = Callable[[Person | None], Client]


def digests() -> dict[int, str]:
    people = Person.objects.values_list("pk", flat=True)
    return {pk: snapshot.digest(one) for pk, one in snapshot.of(people).items()}


@pytest.fixture
def paul(alice: Person) -> Person:
    """Known before any file: found again by his number."""
    paul = factories.PersonFactory(
        employee_number="9",
        email="old@aubepine.example",
        site="Nantes",
        level=3,
        manager=alice,
        languages=["fr"],
        hired_on=dt.date(2020, 2, 29),
    )
    skill = Skill.objects.create(name="SQL")
    PersonSkill.objects.create(person=paul, skill=skill, direction="offered", level=2)
    return paul


def test_undo_puts_every_record_back_as_it_was(alice: Person, paul: Person) -> None:
    before = digests()
    batch = applied(file(INES, PAUL.replace(";;", ";;Vente:5")), alice)
    assert digests() != before
    shown = import_undo.outlook(batch)
    assert (shown.restored, shown.removed, shown.obstacles) == (1, 1, [])
    import_undo.undo(batch, by=alice)
    assert digests() == before
    assert list(Skill.objects.values_list("name", flat=True)) == ["SQL"]
    entry = AuditEntry.objects.get(verb="people.import_undone")
    assert (entry.facts["removed"], entry.facts["restored"]) == (1, 1)


def test_file_can_be_imported_again_after_an_undo(alice: Person, paul: Person) -> None:
    import_undo.undo(applied(file(INES, PAUL), alice), by=alice)
    assert applied(file(INES, PAUL), alice).created == 1


def test_undo_twice_is_refused(alice: Person) -> None:
    batch = applied(file(INES), alice)
    import_undo.undo(batch, by=alice)
    with pytest.raises(Refusal):
        import_undo.undo(batch, by=alice)


def test_undo_of_a_file_that_waits_is_refused(alice: Person) -> None:
    batch = people_import.receive(content=file(INES), filename="a.csv", by=alice)
    with pytest.raises(Refusal):
        import_undo.undo(batch, by=alice)


def changed_by_hand(alice: Person, ines: Person) -> None:
    record.edit(ines, by=alice, site="Paris")


def changed_skill(alice: Person, ines: Person) -> None:
    record.edit(ines, by=alice, skills={"offered": {"SQL": 5}})


def invited(alice: Person, ines: Person) -> None:
    invitation.invite(ines, by=alice)


def enrolled(alice: Person, ines: Person) -> None:
    factories.EnrolmentFactory(person=ines)


def made_responsible(alice: Person, ines: Person) -> None:
    factories.ResponsibilityFactory(person=ines)


def imported_again(alice: Person, ines: Person) -> None:
    applied(file(INES.replace("Lyon", "Paris")), alice)


SINCE = (changed_by_hand, changed_skill, invited, enrolled, made_responsible, imported_again)


@pytest.mark.parametrize("since", SINCE)
def test_undo_is_refused_with_the_names_of_those_changed_since(
    alice: Person, since: Callable[[Person, Person], None]
) -> None:
    batch = applied(file(INES, PAUL), alice)
    since(alice, Person.objects.get(employee_number="7"))
    before = digests()
    with pytest.raises(Refusal, match="Inès Belkacem") as refusal:
        import_undo.undo(batch, by=alice)
    assert "Paul Girard" not in str(refusal.value)
    assert digests() == before
    assert PeopleImport.objects.get(pk=batch.pk).undone_at is None


def test_undo_is_refused_while_somebody_else_reports_to_a_new_person(
    alice: Person, bob: Person
) -> None:
    batch = applied(file(INES, PAUL), alice)
    record.edit(bob, by=alice, manager=Person.objects.get(employee_number="9"))
    with pytest.raises(Refusal, match="Bob Leclerc"):
        import_undo.undo(batch, by=alice)


def test_undo_is_refused_when_the_old_address_belongs_to_somebody_else_now(
    alice: Person, paul: Person, bob: Person
) -> None:
    batch = applied(file(PAUL), alice)
    record.edit(bob, by=alice, email="OLD@aubepine.example")
    with pytest.raises(Refusal, match="Bob Leclerc"):
        import_undo.undo(batch, by=alice)
    assert Person.objects.get(pk=paul.pk).email == "paul@aubepine.example"


def test_undo_is_refused_when_managers_would_go_round_in_a_circle(
    alice: Person, paul: Person
) -> None:
    batch = applied(file(PAUL), alice)
    record.edit(alice, by=alice, manager=paul)
    with pytest.raises(Refusal, match="Alice Renard"):
        import_undo.undo(batch, by=alice)
    assert Person.objects.get(pk=paul.pk).manager is None


def test_undo_gives_an_address_back_that_a_later_undo_of_another_import_freed(
    alice: Person, paul: Person
) -> None:
    first = applied(file(PAUL), alice)
    second = applied(file("8;Zoé;Old;old@aubepine.example;Lyon;5;;"), alice)
    with pytest.raises(Refusal, match="Zoé Old"):
        import_undo.undo(first, by=alice)
    import_undo.undo(second, by=alice)
    import_undo.undo(first, by=alice)
    assert Person.objects.get(pk=paul.pk).email == "old@aubepine.example"


def test_undo_does_not_bring_back_a_fact_that_was_removed_since(
    alice: Person, paul: Person
) -> None:
    fact = attributes.declare(name="Cohorte", kind="text", by=alice)
    record.edit(paul, by=alice, declared={fact.key: "Printemps"})
    batch = applied(file(f"{PAUL};", head=f"{HEAD};Cohorte"), alice)
    attributes.remove(fact, by=alice)
    import_undo.undo(batch, by=alice)
    assert Person.objects.get(pk=paul.pk).declared == {}


def test_undo_leaves_alone_what_people_chose_since(alice: Person, paul: Person) -> None:
    batch = applied(file(PAUL), alice)
    Person.objects.filter(pk=paul.pk).update(language="en")
    import_undo.undo(batch, by=alice)
    paul.refresh_from_db()
    assert (paul.language, paul.site) == ("en", "Nantes")


def test_undo_of_many_people_takes_as_many_queries_as_that_of_a_few(alice: Person) -> None:
    taken = []
    for count in (30, 300):
        lines = [
            f"{n};P{n};N{n};p{n}@aubepine.example;Lyon;5;;A" for n in range(1000, 1000 + count)
        ]
        batch = applied(file(*lines), alice)
        with CaptureQueriesContext(connection) as queries:
            import_undo.undo(batch, by=alice)
        assert list(Person.objects.all()) == [alice]
        taken.append(len(queries))
    # Rows are written in batches of some hundreds: a few more, not ten times as many.
    assert taken[1] <= taken[0] + 10, taken


def test_page_says_what_undoing_does_and_does_it(alice: Person, as_person: Browser) -> None:
    batch = applied(file(INES, PAUL), alice)
    browser, address = as_person(alice), f"/people/import/{batch.public_id}/undo"
    assert browser.get(address).status_code == 200
    assert browser.post(address).status_code == 302
    assert not Person.objects.filter(employee_number="7").exists()


def test_page_names_who_is_in_the_way(alice: Person, as_person: Browser) -> None:
    batch = applied(file(INES, PAUL), alice)
    invited(alice, Person.objects.get(employee_number="7"))
    browser, address = as_person(alice), f"/people/import/{batch.public_id}/undo"
    assert "Inès Belkacem" in browser.get(address).content.decode()
    assert browser.post(address).status_code == 422


def test_undo_is_absent_for_charlie(alice: Person, charlie: Person, as_person: Browser) -> None:
    batch = applied(file(INES), alice)
    address = f"/people/import/{batch.public_id}/undo"
    assert as_person(charlie).post(address).status_code == 404
    assert Person.objects.filter(employee_number="7").exists()
