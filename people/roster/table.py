"""From the bytes of a CSV file or a workbook to one table of text cells below a header row."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from companies.sheets import plain
from people.roster.columns import fold, known_names
from people.roster.container import (
    MAXIMUM_BYTES,
    MAXIMUM_CELLS,
    MAXIMUM_COLUMNS,
    MAXIMUM_ROWS,
    kind_of,
    sealed,
)
from people.roster.terms import Line, RosterError, Table

__all__ = ["DELIMITERS", "ENCODINGS", "MAXIMUM_BYTES", "MAXIMUM_ROWS", "read"]

DELIMITERS: Final = (";", ",", "\t", "|")
ENCODINGS: Final = (
    "utf-8",
    "cp1252",
    "utf-16-le",
    "utf-16-be",
    "iso-8859-15",
    "mac-roman",
)
_HEADER_WITHIN: Final = 20
_LONGEST_CELL: Final = 10_000
# Invisible, and neither a space, a tab nor a line break; PostgreSQL refuses NUL.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class _Expected:
    """What the header row holds, folded (empty: what HR departments write), and how many rows."""

    names: frozenset[str]
    rows: int

    def merit(self, cells: Sequence[str]) -> int:
        """How many cells are names of columns."""
        return len({fold(cell) for cell in cells} & self.names) or known_names(cells)

    def is_header(self, cells: Sequence[str]) -> bool:
        """Whether a row names columns: two that HR departments write, or one that is expected."""
        if self.names:
            return not self.names.isdisjoint(fold(cell) for cell in cells)
        return known_names(cells) >= 2


def read(
    data: bytes,
    filename: str,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    names: frozenset[str] = frozenset(),
    most: int = MAXIMUM_ROWS,
) -> Table:
    """The table in a CSV, XLSX, XLS or ODS file, told apart by content; `filename` is only quoted.

    `encoding` (one of ENCODINGS) and `delimiter` (one of DELIMITERS) overrule what is detected, so
    that a person can correct the preview; both are ignored for workbooks. Detection: byte-order
    mark, strict UTF-8, then cp1252 (Excel in France); statistics are wrong on French files.

    A file that is no HR export gives the folded `names` of its columns: one of them then makes the
    header row, and a single column is enough. `most` is how many rows it may have.

    Raises RosterError: empty, too_large, not_a_table, encrypted, damaged, undecodable,
    encoding_unknown, delimiter_unknown, broken_quotes, cell_too_long, one_column, no_header,
    no_rows. Each carries `filename`.
    """
    try:
        kind, expected = kind_of(data), _Expected(names, most)
        if kind == "csv":
            return _read_text(data, encoding, delimiter, expected)
        return _read_workbook(data, kind, expected)
    except RosterError as error:
        error.facts["filename"] = filename
        raise


def _read_text(
    data: bytes, encoding: str | None, delimiter: str | None, expected: _Expected
) -> Table:
    if delimiter is not None and delimiter not in DELIMITERS:
        raise RosterError("delimiter_unknown", delimiter=delimiter)
    text, used = _decode(data, encoding)
    text, controls = _CONTROLS.subn("", text)
    if not text.strip():
        raise RosterError("empty")
    hint = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if hint:
        text = text[hint.end() :]
        delimiter = delimiter or (hint[1] if hint[1] in DELIMITERS else None)
    chosen = delimiter or _delimiter_of(text, expected)
    # A file of ours comes back: what kept a spreadsheet from computing was never part of the text.
    records = ([plain(cell) for cell in record] for record in _records(text, chosen, expected.rows))
    lines = _numbered(records)
    return _table(lines, "csv", expected, encoding=used, delimiter=chosen, controls=controls)


def _decode(data: bytes, encoding: str | None) -> tuple[str, str]:
    """Text and the name of the encoding used; a byte-order mark is never part of the text."""
    if encoding is not None and encoding not in ENCODINGS:
        raise RosterError("encoding_unknown", encoding=encoding)
    candidates = (encoding,) if encoding else _likely_encodings(data)
    for name in candidates:
        try:
            return data.decode(name).removeprefix("\ufeff"), name
        except UnicodeDecodeError as error:
            failure = error
    raise RosterError(
        "undecodable",
        encoding=candidates[-1],
        line=data.count(b"\n", 0, failure.start) + 1,
        byte=f"{data[failure.start]:02X}",
    ) from failure


def _likely_encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith(b"\xef\xbb\xbf"):
        return ("utf-8",)
    if data.startswith(b"\xff\xfe"):
        return ("utf-16-le",)
    if data.startswith(b"\xfe\xff"):
        return ("utf-16-be",)
    sample = data[:4096]
    if sample.count(0) * 3 > len(sample):
        # UTF-16 whose mark was lost: Latin letters leave every other byte at zero.
        return ("utf-16-le",) if sample[1::2].count(0) > sample[::2].count(0) else ("utf-16-be",)
    return ("utf-8", "cp1252")


def _delimiter_of(text: str, expected: _Expected) -> str:
    """The delimiter under which the first lines look most like a table of people.

    csv.Sniffer is content with any character that comes back regularly, such as the bar inside
    lists of skills; known column names, then lines of equal width, decide better.
    """

    def merit(delimiter: str) -> tuple[int, int, int]:
        # The sample may end inside a quoted cell, so it is read leniently and loses its last row.
        sample = csv.reader(io.StringIO(text[:65_536], newline=""), delimiter=delimiter)
        rows: list[list[str]] = []
        try:
            rows.extend(row for row in islice(sample, 60) if row)
        except csv.Error:
            return (0, 0, 0)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        return max((expected.merit(row) for row in rows[:_HEADER_WITHIN]), default=0), times, width

    return max(DELIMITERS, key=merit)


def _records(text: str, delimiter: str, most: int) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    try:
        for record in reader:
            records.append(record)
            if len(records) > most + 100:
                raise RosterError("too_large", rows=len(records), maximum=most)
            if len(record) > MAXIMUM_COLUMNS:
                raise RosterError("too_large", columns=len(record), maximum=MAXIMUM_COLUMNS)
    except csv.Error as error:
        code = "cell_too_long" if "field limit" in str(error) else "broken_quotes"
        raise RosterError(code, line=len(records) + 1) from error
    return records


def _read_workbook(data: bytes, kind: str, expected: _Expected) -> Table:
    safe = io.BytesIO(data) if kind == "xls" else sealed(data, kind)
    try:
        with CalamineWorkbook.from_filelike(safe) as workbook:
            sheets = [
                workbook.get_sheet_by_name(sheet.name)
                for sheet in workbook.sheets_metadata
                if sheet.visible is SheetVisibleEnum.Visible
                and sheet.typ is SheetTypeEnum.WorkSheet
            ]
            sheet = _sheet_with_header(sheets, expected)
            rows = sheet.to_python(skip_empty_area=False)
    except PasswordError as error:
        raise RosterError("encrypted") from error
    except (CalamineError, OSError, ValueError) as error:
        raise RosterError("damaged", kind=kind) from error
    except BaseException as error:
        # The reader is written in Rust; on some damaged files it panics instead of raising.
        if type(error).__name__ != "PanicException":
            raise
        raise RosterError("damaged", kind=kind) from error
    texts = [[_text(cell) for cell in row] for row in rows]
    cleaned = [[_CONTROLS.subn("", text) for text in row] for row in texts]
    controls = sum(removed for row in cleaned for _, removed in row)
    lines = _numbered([text for text, _ in row] for row in cleaned)
    return _table(lines, kind, expected, sheet=sheet.name, controls=controls)


def _sheet_with_header(sheets: list[CalamineSheet], expected: _Expected) -> CalamineSheet:
    """The first visible sheet with known column names, else the first that is not empty."""
    filled = [sheet for sheet in sheets if sheet.height]
    if not filled:
        raise RosterError("empty")
    for sheet in filled:
        if sheet.total_height * sheet.total_width > MAXIMUM_CELLS:
            raise RosterError("too_large", rows=sheet.total_height, maximum=MAXIMUM_ROWS)
        head = sheet.to_python(skip_empty_area=False, nrows=_HEADER_WITHIN)
        if any(expected.is_header([_text(cell) for cell in row]) for row in head):
            return sheet
    return filled[0]


def _text(cell: int | float | str | bool | date | datetime | time | timedelta) -> str:
    """A typed cell as a careful person would have typed it into a CSV file."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _numbered(records: Iterable[list[str]]) -> list[Line]:
    """Trimmed lines with their number in the file, in which blank lines count but are left out."""
    lines = []
    for number, record in enumerate(records, start=1):
        cells = [cell.strip() for cell in record]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            if any(len(cell) > _LONGEST_CELL for cell in cells):
                raise RosterError("cell_too_long", line=number)
            lines.append(Line(number, tuple(cells)))
    return lines


