"""Reads what every app declares about its personal data: the register made of the models."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.module_loading import module_has_submodule

from companies.personal import Clock, Purpose, Table


@functools.cache
def declared() -> tuple[tuple[Table, ...], tuple[Clock, ...]]:
    """Tables and clocks of every installed app, floor by floor; fixed while a process lives."""
    tables: list[Table] = []
    clocks: list[Clock] = []
    for app in apps.get_app_configs():
        if app.module is not None and module_has_submodule(app.module, "privacy"):
            found = import_module(f"{app.name}.privacy")
            tables += getattr(found, "TABLES", ())
            clocks += getattr(found, "CLOCKS", ())
    return tuple(tables), tuple(clocks)


def tables() -> tuple[Table, ...]:
    """Every declared table."""
    return declared()[0]


def clocks() -> tuple[Clock, ...]:
    """Everything that expires by itself, except the facts of programmes."""
    return declared()[1]


def model_of(table: Table) -> type[models.Model]:
    """The model that a declaration is about."""
    return apps.get_model(table.model)


def programme_table() -> Table:
    """The one table whose rows end, and with them the facts that hang on them."""
    return next(one for one in tables() if one.closed)


def rows_about(table: Table, person: Any) -> models.QuerySet[Any]:
    """Rows of a table that are about ``person``, each once."""
    if table.rows is not None:
        return table.rows(person)
    found = models.Q(pk__in=())
    for path in table.person:
        found |= models.Q(**{path: person.pk})
    return model_of(table)._default_manager.filter(found)


@dataclass(frozen=True)
class Activity:
    """One purpose with the tables that serve it: an entry of the register (art. 30)."""

    purpose: Purpose
    tables: tuple[Table, ...]


def activities() -> Iterator[Activity]:
    """The register, purpose by purpose; tables that tell of nobody are left out."""
    for purpose in Purpose:
        found = tuple(one for one in tables() if one.purpose == purpose and one.is_personal)
        if found:
            yield Activity(purpose, found)


def company_models() -> list[type[models.Model]]:
    """Every model whose rows live in the schema of a company, tables in between included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.app_label.startswith(("companies", "django_tenants"))
        and not model._meta.proxy
    ]


def faults() -> list[str]:
    """What is wrong with the declarations: the guard that fails the build. Empty when all is well.

    Every field is named once, no name is gone, personal fields have purpose, readers and period,
    every table that leads to a person is exported or says why not. A table whose rows are about two
    people is declared once from the side of each.
    """
    found: list[str] = []
    by_label: dict[str, list[Table]] = {}
    for one in tables():
        by_label.setdefault(one.model, []).append(one)
    for model in company_models():
        if model._meta.auto_created:
            ends = {one._meta.label for one in _targets(model)}
            if any(one.is_personal for label in ends for one in by_label.get(label, [])):
                found.append(f"{model._meta.label}: a table in between leads to people")
            continue
        sides = by_label.pop(model._meta.label, [])
        if not sides:
            found.append(f"{model._meta.label}: nothing is declared")
        for table in sides:
            found += [f"{model._meta.label}: {one}" for one in _faults_of(table, model)]
    return found + [f"{label}: no such model" for label in by_label]


def _faults_of(table: Table, model: type[models.Model]) -> Iterator[str]:
    own = {field.name: field for field in model._meta.concrete_fields}
    named = list(table.fields)
    yield from (f"{name} is not declared" for name in own if name not in named)
    yield from (f"{name} is gone" for name in named if name not in own)
    yield from (f"{name} is declared twice" for name in set(named) if named.count(name) > 1)
    extra = {*table.withheld, *table.blanked, *table.stands, *table.seen} - set(own)
    yield from (f"{name} is gone" for name in sorted(extra))
    if table.is_personal and not (table.purpose and table.seen_by and table.kept):
        yield "personal, without purpose, readers or period"
    if _leads_to_person(model) and not (table.person or table.rows or table.apart):
        yield "leads to a person, but is neither exported nor set apart"
    keys = {name for name, field in own.items() if _points_at_person(field)}
    if table.programme and not keys <= set(table.stands):
        yield f"{sorted(keys - set(table.stands))} keep naming people when the programme is over"


def _points_at_person(field: Any) -> bool:
    return bool(field.is_relation and field.related_model._meta.label == "people.Person")


def _leads_to_person(model: type[models.Model]) -> bool:
    """Whether following keys from this model, however far, ends at a person."""
    seen: set[type[models.Model]] = set()
    queue = [model]
    while queue:
        one = queue.pop()
        if one._meta.label == "people.Person":
            return True
        if one not in seen:
            seen.add(one)
            queue += _targets(one)
    return False


def _targets(model: type[models.Model]) -> list[type[models.Model]]:
    """Models that the keys of this one point at."""
    return [
        field.related_model
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    ]
