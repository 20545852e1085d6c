"""The last two gates: nothing runs without a pair under way, nothing closes silently."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from companies.errors import Refusal
from objectives.actions import objective as objectives
from pairings.models import Pairing
from people.models import AuditEntry, Person
from programmes.actions import programme as actions
from programmes.actions import stage as stages
from programmes.models import Programme, Stage
from tests import factories

type Browser = Callable[[Person | None], Client]


@pytest.fixture(autouse=True)
def english(alice: Person) -> Iterator[None]:
    Person.objects.filter(pk=alice.pk).update(language="en")
    with translation.override("en"):
        yield


def running() -> Programme:
    """Running, with an objective that nobody has reviewed."""
    made: Programme = factories.ObjectiveFactory(programme__status="running").programme
    return made


def words(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def test_a_pair_that_has_ended_since_starts_nothing(alice: Person) -> None:
    pairing = factories.PairingFactory()
    programme = pairing.programme
    Pairing.objects.update(status="ended", ended_at=timezone.now(), end_reason="no_time")
    with pytest.raises(Refusal, match="a pair is under way"):
        actions.start(programme, by=alice)
    assert Programme.objects.get().status == "open"
    assert [one.code for one in stages.missing(programme, Stage.EXECUTION)] == ["under_way"]
    factories.PairingFactory(programme=programme)
    assert stages.missing(programme, Stage.EXECUTION) == []
    assert actions.start(programme, by=alice).status == "running"


def test_closing_before_the_last_gate_is_open_needs_a_reason(alice: Person) -> None:
    programme = running()
    for empty in ("", "  "):
        with pytest.raises(Refusal, match="objective has been reviewed") as refused:
            actions.close(programme, reason=empty, by=alice)
        assert refused.value.field == "reason"
    assert not programme.passages.exists()
    assert actions.close(programme, reason="The site closes.", by=alice).status == "closed"
    assert programme.passages.get(stage="follow_up").reason == "The site closes."
    facts = AuditEntry.objects.get(verb="programme.closed").facts
    assert facts == {"pairs_under_way": 0, "missing": ["reviewed"]}


def test_closing_through_an_open_gate_asks_for_no_reason(alice: Person) -> None:
    programme = running()
    objectives.review(programme.objectives.get(), standing="on_track", by=alice)
    assert actions.close(programme, by=alice).status == "closed"
    facts = AuditEntry.objects.get(verb="programme.closed").facts
    assert facts == {"pairs_under_way": 0}


def test_a_gate_that_was_passed_is_not_asked_again(alice: Person) -> None:
    programme = running()
    objectives.review(programme.objectives.get(), standing="on_track", by=alice)
    actions.enter(programme, Stage.FOLLOW_UP, by=alice)
    factories.ObjectiveFactory(programme=programme)
    assert actions.close(programme, by=alice).status == "closed"


def test_the_page_of_closing_says_what_is_missing_and_keeps_what_was_typed(
    alice: Person, as_person: Browser
) -> None:
    programme = factories.PairingFactory(programme=running()).programme
    page = reverse("programmes:advance", args=[programme.public_id]) + "?step=close"
    browser = as_person(alice)
    assert "Each objective has been reviewed" in words(browser.get(page))
    refused = browser.post(page, {"confirmed": "on", "reason": " "})
    assert refused.status_code == 422
    assert 'name="confirmed" checked' in words(refused)
    refused = browser.post(page, {"reason": "The site closes."})
    assert refused.status_code == 422
    assert 'value="The site closes."' in words(refused)
    sent = {"confirmed": "on", "reason": "The site closes."}
    assert browser.post(page, sent).status_code == 302
    assert Programme.objects.get().status == "closed"


@pytest.mark.parametrize("words_typed", ["Stop\x00", "S" * 601])
def test_a_reason_that_cannot_be_kept_is_refused_and_closes_nothing(
    alice: Person, as_person: Browser, words_typed: str
) -> None:
    programme = running()
    page = reverse("programmes:advance", args=[programme.public_id]) + "?step=close"
    entering = reverse("programmes:stages", args=[programme.public_id])
    browser = as_person(alice)
    assert browser.post(page, {"reason": words_typed}).status_code == 422
    objectives.review(programme.objectives.get(), standing="on_track", by=alice)
    sent = {"enter": "follow_up", "reason": words_typed}
    assert browser.post(entering, sent).status_code == 422
    assert not programme.passages.exists()
    assert browser.post(entering, sent | {"reason": "S" * 600}).status_code == 302


@pytest.mark.parametrize(("status", "step"), [("draft", "open"), ("open", "start")])
def test_passing_a_gate_with_something_recommended_missing_offers_to_say_why(
    alice: Person, as_person: Browser, status: str, step: str
) -> None:
    programme = factories.ObjectiveFactory(programme__status=status).programme
    if step == "start":
        factories.PairingFactory(programme=programme)
        factories.ModuleFactory(programme=programme, is_mandatory=True)
        programme.training_requirements.create(role="mentor", moment="session")
    page = reverse("programmes:advance", args=[programme.public_id]) + f"?step={step}"
    shown = as_person(alice).get(page)
    assert shown.context["wished"] and 'name="reason"' in words(shown)
    assert as_person(alice).post(page, {"reason": "We know them."}).status_code == 302
    stage = {"open": "launch", "start": "execution"}[step]
    assert programme.passages.get(stage=stage).reason == "We know them."


def test_the_stages_mark_what_is_mandatory(alice: Person, as_person: Browser) -> None:
    programme = factories.ProgrammeFactory()
    shown = as_person(alice).get(reverse("programmes:stages", args=[programme.public_id]))
    (step,) = [one for one in shown.context["steps"] if one["is_next"]]
    mandatory = [one for one in step["gate"] if one.mandatory]
    assert words(shown).count("> mandatory <") == len(mandatory) == 2
