"""A pilot sheet is taken in, evaluated, turned into a draft, and forgets its names."""

import datetime as dt

import pytest
from django.utils import timezone

from companies.errors import Refusal
from people.models import AuditEntry, Person
from pilots.actions import draft as drafts
from pilots.actions import sheet as sheets
from pilots.models import NamedPerson, PilotSheet, Proposal
from pilots.privacy import CLOCKS, TABLES
from privacy import register
from privacy.actions import erasure
from programmes.actions import deletion
from programmes.models import Programme
from tests import factories
from tests.pilots.sheets import HEADER, SECRET, content


def received(alice: Person, data: bytes | None = None) -> PilotSheet:
    return sheets.receive(content=data or content(), filename="pilote.csv", by=alice)


def evaluated(alice: Person) -> PilotSheet:
    return sheets.evaluate(received(alice), by=alice)


def drafted(
    sheet: PilotSheet, by: Person, *, accept: bool = True, days: int = 42, **facts: object
) -> Programme:
    decisions = {one.code: accept for one in drafts.proposed(sheet) if one.part != "purpose"}
    known = {
        "name": "Cap",
        "purpose": "Donner un cadre.",
        "starts_on": timezone.localdate() + dt.timedelta(days=days),
        "decisions": decisions,
    }
    return drafts.draft(sheet, **(known | facts), by=by)  # type: ignore[arg-type]


def test_a_sheet_is_read_and_its_findings_are_kept(alice: Person) -> None:
    row = evaluated(alice)
    assert (row.counted, row.refused) == (12, 0)
    told = {one.code: one for one in drafts.told(row)}
    assert told["faded"].values["share"] == 50
    assert told["silent"].values["share"] == 25
    assert told["causes"].is_withheld
    assert Person.objects.count() == 1


def test_of_fewer_than_five_nothing_is_evaluated(alice: Person) -> None:
    few = received(alice, content(4))
    with pytest.raises(Refusal, match="5"):
        sheets.evaluate(few, by=alice)
    assert sheets.evaluate(received(alice, content(5)), by=alice).counted == 5


def test_only_hr_works_on_sheets(alice: Person, charlie: Person) -> None:
    with pytest.raises(Refusal):
        sheets.receive(content=content(), filename="p.csv", by=charlie)
    row = received(alice)
    for action in (sheets.evaluate, sheets.forget):
        with pytest.raises(Refusal):
            action(row, by=charlie)
    with pytest.raises(Refusal):
        sheets.remap(row, mapping=row.mapping, by=charlie)
    with pytest.raises(Refusal):
        drafted(evaluated(alice), charlie)
    assert Programme.objects.count() == 0


def test_a_file_that_is_no_table_is_refused(alice: Person) -> None:
    for data in (b"", b"%PDF-1.7 not a table", b"\x00\x01\x02"):
        with pytest.raises(Refusal) as refused:
            sheets.receive(content=data, filename="p.csv", by=alice)
        assert refused.value.field == "file"
    assert PilotSheet.objects.count() == 0


def test_the_columns_of_the_last_sheet_are_remembered(alice: Person) -> None:
    odd = content().replace(b"Mentor;", b"Qui aide;", 1)
    first = received(alice, odd)
    assert "mentor" not in first.mapping
    with pytest.raises(Refusal):
        sheets.evaluate(first, by=alice)
    sheets.remap(
        first,
        mapping=first.mapping | {"mentor": "Qui aide"},
        encoding=first.encoding,
        delimiter=first.delimiter,
        by=alice,
    )
    sheets.evaluate(first, by=alice)
    assert received(alice, odd).mapping["mentor"] == "Qui aide"


def test_new_columns_take_the_findings_of_the_old_ones_away(alice: Person) -> None:
    row = evaluated(alice)
    kept = {k: v for k, v in row.mapping.items() if k != "satisfaction"}
    sheets.remap(row, mapping=kept, encoding=row.encoding, delimiter=row.delimiter, by=alice)
    row.refresh_from_db()
    assert row.evaluated_at is None
    assert not row.findings.exists()
    with pytest.raises(Refusal):
        sheets.remap(row, mapping={"mentor": "Mentor"}, encoding="utf-8", delimiter=";", by=alice)


def test_the_line_of_management_is_known_for_those_in_the_directory(alice: Person) -> None:
    lines = [HEADER]
    for number in range(6):
        mentor = factories.PersonFactory(given_name="Guy", family_name=f"Haut{number}")
        between = factories.PersonFactory(manager=mentor)
        manager = between if number < 2 else None
        mentee = factories.PersonFactory(manager=manager)
        lines.append(f"haut{number} GUY;{mentee.email.upper()};01/02/2025;;5;;;;")
    before = Person.objects.count()
    row = sheets.evaluate(received(alice, "\n".join(lines).encode()), by=alice)
    told = row.findings.get(code="same_line")
    assert (told.n, told.values["count"]) == (6, 2)
    assert Person.objects.count() == before
    assert NamedPerson.objects.filter(sheet=row).count() == 12


def test_a_draft_holds_what_was_accepted_and_cites_it(alice: Person) -> None:
    row = evaluated(alice)
    programme = drafted(row, alice)
    assert programme.status == Programme.Status.DRAFT
    lasting = Proposal.objects.get(sheet=row, code="lasting")
    assert lasting.cites == ["faded"]
    assert lasting.objective is not None
    measured = lasting.objective.indicators.get()
    assert (measured.baseline, measured.target, measured.gaps) == (50, 75, [])
    assert programme.objectives.count() == 3
    assert programme.months == pytest.approx(6.5, abs=0.6)
    assert programme.success_factors
    entry = AuditEntry.objects.get(verb="pilot.drafted")
    assert entry.facts["programme"] == str(programme.public_id)
    assert drafted(row, alice) == programme


