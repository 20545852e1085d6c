"""What the floor of programmes is told of objectives, and that it is told once."""

from typing import Any

import pytest
from django.apps import apps

from companies.errors import Refusal
from people.models import Person
from programmes import belongings, measures
from programmes.actions import programme as programmes
from programmes.measures import Count
from tests import factories


@pytest.fixture
def contributed_twice() -> None:
    apps.get_app_config("objectives").ready()


@pytest.mark.usefixtures("company", "contributed_twice")
def test_what_hangs_on_a_programme_begins_with_its_objectives_and_each_is_told_once() -> None:
    programme = factories.ObjectiveFactory().programme
    factories.EnrolmentFactory(programme=programme)
    told = [one.words for one in belongings.of(programme)]
    assert told[:3] == ["1 objectif", "1 indicateur", "1 personne sur la liste"]
    assert len(told) == len(set(told))


@pytest.mark.usefixtures("company", "contributed_twice")
def test_objectives_are_counted_and_told_once() -> None:
    row = factories.ObjectiveFactory()
    factories.ObjectiveFactory(programme=row.programme, indicator=None)
    assert measures.counted(row.programme) == Count(objectives=2, unmeasurable=1, outcomes=0)
    assert [one.statement for one in measures.told(row.programme)] == [row.statement] * 2
    assert len(measures.said(row.programme)) == 2


def test_a_programme_whose_objectives_nobody_keeps_does_not_open(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = factories.ObjectiveFactory(programme__status="draft").programme
    monkeypatch.setattr(measures, "_keepers", [])
    with pytest.raises(Refusal):
        programmes.open(programme, by=alice)
    monkeypatch.undo()
    assert programmes.open(programme, by=alice).status == "open"


@pytest.mark.parametrize(("with_retired", "shown"), [(True, 2), (False, 1)])
def test_a_retired_objective_is_told_to_those_who_read_results_only(
    alice: Person, with_retired: bool, shown: int
) -> None:
    row: Any = factories.ObjectiveFactory()
    other = factories.ObjectiveFactory(programme=row.programme)
    other.retired_at = row.programme.created_at
    other.save()
    assert len(measures.told(row.programme, with_retired=with_retired)) == shown
