"""Lists as files for a spreadsheet: CSV and XLSX in which no cell is taken for a formula."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import xlsxwriter

# What makes a spreadsheet read a formula or a command; full-width and small signs are found by
# their plain form (NFKC).
_STARTS: Final = frozenset("=+-@|%")
_SIGNS: Final = "=+@＝＋＠﹢﹦﹫－﹣-"
_QUOTES: Final = "'\"’‘‚‛“”„«»`´"
# Another spreadsheet may cut a line at another separator, and meet a formula in the middle.
_LEADING: Final = rf"[\s{_QUOTES}\u00ad\u200b-\u200f\u2060-\u2064\ufeff\x00-\x1f]*"
_INNER: Final = re.compile(rf"([,;\t\r\n]{_LEADING})(?=[{_SIGNS}])")
_INNER_MARKED: Final = re.compile(rf"([,;\t\r\n]{_LEADING})'(?=[{_SIGNS}])")

type Cell = str | int | float | None


def harmless(cell: Cell) -> str:
    """The text of a cell that no spreadsheet takes for a formula, whatever blanks lead it.

    An apostrophe goes before a text that could start one, and before a sign that follows a
    separator within a text. :func:`plain` takes both away again.
    """
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return str(cell)
    text = _INNER.sub(r"\1'", cell)
    return f"'{text}" if _is_risky(text) else text


def plain(text: str) -> str:
    """The text that :func:`harmless` made harmless; any other text as it is."""
    if text.startswith("'") and _is_risky(text[1:]):
        text = text[1:]
    return _INNER_MARKED.sub(r"\1", text)


def _lead(text: str) -> int:
    """How many characters a spreadsheet may pass over before it looks at a cell."""
    for index, sign in enumerate(text):
        if sign not in _QUOTES and unicodedata.category(sign) not in {"Cc", "Cf", "Zs", "Zl", "Zp"}:
            return index
    return len(text)


def _is_risky(text: str) -> bool:
    if text.lstrip(_QUOTES).startswith(("\t", "\r", "\n")):
        return True
    first = text[_lead(text) :][:1]
    return bool(first) and unicodedata.normalize("NFKC", first)[:1] in _STARTS


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

    ``title`` names the sheet (at most 31 characters are kept, and none that Excel refuses).
    """
    data = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(data, options) as book:
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31])
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float):
                    sheet.write_number(line, column, cell)
                elif cell:
                    sheet.write_string(line, column, cell[:32_767])
    return data.getvalue()
