"""The next cohort begins as a draft with the design of the last, and enrols nobody."""

import datetime as dt
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from companies.errors import Refusal
from matching.models import Criterion
from objectives.models import EvaluationPlan, Indicator
from people.models import Person
from programmes.actions import programme as programmes
from programmes.actions import stage as stages
from programmes.models import Programme, Stage
from renewal import access
from renewal.actions import recognition, retrospective
from renewal.actions import renewal as actions
from renewal.models import Proposal, Renewal
from tests import factories
from tests.renewal import scene


def soon() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=60)


def renewed(alice: Person, old: Programme | None = None) -> Renewal:
    return actions.renew(old or scene.ended(), name="Relève 2", starts_on=soon(), by=alice)


def test_the_design_is_copied_into_a_draft_and_nobody_is_enrolled(alice: Person) -> None:
    old = scene.ended(risks="Le temps.", format="peer", cadence_days=28)
    director = factories.ResponsibilityFactory(programme=old).person
    factories.ResponsibilityFactory(programme=old, role="sponsor", person__status="left")
    EvaluationPlan.objects.create(
        programme=old, outcomes=["retention"], frozen_at=timezone.now(), horizon_months=18
    )
    scene.mentor(old)
    new = renewed(alice, old).successor
    assert (new.status, new.name, new.risks) == ("draft", "Relève 2", "Le temps.")
    assert (new.format, new.cadence_days, new.starts_on) == ("peer", 28, soon())
    assert new.ends_on - new.starts_on == old.ends_on - old.starts_on
    assert not new.enrolments.exists() and not new.passages.exists() and new.steps_done == []
    assert stages.current(new) == Stage.FRAMING
    assert [one.person for one in new.responsibilities.all()] == [director]
    weights = Criterion.objects.filter(programme=new).values_list("kind", "weight")
    assert dict(weights) == {"needs": 50, "site": 20}
    plan = EvaluationPlan.objects.get(programme=new)
    assert (plan.outcomes, plan.horizon_months, plan.frozen_at) == (["retention"], 18, None)
    was, now = (Indicator.objects.get(objective__programme=one) for one in (old, new))
    assert (now.name, now.baseline, now.target) == (was.name, was.baseline, was.target)
    assert now.due_on and was.due_on and now.due_on - was.due_on == new.starts_on - old.starts_on


@pytest.mark.parametrize("status", ["draft", "open"])
def test_what_has_not_run_is_not_renewed(alice: Person, status: str) -> None:
    with pytest.raises(Refusal):
        renewed(alice, scene.ended(status))


def test_a_programme_is_renewed_once_and_by_hr_with_time_to_prepare(
    alice: Person, bob: Person
) -> None:
    old = scene.ended()
    factories.ResponsibilityFactory(programme=old, person=bob)
    today = timezone.localdate()
    for name, day, by in (
        ("Relève 2", soon(), bob),
        (" ", soon(), alice),
        ("Relève 2", today + dt.timedelta(days=13), alice),
    ):
        with pytest.raises(Refusal):
            actions.renew(old, name=name, starts_on=day, by=by)
    row = renewed(alice, old)
    with pytest.raises(Refusal, match="Relève 2"):
        renewed(alice, old)
    assert Programme.objects.count() == 2 and Renewal.objects.get() == row


def test_cohorts_stand_in_a_line_that_each_sees_as_far_as_they_may(
    alice: Person, bob: Person
) -> None:
    first = scene.ended()
    second = renewed(alice, first).successor
    Programme.objects.filter(pk=second.pk).update(status="running")
    third = renewed(alice, second).successor
    factories.ResponsibilityFactory(programme=second, person=bob, role="sponsor")
    for one in (first, second, third):
        line = access.cohorts(bob, one)
        assert [each.programme for each in line] == [first, second, third]
        assert [each.may_open for each in line] == [False, True, False]


def goal(row: Renewal) -> Proposal:
    return row.proposals.get(kind="goal")


