"""What the pages of objectives, indicators, reviews and the plan do, and for whom."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from objectives.actions import objective as objectives
from objectives.models import Objective, Orientation
from people.models import Person
from tests import factories

type Browser = Callable[[Person | None], Client]


def first(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "retention",
        "statement": "Garder les équipes",
        "name": "Départs",
        "unit": "%",
        "baseline": "14",
        "target": "10",
        **changes,
    }


def address(name: str, objective: Objective, *more: Any) -> str:
    return reverse(
        f"objectives:{name}", args=[objective.programme.public_id, objective.public_id, *more]
    )


def test_an_objective_is_added_with_its_indicator_changed_and_deleted(
    alice: Person, as_person: Browser
) -> None:
    programme = factories.ProgrammeFactory(status="draft")
    client = as_person(alice)
    page = reverse("objectives:objective", args=[programme.public_id])
    data = first(due_on=programme.ends_on)
    assert client.post(page, data | {"target": "14"}).status_code == 422
    assert programme.objectives.count() == 0
    client.post(page, data)
    row = programme.objectives.get()
    one = row.indicators.get()
    assert (one.baseline, one.target, one.is_measurable) == (14, 10, True)
    seen = objectives.wording_of(row)
    client.post(address("objective", row), {"kind": "other", "statement": "Autre", "seen": seen})
    client.post(address("indicator", row, one.public_id), data | {"target": "9"})
    client.post(address("indicator", row), {"name": "Moral"})
    row.refresh_from_db()
    assert (row.statement, row.indicators.count()) == ("Autre", 2)
    shown = client.get(reverse("programmes:detail", args=[programme.public_id]))
    assert shown.content.decode().count('data-tone="warn"') >= 4
    client.post(address("objective", row), {"delete": "1"})
    assert programme.objectives.count() == 0


def test_after_the_launch_the_page_asks_why_it_changes(alice: Person, as_person: Browser) -> None:
    row = factories.ObjectiveFactory()
    data = {"kind": "other", "statement": "Autre", "seen": objectives.wording_of(row)}
    refused = as_person(alice).post(address("objective", row), data)
    assert list(refused.context["form"].errors) == ["reason"]
    as_person(alice).post(address("objective", row), data | {"reason": "Deux fusions"})
    history = as_person(alice).get(address("review", row)).content.decode()
    assert "Deux fusions" in history
    assert "Garder les personnes nouvellement promues." in history


def test_a_launched_objective_is_given_up_on_its_page_and_stays_readable(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    row = factories.ObjectiveFactory(statement="Vendre plus")
    factories.ObjectiveFactory(programme=row.programme)
    factories.EnrolmentFactory(programme=row.programme, person=bob, role="mentee")
    client, page = as_person(alice), address("objective", row)
    assert 'name="delete"' not in client.get(page).text
    assert client.post(page, {"delete": "1"}).status_code == 302
    refused = client.post(page, {"retire": "1", "retire-reason": ""})
    assert refused.status_code == 422 and Objective.objects.current().count() == 2
    assert client.post(page, {"retire": "1", "retire-reason": "Cédée."}).status_code == 302
    for shown in (page, address("review", row)):
        assert "Cédée." in client.get(shown).text
    detail = reverse("programmes:detail", args=[row.programme.public_id])
    assert "Vendre plus" in client.get(detail).text
    assert "Vendre plus" not in as_person(bob).get(detail).text


@pytest.mark.parametrize("name", ["objective", "review", "indicator"])
def test_charlie_and_participants_do_not_find_the_pages(
    bob: Person, charlie: Person, as_person: Browser, name: str
) -> None:
    row = factories.ObjectiveFactory()
    factories.EnrolmentFactory(programme=row.programme, person=bob)
    for one in (bob, charlie):
        assert as_person(one).get(address(name, row)).status_code == 404


def test_an_indicator_of_another_objective_is_not_found(alice: Person, as_person: Browser) -> None:
    row, foreign = factories.ObjectiveFactory(), factories.IndicatorFactory()
    page = address("indicator", row, foreign.public_id)
    assert as_person(alice).get(page).status_code == 404


def test_the_plan_is_written_before_and_only_read_after_the_launch(
    alice: Person, as_person: Browser
) -> None:
    programme = factories.ObjectiveFactory(programme__status="draft").programme
    client, page = as_person(alice), reverse("objectives:plan", args=[programme.public_id])
    data = {"outcomes": ["retention"], "comparison": "colleagues", "horizon_months": "12"}
    client.post(page, data)
    client.post(reverse("programmes:advance", args=[programme.public_id]), {"step": "open"})
    assert client.post(page, data | {"horizon_months": "6"}).status_code == 422
    programme.plan.refresh_from_db()
    assert (programme.plan.horizon_months, programme.plan.outcomes) == (12, ["retention"])


def test_hr_keeps_the_list_of_orientations(alice: Person, bob: Person, as_person: Browser) -> None:
    page = reverse("objectives:orientations")
    assert as_person(bob).get(page).status_code == 404
    client = as_person(alice)
    client.post(page, {"name": "Croître"})
    row = Orientation.objects.get()
    client.post(page, {"rename": row.public_id, "name": "Croître mieux"})
    row.refresh_from_db()
    assert row.name == "Croître mieux"
    client.post(page, {"delete": row.public_id, "name": "x"})
    assert Orientation.objects.count() == 0
