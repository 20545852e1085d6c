"""Criteria: defaults, what is refused, runs that keep their rules."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from companies.errors import Refusal
from matching.actions import criteria
from matching.models import Criterion
from people.models import AuditEntry, Person
from programmes.formats import FORMATS
from programmes.models import Programme
from tests import factories
from tests.matching.scene import scene


def _row(kind: str = "needs", **given: object) -> dict[str, object]:
    return {"kind": kind, "weight": 50, "direction": "similar", "is_must": False} | given


def test_defaults_are_there_and_nobody_has_saved_them(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    first = criteria.as_rows(criteria.chosen(programme))
    assert criteria.as_rows(criteria.chosen(programme)) == first
    assert [row["kind"] for row in first] == Criterion.Kind.values
    assert not Criterion.objects.exists()
    criteria.set_weights(programme, rows=first, by=alice)
    assert criteria.as_rows(criteria.chosen(programme)) == first


def test_weights_replace_what_was_there_and_are_in_the_journal(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    criteria.set_weights(programme, rows=criteria.preset("trust"), by=alice)
    criteria.set_weights(programme, rows=[_row(), _row("site", weight=0, is_must=True)], by=alice)
    assert set(Criterion.objects.values_list("kind", "weight", "is_must")) == {
        ("needs", 50, False),
        ("site", 0, True),
    }
    entry = AuditEntry.objects.filter(verb="criteria.set").latest("number")
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


@pytest.mark.parametrize("form", list(FORMATS))
def test_presets_can_all_be_saved(alice: Person, form: str) -> None:
    programme = factories.ProgrammeFactory(format=form)
    for name in criteria.PRESETS:
        rows = criteria.preset(name, form)
        assert len(criteria.set_weights(programme, rows=rows, by=alice)) == len(rows)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("one_to_one", {("level_gap", "above", 2), ("seniority", "above", 5)}),
        ("group", {("level_gap", "above", 2), ("seniority", "above", 5)}),
        ("peer", {("level_gap", "similar", 1), ("seniority", "similar", 5)}),
        ("reverse", set()),
    ],
)
def test_defaults_rank_mentor_and_mentee_as_the_format_does(
    alice: Person, form: str, expected: set[tuple[str, str, int]]
) -> None:
    programme = factories.ProgrammeFactory(format=form)
    rows = criteria.chosen(programme)
    ranking = [row for row in rows if row.kind in ("level_gap", "seniority")]
    assert {(row.kind, row.direction, row.parameter) for row in ranking} == expected


def test_untouched_defaults_follow_the_format_and_saved_ones_stay(alice: Person) -> None:
    untouched, chosen = factories.ProgrammeFactory(), factories.ProgrammeFactory()
    criteria.set_weights(chosen, rows=criteria.preset("balanced"), by=alice)
    for programme in (untouched, chosen):
        Programme.objects.filter(pk=programme.pk).update(format="reverse")
        programme.refresh_from_db()
    assert "level_gap" not in [row.kind for row in criteria.chosen(untouched)]
    assert "level_gap" in [row.kind for row in criteria.chosen(chosen)]


def test_a_starting_point_is_offered_as_the_format_wants_it(
    alice: Person, as_person: Callable[[Person], Client]
) -> None:
    programme = factories.ProgrammeFactory(format="reverse")
    page = reverse("matching:criteria", args=[programme.public_id])
    for query in ("", "?preset=balanced", "?preset=horizons"):
        forms = as_person(alice).get(page + query).context["forms"]
        weights = {one["form"].kind: one["form"].initial["weight"] for one in forms}
        assert (weights["level_gap"], weights["seniority"]) == (0, 0)
        assert weights["needs"] == 80


def test_run_keeps_the_rules_it_was_asked_with(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    criteria.set_weights(made.programme, rows=[_row("site")], by=alice)
    row.refresh_from_db()
    assert len(row.rules["criteria"]) == len(Criterion.Kind.values)
    assert [rule["kind"] for rule in made.run().rules["criteria"]] == ["site"]
