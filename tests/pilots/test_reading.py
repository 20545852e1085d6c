"""The pure reading of a pilot sheet."""

import io
from datetime import date, timedelta

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from people.roster import PILOT_FIELDS, Line, RosterError, Table, guess_mapping, read
from pilots import reading
from pilots.reading import Mentoring

TODAY = date(2026, 11, 22)
HEADER = "Mentor;Personne accompagnée;Début;Fin;Séances;Format;Thème;Satisfaction;Motif de fin"


def parsed(*lines: str, header: str = HEADER) -> reading.Reading:
    table = read("\n".join([header, *lines]).encode(), "pilote.csv")
    return reading.parse(table, guess_mapping(table.headers, PILOT_FIELDS), today=TODAY)


def codes(found: reading.Reading) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in found.problems]


def test_a_complete_line_becomes_a_mentoring() -> None:
    found = parsed(
        "Anne Roy;Marc Petit;03/02/2025;mars 2026;7;Visio;Prise de poste;4/5;Objectif atteint"
    )
    assert found.problems == ()
    assert found.rows == (
        Mentoring(
            *(2, "Anne Roy", "Marc Petit", date(2025, 2, 3), date(2026, 3, 1), 7, "remote"),
            *("Prise de poste", 4.0, "reached"),
        ),
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (";Marc;;;;;;;", "mentor_missing"),
        ("Anne;;01/01/2025;;;;;;", "mentee_missing"),
        ("Anne Roy;anne  ROY;;;;;;;", "with_self"),
        ("Anne;Marc;01/06/2025;01/01/2025;;;;;", "dates_contradict"),
    ],
)
def test_a_wrong_line_is_left_out_and_named(line: str, code: str) -> None:
    found = parsed(line)
    assert found.rows == ()
    assert codes(found) == [(2, code)]
    assert found.errors


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        ("A B;C D;hier;;;;;;", "date_invalid", "started_on"),
        ("A B;C D;;01/01/2027;;;;;", "date_ahead", "ended_on"),
        ("A B;C D;;;-3;;;;", "sessions_invalid", "sessions"),
        ("A B;C D;;;4,5;;;;", "sessions_invalid", "sessions"),
        ("A B;C D;;;;pigeon;;;", "way_unknown", "way"),
        ("A B;C D;;;;;;7;", "satisfaction_invalid", "satisfaction"),
        ("A B;C D;;;;;;bof;", "satisfaction_invalid", "satisfaction"),
    ],
)
def test_a_wrong_value_is_left_out_and_the_line_kept(line: str, code: str, field: str) -> None:
    found = parsed(line)
    assert codes(found) == [(2, code)]
    assert not getattr(found.rows[0], field)


@pytest.mark.parametrize(
    ("text", "mark"),
    [("4,5", 4.5), ("8/10", 4.0), ("80 %", 4.0), ("très satisfaite", 5.0), ("0", 0.0)],
)
def test_satisfaction_is_read_in_several_writings(text: str, mark: float) -> None:
    assert parsed(f"A B;C D;;;;;;{text};").rows[0].satisfaction == mark


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Objectif non défini", "purpose"),
        ("Objectifs atteints", "reached"),
        ("Manque de temps", "method"),
        ("Mentor indisponible", "mentors"),
        ("Binôme imposé par la direction", "imposed"),
        ("Même ligne hiérarchique", "trust"),
        ("Départ de l'entreprise", "departure"),
        ("en cours", ""),
        ("Autre chose", "other"),
    ],
)
def test_reasons_are_put_down_to_the_five_causes(words: str, reason: str) -> None:
    assert parsed(f"A B;C D;;;;;;;{words}").rows[0].reason == reason


def test_totals_titles_and_repeated_headers_are_told_and_left_out() -> None:
    found = parsed(
        "Année 2025;;;;;;;;",
        "A B;C D;;;3;;;;",
        HEADER,
        "Sous-total;;;;3;;;;",
        ";Moyenne;;;3;;;;",
        "TOTAL GÉNÉRAL;1 personne;;;3;;;;",
    )
    assert [one.line for one in found.rows] == [3]
    assert codes(found) == [
        *((2, "section_line"), (4, "header_repeated"), (5, "totals_line"), (6, "totals_line")),
        (7, "totals_line"),
    ]
    assert found.errors == ()


def test_a_merged_mentor_is_carried_down_but_never_across_a_total() -> None:
    found = parsed("A B;C D;;;;;;;", ";E F;;;;;;;", "Total;;;;9;;;;", ";G H;;;;;;;")
    assert [(one.mentor, one.mentee) for one in found.rows] == [("A B", "C D"), ("A B", "E F")]
    assert codes(found) == [(3, "mentor_above"), (4, "totals_line"), (5, "mentor_missing")]


