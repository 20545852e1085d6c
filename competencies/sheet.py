"""A framework as a sheet of one competency a line, and back: codes and facts, no sentences."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from competencies import words as rules
from competencies.starter import LEAST, MOST
from people.roster import Problem, Severity, Table, fold

HEADERS: Final[Mapping[str, Mapping[str, str]]] = {
    "code": {"fr": "Code", "en": "Code"},
    "name_fr": {"fr": "Nom (français)", "en": "Name (French)"},
    "name_en": {"fr": "Nom (anglais)", "en": "Name (English)"},
    "description_fr": {"fr": "Description (français)", "en": "Description (French)"},
    "description_en": {"fr": "Description (anglais)", "en": "Description (English)"},
    "low_fr": {"fr": "Niveau 1 (français)", "en": "Level 1 (French)"},
    "low_en": {"fr": "Niveau 1 (anglais)", "en": "Level 1 (English)"},
    "middle_fr": {"fr": "Niveau 3 (français)", "en": "Level 3 (French)"},
    "middle_en": {"fr": "Niveau 3 (anglais)", "en": "Level 3 (English)"},
    "high_fr": {"fr": "Niveau 5 (français)", "en": "Level 5 (French)"},
    "high_en": {"fr": "Niveau 5 (anglais)", "en": "Level 5 (English)"},
}
"""The title of each column in both languages of a sheet."""
TARGET: Final = {"fr": "Niveau visé", "en": "Target"}
"""What stands before the name of a profile in the title of its column."""
_COLUMNS: Final = {
    fold(title): name for name, titles in HEADERS.items() for title in titles.values()
}
CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Row:
    """One competency: its code ("" for a new one), its words, targets by key of the profile."""

    line: int
    code: str
    words: Mapping[str, str]
    targets: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sheet holds: rows in order, problems by line, columns that nobody reads."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    unknown_columns: tuple[str, ...]


def written(
    rows: Iterable[Row], profiles: Mapping[str, str], language: str
) -> list[list[str | int]]:
    """The lines of a sheet, titles first; ``profiles`` go from their key to their name."""
    titles: list[str | int] = [each[language] for each in HEADERS.values()]
    titles += [f"{TARGET[language]} – {name}" for name in profiles.values()]
    lines = [titles]
    for row in rows:
        line: list[str | int] = [row.code, *(row.words[name] for name in rules.FIELDS)]
        lines.append(line + [row.targets.get(key, "") for key in profiles])
    return lines


def read(table: Table, profiles: Mapping[str, Sequence[str]]) -> Reading:
    """The competencies of a sheet; ``profiles`` go from their key to their names in any language.

    Problem codes. For the whole file (line 1): no_name_column, target_missing (a profile without a
    column). By line: code_invalid, code_repeated, name_missing, incomplete, too_long,
    target_invalid. Lines with a problem are left out.
    """
    places, targets, unknown = _places(table, profiles)
    problems: list[Problem] = []
    if not {"name_fr", "name_en"} & set(places):
        problems.append(_problem(table.header_line, "", "no_name_column", ""))
    for key, names in profiles.items():
        if key not in targets:
            problems.append(_problem(table.header_line, "", "target_missing", names[0]))
    if problems:
        return Reading((), tuple(problems), unknown)
    rows: list[Row] = []
    seen: set[str] = set()
    for line in table.rows:
        row, faults = _row(line.number, line.cells, table, places, targets)
        if row.code and row.code in seen:
            faults.append(_problem(line.number, "code", "code_repeated", row.code))
        seen.add(row.code)
        problems += faults
        if not faults:
            rows.append(row)
    return Reading(tuple(rows), tuple(problems), unknown)


def _places(
    table: Table, profiles: Mapping[str, Sequence[str]]
) -> tuple[dict[str, int], dict[str, int], tuple[str, ...]]:
    wanted = {
        fold(f"{before} {name}"): key
        for key, names in profiles.items()
        for name in names
        for before in TARGET.values()
    }
    places: dict[str, int] = {}
    targets: dict[str, int] = {}
    unknown: list[str] = []
    for place, header in enumerate(table.headers):
        title = fold(header)
        if title in _COLUMNS:
            places.setdefault(_COLUMNS[title], place)
        elif title in wanted:
            targets.setdefault(wanted[title], place)
        else:
            unknown.append(header)
    return places, targets, tuple(unknown)


def _row(
    number: int,
    cells: Sequence[str],
    table: Table,
    places: Mapping[str, int],
    targets: Mapping[str, int],
) -> tuple[Row, list[Problem]]:
    def cell(place: int) -> str:
        return cells[place].strip() if 0 <= place < len(cells) else ""

    faults: list[Problem] = []
    code = cell(places.get("code", -1))
    if code and not CODE.fullmatch(code):
        faults.append(_problem(number, table.headers[places["code"]], "code_invalid", code))
    words = rules.tidy({name: cell(places.get(name, -1)) for name in rules.FIELDS})
    for name, fault in rules.faults(words):
        column = table.headers[places[name]] if name in places else HEADERS[name]["en"]
        faults.append(_problem(number, column, fault, ""))
    levels: dict[str, int] = {}
    for key, place in targets.items():
        text = cell(place)
        found = re.fullmatch(r"([1-5])(?:[.,]0+)?", text)
        if found is None:
            faults.append(_problem(number, table.headers[place], "target_invalid", text))
        else:
            levels[key] = int(found[1])
    assert all(LEAST <= level <= MOST for level in levels.values())
    return Row(number, code, words, levels), faults


def _problem(line: int, column: str, code: str, value: str) -> Problem:
    return Problem(line, column, code, value[:200], Severity.ERROR)


def as_values(rows: Iterable[Row]) -> list[list[object]]:
    """The rows as bare JSON values, for a preview that hands them back when it is confirmed."""
    return [
        [row.line, row.code, [row.words[name] for name in rules.FIELDS], dict(row.targets)]
        for row in rows
    ]


def from_values(values: Iterable[Sequence[object]]) -> list[Row]:
    """The rows that :func:`as_values` wrote."""
    rows = []
    for line, code, words, targets in values:
        assert isinstance(words, list) and isinstance(targets, dict)
        rows.append(
            Row(
                int(str(line)),
                str(code),
                dict(zip(rules.FIELDS, map(str, words), strict=True)),
                {str(key): int(level) for key, level in targets.items()},
            )
        )
    return rows
