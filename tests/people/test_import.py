"""A file of people: previewed, applied once, nothing half-written."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from companies.errors import Refusal
from people.actions import people_import
from people.models import AuditEntry, PeopleImport, Person, PersonSkill, Skill
from tests import factories

HEAD = "Matricule;Prénom;Nom;Courriel;Site;Classe;Matricule du responsable;Compétences"
DEMO = Path(__file__).parents[2] / "demo" / "aubepine" / "collaborateurs.csv"


def file(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *lines)).encode()


def received(content: bytes, by: Person, **facts: Any) -> PeopleImport:
    return people_import.receive(content=content, filename="people.csv", by=by, **facts)


def applied(content: bytes, by: Person) -> PeopleImport:
    batch = received(content, by)
    people_import.confirm(batch, by=by)
    batch.refresh_from_db()
    people_import.perform(batch)
    batch.refresh_from_db()
    return batch


INES = "7;Inès;Belkacem;ines@aubepine.example;Lyon;5;9;Négociation:4|SQL"
PAUL = "9;Paul;Girard;paul@aubepine.example;Lyon;7;;"


def test_apply_creates_people_with_their_manager_and_skills(alice: Person) -> None:
    batch = applied(file(INES, PAUL), alice)
    ines = Person.objects.get(employee_number="7")
    assert (batch.status, batch.created, batch.refused) == ("done", 2, 0)
    assert ines.manager == Person.objects.get(employee_number="9")
    assert not ines.has_usable_password()
    skills = ines.person_skills.values_list("skill__name", "direction", "level")
    assert set(skills) == {("Négociation", "offered", 4), ("SQL", "offered", 3)}


def test_apply_twice_changes_nobody(alice: Person) -> None:
    applied(file(INES, PAUL), alice)
    shown = people_import.preview(received(file(INES, PAUL), alice)).changes
    assert shown is not None
    assert (len(shown.created), len(shown.updated), shown.unchanged) == (0, 0, 2)


def test_confirm_refuses_a_file_that_changes_nobody(alice: Person) -> None:
    applied(file(INES, PAUL), alice)
    with pytest.raises(Refusal):
        people_import.confirm(received(file(INES, PAUL), alice), by=alice)


def test_apply_updates_by_number_even_when_the_address_changed(alice: Person) -> None:
    applied(file(INES, PAUL), alice)
    applied(file(INES.replace("ines@", "ines.belkacem@").replace("Lyon", "Nantes"), PAUL), alice)
    ines = Person.objects.get(employee_number="7")
    assert (ines.email, ines.site) == ("ines.belkacem@aubepine.example", "Nantes")


def test_apply_finds_a_person_without_number_by_address_in_capitals(alice: Person) -> None:
    ines = factories.PersonFactory(email="Ines@Aubepine.example")
    applied(file(INES, PAUL), alice)
    ines.refresh_from_db()
    assert ines.employee_number == "7"


def test_perform_twice_writes_once(alice: Person) -> None:
    batch = applied(file(INES, PAUL), alice)
    people_import.perform(batch)
    assert AuditEntry.objects.filter(verb="people.imported").count() == 1


def test_perform_does_nothing_before_somebody_confirms(alice: Person) -> None:
    people_import.perform(received(file(INES, PAUL), alice))
    assert not Person.objects.filter(employee_number="7").exists()


def test_confirm_twice_keeps_the_first_moment(alice: Person) -> None:
    batch = received(file(INES, PAUL), alice)
    people_import.confirm(batch, by=alice)
    first = PeopleImport.objects.get(pk=batch.pk).confirmed_at
    people_import.confirm(batch, by=alice)
    assert PeopleImport.objects.get(pk=batch.pk).confirmed_at == first


def test_refused_lines_are_left_out_and_kept_with_their_cause(alice: Person) -> None:
    twice = "8;Inès;Autre;ines@aubepine.example;Lyon;5;;"
    batch = applied(file(INES, PAUL, twice, "10;Léa;Roy;lea-at-home;Lyon;3;;"), alice)
    told = [(one.line, one.code) for one in people_import.problems(batch)]
    assert told == [(4, "email_duplicate"), (5, "email_invalid")]
    assert (batch.created, batch.refused) == (2, 2)


def test_circle_of_managers_is_refused_with_names(alice: Person) -> None:
    circle = file(INES, "9;Paul;Girard;paul@aubepine.example;Lyon;7;7;", "3;A;B;a@b.example;;;;")
    batch = applied(circle, alice)
    cycles = [one.facts["cycle"] for one in people_import.problems(batch)]
    assert ["Inès Belkacem", "Paul Girard", "Inès Belkacem"] in cycles
    assert batch.created == 1


def test_circle_through_somebody_outside_the_file_is_refused(alice: Person) -> None:
    applied(file(INES, PAUL), alice)
    partial = file("9;Paul;Girard;paul@aubepine.example;Lyon;7;7;")
    shown = people_import.preview(received(partial, alice)).changes
    assert shown is not None
    assert [one.code for one in shown.errors] == ["manager_cycle"]


def test_address_of_somebody_else_is_refused(alice: Person) -> None:
    applied(file(INES, PAUL), alice)
    factories.PersonFactory(email="taken@aubepine.example")
    shown = people_import.preview(
        received(file(INES.replace("ines@", "taken@"), PAUL), alice)
    ).changes
    assert shown is not None
    assert [(one.line, one.code) for one in shown.errors] == [(2, "email_taken")]


def test_unreadable_cell_keeps_what_was_known(alice: Person) -> None:
    applied(file(INES, PAUL), alice)
    applied(file(INES.replace(";5;", ";senior;").replace("Lyon", "Nantes"), PAUL), alice)
    ines = Person.objects.get(employee_number="7")
    assert (ines.level, ines.site) == (5, "Nantes")


def test_skill_is_one_whatever_its_capitals(alice: Person) -> None:
    Skill.objects.create(name="négociation")
    applied(file(INES, PAUL), alice)
    assert Skill.objects.filter(name__iexact="négociation").count() == 1


def test_skill_that_left_the_file_is_forgotten(alice: Person) -> None:
    applied(file(INES, PAUL), alice)
    applied(file(INES.replace("|SQL", ""), PAUL), alice)
    assert PersonSkill.objects.get(person__employee_number="7").skill.name == "Négociation"


def test_settings_chosen_by_a_person_are_not_overwritten(alice: Person) -> None:
    head = "Prénom;Nom;Courriel;Langue"
    person = factories.PersonFactory(email="x@aubepine.example", language="fr")
    applied(file("Xavière;Y;x@aubepine.example;en", head=head), alice)
    person.refresh_from_db()
    assert (person.given_name, person.language) == ("Xavière", "fr")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"just one word",
        HEAD.encode(),
    ],
    ids=["empty", "pdf", "picture", "no table", "no line"],
)
def test_receive_refuses_what_is_no_table_of_people(alice: Person, content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        received(content, alice)
    assert refused.value.field == "file"
    assert not PeopleImport.objects.exists()


def test_wrong_encoding_can_be_corrected_on_the_preview(alice: Person) -> None:
    batch = received(file(INES, PAUL).decode().encode("utf-16-le"), alice)
    PeopleImport.objects.update(encoding="cp1252")
    people_import.remap(batch, mapping=batch.mapping, encoding="utf-16-le", delimiter=";", by=alice)
    batch.refresh_from_db()
    assert batch.mapping["given_name"] == "Prénom"
    shown = people_import.preview(batch).changes
    assert shown is not None and shown.created[0].row.given_name == "Inès"


def test_file_of_an_old_macintosh_is_read_as_such(alice: Person) -> None:
    batch = received(file(INES, PAUL).decode().encode("mac-roman"), alice)
    shown = people_import.preview(batch).changes
    assert batch.encoding == "mac-roman"
    assert shown is not None and shown.created[0].row.given_name == "Inès"


def test_unknown_columns_are_mapped_by_hand_and_remembered(alice: Person) -> None:
    content = file("Zoé;Roy;zoe@aubepine.example", head="Aaa;Bbb;Ccc")
    batch = received(content, alice)
    assert people_import.preview(batch).changes is None
    mapping = {"given_name": "Aaa", "family_name": "Bbb", "email": "Ccc"}
    people_import.remap(batch, mapping=mapping, delimiter=";", encoding="utf-8", by=alice)
    people_import.confirm(batch, by=alice)
    assert received(content, alice).mapping == mapping


def test_remap_names_the_missing_columns(alice: Person) -> None:
    batch = received(file(INES), alice)
    with pytest.raises(Refusal, match=r"Family name|Nom de famille"):
        people_import.remap(
            batch, mapping={"email": "Courriel"}, encoding="utf-8", delimiter=";", by=alice
        )


def test_collision_imports_nobody_and_says_so(alice: Person) -> None:
    batch = received(file(INES, PAUL), alice)
    people_import.confirm(batch, by=alice)
    batch.refresh_from_db()
    original = Person.objects.create
    compare = people_import.compare

    def meanwhile(*given: Any) -> Any:
        found = compare(*given)
        original(email="ines@aubepine.example", given_name="I", family_name="B")
        return found

    people_import.compare = meanwhile
    try:
        people_import.perform(batch)
    finally:
        people_import.compare = compare
    batch.refresh_from_db()
    assert (batch.status, batch.problem) == ("failed", "collision")
    assert not Person.objects.filter(employee_number="9").exists()


def test_waiting_finds_a_confirmed_import_that_nobody_performed(alice: Person) -> None:
    draft, lost = received(file(INES, PAUL), alice), received(file(INES, PAUL), alice)
    people_import.confirm(lost, by=alice)
    PeopleImport.objects.update(created_at="2025-01-01T00:00Z")
    assert people_import.waiting() == [lost.pk]
    assert draft.pk not in people_import.waiting()


def test_export_of_aubepine_is_imported(alice: Person) -> None:
    batch = applied(DEMO.read_bytes(), alice)
    assert batch.status == "done"
    assert batch.created > 280


def many(count: int) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";")
    rows.writerow(HEAD.split(";"))
    for n in range(count):
        boss = str((n - 1) // 8) if n else ""
        skills = f"Savoir {n % 90}:4|Savoir {n % 7}"
        rows.writerow([str(n), "Jo", f"Nom{n}", f"p{n}@big.example", "Lyon", "4", boss, skills])
    return out.getvalue().encode()


def test_ten_thousand_people_are_imported(alice: Person) -> None:
    batch = applied(many(10_000), alice)
    assert (batch.status, batch.created) == ("done", 10_000)


def test_a_thousand_changes_are_written(alice: Person) -> None:
    applied(many(1_000), alice)
    again = applied(many(1_000).replace(b";Lyon;", b";Lille;"), alice)
    assert (again.updated, again.created) == (1_000, 0)
    assert Person.objects.filter(site="Lille").count() == 1_000
