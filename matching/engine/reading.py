"""Files of the command line as rows under named columns, and what is wrong with them by line.

CSV, XLSX, XLS and ODS are read as the product reads HR exports: encoding and delimiter are
detected, and a text that was made safe for spreadsheets comes back as it was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from people.roster import RosterError, fold, read
from people.roster.cells import filled

MOST_ROWS: Final = 2_000_000
"""Rows of a file of pairs; files of people have a few thousand."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong with one file: where (line 0 = the file), why, and what to do."""

    file: str
    line: int
    column: str
    cause: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        column = f" column “{self.column}”:" if self.column else ""
        return f"{place}:{column} {self.cause} {self.remedy}"


@dataclass(frozen=True)
class Row:
    """One line of a file: its number and its cells by folded column name, "" when empty."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(fold(column), "")


@dataclass
class Sheet:
    """A file that was read; `faults` gathers what is wrong with it, and `used` what was looked at.

    `headers` go from the folded name of a column to the name as the file spells it; they are empty
    for a file without rows, which `is_empty` when nothing else is wrong with it.
    """

    file: str
    header_line: int = 1
    headers: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    is_empty: bool = False

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def fault(self, line: int, column: str, cause: str, remedy: str) -> None:
        """Note one thing that is wrong."""
        name = self.headers.get(fold(column), column)
        self.faults.append(Fault(self.file, line, name, cause, remedy))

    def has(self, column: str) -> bool:
        """Whether the file has this column, which then counts as used."""
        self.used.add(fold(column))
        return fold(column) in self.headers

    def need(self, column: str, why: str, remedy: str) -> bool:
        """`has`, with a fault where the column is missing; an empty file needs none."""
        if not self.has(column) and self.headers:
            cause = f"The column “{column}” is missing: {why}."
            self.fault(self.header_line, "", cause, remedy)
            return False
        return bool(self.headers)

    def unused(self) -> list[str]:
        """Columns that nothing looked at, as the file spells them."""
        return [name for key, name in self.headers.items() if key not in self.used]


def open_sheet(path: str, columns: Sequence[str]) -> Sheet:
    """The rows of a file whose header row holds at least one of `columns`.

    A file that cannot be read comes back without rows and with one fault. Headers are compared
    folded (case, accents and punctuation do not count).
    """
    sheet = Sheet(path)
    data = load(path, sheet.faults)
    if data is None:
        return sheet
    names = frozenset(fold(column) for column in columns)
    try:
        table = read(data, path, names=names, most=MOST_ROWS)
    except RosterError as error:
        sheet.is_empty = error.code == "no_rows"
        if not sheet.is_empty:
            sheet.faults.append(_unreadable(path, error, columns))
        return sheet
    sheet.header_line = table.header_line
    for header in table.headers:
        sheet.headers.setdefault(fold(header), header)
    keys = [fold(header) for header in table.headers]
    for line in table.rows:
        surplus = [*filter(None, map(filled, line.cells[len(keys) :]))]
        if surplus:
            cause = f"The row has more cells than there are columns (“{surplus[0]}”)."
            remedy = "Put a text that holds a separator between quotation marks, or take it out."
            sheet.fault(line.number, "", cause, remedy)
        # of two columns with one name the first counts
        cells = dict(reversed([*zip(keys, map(filled, line.cells), strict=False)]))
        sheet.rows.append(Row(line.number, cells))
    return sheet


def load(path: str, faults: list[Fault]) -> bytes | None:
    """The bytes of a file, or None and a fault."""
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        cause, remedy = "There is no such file.", "Check the path."
    except IsADirectoryError:
        cause, remedy = "This is a folder.", "Give the path of a file."
    except OSError as error:
        cause, remedy = f"The file cannot be read ({error.strerror}).", "Check who may read it."
    faults.append(Fault(path, 0, "", cause, remedy))
    return None


_UNREADABLE: Final = {
    "empty": ("The file is empty.", "Write at least the names of the columns: {columns}."),
    "too_large": ("The file is too large.", "Split it, or leave out what is not read."),
    "not_a_table": ("This is no table ({kind}).", "Save it as CSV, XLSX, XLS or ODS."),
    "encrypted": ("The workbook asks for a password.", "Save it without one."),
    "damaged": ("The workbook is damaged.", "Open it in a spreadsheet and save it again."),
    "undecodable": (
        "The line cannot be read as {encoding}.",
        "Save the file as CSV in UTF-8.",
    ),
    "broken_quotes": (
        "A quotation mark that opens near this line is never closed.",
        "Close it, or double it inside a cell.",
    ),
    "cell_too_long": (
        "A cell of this line is far too long.",
        "A quotation mark may be missing there.",
    ),
    "no_header": (
        "No line holds the names of the columns.",
        "Write them above the first row: {columns}.",
    ),
}


def _unreadable(path: str, error: RosterError, columns: Sequence[str]) -> Fault:
    facts = {"kind": "unknown"} | error.facts | {"columns": ", ".join(columns)}
    cause, remedy = _UNREADABLE[error.code]
    line = facts.get("line", 0)
    number = line if isinstance(line, int) else 0
    return Fault(path, number, "", cause.format(**facts), remedy.format(**facts))
