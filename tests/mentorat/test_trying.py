"""What HR tries in the lab is no news of the programme."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from companies.models import Company
from matching.models import MatchingRun
from mentorat import today
from people.models import Person
from programmes.models import Programme
from tests import factories


@pytest.fixture(autouse=True)
def english(company: Company) -> Iterator[None]:
    with translation.override("en"):
        yield


def made(programme: Programme, purpose: str) -> MatchingRun:
    return factories.MatchingRunFactory(
        programme=programme, purpose=purpose, status=MatchingRun.Status.DONE
    )


def titles(person: Person) -> list[str]:
    return [item["title"] for item in today.steering(person)]


def test_scenario_does_not_hide_that_a_programme_can_be_matched(alice: Person) -> None:
    programme = factories.EnrolmentFactory(role="mentor").programme
    factories.EnrolmentFactory(programme=programme)
    made(programme, MatchingRun.Purpose.SCENARIO)
    assert any("it can be matched" in title for title in titles(alice))
    made(programme, MatchingRun.Purpose.PROPOSAL)
    assert not any("it can be matched" in title for title in titles(alice))


def test_scenario_does_not_hide_the_proposal_that_waits(alice: Person) -> None:
    programme = factories.ProgrammeFactory(status=Programme.Status.OPEN)
    made(programme, MatchingRun.Purpose.PROPOSAL)
    made(programme, MatchingRun.Purpose.SCENARIO)
    assert any("wait for your review" in title for title in titles(alice))
