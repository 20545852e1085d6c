"""Gathers everything that is held about one person, table by table, as the register declares it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies import walls
from companies.personal import Table
from people import access
from people.models import Person
from privacy import register, wording

FORMAT = 1
"""Changes when a reader of the file would have to change."""


@dataclass(frozen=True)
class Cell:
    """One fact: its field, the words for it, its value for machines and its value in words."""

    name: str
    label: str
    value: Any
    text: str


@dataclass(frozen=True)
class Chapter:
    """What one table holds about the person."""

    table: Table
    rows: list[list[Cell]]
    purpose: str
    basis: str
    readers: str
    kept: str
    withheld: list[str]


@dataclass(frozen=True)
class Portrait:
    """Everything about one person at one moment, and what is left out with the reason."""

    person: Person
    company: str
    made_at: datetime
    chapters: list[Chapter]
    apart: list[tuple[str, str]]

    def data(self) -> dict[str, Any]:
        """The same for machines: JSON values under the names of tables and fields."""
        return {
            "format": FORMAT,
            "company": self.company,
            "person": str(self.person.public_id),
            "made_at": self.made_at.isoformat(),
            "tables": [_table(one) for one in self.chapters],
            "left_out": [{"what": what, "why": why} for what, why in self.apart],
        }


def of(person: Person, periods: dict[str, str]) -> Portrait:
    """Gather it in the language that is active; ``periods`` are in words, by category."""
    chapters = [
        _chapter(table, person, periods)
        for table in register.tables()
        if table.is_personal and (table.person or table.rows)
    ]
    apart = [(str(table.title), str(table.apart)) for table in register.tables() if table.apart]
    return Portrait(person, walls.current().name, timezone.now(), chapters, apart)


def _chapter(table: Table, person: Person, periods: dict[str, str]) -> Chapter:
    rows = register.rows_about(table, person).order_by("pk")
    keys = [
        field.name
        for field in register.model_of(table)._meta.concrete_fields
        if field.is_relation and field.name in table.personal
    ]
    rows = rows.select_related(*keys) if keys else rows
    assert table.purpose is not None and table.kept is not None
    hidden = [str(table.personal[name]) for name in table.withheld]
    return Chapter(
        table=table,
        rows=[list(_cells(table, row, person)) for row in rows.iterator(chunk_size=500)],
        purpose=str(wording.PURPOSES[table.purpose][0]),
        basis=str(wording.BASES[table.basis]),
        readers=wording.readers(table.seen_by),
        kept=periods[table.kept],
        withheld=[*hidden, *(str(one) for one in table.secret.values())],
    )


def _cells(table: Table, row: models.Model, person: Person) -> Iterator[Cell]:
    for name, label in table.personal.items():
        if name in table.withheld:
            continue
        value = table.worded[name](row) if name in table.worded else getattr(row, name)
        if table.model == "people.Person" and name == "declared":
            value = dict(access.declared(person))
        yield Cell(name, str(label), _plain(value), _words(row, name, value))


def _plain(value: Any) -> Any:
    """The value as JSON has it; a row becomes the words for it, never its number."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value)


def _words(row: models.Model, name: str, value: Any) -> str:
    shown = getattr(row, f"get_{name}_display", None)
    if shown is not None and not callable(getattr(value, "items", None)):
        return str(shown())
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_words(row, '', one)}" for key, one in value.items())
    if isinstance(value, list):
        field = row._meta.get_field(name) if name else None
        labels = dict(getattr(getattr(field, "base_field", None), "choices", None) or ())
        return ", ".join(str(labels.get(one, one)) for one in _flat(row, value))
    return str(value)


def _flat(row: models.Model, values: list[Any]) -> list[Any]:
    return [_words(row, "", one) if isinstance(one, dict) else one for one in values]


def _table(chapter: Chapter) -> dict[str, Any]:
    return {
        "table": chapter.table.model,
        "title": str(chapter.table.title),
        "purpose": chapter.purpose,
        "basis": chapter.basis,
        "seen_by": chapter.readers,
        "kept": chapter.kept,
        "not_included": chapter.withheld,
        "rows": [{cell.name: cell.value for cell in row} for row in chapter.rows],
    }
