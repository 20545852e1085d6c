"""A programme goes through six gates, one after the other, and each one can refuse."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.errors import Refusal
from objectives.actions import objective as objectives
from people.models import Person
from programmes.actions import programme as actions
from programmes.actions import stage as stages
from programmes.models import Passage, Programme, Stage
from programmes.readiness import CAUSES
from tests import factories

type Browser = Callable[[Person | None], Client]

TODAY = timezone.localdate()


def draft(**changes: Any) -> Programme:
    made: Programme = factories.ObjectiveFactory(
        programme=factories.ProgrammeFactory(status="draft", **changes)
    ).programme
    return made


def paired() -> Programme:
    """Open, with a mentor and a mentee who said yes and form a pair."""
    made: Programme = factories.PairingFactory(programme=draft()).programme
    return made


@pytest.mark.parametrize(
    ("cause", "changes"),
    [
        ("purpose", {"purpose": " "}),
        ("method", {"preparation": ""}),
        ("mentors", {"mentor_profile": ""}),
        ("imposed", {"enrol_until": TODAY - dt.timedelta(days=1)}),
        ("trust", {"confidentiality": " "}),
    ],
)
def test_each_cause_of_failure_refuses_the_launch_until_it_is_dealt_with(
    alice: Person, cause: str, changes: dict[str, Any]
) -> None:
    programme = draft(**changes)
    with pytest.raises(Refusal):
        actions.open(programme, by=alice)
    missing = [one for one in stages.readiness(programme) if one.mandatory and not one.done]
    assert {one.cause for one in missing} == {cause}
    field = next(iter(changes))
    whole = TODAY if field == "enrol_until" else "Écrit."
    Programme.objects.filter(pk=programme.pk).update(**{field: whole})
    assert actions.open(programme, by=alice).status == "open"


def test_a_whole_life_passes_every_gate_and_keeps_who_when_and_why(alice: Person) -> None:
    programme = draft()
    actions.enter(programme, Stage.LAUNCH, reason="Le comité est d'accord", by=alice)
    with pytest.raises(Refusal):
        actions.enter(programme, Stage.SELECTION, by=alice)
    factories.EnrolmentFactory(programme=programme, role="mentor")
    factories.EnrolmentFactory(programme=programme)
    actions.enter(programme, Stage.SELECTION, by=alice)
    with pytest.raises(Refusal):
        actions.enter(programme, Stage.TRAINING, by=alice)
    factories.PairingFactory(programme=programme)
    actions.enter(programme, Stage.TRAINING, by=alice)
    assert actions.enter(programme, Stage.EXECUTION, by=alice).status == "running"
    with pytest.raises(Refusal):
        actions.enter(programme, Stage.FOLLOW_UP, by=alice)
    objectives.review(programme.objectives.get(), standing="on_track", by=alice)
    actions.enter(programme, Stage.FOLLOW_UP, by=alice)
    programme.refresh_from_db()
    assert stages.current(programme) == Stage.FOLLOW_UP
    passed = Passage.objects.get(programme=programme, stage="launch")
    assert (passed.passed_by, passed.reason) == (alice, "Le comité est d'accord")
    assert Passage.objects.filter(programme=programme, passed_at__isnull=False).count() == 5


@pytest.mark.parametrize("stage", [Stage.SELECTION, Stage.EXECUTION, Stage.FOLLOW_UP])
def test_no_stage_is_skipped(alice: Person, stage: Stage) -> None:
    programme = paired()
    with pytest.raises(Refusal):
        actions.enter(programme, stage, by=alice)
    assert actions.enter(programme, Stage.LAUNCH, by=alice).status == "open"


def test_start_needs_a_pair_and_then_leads_through_every_gate(alice: Person) -> None:
    lonely = factories.ProgrammeFactory()
    with pytest.raises(Refusal):
        actions.start(lonely, by=alice)
    programme = factories.PairingFactory().programme
    assert actions.start(programme, by=alice).status == "running"
    assert stages.current(programme) == Stage.EXECUTION
    assert set(programme.passages.values_list("stage", flat=True)) == {
        Stage.SELECTION,
        Stage.TRAINING,
        Stage.EXECUTION,
    }


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("draft", Stage.FRAMING),
        ("open", Stage.LAUNCH),
        ("running", Stage.EXECUTION),
        ("closed", Stage.FOLLOW_UP),
    ],
)
def test_a_programme_of_before_the_stages_is_where_its_state_says(
    company: object, status: str, stage: Stage
) -> None:
    assert stages.current(factories.ProgrammeFactory(status=status)) == stage


def test_days_of_stages_follow_each_other(alice: Person) -> None:
    programme = draft()
    day = programme.starts_on + dt.timedelta(days=5)
    stages.plan(programme, days={Stage.EXECUTION: day}, by=alice)
    assert stages.planned(programme)[Stage.EXECUTION] == day
    for wrong in (
        programme.enrol_until - dt.timedelta(days=90),
        programme.ends_on + dt.timedelta(days=1),
    ):
        with pytest.raises(Refusal) as caught:
            stages.plan(programme, days={Stage.EXECUTION: wrong}, by=alice)
        assert caught.value.field in ("execution", "follow_up")


def test_who_does_not_steer_passes_no_gate(charlie: Person) -> None:
    programme = paired()
    with pytest.raises(Refusal):
        actions.enter(programme, Stage.LAUNCH, by=charlie)
    with pytest.raises(Refusal):
        stages.plan(programme, days={}, by=charlie)


def test_the_page_of_the_stages_refuses_a_bypass_by_address(
    alice: Person, as_person: Browser
) -> None:
    programme = paired()
    page = reverse("programmes:stages", args=[programme.public_id])
    client = as_person(alice)
    for stage in ("execution", "follow_up", "nowhere", ""):
        assert client.post(page, {"enter": stage}).status_code == 422
    programme.refresh_from_db()
    assert programme.status == "draft"
    assert client.post(page, {"enter": "launch", "reason": "Prêt"}).status_code == 302
    programme.refresh_from_db()
    assert programme.status == "open"
    shown = client.get(page).content.decode()
    assert "Prêt" in shown and "Alice Renard" in shown


def test_the_page_of_the_stages_keeps_planned_days(alice: Person, as_person: Browser) -> None:
    programme = draft()
    page = reverse("programmes:stages", args=[programme.public_id])
    known = stages.planned(programme)
    days = {one.value: known[one] for one in Stage if one != Stage.FRAMING} | {"plan": "1"}
    wrong = days | {"training": programme.ends_on + dt.timedelta(days=2)}
    assert as_person(alice).post(page, wrong).status_code == 422
    assert as_person(alice).post(page, days).status_code == 302
    assert programme.passages.count() == 5


def test_the_readiness_page_shows_the_five_causes(alice: Person, as_person: Browser) -> None:
    programme = draft(confidentiality="")
    page = reverse("programmes:readiness", args=[programme.public_id])
    context = as_person(alice).get(page).context
    assert [one["code"] for one in context["causes"]] == list(CAUSES)
    assert [one.code for one in context["blocking"]] == ["confidentiality"]
    Programme.objects.update(confidentiality="Tout reste entre les deux.")
    assert as_person(alice).get(page).context["blocking"] == []
