"""Lists as files: whatever a cell holds, a spreadsheet shows it and computes nothing."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from companies import sheets

FORMULAS = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "  +1", "\u00a0=1"),
    *("\ufeff=1", "＝1", "＋1", "－1", "＠SUM", "|calc", "%0A=1", '"=1', "'=1", "\u200b=1", "\0=1"),
    *("\u3000=1", "\u2060@SUM", "\u00ad+1", "\u202e=1", "\x0b=1", "\x1f-1", "﹦1", "﹢1", "”=1"),
    *("=cmd|'/C calc'!A0", "-2+3+cmd|'/C calc'!A0", '=HYPERLINK("http://x")', "\ufeff \t=DDE()"),
]
INNER = ["x,=1", "x; =1", "x\t+1", "x\n-1", 'x\r\n"@SUM', "x,\u200b＝1", ",=1", "x,'=1"]
ORDINARY = [
    "Inès",
    "1+1",
    "a@b.example",
    "",
    "3 = 3",
    "Jean-Paul",
    "l'été",
    "12, rue X",
    "06 12 34",
]
NASTY = st.text(st.sampled_from("=+-@＝﹣|%,;\t\r\n '\"’\u200b\ufeff\0a1é"), max_size=12)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_is_text(text: str) -> None:
    made = sheets.harmless(text)
    assert made.startswith("'") and made.replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert sheets.harmless(text) == sheets.plain(text) == text


@pytest.mark.parametrize("text", ["+33 1 23 45 67 89", "-12,5", "− 3", "+ 2 jours"])
def test_a_telephone_number_and_a_sign_stay_readable(text: str) -> None:
    assert sheets.harmless(text).removeprefix("'") == text
    assert sheets.plain(sheets.harmless(text)) == text


def _is_formula(cell: str) -> bool:
    return cell.lstrip(" \t\r\n\0'\"’\u200b\ufeff")[:1] in set("=+@＝-﹣") and "'" not in cell


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@given(rows=st.lists(st.lists(NASTY | st.sampled_from(FORMULAS + INNER), min_size=1), min_size=1))
def test_no_cell_starts_a_formula_wherever_a_line_is_cut(
    delimiter: str, rows: list[list[str]]
) -> None:
    text = b"".join(sheets.csv_lines(rows)).decode("utf-8-sig")
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        assert [cell for cell in line if _is_formula(cell)] == []


@given(st.text(max_size=40) | NASTY | st.sampled_from(FORMULAS + INNER))
def test_what_was_made_harmless_comes_back_as_it_was(text: str) -> None:
    assert sheets.plain(sheets.harmless(text)) == text


def test_numbers_stay_numbers() -> None:
    assert sheets.harmless(-3) == "-3"
    cells = CalamineWorkbook.from_filelike(io.BytesIO(sheets.workbook([["n"], [-3]], title="t")))
    assert cells.get_sheet_by_index(0).to_python() == [["n"], [-3.0]]


def test_csv_reads_back_with_semicolons_and_quotes() -> None:
    rows = [["Nom", "Fait"], ['l"été; à deux', "a\nb"], [None, 4]]
    text = b"".join(sheets.csv_lines(rows)).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:] == [
        ['l"été; à deux', "a\nb"],
        ["", "4"],
    ]


def test_a_workbook_holds_formulas_as_text() -> None:
    texts = [one for one in FORMULAS + INNER if "\0" not in one and one.isprintable()]
    book = sheets.workbook([[text] for text in [*texts, "http://x"]], title="t" * 40)
    column = openpyxl.load_workbook(io.BytesIO(book)).active["A"]
    assert [cell.data_type for cell in column] == ["s"] * len(column)
    assert [cell.value for cell in column] == [*texts, "http://x"]
    assert not any(cell.hyperlink for cell in column)


def test_a_workbook_with_control_characters_opens() -> None:
    book = sheets.workbook([["a\0b\x0bc=\ufffe"], ["=1"]], title="Journal: [all]/*?\\")
    column = openpyxl.load_workbook(io.BytesIO(book)).active["A"]
    assert [cell.data_type for cell in column] == ["s", "s"]