def test_findings_make_another_draft_once_the_first_is_deleted(alice: Person) -> None:
    row = evaluated(alice)
    deletion.delete(drafted(row, alice), reason="Trop tôt", by=alice)
    again = drafted(row, alice, accept=False)
    assert list(Programme.objects.all()) == [again]
    assert set(row.proposals.filter(is_accepted=True).values_list("code", flat=True)) == {"purpose"}


def test_what_was_refused_is_not_in_the_draft_but_remembered(alice: Person) -> None:
    row = evaluated(alice)
    programme = drafted(row, alice, accept=False)
    assert not programme.objectives.exists()
    assert programme.risks == programme.success_factors == ""
    assert programme.cadence_days == 21
    assert set(row.proposals.filter(is_accepted=True).values_list("code", flat=True)) == {"purpose"}


def test_a_draft_needs_every_decision_an_evaluation_and_time_to_answer(alice: Person) -> None:
    row = received(alice)
    with pytest.raises(Refusal):
        drafted(row, alice)
    sheets.evaluate(row, by=alice)
    with pytest.raises(Refusal):
        drafted(row, alice, decisions={"lasting": True})
    with pytest.raises(Refusal) as early:
        drafted(row, alice, days=3)
    assert early.value.field == "starts_on"
    assert (Programme.objects.count(), Proposal.objects.count()) == (0, 0)
    assert drafted(row, alice, days=14).enrol_until == timezone.localdate()


def test_names_and_remarks_are_gone_when_the_draft_is_made(alice: Person, bob: Person) -> None:
    row = received(alice, content().replace(b"Mentor 3;", b"Bob Leclerc;"))
    sheets.evaluate(row, by=alice)
    assert NamedPerson.objects.get(sheet=row).person == bob
    drafted(row, alice)
    row.refresh_from_db()
    assert bytes(row.content) == b""
    assert row.forgotten_at is not None
    assert not NamedPerson.objects.exists()
    for action in (sheets.evaluate, sheets.remap):
        with pytest.raises(Refusal):
            action(row, by=alice, **({"mapping": row.mapping} if action is sheets.remap else {}))


def test_a_file_is_forgotten_by_hand_or_when_its_time_is_over(alice: Person) -> None:
    kept, old, dropped = received(alice), evaluated(alice), received(alice)
    PilotSheet.objects.filter(pk=old.pk).update(created_at=timezone.now() - dt.timedelta(days=31))
    sheets.forget(dropped, by=alice)
    (clock,) = CLOCKS
    due = clock.due(timezone.now() - dt.timedelta(days=30))
    assert clock.forget is not None
    assert clock.forget(due) == 1
    states = {one.pk: one.has_file for one in PilotSheet.objects.all()}
    assert states == {kept.pk: True, old.pk: False, dropped.pk: False}
    assert drafted(old, alice).status == "draft"


def test_what_is_declared_as_kept_for_the_time_of_an_import_is_gone_with_the_file(
    alice: Person,
) -> None:
    row = sheets.receive(content=content(), filename="Suivi de Rose Noir.csv", by=alice)
    tables = [one for one in TABLES if one.kept is CLOCKS[0].kept]
    assert CLOCKS[0].forget is not None
    CLOCKS[0].forget(PilotSheet.objects.filter(pk=row.pk))
    row.refresh_from_db()
    (declared,) = [one for one in tables if one.model == "pilots.PilotSheet"]
    left = {name: getattr(row, name) for name in (*declared.personal, *declared.secret)}
    assert {name: bytes(one) if name == "content" else one for name, one in left.items()} == {
        "filename": "",
        "content": b"",
    }
    assert not AuditEntry.objects.filter(facts__icontains="Noir").exists()
    assert str(row).endswith(str(timezone.localdate().year))


@pytest.mark.parametrize(
    "words",
    [
        "Rose Noir n'a pas pu venir",
        "vu avec NOIR, Rose (mars)",
        "écrire à rose.noir@aubepine.example.",
    ],
)
def test_whoever_is_named_inside_a_cell_has_their_rights_on_the_file(
    alice: Person, words: str
) -> None:
    gone = factories.PersonFactory(
        given_name="Rose", family_name="Noir", email="rose.noir@aubepine.example", status="left"
    )
    twin = factories.PersonFactory(given_name="Noir", family_name="Rose", email="n@x.example")
    other = factories.PersonFactory(given_name="", family_name="Temps")
    row = received(alice, content().replace(SECRET.encode(), words.encode()))
    named = {one.person for one in row.named.all()}
    assert gone in named and other not in named
    # Nobody can tell which of two with one name is meant: both have the right.
    assert (twin in named) is ("@" not in words)
    erasure.erase(gone, by=alice, ground="request")
    row.refresh_from_db()
    assert not row.has_file


def test_an_erased_person_takes_the_file_that_names_them_along(alice: Person) -> None:
    gone = factories.PersonFactory(given_name="Rose", family_name="Noir", status="left")
    named = received(alice, content().replace(b"Mentee 5;", b"Rose Noir;"))
    other = received(alice)
    table = next(one for one in register.tables() if one.model == "pilots.PilotSheet")
    assert list(register.rows_about(table, gone)) == [named]
    erasure.erase(gone, by=alice, ground="request")
    named.refresh_from_db()
    other.refresh_from_db()
    assert (named.has_file, other.has_file) == (False, True)
    assert not NamedPerson.objects.exists()


def test_everything_is_declared() -> None:
    assert register.faults() == []
