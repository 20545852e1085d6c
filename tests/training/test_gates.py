"""Trained before the matching, or before the first session: nobody gets around it."""

import uuid
from typing import Any

import pytest
from django.utils import timezone

from companies.errors import Refusal
from matching.actions import inputs, readiness
from pairings.actions import pairing, session
from pairings.models import MentoringSession, Pairing
from people.models import AuditEntry
from programmes.actions import stage
from programmes.models import Stage
from tests import factories
from tests.training.scene import Scene
from training import standing
from training.actions import gate, reading
from training.models import Exemption, Module


@pytest.fixture
def lesson(scene: Scene) -> Module:
    made: Module = factories.ModuleFactory(programme=scene.programme)
    return made


def _require(scene: Scene, moment: str, *roles: str) -> None:
    for role in roles or ("mentor", "mentee"):
        gate.require(scene.programme, role=role, moment=moment, by=scene.hr)


def _pair(scene: Scene) -> Pairing:
    return pairing.pair(
        programme=scene.programme,
        mentor=scene.mentor,
        mentee=scene.mentee,
        started_on=timezone.localdate(),
        by=scene.hr,
    )


def _log(pair: Pairing, **changes: Any) -> MentoringSession:
    facts: dict[str, Any] = {"minutes": 60, "format": "video", "themes": [], "progress": 3}
    return session.log(
        **{**facts, "pairing": pair, "held_on": timezone.localdate(), "key": uuid.uuid4()},
        **changes,
    )


def test_without_a_rule_nobody_is_held_back(scene: Scene, lesson: Module) -> None:
    assert inputs.presence(scene.programme.pk).waiting == {scene.mentee.pk}
    assert _log(_pair(scene), by=scene.dana)


def test_rule_needs_something_to_be_trained_by(scene: Scene) -> None:
    with pytest.raises(Refusal, match="Publish"):
        _require(scene, "matching", "mentor")
    factories.ModuleFactory(programme=scene.programme, audience="mentee")
    with pytest.raises(Refusal, match="Publish"):
        _require(scene, "matching", "mentor")
    _require(scene, "matching", "mentee")
    assert standing.moments(scene.programme.pk) == {"mentee": "matching"}


def test_matching_takes_trained_people_only(scene: Scene, lesson: Module) -> None:
    _require(scene, "matching")
    there = inputs.presence(scene.programme.pk)
    assert (there.mentees, dict(there.places)) == (frozenset(), {})
    with pytest.raises(Refusal, match="not trained yet"):
        readiness.check_people(scene.programme)
    reading.finish(lesson, by=scene.bob)
    reading.finish(lesson, by=scene.dana)
    there = inputs.presence(scene.programme.pk)
    assert there.mentees == {scene.mentee.pk}
    assert dict(there.places) == {scene.mentor.pk: 1}
    readiness.check_people(scene.programme)


def test_pairing_by_hand_does_not_get_around_it(scene: Scene, lesson: Module) -> None:
    _require(scene, "matching", "mentor")
    with pytest.raises(Refusal, match="Bob Leclerc has not finished the training"):
        _pair(scene)
    reading.finish(lesson, by=scene.bob)
    assert _pair(scene).pk


def test_first_session_waits_for_both_and_the_second_for_nobody(
    scene: Scene, lesson: Module
) -> None:
    pair = _pair(scene)
    _require(scene, "session")
    with pytest.raises(Refusal, match="Finish your training first"):
        _log(pair, by=scene.dana)
    reading.finish(lesson, by=scene.dana)
    with pytest.raises(Refusal, match="training of one of you is not finished"):
        _log(pair, by=scene.dana)
    reading.finish(lesson, by=scene.bob)
    _log(pair, by=scene.dana)
    factories.ModuleFactory(programme=scene.programme)
    assert _log(pair, by=scene.bob)


def test_hr_exempts_with_a_reason_that_the_journal_keeps(scene: Scene, lesson: Module) -> None:
    _require(scene, "matching")
    director = factories.ResponsibilityFactory(programme=scene.programme).person
    with pytest.raises(Refusal, match="Only HR"):
        gate.exempt(scene.mentor, reason="experienced", by=director)
    with pytest.raises(Refusal, match="which reason"):
        gate.exempt(scene.mentor, reason="other", by=scene.hr)
    gate.exempt(scene.mentor, reason="experienced", note="Ten years of it", by=scene.hr)
    gate.exempt(scene.mentor, reason="elsewhere", by=scene.hr)
    assert Exemption.objects.get().reason == "experienced"
    entry = AuditEntry.objects.get(verb="training.exempted")
    assert (entry.actor, entry.facts) == (scene.hr, {"reason": "experienced"})
    assert set(inputs.presence(scene.programme.pk).places) == {scene.mentor.pk}
    gate.withdraw_exemption(scene.mentor, by=scene.hr)
    assert not inputs.presence(scene.programme.pk).places


def test_optional_retired_and_draft_modules_hold_nobody_back(scene: Scene, lesson: Module) -> None:
    _require(scene, "matching")
    for person in (scene.bob, scene.dana):
        reading.finish(lesson, by=person)
    factories.ModuleFactory(programme=scene.programme, is_mandatory=False)
    factories.ModuleFactory(programme=scene.programme, published_at=None)
    factories.ModuleFactory(programme=scene.programme, retired_at=timezone.now())
    assert not standing.held_back(scene.programme.enrolments.accepted(), gate.Moment.MATCHING)
    factories.ModuleFactory(programme=scene.programme, audience="mentor")
    late = standing.held_back(scene.programme.enrolments.accepted(), gate.Moment.MATCHING)
    assert list(late) == [scene.mentor]


def test_gates_of_the_stages_say_where_the_training_is(scene: Scene, lesson: Module) -> None:
    launch = {one.code: one.done for one in stage.gate(scene.programme, Stage.LAUNCH)}
    assert launch["training"]
    assert "trained" not in {one.code for one in stage.gate(scene.programme, Stage.EXECUTION)}
    _require(scene, "session", "mentor")
    (fact,) = [o for o in stage.gate(scene.programme, Stage.EXECUTION) if o.code == "trained"]
    assert (fact.done, fact.mandatory) == (False, False)
    assert "1 person" in fact.title
    reading.finish(lesson, by=scene.bob)
    (fact,) = [o for o in stage.gate(scene.programme, Stage.EXECUTION) if o.code == "trained"]
    assert fact.done


def test_both_lists_are_each_others_complement(scene: Scene, lesson: Module) -> None:
    _require(scene, "matching", "mentor")
    for role in ("mentor", "mentee", "mentor"):
        scene.one_more(role)
    reading.finish(lesson, by=scene.bob)
    rows = scene.programme.enrolments.accepted()
    late = set(standing.held_back(rows, gate.Moment.MATCHING))
    assert set(standing.ready(rows, gate.Moment.MATCHING)) == set(rows) - late
    assert len(late) == 2
