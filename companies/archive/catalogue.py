"""What of the catalogue goes with a company into its archive, and what stays where it is."""

from collections.abc import Mapping
from typing import Any, Final

from django.apps import apps
from django.db import models

from companies.models import Company

BELONGINGS: Final[Mapping[str, str]] = {"companies.Logo": "company"}
"""Tables whose rows are the company's own, and their key to it; they come back with it."""

WITH_THE_MANIFEST: Final = frozenset({"companies.Company", "companies.Domain"})
"""Told by the manifest itself: hosts move to another domain, some columns stay behind."""

STAYS: Final[Mapping[str, str]] = {
    "companies.ArchivePart": "an archive does not hold archives",
    "companies.Blueprint": "made from the code of the installation",
    "companies.CompanyArchive": "an archive does not hold archives",
    "companies.RetiredAddress": "a host that this installation gives to nobody",
    "companies.SignUp": "how the company was opened; forgets the person, gone after a day",
    "companies.SpareSchema": "tables of nobody yet",
}
"""Tables of the catalogue that tell of the installation, with the reason."""


def told(row: models.Model, *, without: frozenset[str]) -> dict[str, Any]:
    """The columns of a row as JSON takes them; ``None`` stays ``None``."""
    return {
        field.attname: None if field.value_from_object(row) is None else field.value_to_string(row)
        for field in row._meta.concrete_fields
        if field.attname not in without
    }


def belongings(company: Company) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table in :data:`BELONGINGS`, to be read inside the catalogue."""
    found = {}
    for label, key in BELONGINGS.items():
        model = apps.get_model(label)
        rows = model._default_manager.filter(**{key: company}).order_by("pk")
        without = frozenset({"id", model._meta.get_field(key).attname})
        found[label] = [told(row, without=without) for row in rows]
    return found


def give_back(company: Company, rows: Mapping[str, list[dict[str, Any]]]) -> None:
    """Make the belongings of a restored company again.

    Raises ``ValidationError``, ``ValueError`` or ``TypeError`` for rows that no company would have.
    """
    if set(rows) != set(BELONGINGS):
        raise ValueError("other tables were expected")
    for label, each in rows.items():
        model, key = apps.get_model(label), BELONGINGS[label]
        for facts in each:
            row = model()
            put(row, facts)
            # Whatever the rows say: a key of their own, and this company.
            row.pk = None
            setattr(row, key, company)
            row.full_clean()
            row.save(force_insert=True)


def put(row: models.Model, facts: Mapping[str, Any]) -> None:
    """Set the columns that :func:`told` wrote; those that it left out keep their values."""
    for field in row._meta.concrete_fields:
        if field.attname in facts:
            setattr(row, field.attname, field.to_python(facts[field.attname]))
