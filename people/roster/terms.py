"""The values that travel between the reader of HR exports and the rest of the product."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

type Fact = str | int | tuple[str, ...]


class Severity(StrEnum):
    """What a problem costs: the whole row, or one value of it."""

    ERROR = "error"
    WARNING = "warning"


class RosterError(Exception):
    """The file or the mapping cannot be used: `code` says why, `facts` with what figures."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts: dict[str, Fact] = facts


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file; `number` is what a spreadsheet shows beside it (1 = first row)."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file as text cells below one header row.

    `kind` is csv, xlsx, xls or ods. `encoding` and `delimiter` are empty for workbooks, `sheet` is
    empty for CSV. Blank lines are gone; `headers` are unique and never empty ("#3" for a nameless
    third column). `control_characters` counts the invisible characters (NUL…) that were removed.
    """

    headers: tuple[str, ...]
    rows: tuple[Line, ...]
    encoding: str
    delimiter: str
    sheet: str
    kind: str
    header_line: int
    control_characters: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to tell about one line; line 0 means the file as a whole.

    An error keeps the row out of `Roster.rows`; a warning leaves one value empty or skips a line
    that is no person. `column` is the header as the file spells it, or "" for the whole line.
    """

    line: int
    column: str
    code: str
    value: str
    severity: Severity
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """A person the company already has, so that a partial file may name them as manager.

    `manager_key` is the `key` of their manager ("" without one).
    """

    employee_number: str
    email: str
    manager_key: str = ""

    @property
    def key(self) -> str:
        """The employee number, else the e-mail."""
        return self.employee_number or self.email


type Value = str | int | float | list[str]


@dataclass(frozen=True, slots=True)
class Declared:
    """A column of the company's own; `kind` is text, number, choice or choices (of `options`)."""

    key: str
    name: str
    kind: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One importable person; text fields are NFC, trimmed, "" when the file says nothing.

    `languages` are ISO 639-1 codes in the file's order, `language` is that of the screens
    (fr, en or None), `skills_*` go from the skill's name to its level 1–5, `manager_key` is the
    `key` of the manager's own row or of a `Known` person, `declared` what the company's own
    columns hold by their key (an empty cell is left out).
    """

    line: int
    employee_number: str
    email: str
    given_name: str
    family_name: str
    job_title: str
    function: str
    department: str
    site: str
    time_zone: str
    languages: tuple[str, ...]
    language: str | None
    level: int | None
    manager_key: str
    hired_on: date | None
    skills_offered: Mapping[str, int]
    skills_wanted: Mapping[str, int]
    declared: Mapping[str, Value] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What makes a second import of the same person an update: number, else e-mail."""
        return self.employee_number or self.email


@dataclass(frozen=True, slots=True)
class Roster:
    """What a file holds: rows in file order, problems by line, columns nobody reads.

    `fields` are the mapped fields: a field outside it was absent from the file, which differs
    from a field present and empty.
    """

    rows: tuple[PersonRow, ...]
    problems: tuple[Problem, ...]
    unknown_columns: tuple[str, ...]
    fields: frozenset[str]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep a row out."""
        return tuple(one for one in self.problems if one.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that cost one value only."""
        return tuple(one for one in self.problems if one.severity is Severity.WARNING)
