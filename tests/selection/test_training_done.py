"""A role may ask for a training of another programme: who completed it, by whichever way, is in."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from companies.errors import Refusal
from companies.models import Company
from people.models import Person
from programmes.actions import enrolment
from programmes.models import Programme
from selection import access
from selection.actions import copying, rule
from selection.models import EligibilityRule
from tests import factories
from tests.selection.scene import page
from training.models import Module, Progress

type Browser = Callable[[Person | None], Client]


@pytest.fixture
def programme(company: Company) -> Programme:
    row: Programme = factories.ProgrammeFactory()
    return row


@pytest.fixture
def lesson(company: Company) -> Module:
    """The one mandatory module of a programme that ran before."""
    row: Module = factories.ModuleFactory(programme__status="closed", programme__name="Cap")
    return row


def done(module: Module, person: Person) -> None:
    factories.EnrolmentFactory(programme=module.programme, person=person, role="mentee")
    Progress.objects.create(module=module, person=person, done_at=timezone.now())


def test_whoever_completed_a_module_is_invited_and_nobody_else(
    programme: Programme, lesson: Module, alice: Person, bob: Person, charlie: Person
) -> None:
    done(lesson, bob)
    Progress.objects.create(module=lesson, person=charlie)
    rule.add(programme, "mentor", kind="training", training=lesson, by=alice)
    assert set(access.ineligible(programme, "mentor", [bob, charlie])) == {charlie.pk}
    with pytest.raises(Refusal) as refused:
        enrolment.invite(programme, people=[charlie], role="mentor", by=alice)
    assert lesson.title in str(refused.value) and "Cap" in str(refused.value)
    assert enrolment.invite(programme, people=[bob], role="mentor", by=alice) == 1


def test_the_whole_training_is_done_when_nothing_mandatory_is_left(
    programme: Programme, lesson: Module, alice: Person, bob: Person
) -> None:
    done(lesson, bob)
    rule.add(programme, "mentor", kind="training", training=lesson.programme, by=alice)
    assert access.ineligible(programme, "mentor", [bob]) == {}
    factories.ModuleFactory(programme=lesson.programme)
    ((found, is_unknown),) = access.ineligible(programme, "mentor", [bob])[bob.pk]
    assert found.kind == "training" and not is_unknown


def test_training_is_asked_for_in_a_launched_other_programme_only(
    programme: Programme, lesson: Module, alice: Person, bob: Person
) -> None:
    own = factories.ModuleFactory(programme=programme)
    drafted = factories.ModuleFactory(programme__status="draft")
    unwritten = factories.ModuleFactory(published_at=None)
    factories.ResponsibilityFactory(programme=programme, person=bob, role="director")
    empty = factories.ProgrammeFactory(status="closed")
    for wrong in (own, drafted, unwritten, programme, empty, None):
        with pytest.raises(Refusal) as refused:
            rule.add(programme, "mentor", kind="training", training=wrong, by=alice)
        assert refused.value.field == "training"
    with pytest.raises(Refusal):
        rule.add(programme, "mentor", kind="training", training=lesson, by=bob)
    rule.add(programme, "mentor", kind="training", training=lesson, by=alice)
    with pytest.raises(Refusal):
        rule.add(programme, "mentor", kind="training", training=lesson, by=alice)
    rule.add(programme, "mentor", kind="training", training=lesson.programme, by=alice)
    assert EligibilityRule.objects.count() == 2


def test_hr_chooses_the_training_on_the_page_and_reads_whom_it_excludes(
    programme: Programme, lesson: Module, alice: Person, bob: Person, as_person: Browser
) -> None:
    done(lesson, bob)
    client, address = as_person(alice), page("rules", programme, "mentor")
    shown = client.get(address).text
    assert str(lesson.public_id) in shown and str(lesson.programme.public_id) in shown
    wrong = client.post(address, {"kind": "training", "training": ""})
    assert wrong.status_code == 422 and wrong.context["form"].errors["training"]
    strange = client.post(address, {"kind": "training", "training": str(programme.public_id)})
    assert strange.status_code == 422
    given = {"kind": "training", "training": str(lesson.programme.public_id)}
    answer = client.post(address, given, follow=True)
    assert "formation de « Cap »" in answer.text.replace("\N{NO-BREAK SPACE}", " ")
    assert answer.context["excluded"] == answer.context["everybody"] - 1
    factories.ResponsibilityFactory(programme=programme, person=bob, role="director")
    assert str(lesson.public_id) not in as_person(bob).get(address).text


def test_the_next_cohort_asks_for_the_same_training(
    programme: Programme, lesson: Module, alice: Person
) -> None:
    rule.add(programme, "mentor", kind="training", training=lesson, by=alice)
    after = factories.ProgrammeFactory(status="draft")
    copying.copy(programme, after, by=alice)
    (row,) = access.rules(after, "mentor")
    assert (row.module, row.trained_in) == (lesson, lesson.programme)
