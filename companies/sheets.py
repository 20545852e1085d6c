"""Lists as files for a spreadsheet: CSV and XLSX in which no cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import xlsxwriter

# What makes a spreadsheet read a formula, a command or a field separator; full-width signs too.
_TRIGGERS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")

type Cell = str | int | float | None


def harmless(cell: Cell) -> str:
    """The text of a cell that no spreadsheet takes for a formula, whatever blanks lead it."""
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return str(cell)
    bare = cell.replace("\0", "").lstrip(" \u00a0\u200b\ufeff'\"")
    return f"'{cell}" if cell.startswith(_TRIGGERS) or bare.startswith(_TRIGGERS) else cell


class _Line:
    """Gives a written line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The rows as CSV, line by line: UTF-8 with its mark and semicolons, as Excel wants in France.

    Every text that could pass for a formula has an apostrophe in front.
    """
    yield b"\xef\xbb\xbf"
    writer = csv.writer(_Line(), delimiter=";")
    for row in rows:
        yield str(writer.writerow([harmless(cell) for cell in row])).encode()


def workbook(rows: Iterable[Sequence[Cell]], *, title: str) -> bytes:
    """The rows as a workbook of one sheet, the first row frozen; texts are texts, never formulas.

    ``title`` names the sheet (at most 31 characters are kept).
    """
    data = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(data, options) as book:
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float):
                    sheet.write_number(line, column, cell)
                elif cell:
                    sheet.write_string(line, column, cell[:32_767])
    return data.getvalue()
