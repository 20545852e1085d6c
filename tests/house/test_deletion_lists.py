"""The page that deletes a draft names everything that hangs on it; the rest is named here."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from django.apps import apps
from django.utils import translation

from asking.models import Terms
from communication.models import Wish
from lab.models import Enquiry, Prescription, Scenario
from matching.models import Criterion, MatchingRun
from objectives.models import EvaluationPlan
from occasions.models import LifeRule
from people.models import Person
from programmes import belongings
from programmes.actions import deletion
from programmes.models import CanvasReview, Programme
from renewal.models import Renewal
from selection.models import EligibilityRule, FormVersion, GridCriterion, Policy
from tests import factories
from training.models import Requirement, Trainer

type Maker = Callable[[Programme], object]


def _enquiry(row: Programme) -> Enquiry:
    two = [factories.EnrolmentFactory(role=role) for role in ("mentee", "mentor")]
    return Enquiry.objects.create(programme=row, mentee=two[0], mentor=two[1])


def _invited(row: Programme) -> object:
    return factories.EnrolmentFactory(programme=row, status="invited", answered_at=None)


def _grid(row: Programme) -> GridCriterion:
    return GridCriterion.objects.create(
        programme=row, place=1, measure="potential", label_fr="É", label_en="L", anchors=["x"] * 10
    )


LISTED: Final[dict[str, Maker]] = {
    "asking.Terms.programme": lambda row: Terms.objects.create(programme=row, days=5),
    "communication.Announcement.programme": lambda row: factories.AnnouncementFactory(
        programme=row
    ),
    "communication.Event.programme": lambda row: factories.EventFactory(programme=row),
    "communication.LandingPage.programme": lambda row: factories.LandingPageFactory(programme=row),
    "communication.Wish.programme": lambda row: Wish.objects.create(
        programme=row, person=factories.PersonFactory()
    ),
    "lab.Enquiry.programme": _enquiry,
    "lab.Prescription.programme": lambda row: Prescription.objects.create(programme=row),
    "lab.Scenario.programme": lambda row: Scenario.objects.create(programme=row, name="A"),
    "matching.Criterion.programme": lambda row: Criterion.objects.create(
        programme=row, kind="site"
    ),
    "matching.MatchingRun.programme": lambda row: MatchingRun.objects.create(programme=row),
    "objectives.EvaluationPlan.programme": lambda row: EvaluationPlan.objects.create(programme=row),
    "objectives.Objective.programme": lambda row: factories.ObjectiveFactory(programme=row),
    "occasions.LifeRule.programme": lambda row: LifeRule.objects.create(
        programme=row, role="mentee", occasion="hired", days=60
    ),
    "programmes.CanvasReview.programme": lambda row: CanvasReview.objects.create(
        programme=row, reviewer=factories.PersonFactory()
    ),
    "programmes.Enrolment.programme": _invited,
    "programmes.Responsibility.programme": lambda row: factories.ResponsibilityFactory(
        programme=row
    ),
    "renewal.Renewal.successor": lambda row: Renewal.objects.create(
        predecessor=factories.ProgrammeFactory(), successor=row
    ),
    "selection.EligibilityRule.programme": lambda row: EligibilityRule.objects.create(
        programme=row, role="mentee", kind="site", values=["X"]
    ),
    "selection.FormVersion.programme": lambda row: FormVersion.objects.create(
        programme=row, role="mentee", number=1
    ),
    "selection.GridCriterion.programme": _grid,
    "selection.Policy.programme": lambda row: Policy.objects.create(programme=row),
    "training.Module.programme": lambda row: factories.ModuleFactory(programme=row),
    "training.Requirement.programme": lambda row: Requirement.objects.create(
        programme=row, role="mentor", moment="matching"
    ),
    "training.Trainer.programme": lambda row: Trainer.objects.create(
        programme=row, person=factories.PersonFactory()
    ),
}
"""Every key to a programme whose rows a draft may have, with one such row."""

UNLISTED: Final[dict[str, str]] = {
    "evaluations.ImpactReport.programme": "of programmes that run or are closed",
    "evaluations.Pulse.programme": "of pairs that have met",
    "pairings.Pairing.programme": "of people who said yes: a draft with answers is not deleted",
    "pilots.PilotSheet.programme": "stays: the sheet lies beside the draft that it made",
    "programmes.Passage.programme": "planned days of stages: dates, named with the design",
    "renewal.Renewal.predecessor": "of a programme that has run",
    "renewal.Retrospective.programme": "of a programme that has run",
    "selection.EligibilityRule.trained_in": "the training of a draft cannot be asked for",
    "selection.HonestPage.programme": "kept at the first yes: a draft with answers is not deleted",
}
"""The others, with why nobody misses them on the page."""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def keys() -> set[str]:
    """Every key of the house to a programme: app, model and field."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Programme
    }


def test_every_key_to_a_programme_is_listed_or_named_with_its_reason() -> None:
    assert not set(LISTED) & set(UNLISTED)
    assert keys() == set(LISTED) | set(UNLISTED)
    assert all(UNLISTED.values())


@pytest.mark.parametrize("key", sorted(LISTED))
def test_the_page_names_what_goes(company: Any, alice: Person, key: str) -> None:
    draft = factories.ProgrammeFactory(status="draft")
    before = [one.words for one in belongings.of(draft)]
    LISTED[key](draft)
    after = [one.words for one in belongings.of(draft)]
    assert len(after) > len(before), key
    assert deletion.obstacles(draft) == []