def test_a_word_of_totals_in_another_column_is_a_value_and_keeps_its_mentoring() -> None:
    found = parsed(
        "A B;C D;;;4;;;;",
        ";E F;;;;;Ensemble des outils RH;;",
        ";G H;;;;;;Moyenne;",
        "Moy Anne;I J;;;6;;;;",
        ";Total;;;15;;;;",
    )
    assert [(one.mentor, one.mentee) for one in found.rows] == [
        *(("A B", "C D"), ("A B", "E F"), ("A B", "G H"), ("Moy Anne", "I J"))
    ]
    assert (found.rows[1].theme, found.rows[2].satisfaction) == ("Ensemble des outils RH", 3.0)
    assert codes(found) == [(3, "mentor_above"), (4, "mentor_above"), (6, "totals_line")]


def test_a_mentee_named_total_is_a_line_of_totals() -> None:
    found = parsed("Marie Roy;Paul Petit;;;4;;;;", "Marie Roy;Total;;;12;;;;")
    assert [one.mentee for one in found.rows] == ["Paul Petit"]
    assert codes(found) == [(3, "totals_line")]


def test_a_label_in_the_first_column_makes_totals_of_a_line_without_a_pair() -> None:
    headers = ("N°", "Mentor", "Personne accompagnée", "Séances")
    cells = [("1", "A B", "C D", "4"), ("Total", "", "1 binôme", "4"), ("Total", "E F", "G H", "5")]
    lines = tuple(Line(at, one) for at, one in enumerate(cells, start=2))
    table = Table(headers, lines, "", "", "", "csv", 1)
    found = reading.parse(table, guess_mapping(headers, PILOT_FIELDS), today=TODAY)
    assert [one.line for one in found.rows] == [2, 4]
    assert codes(found) == [(3, "totals_line")]


def test_a_workbook_with_merged_cells_above_and_beside_is_read() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Suivi")
        sheet.merge_range("A1:D1", "Mentorats pilotes")
        sheet.merge_range("A2:B2", "Binôme")
        sheet.write_row("A3", ["Mentor", "Personne accompagnée", "Début", "Séances"])
        sheet.merge_range("A4:A5", "Anne Roy")
        sheet.write_row("B4", ["Marc Petit", "2025-03-01", 4])
        sheet.write_row("B5", ["Zoé Diaz", "2025-04-01", 6])
        sheet.write_row("A6", ["Total", "", "", 10])
    table = read(buffer.getvalue(), "pilote.xlsx")
    found = reading.parse(table, guess_mapping(table.headers, PILOT_FIELDS), today=TODAY)
    assert [(one.mentor, one.sessions) for one in found.rows] == [("Anne Roy", 4), ("Anne Roy", 6)]
    assert codes(found) == [(5, "mentor_above"), (6, "totals_line")]


def test_without_mentor_and_mentee_nothing_is_read() -> None:
    table = Table(("Nom", "Début"), (), "", "", "", "csv", 1)
    with pytest.raises(RosterError) as refused:
        reading.parse(table, {"started_on": "Début"}, today=TODAY)
    assert refused.value.facts["fields"] == ("mentor", "mentee")
    with pytest.raises(RosterError, match="column_twice"):
        reading.parse(table, {"mentor": "Nom", "mentee": "Nom"}, today=TODAY)


def test_the_same_pair_is_counted_once() -> None:
    found = parsed("A B;C D;01/01/2025;;;;;;", "a b;c d;2025-01-01;;;;;;", "A B;C D;;;;;;;")
    assert [one.line for one in found.rows] == [2, 4]
    assert codes(found) == [(3, "repeated")]


cells = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)


@given(st.lists(st.lists(cells, min_size=9, max_size=9), min_size=1, max_size=8))
def test_whatever_is_written_is_read_or_named(lines: list[list[str]]) -> None:
    from people.roster import Line

    headers = tuple(HEADER.split(";"))
    rows = tuple(Line(at, tuple(line)) for at, line in enumerate(lines, start=2))
    table = Table(headers, rows, "", "", "", "csv", 1)
    found = reading.parse(table, guess_mapping(headers, PILOT_FIELDS), today=TODAY)
    for one in found.rows:
        assert one.mentor and one.mentee
        assert one.satisfaction is None or 0 <= one.satisfaction <= 5
        assert not (one.started_on and one.ended_on) or one.started_on <= one.ended_on
    kept = {one.line for one in found.rows}
    assert kept.isdisjoint(one.line for one in found.errors)


@given(st.dates(date(1990, 1, 1), TODAY), st.integers(0, 200), st.integers(0, 2000))
def test_what_is_written_properly_comes_back(start: date, sessions: int, days: int) -> None:
    end = min(start + timedelta(days=days), TODAY)
    row = parsed(f"A B;C D;{start:%d/%m/%Y};{end.isoformat()};{sessions};;;;").rows[0]
    assert (row.started_on, row.ended_on, row.sessions) == (start, end, sessions)
