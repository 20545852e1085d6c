"""The house stands: foreign keys point down, nothing of a company lies in the catalogue."""

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from companies import walls

FLOORS = [
    "companies",
    "people",
    "privacy",
    "competencies",
    "programmes",
    "objectives",
    "training",
    "selection",
    "pairings",
    "matching",
    "evaluations",
    "communication",
    "pilots",
    "occasions",
    "references",
    "asking",
    "introductions",
    "renewal",
    "lab",
]
BESIDE = ["matching", "evaluations", "communication", "pilots", "occasions", "references"]
HEIGHT = {app: height for height, app in enumerate(FLOORS)} | dict.fromkeys(BESIDE, 9)

# Companies, their addresses and logos; how tables are made, and the schemas made ahead: nobody's
# data. Sign-ups are somebody's for the minutes before their company exists.
# Archives are sealed: whoever reads the catalogue reads nothing in them.
CATALOGUE = {
    "companies_company",
    "companies_domain",
    "companies_logo",
    "companies_blueprint",
    "companies_spareschema",
    "companies_signup",
    "companies_retiredaddress",
    "companies_companyarchive",
    "companies_archivepart",
}


def _ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in HEIGHT]


@pytest.mark.parametrize("model", _ours(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey | models.ManyToManyField | models.OneToOneField):
            continue
        target = field.related_model._meta.app_label
        own = model._meta.app_label
        assert target == own or HEIGHT[target] < HEIGHT[own], f"{model._meta.label}.{field.name}"


def test_no_company_model_is_shared() -> None:
    assert settings.SHARED_APPS == ["django_tenants", "companies"]
    shared = {model._meta.db_table for model in apps.get_app_config("companies").get_models()}
    assert shared == CATALOGUE


@pytest.mark.django_db
def test_public_schema_holds_the_catalogue_only() -> None:
    with walls.catalogue(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()}
    assert tables == {"django_migrations"} | CATALOGUE


def test_django_was_not_downgraded_by_another_package() -> None:
    assert django.VERSION[:3] == (6, 1, 3)


def test_models_hide_nothing_and_order_nothing() -> None:
    for model in _ours():
        assert not model._meta.ordering, model._meta.label
        assert model.save is models.Model.save or model.__name__ in {"Company", "Domain", "Person"}
