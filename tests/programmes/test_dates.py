"""The dates of a programme and the days that hang on them do not contradict each other."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.errors import Refusal
from companies.versions import fingerprint
from objectives.actions import objective as objectives
from objectives.models import Indicator, Objective, ObjectiveReview
from people.models import Person
from programmes import canvas
from programmes.actions import canvas as canvases
from programmes.actions import programme as actions
from programmes.actions import stage as stages
from programmes.models import Programme, Stage
from tests import factories

type Browser = Callable[[Person | None], Client]
SHIFT = dt.timedelta(days=90)


def planned(alice: Person, status: str = "draft") -> Objective:
    """An objective due a month after the start, in a programme with a planned stage."""
    today = timezone.localdate()
    row: Objective = factories.ObjectiveFactory(
        programme__status=status,
        programme__enrol_until=today + dt.timedelta(days=20),
        programme__starts_on=today + dt.timedelta(days=30),
        programme__ends_on=today + dt.timedelta(days=300),
    )
    due = row.programme.starts_on + dt.timedelta(days=30)
    row.indicators.update(due_on=due, name="Départs", baseline_on=today)
    stages.plan(row.programme, days={Stage.EXECUTION: row.programme.starts_on}, by=alice)
    return row


def later(programme: Programme) -> dict[str, Any]:
    return {name: getattr(programme, name) + SHIFT for name in ("starts_on", "ends_on")}


def test_a_start_moved_past_deadlines_and_planned_days_is_refused_by_name(alice: Person) -> None:
    programme = planned(alice).programme
    with pytest.raises(Refusal) as caught:
        actions.edit(programme, **later(programme), by=alice)
    assert caught.value.field == "starts_on"
    assert "Départs" in str(caught.value) and str(Stage.EXECUTION.label) in str(caught.value)
    programme.refresh_from_db()
    assert programme.starts_on == timezone.localdate() + dt.timedelta(days=30)


def test_deadlines_and_planned_days_move_along_with_the_first_day(alice: Person) -> None:
    row = planned(alice)
    before = row.indicators.get().due_on
    moved = actions.edit(row.programme, **later(row.programme), moves_along=True, by=alice)
    assert before and row.indicators.get().due_on == before + SHIFT
    assert stages.planned(moved)[Stage.EXECUTION] == moved.starts_on
    assert not row.reviews.exists()


def test_an_end_before_a_planned_stage_is_refused_and_a_later_one_is_not(alice: Person) -> None:
    programme = planned(alice).programme
    day = programme.ends_on - dt.timedelta(days=10)
    stages.plan(programme, days={Stage.FOLLOW_UP: day}, by=alice)
    with pytest.raises(Refusal, match=str(Stage.FOLLOW_UP.label)[:6]):
        actions.edit(programme, ends_on=day - dt.timedelta(days=1), moves_along=True, by=alice)
    assert actions.edit(programme, ends_on=day + SHIFT, by=alice).ends_on == day + SHIFT


def test_reviews_to_come_follow_the_dates_of_an_open_programme(alice: Person) -> None:
    row = planned(alice, "open")
    programme = row.programme
    objectives.plan_reviews(programme, [row])
    objectives.review(row, standing="on_track", by=alice)
    moved = actions.edit(programme, **later(programme), moves_along=True, by=alice)
    assert row.reviews.get(held_on__isnull=True).due_on == moved.ends_on
    # What was planned before stays readable.
    kept = row.reviews.get(standing=ObjectiveReview.Standing.CHANGED)
    assert kept.before["indicators"][0]["due_on"] == str(Indicator.objects.get().due_on - SHIFT)
    longer = actions.edit(programme, ends_on=moved.ends_on + SHIFT, by=alice)
    assert row.reviews.get(held_on__isnull=True).due_on == longer.ends_on


def test_the_canvas_refuses_and_moves_like_the_page(alice: Person, as_person: Browser) -> None:
    row = planned(alice)
    page = reverse("programmes:canvas", args=[row.programme.public_id, "format"])
    client = as_person(alice)
    assert 'name="moves_along"' in client.get(page).text
    seen = fingerprint(canvases.values(row.programme, "format"))
    given = {name: getattr(row.programme, name) for name in canvas.STEPS["format"]}
    given |= later(row.programme) | {"seen": seen}
    refused = client.post(page, given)
    assert refused.status_code == 422 and "Départs" in refused.text
    assert client.post(page, given | {"moves_along": "on"}).status_code == 302
    row.programme.refresh_from_db()
    assert row.programme.starts_on == timezone.localdate() + dt.timedelta(days=120)
