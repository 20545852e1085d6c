"""The pure reading of a programme's roster."""

import tomllib
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from competencies import book, starter
from people.roster import ENROLMENT_FIELDS, RosterError, guess_mapping, read
from programmes import roster
from programmes.models import Enrolment
from programmes.roster import EnrolmentRow, Standing

NEEDS = book.shipped(starter.needs()).words()
LABELS = tomllib.loads((Path(__file__).parents[2] / "demo" / "labels.toml").read_text())


def parsed(*lines: str, known: dict[str, Standing] | None = None) -> roster.Reading:
    text = "\n".join(["Courriel;Rôle;Places;Besoins;Disponibilités", *lines])
    table = read(text.encode(), "liste.csv")
    if known is None:
        known = {"ines@a.fr": Standing(), "marc@a.fr": Standing()}
    mapping = guess_mapping(table.headers, ENROLMENT_FIELDS)
    return roster.parse(table, mapping, known=known, needs=NEEDS)


def codes(reading: roster.Reading) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in reading.problems]


def test_a_complete_line_becomes_a_row() -> None:
    reading = parsed("Ines@A.fr;Mentor;3;Déléguer|Négocier;mardi matin|jeu. après-midi")
    assert reading.problems == ()
    assert reading.rows == (
        EnrolmentRow(
            2, "ines@a.fr", "mentor", 3, ("delegation", "negotiation"), ("tue_am", "thu_pm")
        ),
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (";Mentor;1;;", "email_missing"),
        ("ines;Mentor;1;;", "email_invalid"),
        ("qui@a.fr;Mentor;1;;", "email_unknown"),
        ("ines@a.fr;;1;;", "role_missing"),
        ("ines@a.fr;chef;1;;", "role_unknown"),
        ("ines@a.fr;Mentor;0;;", "places_invalid"),
        ("ines@a.fr;Mentor;6;;", "places_invalid"),
        ("ines@a.fr;Mentor;deux;;", "places_invalid"),
    ],
)
def test_a_wrong_cell_keeps_the_line_out_and_names_it(line: str, code: str) -> None:
    reading = parsed(line)
    assert reading.rows == ()
    assert codes(reading) == [(2, code)]


@pytest.mark.parametrize(
    ("standing", "code"),
    [
        (Standing(is_active=False), "person_leaving"),
        (Standing(role="mentee"), "other_side"),
        (Standing(role="mentor"), "already_there"),
        (Standing(said_no=True), "said_no"),
    ],
)
def test_a_person_who_cannot_be_asked_is_left_out(standing: Standing, code: str) -> None:
    reading = parsed("ines@a.fr;Mentor;1;;", known={"ines@a.fr": standing})
    assert (reading.rows, codes(reading)) == ((), [(2, code)])


def test_the_same_address_twice_is_refused_the_second_time() -> None:
    reading = parsed("ines@a.fr;Mentor;1;;", "INES@a.fr;Personne accompagnée;;;")
    assert [row.line for row in reading.rows] == [2]
    assert codes(reading) == [(3, "repeated")]


def test_unknown_needs_and_half_days_cost_only_themselves() -> None:
    reading = parsed("ines@a.fr;mentee;4;Déléguer|Voler;mardi matin|dimanche")
    assert reading.rows == (
        EnrolmentRow(2, "ines@a.fr", "mentee", 1, ("delegation",), ("tue_am",)),
    )
    assert [code for _line, code in codes(reading)] == [
        "places_of_mentee",
        "need_unknown",
        "slot_unknown",
    ]


def test_a_file_without_a_role_column_is_refused() -> None:
    table = read(b"Courriel;Places\nines@a.fr;1", "liste.csv")
    with pytest.raises(RosterError) as error:
        roster.parse(table, guess_mapping(table.headers, ENROLMENT_FIELDS), known={}, needs=NEEDS)
    assert (error.value.code, error.value.facts["field"]) == ("column_missing", "role")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_label_of_the_screens_and_of_the_demo_files_is_understood(language: str) -> None:
    words = LABELS[language]
    with translation.override(language):
        needs = [(one.code, one.label[language]) for one in starter.needs()]
        slots = [(code, str(label)) for code, label in Enrolment.Slot.choices]
    for code, label in [*needs, *words["needs"].items()]:
        assert parsed(f"ines@a.fr;mentor;1;{label};").rows[0].needs == (code,), label
    for code, label in [*slots, *words["slots"].items()]:
        assert parsed(f"ines@a.fr;mentor;1;;{label}").rows[0].availability == (code,), label


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ines@a.fr", "marc@a.fr", "x@a.fr", "", "?"]),
            st.sampled_from(["mentor", "Mentee", "personne accompagnée", "", "chef"]),
            st.sampled_from(["", "0", "1", "5", "6", "2,0", "beaucoup"]),
            st.sampled_from(["", "Déléguer", "Déléguer|Déléguer|Rien", "1. Négocier"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_rows_are_always_valid_and_survive_the_preview(lines: list[tuple[str, ...]]) -> None:
    reading = parsed(*(";".join([*line, "lundi"]) for line in lines))
    assert len({row.email for row in reading.rows}) == len(reading.rows)
    for row in reading.rows:
        assert row.role in Enrolment.Role.values
        assert 1 <= row.places <= (5 if row.role == "mentor" else 1)
        assert set(row.needs) <= set(NEEDS.values())
        assert row.availability == ("mon_am", "mon_pm")
    told = {one.line for one in reading.errors} | {row.line for row in reading.rows}
    assert told == set(range(2, len(lines) + 2))
    assert roster.from_values(roster.as_values(reading.rows)) == list(reading.rows)