def _table(
    lines: list[Line],
    kind: str,
    expected: _Expected,
    *,
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
    controls: int = 0,
) -> Table:
    if not lines:
        raise RosterError("empty")
    if not expected.names and all(sum(map(bool, line.cells)) < 2 for line in lines):
        raise RosterError("one_column", delimiter=delimiter)
    at = _header_index(lines, expected)
    header, rows = lines[at], lines[at + 1 :]
    if not rows:
        raise RosterError("no_rows", line=header.number)
    if len(rows) > expected.rows:
        raise RosterError("too_large", rows=len(rows), maximum=expected.rows)
    return Table(
        headers=_unique(header.cells),
        rows=tuple(rows),
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        kind=kind,
        header_line=header.number,
        control_characters=controls,
    )


def _header_index(lines: list[Line], expected: _Expected) -> int:
    """The first row with known names, else a first row of plain words to be mapped by hand."""
    for index, line in enumerate(lines[:_HEADER_WITHIN]):
        if expected.is_header(line.cells):
            return index
    if expected.names:
        raise RosterError("no_header", line=lines[0].number, cells=lines[0].cells[:8])
    index = next((i for i, line in enumerate(lines) if sum(map(bool, line.cells)) > 1), 0)
    first = lines[index]
    if len(first.cells) < 2 or any(re.search(r"@|\d{3}", cell) for cell in first.cells):
        raise RosterError("no_header", line=first.number, cells=first.cells[:8])
    return index


def _unique(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Header names that can serve as keys: nameless columns numbered, repeated names counted."""
    seen: Counter[str] = Counter()
    names: set[str] = set()
    headers = []
    for position, cell in enumerate(cells, start=1):
        base = " ".join(cell.split()) or f"#{position}"
        seen[base] += 1
        name = base if base not in names else f"{base} ({seen[base]})"
        while name in names:
            seen[base] += 1
            name = f"{base} ({seen[base]})"
        names.add(name)
        headers.append(name)
    return tuple(headers)
