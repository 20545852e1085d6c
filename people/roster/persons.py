"""From a table and a mapping of its columns to importable people and problems by line."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from people.roster import cells
from people.roster.columns import PERSON_FIELDS, REQUIRED, fold
from people.roster.hierarchy import resolve_managers
from people.roster.terms import (
    Declared,
    Fact,
    Known,
    Line,
    PersonRow,
    Problem,
    Roster,
    RosterError,
    Severity,
    Table,
    Value,
)

_LONGEST: Final = {"employee_number": 50, "given_name": 150, "family_name": 150}
_LONGEST_OTHER: Final = 200
_TOTALS: Final = (
    "total",
    "totaux",
    "sous total",
    "grand total",
    "subtotal",
    "effectif",
    "headcount",
)


@dataclass(slots=True)
class _Reading:
    """One file being read: what was found so far."""

    table: Table
    mapping: Mapping[str, str]
    level_names: Mapping[str, int]
    index: dict[str, int]
    declared: tuple[Declared, ...] = ()
    month_first: bool = False
    problems: list[Problem] = field(default_factory=list)
    errors: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    def tell(
        self, line: int, name: str, code: str, value: str, severity: Severity, **facts: Fact
    ) -> None:
        column = self.mapping.get(name, "")
        self.problems.append(Problem(line, column, code, value[:200], severity, facts))
        self.errors += severity is Severity.ERROR

    def cell(self, line: Line, name: str) -> str:
        position = self.index.get(name, -1)
        return line.cells[position] if 0 <= position < len(line.cells) else ""


def parse(
    table: Table,
    mapping: Mapping[str, str],
    *,
    known: Iterable[Known] = (),
    level_names: Mapping[str, int] = cells.LEVEL_NAMES,
    declared: Iterable[Declared] = (),
) -> Roster:
    """The people of a table, with everything that is wrong with their lines.

    `mapping` goes from field (a key of PERSON_FIELDS or of `declared`, the company's own facts) to
    header. `known` are the persons that the company already has: they may be named as managers
    and take part in cycles. `level_names` are the company's words for ranks (folded name → rank).

    Errors (row left out): email_missing, email_invalid, email_duplicate, email_taken,
    number_duplicate, number_rounded, name_missing, zero_width, mixed_script, too_long,
    row_too_long, manager_cycle.
    Warnings (value left empty or line skipped): date_invalid, level_invalid, language_unknown,
    time_zone_unknown, skill_level_invalid, manager_unknown, manager_ambiguous, manager_refused,
    manager_self, answer_unknown, number_invalid, garbled, totals_line, header_repeated,
    dates_month_first, control_characters.

    Raises RosterError: field_unknown, column_unknown, column_twice, columns_missing (`fields`).
    """
    own = tuple(one for one in declared if one.key in mapping)
    _check_mapping(table, mapping, own)
    known = tuple(known)
    index = {name: table.headers.index(header) for name, header in mapping.items()}
    reading = _Reading(table, mapping, level_names, index, own)
    _remark_on_file(reading)
    rows = [row for line in table.rows if (row := _row(reading, line)) is not None]
    rows = _without_duplicates(reading, rows, known)
    if "manager_key" in mapping:
        rows, told = resolve_managers(rows, known, reading.refused, mapping["manager_key"])
        reading.problems.extend(told)
    return Roster(
        rows=tuple(rows),
        problems=tuple(sorted(reading.problems, key=lambda one: (one.line, one.column, one.code))),
        unknown_columns=tuple(h for h in table.headers if h not in set(mapping.values())),
        fields=frozenset(mapping),
    )


def _check_mapping(table: Table, mapping: Mapping[str, str], own: Iterable[Declared]) -> None:
    fields = {*PERSON_FIELDS, *(one.key for one in own)}
    for name, header in mapping.items():
        if name not in fields:
            raise RosterError("field_unknown", field=name)
        if header not in table.headers:
            raise RosterError("column_unknown", column=header)
    if len(set(mapping.values())) < len(mapping):
        headers = list(mapping.values())
        raise RosterError("column_twice", column=next(h for h in headers if headers.count(h) > 1))
    missing = tuple(name for name in REQUIRED if name not in mapping)
    if missing:
        raise RosterError("columns_missing", fields=missing)


def _remark_on_file(reading: _Reading) -> None:
    if reading.table.control_characters:
        count = reading.table.control_characters
        reading.tell(0, "", "control_characters", "", Severity.WARNING, count=count)
    if "hired_on" in reading.index:
        dates = (reading.cell(line, "hired_on") for line in reading.table.rows)
        reading.month_first = cells.is_month_first(dates)
        if reading.month_first:
            reading.tell(0, "hired_on", "dates_month_first", "", Severity.WARNING)


def _row(reading: _Reading, line: Line) -> PersonRow | None:
    """The person on one line, or None when it is no person or cannot be one."""
    if _is_skipped(reading, line):
        return None
    before = reading.errors
    expected = len(reading.table.headers)
    if len(line.cells) > expected:
        extra = len(line.cells)
        reading.tell(
            line.number, "", "row_too_long", "", Severity.ERROR, cells=extra, expected=expected
        )
    number = _number(reading, line)
    row = PersonRow(
        line=line.number,
        employee_number=number,
        email=_email(reading, line),
        given_name=_name(reading, line, "given_name"),
        family_name=_name(reading, line, "family_name"),
        job_title=_words(reading, line, "job_title"),
        function=_words(reading, line, "function"),
        department=_words(reading, line, "department"),
        site=_words(reading, line, "site"),
        time_zone=_time_zone(reading, line),
        languages=_languages(reading, line),
        language=_language(reading, line),
        level=_converted(
            reading, line, "level", lambda text: cells.level_of(text, reading.level_names)
        ),
        manager_key=cells.number_of(reading.cell(line, "manager_key")),
        hired_on=_converted(
            reading,
            line,
            "hired_on",
            lambda text: cells.date_of(text, month_first=reading.month_first),
        ),
        skills_offered=_skills(reading, line, "skills_offered"),
        skills_wanted=_skills(reading, line, "skills_wanted"),
        declared=_declared(reading, line),
    )
    if reading.errors == before:
        return row
    for alias in (row.employee_number, row.email):
        reading.refused.setdefault(alias, row.line)
    return None


def _is_skipped(reading: _Reading, line: Line) -> bool:
    texts = [cell for cell in line.cells if cell]
    if not reading.cell(line, "email") and any(_is_totals(text) for text in texts[:3]):
        reading.tell(line.number, "", "totals_line", texts[0], Severity.WARNING)
        return True
    email_header = reading.mapping["email"]
    if fold(reading.cell(line, "email")) == fold(email_header):
        reading.tell(line.number, "", "header_repeated", texts[0], Severity.WARNING)
        return True
    return False


def _is_totals(text: str) -> bool:
    return f"{fold(text)} ".startswith(tuple(f"{word} " for word in _TOTALS))


def _number(reading: _Reading, line: Line) -> str:
    number = _words(reading, line, "employee_number")
    number = cells.number_of(number)
    if cells.is_rounded(number):
        reading.tell(line.number, "employee_number", "number_rounded", number, Severity.ERROR)
    if disguised := cells.disguise(number):
        reading.tell(line.number, "employee_number", disguised, number, Severity.ERROR)
    return number


def _email(reading: _Reading, line: Line) -> str:
    text = cells.filled(reading.cell(line, "email"))
    if not text:
        reading.tell(line.number, "email", "email_missing", "", Severity.ERROR)
        return ""
    email = cells.email_of(text)
    if email is None:
        code = cells.disguise(text) or "email_invalid"
        reading.tell(line.number, "email", code, text, Severity.ERROR)
    return email or ""


def _name(reading: _Reading, line: Line, name: str) -> str:
    text = _words(reading, line, name)
    if not text:
        reading.tell(line.number, name, "name_missing", "", Severity.ERROR)
    elif disguised := cells.disguise(text):
        reading.tell(line.number, name, disguised, text, Severity.ERROR)
    elif cells.is_garbled(text):
        reading.tell(line.number, name, "garbled", text, Severity.WARNING)
    return text


def _words(reading: _Reading, line: Line, name: str) -> str:
    text = cells.filled(reading.cell(line, name))
    longest = _LONGEST.get(name, _LONGEST_OTHER)
    if len(text) > longest:
        reading.tell(line.number, name, "too_long", text, Severity.ERROR, maximum=longest)
    return text


def _converted[Value](
    reading: _Reading, line: Line, name: str, convert: Callable[[str], Value | None]
) -> Value | None:
    text = cells.filled(reading.cell(line, name))
    if not text:
        return None
    value = convert(text)
    if value is None:
        code = "level_invalid" if name == "level" else "date_invalid"
        reading.tell(line.number, name, code, text, Severity.WARNING)
    return value


def _time_zone(reading: _Reading, line: Line) -> str:
    text = cells.filled(reading.cell(line, "time_zone"))
    if text and not cells.is_time_zone(text):
        reading.tell(line.number, "time_zone", "time_zone_unknown", text, Severity.WARNING)
        return ""
    return text


def _languages(reading: _Reading, line: Line) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for item in cells.split_list(cells.filled(reading.cell(line, "languages"))):
        code = cells.language_of(item)
        if code is None:
            reading.tell(line.number, "languages", "language_unknown", item, Severity.WARNING)
        else:
            found[code] = None
    return tuple(found)


def _language(reading: _Reading, line: Line) -> str | None:
    text = cells.filled(reading.cell(line, "language"))
    if not text:
        return None
    code = cells.language_of(text)
    if code in {"fr", "en"}:
        return code
    reading.tell(line.number, "language", "language_unknown", text, Severity.WARNING)
    return None


def _skills(reading: _Reading, line: Line, name: str) -> dict[str, int]:
    text = reading.cell(line, name)
    skills, wrong = cells.skills_of(text if cells.filled(text) else "")
    for item in wrong:
        reading.tell(line.number, name, "skill_level_invalid", item, Severity.WARNING)
    return skills


def _declared(reading: _Reading, line: Line) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for one in reading.declared:
        text = _words(reading, line, one.key)
        if text and (value := _value(reading, line, one, text)) is not None:
            found[one.key] = value
    return found


def _value(reading: _Reading, line: Line, one: Declared, text: str) -> Value | None:
    if one.kind == "text":
        return text
    if one.kind == "number":
        number = cells.quantity_of(text)
        if number is None:
            reading.tell(line.number, one.key, "number_invalid", text, Severity.WARNING)
        return number
    options = {fold(option): option for option in one.options}
    given = cells.split_list(text) if one.kind == "choices" else [text]
    wrong = [item for item in given if fold(item) not in options]
    for item in wrong:
        reading.tell(line.number, one.key, "answer_unknown", item, Severity.WARNING)
    if wrong:
        return None
    chosen = [option for option in one.options if fold(option) in {fold(item) for item in given}]
    return chosen if one.kind == "choices" else chosen[0]


def _without_duplicates(
    reading: _Reading, rows: list[PersonRow], known: tuple[Known, ...]
) -> list[PersonRow]:
    """The first of several lines with one e-mail or number; the later ones name its line."""
    by_email: dict[str, int] = {}
    by_number: dict[str, int] = {}
    numbers_of_known = {one.email: one.employee_number for one in known}
    kept = []
    for row in rows:
        number = row.employee_number
        taken = numbers_of_known.get(row.email, "")
        if row.email in by_email:
            reading.tell(
                row.line,
                "email",
                "email_duplicate",
                row.email,
                Severity.ERROR,
                other_line=by_email[row.email],
            )
        elif number and number in by_number:
            reading.tell(
                row.line,
                "employee_number",
                "number_duplicate",
                number,
                Severity.ERROR,
                other_line=by_number[number],
            )
        elif number and taken and taken != number:
            reading.tell(
                row.line, "email", "email_taken", row.email, Severity.ERROR, employee_number=taken
            )
        else:
            by_email[row.email] = row.line
            if number:
                by_number[number] = row.line
            # A person known by number keeps it when a later file leaves the column out.
            kept.append(row if number or not taken else replace(row, employee_number=taken))
    return kept
