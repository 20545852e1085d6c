"""Two people at one scenario, or at one name, in the same moment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from companies.errors import Refusal
from lab.actions import scenario
from lab.models import Scenario
from people.models import Person
from tests.lab.test_scenarios import change, computed, tried
from tests.matching.scene import scene


def test_name_that_another_scenario_takes_meanwhile_is_refused(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = scene(alice)
    row = tried(made)
    monkeypatch.setattr(scenario, "_free_name", lambda _programme, name: name)
    assert change(made, row, name="Free").name == "Free"
    tried(made, "Other")
    with translation.override("en"), pytest.raises(Refusal, match="has this name"):
        change(made, row, name="Other")
    assert set(Scenario.objects.values_list("name", flat=True)) == {"Free", "Other"}


@pytest.mark.parametrize("asked", ["compute", "delete"])
def test_run_of_a_scenario_is_read_once_it_is_locked(alice: Person, asked: str) -> None:
    made = scene(alice)
    row = tried(made)
    computed(made, row)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        getattr(scenario, asked)(row, by=alice)
    said = [one["sql"] for one in seen.captured_queries if 'FROM "lab_scenario"' in one["sql"]]
    assert "FOR UPDATE" in said[0] and "matching_matchingrun" not in said[0]
    assert "FOR UPDATE" not in said[1] and "matching_matchingrun" in said[1]
