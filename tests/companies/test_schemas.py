"""Companies have the same tables however they were made, and migrate alike afterwards."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Lower
from django_tenants.utils import schema_exists

from companies import schemas, walls
from companies.errors import Refusal
from companies.models import Blueprint, Company, SpareSchema
from people.models import Person
from tests.companies import anatomy


def enter(name: str) -> Company:
    """A row for the schema, so that ``walls.inside`` finds it."""
    return Company.objects.create(schema_name=name, name=name)


def by_migrate(name: str) -> None:
    enter(name).create_schema(verbosity=0)


def by_replay(name: str) -> None:
    schemas.replay(name)
    enter(name)


def by_spare(name: str) -> None:
    schemas.prepare(1)
    schemas.furnish(name)
    enter(name)


MAKERS = {"migrated": by_migrate, "replayed": by_replay, "renamed": by_spare}


@pytest.fixture
def catalogue(db: None) -> Iterator[None]:
    """Look at the catalogue, as a command does."""
    with walls.catalogue():
        yield


def test_every_way_of_making_a_company_gives_the_same_tables(catalogue: None) -> None:
    found = {}
    for name, make in MAKERS.items():
        make(name)
        with walls.inside(name):
            found[name] = anatomy.of_the_chosen_company()
    for part in anatomy.PARTS:
        assert found["replayed"][part] == found["migrated"][part], part
        assert found["renamed"][part] == found["migrated"][part], part
    assert len(found["migrated"]["constraints"]) > 100


@pytest.mark.parametrize("make", [by_replay, by_spare], ids=["replayed", "renamed"])
def test_company_that_was_not_migrated_has_the_table_of_every_model(
    catalogue: None, make: Callable[[str], None]
) -> None:
    make("first")
    tenant = set(settings.TENANT_APPS)
    kept = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if {model._meta.app_config.name, type(model._meta.app_config).__name__} & tenant
        or model._meta.app_label == "admin"
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'first'")
        found = {name for (name,) in cursor.fetchall()}
    assert found == {*kept, "django_migrations"}
    assert {"privacy_hold", "evaluations_sealedanswer", "people_connection"} <= found


class Later(migrations.Migration):
    """What a later version of the product may do to a table that exists."""

    operations = [
        migrations.AddField("person", "nickname", models.CharField(max_length=40, default="")),
        migrations.AddIndex("person", models.Index(fields=["nickname"], name="later_nickname")),
        migrations.AddConstraint(
            "person", models.UniqueConstraint(Lower("nickname"), "email", name="later_unique")
        ),
        migrations.RemoveConstraint("person", "later_unique"),
        migrations.AlterField("person", "email", models.EmailField(max_length=200, unique=True)),
        migrations.AlterField("person", "given_name", models.TextField()),
        migrations.RemoveField("person", "manager"),
        migrations.RenameField("person", "nickname", "short_name"),
    ]


def rebuild_every_constraint() -> None:
    """Drop each constraint and index of each model by its Django name, and make it again."""
    tenant = set(settings.TENANT_APPS)
    kept = [model for model in apps.get_models() if model._meta.app_config.name in tenant]
    with connection.schema_editor() as editor:
        for model in kept:
            for constraint in model._meta.constraints:
                editor.remove_constraint(model, constraint)
                editor.add_constraint(model, constraint)
            for index in model._meta.indexes:
                editor.remove_index(model, index)
                editor.add_index(model, index)


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_later_migrations_work_however_a_company_was_made(
    catalogue: None, make: Callable[[str], None]
) -> None:
    make("later")
    with walls.inside("later"):
        before = anatomy.of_the_chosen_company()
        rebuild_every_constraint()
        assert anatomy.of_the_chosen_company()["constraints"] == before["constraints"]
        state = MigrationLoader(connection).project_state()
        with connection.schema_editor() as editor:
            Later("later", "people").apply(state, editor)
        columns = {row[2] for row in anatomy.of_the_chosen_company()["columns"]}
    assert "short_name" in columns - {row[2] for row in before["columns"]}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_migrate_schemas_finds_nothing_left_to_do(
    catalogue: None, make: Callable[[str], None]
) -> None:
    make("later")
    call_command("migrate_schemas", schema_name="later", tenant=True, verbosity=0)
    with walls.inside("later"):
        executor = MigrationExecutor(connection)
        assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_spares_are_made_up_to_the_number_and_used_up(catalogue: None) -> None:
    schemas.prepare(2)
    names = set(SpareSchema.objects.values_list("schema_name", flat=True))
    schemas.furnish("first")
    left = set(SpareSchema.objects.values_list("schema_name", flat=True))
    assert (len(names), len(left), left < names) == (2, 1, True)
    assert schema_exists("first")
    assert not any(map(schema_exists, names - left))


def test_spares_of_other_migrations_are_dropped(catalogue: None) -> None:
    schemas.prepare(1)
    old = SpareSchema.objects.get()
    SpareSchema.objects.update(fingerprint="0" * 64)
    schemas.prepare(1)
    assert not schema_exists(old.schema_name)
    assert SpareSchema.objects.get().fingerprint == schemas.fingerprint()


def test_company_never_gets_a_spare_of_other_migrations(catalogue: None) -> None:
    schemas.prepare(1)
    SpareSchema.objects.update(fingerprint="0" * 64)
    schemas.furnish("first")
    assert SpareSchema.objects.count() == 1
    assert schema_exists("first")


def test_changed_migrations_are_recorded_anew(catalogue: None) -> None:
    known = [name for name in schemas.expected() if not name.startswith("pairings.0002")]
    Blueprint.objects.update(fingerprint="0" * 64, migrations=known, script="SELECT 1")
    schemas.make_ready()
    assert Blueprint.objects.get().fingerprint == schemas.fingerprint()
    assert "CREATE TABLE" in Blueprint.objects.get().script


def test_code_older_than_the_recording_opens_no_company(catalogue: None) -> None:
    newer = [*schemas.expected(), "people.9999_newer"]
    Blueprint.objects.update(fingerprint="0" * 64, migrations=newer)
    with pytest.raises(Refusal):
        schemas.make_ready()
    before = SpareSchema.objects.count()
    schemas.prepare(before + 1)
    assert SpareSchema.objects.count() == before


def test_schema_that_exists_is_never_taken_over(catalogue: None) -> None:
    with pytest.raises(Refusal):
        schemas.furnish("kestrel")


def test_recording_holds_no_name_of_a_schema_and_no_person(catalogue: None) -> None:
    script = Blueprint.objects.get().script
    assert not re.search(r"spare_[0-9a-f]{16}", script)
    assert f'INSERT INTO "{Person._meta.db_table}"' not in script


def test_statement_that_a_replay_would_not_repeat_stops_the_recording(catalogue: None) -> None:
    with (
        pytest.raises(schemas.UnrecordableError),
        connection.execute_wrapper(lambda *given: schemas._write_down([], *given)),
        connection.cursor() as cursor,
    ):
        cursor.execute("LISTEN somebody")
