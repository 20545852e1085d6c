"""Migrations say everything that the models say."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from companies.models import Company


def test_no_migration_is_missing(company: Company) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_every_app_has_one_head() -> None:
    connection.set_schema_to_public()
    loader = MigrationLoader(connection)
    assert loader.detect_conflicts() == {}
    connection.set_no_company()
