"""Criteria: defaults, what is refused, runs that keep their rules."""

import pytest

from companies.errors import Refusal
from matching.actions import criteria
from matching.models import Criterion
from people.models import AuditEntry, Person
from tests import factories
from tests.matching.scene import scene


def _row(kind: str = "needs", **given: object) -> dict[str, object]:
    return {"kind": kind, "weight": 50, "direction": "similar", "is_must": False} | given


def test_defaults_are_made_once(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    first = criteria.ensure_defaults(programme)
    assert criteria.ensure_defaults(programme) == first
    assert [row.kind for row in first] == Criterion.Kind.values


def test_weights_replace_what_was_there_and_are_in_the_journal(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    criteria.ensure_defaults(programme)
    criteria.set_weights(programme, rows=[_row(), _row("site", weight=0, is_must=True)], by=alice)
    assert set(Criterion.objects.values_list("kind", "weight", "is_must")) == {
        ("needs", 50, False),
        ("site", 0, True),
    }
    entry = AuditEntry.objects.get(verb="criteria.set")
    assert entry.facts == {"weights": {"needs": 50, "site": 0}, "musts": ["site"]}


@pytest.mark.parametrize(
    "rows",
    [
        [_row(weight=0)],
        [_row(weight=101)],
        [_row("shoe_size")],
        [_row(direction="above")],
        [_row("level_gap", parameter=0)],
        [_row(), _row()],
        [],
    ],
)
def test_criteria_that_make_no_sense_are_refused(
    alice: Person, rows: list[dict[str, object]]
) -> None:
    programme = factories.ProgrammeFactory()
    factories.CriterionFactory(programme=programme)
    with pytest.raises(Refusal):
        criteria.set_weights(programme, rows=rows, by=alice)
    assert Criterion.objects.count() == 1


def test_presets_can_all_be_saved(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    for name in criteria.PRESETS:
        assert criteria.set_weights(programme, rows=criteria.preset(name), by=alice)


def test_run_keeps_the_rules_it_was_asked_with(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    criteria.set_weights(made.programme, rows=[_row("site")], by=alice)
    row.refresh_from_db()
    assert len(row.rules["criteria"]) == len(Criterion.Kind.values)
    assert [rule["kind"] for rule in made.run().rules["criteria"]] == ["site"]
