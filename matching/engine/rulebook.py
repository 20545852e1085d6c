"""The rules of a programme from a TOML file, with every mistake by line."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from matching.engine.reading import Fault, load
from matching.engine.terms import (
    DIRECTIONS,
    FAIRNESS,
    FULL,
    HIGHEST_GIVEN,
    KINDS,
    ORDERED_KINDS,
    Rule,
)

POINTS_PER_PERCENT: Final = FULL // 100

COLUMNS: Final[Mapping[str, tuple[str, str]]] = {
    "level_gap": ("level", "level"),
    "function": ("function", "function"),
    "department": ("department", "department"),
    "skills": ("skills_wanted", "skills_offered"),
    "needs": ("needs", "can_help"),
    "languages": ("languages", "languages"),
    "site": ("site", "site"),
    "time_zone": ("time_zone", "time_zone"),
    "availability": ("availability", "availability"),
    "seniority": ("hired_on", "hired_on"),
}
"""Where each criterion looks unless the rules say otherwise: column of mentees, of mentors."""

_KEYS: Final = ("minimum", "bonus", "salt", "fairness", "rank_bonus", "language", "criteria")
_CRITERION_KEYS: Final = ("kind", "columns", "weight", "direction", "must", "parameter")


@dataclass(frozen=True)
class Rulebook:
    """The rules of one file: `columns` per kind, `minimum` and `rank_bonus` in points.

    `language` says whether a pair needs a language in common; `bonus` is None when more pairs
    always win.
    """

    file: str = ""
    rules: tuple[Rule, ...] = ()
    columns: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    minimum: int = 0
    bonus: int | None = None
    salt: str = ""
    fairness: str = "sum"
    rank_bonus: int = 5_000
    language: bool = True


@dataclass
class _Page:
    """A rules file on the desk: its text, to find lines again, and what was said so far."""

    file: str
    text: str
    faults: list[Fault]

    def fault(self, key: str, cause: str, remedy: str, criterion: int | None = None) -> None:
        self.faults.append(Fault(self.file, self._line(key, criterion), key, cause, remedy))

    def _line(self, key: str, criterion: int | None) -> int:
        """Line of a key in the n-th [[criteria]] table, else of that table; 1 when not found."""
        table, start = -1, 1
        for number, line in enumerate(self.text.splitlines(), start=1):
            if re.match(r"\s*\[\[\s*criteria\s*\]\]", line):
                table += 1
                start = number if table == criterion else start
            inside = table == criterion if criterion is not None else table < 0
            if inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return number
        return start

    def number(
        self, value: Any, key: str, limits: tuple[int, int], criterion: int | None = None
    ) -> int:
        """The value as a whole number within the limits, else the lower one and a fault."""
        low, high = limits
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        remedy = f"Write a whole number from {low} to {high}."
        self.fault(key, f"{_shown(value)} cannot be used.", remedy, criterion)
        return low

    def choice(
        self, value: Any, key: str, words: tuple[str, ...], criterion: int | None = None
    ) -> str:
        """The value when it is one of the words, else the first and a fault."""
        if value in words:
            return str(value)
        self.fault(key, f"{_shown(value)} is not known.", _nearest(value, words), criterion)
        return words[0]

    def flag(self, value: Any, key: str, criterion: int | None = None) -> bool:
        """The value when it is true or false, else a fault."""
        if not isinstance(value, bool):
            self.fault(key, f"{_shown(value)} is no answer.", "Write true or false.", criterion)
        return value is True


def open_rules(path: str, faults: list[Fault]) -> Rulebook:
    """The rules of a TOML file; what is wrong with it is added to `faults`."""
    data = load(path, faults)
    if data is None:
        return Rulebook(path)
    try:
        text = data.decode("utf-8-sig")
        content = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.append(Fault(path, line, "", "This is not UTF-8.", "Save the file as UTF-8."))
        return Rulebook(path)
    except tomllib.TOMLDecodeError as error:
        faults.append(_syntax(path, str(error)))
        return Rulebook(path)
    page = _Page(path, text, faults)
    for key in content:
        if key not in _KEYS:
            page.fault(key, f"{_shown(key)} is not known.", _nearest(key, _KEYS))
    rules, columns = _criteria(page, content.get("criteria", []))
    salt = content.get("salt", "")
    if not isinstance(salt, str):
        page.fault("salt", f"{_shown(salt)} is no text.", "Put it between quotation marks.")
    bonus = content.get("bonus")
    percent = page.number(content.get("minimum", 0), "minimum", (0, 100))
    rank_percent = page.number(content.get("rank_bonus", 10), "rank_bonus", (0, 100))
    return Rulebook(
        file=path,
        rules=rules,
        columns=columns,
        minimum=percent * POINTS_PER_PERCENT,
        bonus=None if bonus is None else page.number(bonus, "bonus", (0, HIGHEST_GIVEN)),
        salt=str(salt),
        fairness=page.choice(content.get("fairness", "sum"), "fairness", FAIRNESS),
        rank_bonus=rank_percent * POINTS_PER_PERCENT,
        language=page.flag(content.get("language", True), "language"),
    )


def _syntax(path: str, message: str) -> Fault:
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line = int(found[1]) if found else 0
    cause = message.split(" (at ")[0]
    place = f" (character {found[2]})" if found else ""
    return Fault(path, line, "", f"{cause}{place}.", "Write TOML, for example: weight = 40")


def _criteria(page: _Page, tables: Any) -> tuple[tuple[Rule, ...], dict[str, tuple[str, str]]]:
    rules: dict[str, Rule] = {}
    columns: dict[str, tuple[str, str]] = {}
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        page.fault("criteria", "This is no list of criteria.", "Begin each with [[criteria]].")
        return (), {}
    before = len(page.faults)
    for n, table in enumerate(tables):
        rule = _rule(page, table, n)
        if rule is None:
            _columns(page, table, KINDS[0], n)
            continue
        if rule.kind in rules:
            page.fault("kind", f"“{rule.kind}” is there twice.", "Keep one of the two.", n)
        rules[rule.kind] = rule
        columns[rule.kind] = _columns(page, table, rule.kind, n)
    if len(page.faults) == before and not any(rule.weight for rule in rules.values()):
        page.fault("criteria", "No criterion has a weight.", "Give one a weight above 0.")
    return tuple(rules.values()), columns


def _rule(page: _Page, table: dict[str, Any], n: int) -> Rule | None:
    """The rule of a table, None when its kind is not known; every other mistake is told too."""
    for key in table:
        if key not in _CRITERION_KEYS:
            page.fault(key, f"{_shown(key)} is not known.", _nearest(key, _CRITERION_KEYS), n)
    for key in ("kind", "weight"):
        if key not in table:
            page.fault(key, f"The criterion has no {key}.", f"Add a line “{key} = …”.", n)
    named = table.get("kind", KINDS[0])
    kind = page.choice(named, "kind", KINDS, n)
    is_known = "kind" in table and named == kind
    directions = DIRECTIONS if kind in ORDERED_KINDS or not is_known else DIRECTIONS[:2]
    parameter = table.get("parameter")
    rule = Rule(
        kind=kind,
        weight=page.number(table.get("weight", 0), "weight", (0, 100), n),
        direction=page.choice(table.get("direction", "similar"), "direction", directions, n),
        must=page.flag(table.get("must", False), "must", n),
        parameter=None if parameter is None else page.number(parameter, "parameter", (1, 100), n),
    )
    return rule if is_known else None


def _columns(page: _Page, table: dict[str, Any], kind: str, n: int) -> tuple[str, str]:
    """Columns of a criterion: one name for both files, or two, or the usual ones."""
    named = table.get("columns", list(COLUMNS[kind]))
    names = [named] if isinstance(named, str) else named
    is_list = isinstance(names, list) and all(isinstance(one, str) and one for one in names)
    if not is_list or len(names) not in (1, 2):
        remedy = 'Write columns = ["column of mentees", "column of mentors"].'
        page.fault("columns", f"{_shown(named)} names no columns.", remedy, n)
        return COLUMNS[kind]
    return names[0], names[-1]


def _shown(value: Any) -> str:
    return f"“{str(value)[:60]}”"


def _nearest(value: Any, words: tuple[str, ...]) -> str:
    near = get_close_matches(str(value), words, n=1)
    return f"Did you mean “{near[0]}”?" if near else f"Write one of: {', '.join(words)}."
