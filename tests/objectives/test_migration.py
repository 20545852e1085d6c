"""Objectives of a company that was there before keep everything when they get their own floor."""

import datetime as dt
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from companies import schemas, walls
from companies.models import Company
from evaluations.models import IndicatorValue
from objectives.models import EvaluationPlan, Indicator, Objective, ObjectiveReview, Orientation
from pilots.models import Proposal
from tests.companies import anatomy

MOVES = (
    "programmes.migrations.0011_objectives_move_out",
    "evaluations.migrations.0005_indicators_moved",
    "pilots.migrations.0002_objectives_moved",
)
TABLES = ("relations", "columns", "constraints", "indexes", "sequences", "triggers")
MOVED = ("evaluationplan", "indicator", "objective", "objectivereview", "orientation")
TODAY = timezone.localdate()


def until_the_move() -> list[tuple[str, str]]:
    """The last migration of each app before the one that moves objectives."""
    found = [(path.split(".")[0], import_module(path).Migration.dependencies) for path in MOVES]
    return [next(one for one in known if one[0] == app) for app, known in found]


@pytest.fixture
def before(db: None) -> Iterator[Any]:
    """The models as they were, inside a company whose migrations end before the move."""
    with walls.catalogue():
        schemas.replay("elder")
        Company.objects.create(schema_name="elder", name="Elder")
        with walls.inside("elder"):
            executor = MigrationExecutor(connection)
            executor.migrate([("objectives", None), *until_the_move()])
            executor.loader.build_graph()
            applied = executor.loader.applied_migrations
            yield executor.loader.project_state(sorted(applied)).apps


def bring_up_to_date() -> None:
    """What a deployment does to a company."""
    with walls.catalogue():
        call_command("migrate_schemas", schema_name="elder", tenant=True, verbosity=0)


def framed(before: Any) -> Any:
    """A programme of then."""
    later = TODAY + dt.timedelta(days=9)
    return before.get_model("programmes", "Programme").objects.create(
        name="Relève", purpose="Garder.", enrol_until=TODAY, starts_on=TODAY, ends_on=later
    )


def permissions() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.codename, c.id, c.app_label, c.model FROM auth_permission p "
            "JOIN django_content_type c ON c.id = p.content_type_id WHERE c.model = ANY(%s) "
            "ORDER BY p.id",
            [list(MOVED)],
        )
        return cursor.fetchall()


def test_objectives_of_before_are_read_on_their_new_floor(before: Any) -> None:
    programme = framed(before)
    person = before.get_model("people", "Person").objects.create()
    made = {name: before.get_model("programmes", name).objects for name in MOVED}
    served = made["orientation"].create(name="Fidéliser")
    goal = made["objective"].create(
        programme=programme, kind="retention", statement="Garder", orientation=served
    )
    figure = made["indicator"].create(
        objective=goal, name="Départs", unit="%", baseline=14, target=10, owner=person
    )
    made["objectivereview"].create(
        objective=goal, due_on=TODAY, held_on=TODAY, standing="changed", before={"statement": "A"}
    )
    made["evaluationplan"].create(programme=programme, outcomes=["retention"], digest="d")
    values = before.get_model("evaluations", "IndicatorValue").objects
    values.create(indicator=figure, measured_on=TODAY, value=12, source="survey")
    sheet = before.get_model("pilots", "PilotSheet").objects.create(programme=programme)
    before.get_model("pilots", "Proposal").objects.create(
        sheet=sheet, code="stay", part="objective", is_accepted=True, objective=goal
    )
    bring_up_to_date()
    row = Objective.objects.get(programme_id=programme.pk)
    assert (row.pk, row.public_id, row.statement) == (goal.pk, goal.public_id, "Garder")
    assert row.orientation == Orientation.objects.get(name="Fidéliser")
    assert row.indicators.get() == Indicator.objects.get(
        owner_id=person.pk, public_id=figure.public_id
    )
    assert ObjectiveReview.objects.get(objective=row).before == {"statement": "A"}
    assert EvaluationPlan.objects.get(programme_id=programme.pk).outcomes == ["retention"]
    assert IndicatorValue.objects.get(indicator__objective=row).value == 12
    assert Proposal.objects.get(objective=row).code == "stay"
    assert Indicator.objects.create(objective=row, name="Moral").pk > figure.pk


def test_the_move_touches_no_table_so_that_code_of_before_goes_on_reading(before: Any) -> None:
    known = anatomy.of_the_chosen_company()
    bring_up_to_date()
    now = anatomy.of_the_chosen_company()
    # What has counted the migrations and permissions goes on counting.
    assert {part: _still(now[part]) for part in TABLES} == {
        part: _still(known[part]) for part in TABLES
    }


def _still(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    counting = ("django_migrations_id_seq", "auth_permission_id_seq", "django_content_type_id_seq")
    return [row for row in rows if row[0] not in counting]


def test_permissions_move_along_and_none_is_left_behind(before: Any) -> None:
    known = permissions()
    assert {row[3] for row in known} == {"programmes"}
    bring_up_to_date()
    assert permissions() == [(*row[:3], "objectives", row[4]) for row in known]


def test_nothing_is_left_to_migrate_and_the_way_back_is_open(before: Any) -> None:
    rows = before.get_model("programmes", "Objective").objects
    rows.create(programme=framed(before), kind="other", statement="Garder")
    for _turn in range(2):
        bring_up_to_date()
        executor = MigrationExecutor(connection)
        assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
        assert Objective.objects.get().statement == "Garder"
        executor.migrate([("objectives", None), *until_the_move()])
