"""The register is made of the models: nothing is left out, nothing that is gone stays."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from companies.models import Company
from companies.personal import Purpose, Table
from people.models import Person
from privacy import register, wording

type Browser = Callable[[Person | None], Client]


def test_every_field_of_every_model_is_declared() -> None:
    assert register.faults() == []


def tampered(label: str, **changes: object) -> tuple[Table, ...]:
    """The declarations with one of them changed."""
    return tuple(
        replace(one, **changes) if one.model == label else one  # type: ignore[arg-type]
        for one in register.tables()
    )


@pytest.mark.parametrize(
    ("label", "changes", "fault"),
    [
        ("people.Skill", {"plain": ("id",)}, "name is not declared"),
        ("people.Skill", {"plain": ("id", "name", "colour")}, "colour is gone"),
        ("people.Skill", {"plain": ("id", "name", "name")}, "name is declared twice"),
        ("people.PersonSkill", {"purpose": None}, "without purpose"),
        ("people.PersonSkill", {"kept": None}, "without purpose, readers or period"),
        ("people.PersonSkill", {"seen_by": ()}, "without purpose, readers or period"),
        ("evaluations.PulseAnswer", {"apart": ""}, "neither exported nor set apart"),
        ("programmes.Enrolment", {"stands": ()}, "keep naming people"),
        ("programmes.Enrolment", {"model": "programmes.Gone"}, "no such model"),
    ],
)
def test_wrong_declaration_fails_the_build(
    label: str, changes: dict[str, object], fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tampered(label, **changes)
    monkeypatch.setattr(register, "tables", lambda: wrong)
    assert any(fault in one for one in register.faults())


def test_model_without_declaration_fails_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    rest = tuple(one for one in register.tables() if one.model != "people.Mail")
    monkeypatch.setattr(register, "tables", lambda: rest)
    assert register.faults() == ["people.Mail: nothing is declared"]


def test_consent_is_nobodys_legal_basis_and_every_code_has_its_words() -> None:
    used = {one.basis for one in register.tables() if one.is_personal}
    assert used <= set(wording.BASES)
    assert not any("consent" in str(words).lower() for words in wording.BASES.values())
    assert set(wording.PURPOSES) == set(Purpose) == {one.purpose for one in register.activities()}


def test_register_shows_every_personal_field_by_purpose(alice: Person, as_person: Browser) -> None:
    page = as_person(alice).get("/privacy/")
    shown = [one["code"] for row in page.context["activities"] for one in row["tables"]]
    assert sorted(shown) == sorted(one.model for one in register.tables() if one.is_personal)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_register_is_exported_with_one_line_a_field(
    alice: Person, as_person: Browser, kind: str
) -> None:
    content = as_person(alice).get(f"/privacy/register.{kind}").content
    if kind == "csv":
        lines = len(content.decode("utf-8-sig").splitlines())
    else:
        lines = len(
            CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        )
    tables = register.tables()
    assert lines == 1 + sum(len(one.personal) + len(one.secret) for one in tables)


def test_register_is_absent_for_charlie_and_in_another_format(
    charlie: Person, alice: Person, as_person: Browser, company: Company
) -> None:
    assert as_person(charlie).get("/privacy/").status_code == 404
    assert as_person(charlie).get("/privacy/register.csv").status_code == 404
    assert as_person(alice).get("/privacy/register.exe").status_code == 404
