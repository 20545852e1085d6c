"""Objectives are measured by indicators, reviewed, and their plan is frozen at the launch."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from companies.errors import Refusal
from objectives import measurability
from objectives.actions import objective as actions
from objectives.actions import plan
from objectives.models import Indicator, Objective, ObjectiveReview, Orientation
from people.models import AuditEntry, Person
from programmes.actions import programme
from tests import factories

TODAY = timezone.localdate()
DUE = TODAY + dt.timedelta(days=400)


def values(**changes: Any) -> dict[str, Any]:
    known = {"name": "Départs", "unit": "%", "baseline": 14, "baseline_on": TODAY, "target": 10}
    return known | {"due_on": DUE} | changes


def draft() -> Objective:
    row: Objective = factories.ObjectiveFactory(programme__status="draft", indicator=None)
    return row


@pytest.mark.parametrize("missing", ["unit", "baseline", "target", "due_on"])
def test_an_unfinished_indicator_is_kept_in_a_draft_and_stops_the_launch_until_it_is_complete(
    alice: Person, missing: str
) -> None:
    row = draft()
    empty = "" if missing == "unit" else None
    kept = actions.set_indicator(row, **values(**{missing: empty}), by=alice)
    assert kept.gaps == [missing]
    with pytest.raises(Refusal) as caught:
        programme.open(row.programme, by=alice)
    assert row.statement in str(caught.value)
    actions.set_indicator(row, **values(), indicator=kept, by=alice)
    assert programme.open(row.programme, by=alice).status == "open"


def test_an_objective_without_indicator_stops_the_launch(alice: Person) -> None:
    row = draft()
    with pytest.raises(Refusal):
        programme.open(row.programme, by=alice)
    actions.set_indicator(row, **values(), by=alice)
    assert programme.open(row.programme, by=alice).status == "open"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"target": 14}, "target"),
        ({"due_on": TODAY}, "due_on"),
        ({"baseline_on": TODAY + dt.timedelta(days=1)}, "baseline_on"),
    ],
)
def test_values_that_contradict_each_other_are_refused_even_in_a_draft(
    alice: Person, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as caught:
        actions.set_indicator(draft(), **values(**changes), by=alice)
    assert (caught.value.field, Indicator.objects.count()) == (field, 0)


def test_an_unfinished_indicator_is_refused_after_the_launch(alice: Person) -> None:
    row = factories.ObjectiveFactory()
    with pytest.raises(Refusal) as caught:
        actions.set_indicator(row, **values(baseline=None), by=alice)
    assert caught.value.field == "baseline"
    assert actions.set_indicator(row, **values(), by=alice).is_measurable


def test_the_owner_of_an_indicator_is_somebody_who_stays(alice: Person, bob: Person) -> None:
    bob.status = Person.Status.LEFT
    bob.save()
    with pytest.raises(Refusal) as caught:
        actions.set_indicator(draft(), **values(owner=bob), by=alice)
    assert caught.value.field == "owner"
    assert actions.set_indicator(draft(), **values(owner=alice), by=alice).owner == alice


def test_who_does_not_steer_changes_nothing(charlie: Person) -> None:
    row = factories.ObjectiveFactory()
    for attempt in (
        lambda: actions.set_indicator(row, **values(), by=charlie),
        lambda: actions.review(row, standing="on_track", by=charlie),
        lambda: actions.remove_objective(row, by=charlie),
        lambda: actions.retire(row, reason="Ainsi.", by=charlie),
        lambda: actions.set_orientation(name="Croître", by=charlie),
    ):
        with pytest.raises(Refusal):
            attempt()
    assert (Indicator.objects.count(), Orientation.objects.count()) == (1, 0)


def test_a_launched_objective_is_retired_with_a_reason_and_keeps_its_history(
    alice: Person,
) -> None:
    row = factories.ObjectiveFactory()
    factories.ObjectiveFactory(programme=row.programme)
    actions.plan_reviews(row.programme, [row])
    actions.review(row, standing="at_risk", reason="Peu de retours.", by=alice)
    with pytest.raises(Refusal):
        actions.remove_objective(row, by=alice)
    with pytest.raises(Refusal) as caught:
        actions.retire(row, reason=" ", by=alice)
    assert caught.value.field == "reason"
    actions.retire(row, reason="L'activité est cédée.", by=alice)
    row.refresh_from_db()
    told = list(row.reviews.order_by("pk").values_list("standing", "reason"))
    assert told == [("at_risk", "Peu de retours."), ("retired", "L'activité est cédée.")]
    assert row.retired_at and row.indicators.count() == 1
    assert row.reviews.get(standing="retired").before["statement"] == row.statement
    for attempt in (
        lambda: actions.set_indicator(row, **values(), reason="Si.", by=alice),
        lambda: actions.review(row, standing="on_track", by=alice),
        lambda: actions.set_objective(
            row.programme, kind="other", statement="Autre", objective=row, reason="Si.", by=alice
        ),
    ):
        with pytest.raises(Refusal):
            attempt()


def test_a_retired_objective_is_a_deviation_from_the_frozen_plan_with_its_reason(
    alice: Person,
) -> None:
    row = draft()
    actions.set_indicator(row, **values(), by=alice)
    other = factories.ObjectiveFactory(programme=row.programme, statement="Autre")
    programme.open(row.programme, by=alice)
    actions.retire(other, reason="Cédée.", by=alice)
    assert plan.deviations(row.programme) == [("retired", "Autre", "Cédée.")]
    late = actions.set_objective(
        row.programme, kind="other", statement="Tard", indicator=values(), by=alice
    )
    actions.retire(late, reason="Trop tard.", by=alice)
    assert plan.deviations(row.programme)[1:] == [("retired", "Tard", "Trop tard.")]


def test_an_objective_of_a_draft_is_deleted_and_not_retired(alice: Person) -> None:
    row = draft()
    with pytest.raises(Refusal):
        actions.retire(row, reason="Ainsi.", by=alice)
    actions.remove_objective(row, by=alice)
    assert not Objective.objects.exists()


def test_a_launched_indicator_changes_with_a_reason_and_keeps_what_it_said(alice: Person) -> None:
    one = factories.IndicatorFactory()
    known = {name: getattr(one, name) for name in ("name", "unit", "baseline", "due_on")}
    with pytest.raises(Refusal) as caught:
        actions.set_indicator(one.objective, **known, target=95, indicator=one, by=alice)
    assert caught.value.field == "reason"
    actions.set_indicator(
        one.objective, **known, target=95, indicator=one, reason="Plus haut", by=alice
    )
    kept = one.objective.reviews.get()
    assert (kept.standing, kept.held_by, kept.reason) == ("changed", alice, "Plus haut")
    assert kept.before["indicators"][0]["target"] == "90.00"
    one.refresh_from_db()
    assert one.target == 95


def test_the_launch_freezes_the_plan_and_plans_the_reviews(alice: Person) -> None:
    row = draft()
    actions.set_indicator(row, **values(), by=alice)
    plan.set_plan(
        row.programme, outcomes=["retention"], comparison="colleagues", horizon_months=12, by=alice
    )
    programme.open(row.programme, by=alice)
    frozen = plan.of(row.programme)
    assert frozen.frozen_at and len(frozen.digest) == 64
    assert frozen.frozen["objectives"][0]["indicators"][0]["baseline"] == "14.00"
    assert [one.held_on for one in row.reviews.all()] == [None, None]
    with pytest.raises(Refusal):
        plan.set_plan(row.programme, outcomes=[], comparison="none", horizon_months=6, by=alice)
    assert plan.deviations(row.programme) == []
    actions.set_objective(
        row.programme, kind="other", statement="Autre", objective=row, reason="Vu", by=alice
    )
    assert plan.deviations(row.programme) == [("changed", "Autre")]
    assert plan.of(row.programme).digest == frozen.digest


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"comparison": "colleagues"}, "outcomes"),
        ({"outcomes": ["luck"]}, "outcomes"),
        ({"comparison": "enemies"}, "comparison"),
        ({"horizon_months": 0}, "horizon_months"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(
    alice: Person, changes: dict[str, Any], field: str
) -> None:
    given_plan = {"outcomes": [], "comparison": "none", "horizon_months": 12} | changes
    with pytest.raises(Refusal) as caught:
        plan.set_plan(draft().programme, **given_plan, by=alice)
    assert caught.value.field == field


def test_a_review_takes_the_place_of_the_next_planned_one(alice: Person) -> None:
    row = factories.ObjectiveFactory()
    actions.plan_reviews(row.programme, [row])
    with pytest.raises(Refusal) as caught:
        actions.review(row, standing="at_risk", by=alice)
    assert caught.value.field == "reason"
    actions.review(row, standing="at_risk", reason="Deux départs", by=alice)
    actions.review(row, standing="on_track", by=alice)
    actions.review(row, standing="on_track", by=alice)
    assert ObjectiveReview.objects.filter(held_on=TODAY).count() == 3
    assert AuditEntry.objects.filter(verb="objective.reviewed").count() == 3


def test_an_objective_of_a_draft_is_not_reviewed(alice: Person) -> None:
    with pytest.raises(Refusal):
        actions.review(draft(), standing="on_track", by=alice)


def test_an_orientation_that_is_served_stays_on_the_list(alice: Person) -> None:
    used = actions.set_orientation(name="Croître", by=alice)
    with pytest.raises(Refusal):
        actions.set_orientation(name=" croître ", by=alice)
    row = factories.ObjectiveFactory(orientation=used)
    with pytest.raises(Refusal):
        actions.remove_orientation(used, by=alice)
    row.orientation = None
    row.save()
    actions.remove_orientation(used, by=alice)
    assert Orientation.objects.count() == 0


@given(
    st.sampled_from(["", " ", "%"]),
    st.none() | st.decimals(-5, 5, places=1),
    st.none() | st.decimals(-5, 5, places=1),
    st.none() | st.dates(),
)
def test_what_has_no_gap_can_be_measured(
    unit: str, baseline: Decimal | None, target: Decimal | None, due_on: dt.date | None
) -> None:
    measure = measurability.Measure("Départs", unit, baseline, None, target, due_on, "", False)
    is_complete = bool(unit.strip()) and None not in (baseline, target, due_on)
    assert (not measurability.gaps(measure)) == (is_complete and baseline != target)
    assert measurability.wishes(measure)[-2:] == ["source", "owner"]
