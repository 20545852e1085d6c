"""Facts that the company declares: allowed ones only, read from files, kept with each record."""

from typing import Any

import pytest

from companies.errors import Refusal
from people.actions import attributes, import_undo, people_import, record
from people.models import Attribute, PeopleImport, Person
from people.roster.cells import quantity_of
from tests.people.test_import import HEAD, applied, file

OWN_HEAD = f"{HEAD};Badge;Jours;Cercle;Outils"
LINE = "7;Inès;Belkacem;ines@aubepine.example;Lyon;5;;;{}"


@pytest.fixture
def own(alice: Person) -> dict[str, Attribute]:
    """One fact of each kind."""
    facts: list[tuple[str, str, list[str]]] = [
        ("Badge", "text", []),
        ("Jours", "number", []),
        ("Cercle", "choice", ["Terre", "Mer"]),
        ("Outils", "choices", ["Excel", "SQL", "Python"]),
    ]
    return {
        name: attributes.declare(name=name, kind=kind, options=options, by=alice)
        for name, kind, options in facts
    }


def test_file_fills_the_declared_facts_by_their_names(
    alice: Person, own: dict[str, Attribute]
) -> None:
    applied(file(LINE.format("A-12;1 218,5;mer;python|excel"), head=OWN_HEAD), alice)
    ines = Person.objects.get(employee_number="7")
    assert {name: ines.declared[one.key] for name, one in own.items()} == {
        "Badge": "A-12",
        "Jours": 1218.5,
        "Cercle": "Mer",
        "Outils": ["Excel", "Python"],
    }


def test_cell_that_cannot_be_read_leaves_the_fact_and_an_empty_one_forgets_it(
    alice: Person, own: dict[str, Attribute]
) -> None:
    applied(file(LINE.format("A-12;218;mer;python"), head=OWN_HEAD), alice)
    batch = people_import.receive(
        content=file(LINE.format(";many;lune;Excel|COBOL"), head=OWN_HEAD), filename="b", by=alice
    )
    shown = people_import.preview(batch).changes
    assert shown is not None
    told = [(one.column, one.code) for one in shown.problems]
    assert told == [
        ("Cercle", "answer_unknown"),
        ("Jours", "number_invalid"),
        ("Outils", "answer_unknown"),
    ]
    people_import.confirm(batch, by=alice)
    people_import.perform(PeopleImport.objects.get(pk=batch.pk))
    ines = Person.objects.get(employee_number="7")
    assert own["Badge"].key not in ines.declared
    assert ines.declared[own["Jours"].key] == 218


def test_undo_puts_declared_facts_back(alice: Person, own: dict[str, Attribute]) -> None:
    applied(file(LINE.format("A-12;218;mer;python"), head=OWN_HEAD), alice)
    before = Person.objects.get(employee_number="7").declared
    batch = applied(file(LINE.format("B-1;;terre;"), head=OWN_HEAD), alice)
    assert Person.objects.get(employee_number="7").declared != before
    import_undo.undo(batch, by=alice)
    assert Person.objects.get(employee_number="7").declared == before


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "Rеligion", "kind": "text"}, "name"),
        ({"name": "État de santé", "kind": "text"}, "name"),
        ({"name": "Groupe", "kind": "choice", "options": ["Femme", "Homme"]}, "options"),
        ({"name": "Niveau", "kind": "text"}, "name"),
        ({"name": " badge", "kind": "text"}, "name"),
        ({"name": "…", "kind": "text"}, "name"),
        ({"name": "Cohorte", "kind": "colour"}, "kind"),
        ({"name": "Cohorte", "kind": "choice", "options": ["A", "a"]}, "options"),
        ({"name": "Cohorte", "kind": "choice", "options": ["A; B", "C"]}, "options"),
    ],
)
def test_declaring_is_refused_with_the_field_at_fault(
    alice: Person, own: dict[str, Attribute], facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        attributes.declare(by=alice, **facts)
    assert refusal.value.field == field
    assert Attribute.objects.count() == 4


def test_refusal_of_a_forbidden_fact_says_why(alice: Person) -> None:
    with pytest.raises(Refusal, match="L1132-1"):
        attributes.declare(name="Handicap", kind="text", by=alice)


def test_answer_that_somebody_has_stays(alice: Person, own: dict[str, Attribute]) -> None:
    circle = own["Cercle"]
    record.edit(alice, by=alice, declared={circle.key: "Mer"})
    with pytest.raises(Refusal, match="Mer"):
        attributes.change(circle, name="Cercle", options=["Terre", "Ciel"], by=alice)
    attributes.change(circle, name="Milieu", options=["Mer", "Ciel"], by=alice)
    circle.refresh_from_db()
    assert (circle.name, circle.options) == ("Milieu", ["Mer", "Ciel"])


def test_removed_fact_is_forgotten_everywhere(alice: Person, own: dict[str, Attribute]) -> None:
    record.edit(alice, by=alice, declared={own["Badge"].key: "A-12"})
    assert attributes.remove(own["Badge"], by=alice) == 1
    assert Person.objects.get(pk=alice.pk).declared == {}


def test_only_hr_declares_facts(bob: Person) -> None:
    with pytest.raises(Refusal):
        attributes.declare(name="Badge", kind="text", by=bob)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *[("12", 12), ("3,5", 3.5), ("1 234,5", 1234.5), ("1,234.5", 1234.5), ("-2", -2)],
        *[("1,234,567", 1234567), ("nan", None), ("1e9", None), ("", None), ("9" * 40, None)],
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, number: float | None) -> None:
    assert quantity_of(text) == number