def test_an_accepted_change_is_written_and_taken_back_by_a_refusal(alice: Person) -> None:
    row = renewed(alice)
    one = goal(row)
    indicator = Indicator.objects.get(objective__programme=row.successor)
    before = (indicator.baseline, indicator.baseline_on, indicator.target)
    assert one.subject == str(indicator.public_id) and one.reason == "reached"
    actions.decide(one, accepted=True, by=alice)
    indicator.refresh_from_db()
    assert (indicator.baseline, indicator.target) == (Decimal(92), Decimal("96.5"))
    assert indicator.baseline_on == timezone.localdate() - dt.timedelta(days=1)
    actions.decide(one, accepted=False, by=alice)
    indicator.refresh_from_db()
    assert (indicator.baseline, indicator.baseline_on, indicator.target) == before


def test_every_kind_of_change_reaches_the_draft(alice: Person) -> None:
    today = timezone.localdate()
    old = scene.ended(starts_on=today - dt.timedelta(days=100))
    lesson = retrospective.learn(old, sentence="Choisir autrement.", cause="mentors", by=alice)
    retrospective.learn(old, sentence="Moins souvent.", cause="imposed", by=alice)
    row = renewed(alice, old)
    found = {one.kind: one for one in row.proposals.all()}
    assert set(found) == {"duration", "cadence", "goal", "weight"}
    assert found["weight"].lessons == [str(lesson.public_id)]
    for one in found.values():
        actions.decide(one, accepted=True, by=alice)
    new = row.successor
    new.refresh_from_db()
    assert (new.months, new.cadence_days) == (9.0, 28)
    weights = Criterion.objects.filter(programme=new).values_list("kind", "weight")
    assert dict(weights) == {"needs": 60, "site": 20}
    for one in found.values():
        actions.decide(one, accepted=False, by=alice)
    new.refresh_from_db()
    assert ((new.ends_on - new.starts_on).days, new.cadence_days) == (100, 21)


def test_a_value_written_by_hand_since_is_not_lost(alice: Person) -> None:
    row = renewed(alice)
    Indicator.objects.filter(objective__programme=row.successor).update(target=95)
    with pytest.raises(Refusal):
        actions.decide(goal(row), accepted=True, by=alice)
    assert goal(row).decision == "open"
    assert actions.decide(goal(row), accepted=False, by=alice).decision == "refused"


def test_changes_are_decided_in_the_draft_by_who_steers_it(alice: Person, bob: Person) -> None:
    row = renewed(alice)
    with pytest.raises(Refusal):
        actions.decide(goal(row), accepted=True, by=bob)
    Programme.objects.filter(pk=row.successor_id).update(status="open")
    with pytest.raises(Refusal):
        actions.decide(goal(row), accepted=True, by=alice)
    assert goal(row).decision == "open"


def test_only_mentors_who_agreed_are_asked_again_and_answer_for_themselves(
    alice: Person, bob: Person
) -> None:
    old = scene.ended()
    scene.mentor(old, person=bob)
    scene.mentor(old)
    recognition.thank(old, by=alice)
    row = renewed(alice, old)
    with pytest.raises(Refusal):
        actions.ask_again(row, by=alice)
    own = access.recognitions(bob).get()
    recognition.answer(own, mention=False, shows_hours=False, again=True, by=bob)
    assert list(actions.willing(row)) == [bob]
    with pytest.raises(Refusal):
        actions.ask_again(row, by=bob)
    assert actions.ask_again(row, by=alice) == 1
    made = row.successor.enrolments.get()
    assert (made.person, made.role, made.status) == (bob, "mentor", "invited")
    with pytest.raises(Refusal):
        actions.ask_again(row, by=alice)


def test_the_draft_of_a_renewal_opens_like_any_other(alice: Person) -> None:
    old = scene.ended()
    new = renewed(alice, old).successor
    assert programmes.open(new, by=alice).status == "open"


def test_sentences_copied_into_older_proposals_become_references(alice: Person) -> None:
    old = scene.ended()
    lesson = retrospective.learn(old, sentence="Choisir autrement.", cause="mentors", by=alice)
    one = goal(renewed(alice, old))
    one.lessons = ["Choisir autrement.", "Retirée depuis."]
    one.save()
    import_module("renewal.migrations.0002_proposals_cite_lessons").cite(apps, None)
    one.refresh_from_db()
    assert one.lessons == [str(lesson.public_id)]
