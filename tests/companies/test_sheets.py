"""Lists as files: whatever a cell holds, a spreadsheet shows it and computes nothing."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from companies import sheets

FORMULAS = [
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "  +1",
        "\u00a0=1",
        "\ufeff=1",
    ),
    *("＝1", "＋1", "－1", "＠SUM", "|calc", "%0A=1", '"=1', "'=1", "\u200b=1", "\0=1"),
]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_is_text(text: str) -> None:
    assert sheets.harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Inès", "1+1", "a@b.example", "", "3 = 3", "Jean-Paul"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert sheets.harmless(text) == text


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


def test_workbook_holds_formulas_as_text() -> None:
    book = sheets.workbook([[text] for text in ("=1+1", "@SUM(A1)", "http://x")], title="t" * 40)
    cells = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert cells == [["=1+1"], ["@SUM(A1)"], ["http://x"]]
