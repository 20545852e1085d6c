"""A programme that closes says what becomes of its pairs, and loses none of them."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from companies.errors import Refusal
from objectives.models import ObjectiveReview
from pairings.actions import rhythm
from pairings.models import Pairing
from people.models import Mail, Person
from programmes import gates
from programmes.models import Stage
from renewal.actions import closing as actions
from renewal.actions import recognition, retrospective
from tests.renewal import scene


def test_pairs_are_ended_kindly_with_the_programme(alice: Person) -> None:
    programme = scene.ended("running")
    mentor = scene.mentor(programme, status="active")
    assert actions.close(programme, pairs="end", by=alice).status == "closed"
    pairing = Pairing.objects.get(mentor=mentor)
    assert (pairing.status, pairing.end_reason) == ("completed", "term")
    assert Mail.objects.filter(kind="pairing_completed").count() == 2


def test_pairs_may_go_on_until_their_day_and_then_end(alice: Person) -> None:
    programme = scene.ended("running")
    mentor = scene.mentor(programme, status="active")
    until = timezone.localdate() + dt.timedelta(days=30)
    assert actions.close(programme, pairs="go_on", until=until, by=alice).status == "closed"
    rhythm.complete_due()
    pairing = Pairing.objects.get(mentor=mentor)
    assert (pairing.status, pairing.runs_until) == ("active", until)
    assert Mail.objects.filter(kind="pairing_prolonged").count() == 2
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        rhythm.complete_due()
    pairing.refresh_from_db()
    assert pairing.status == "completed"


@pytest.mark.parametrize(
    ("pairs", "days", "field"),
    [("", None, "pairs"), ("go_on", None, "until"), ("go_on", 0, "until"), ("go_on", 400, "until")],
)
def test_a_choice_that_settles_nothing_is_refused_and_nothing_is_closed(
    alice: Person, pairs: str, days: int | None, field: str
) -> None:
    programme = scene.ended("running")
    scene.mentor(programme, status="active")
    until = None if days is None else timezone.localdate() + dt.timedelta(days=days)
    with pytest.raises(Refusal) as refusal:
        actions.close(programme, pairs=pairs, until=until, by=alice)
    programme.refresh_from_db()
    assert (refusal.value.field, programme.status) == (field, "running")
    assert Pairing.objects.active().filter(runs_until=None).count() == 1


def test_pairs_are_settled_before_the_last_gate_is_open_only_with_a_reason(alice: Person) -> None:
    programme = scene.ended("running")
    mentor = scene.mentor(programme, status="active")
    ObjectiveReview.objects.all().delete()
    with pytest.raises(Refusal) as refusal:
        actions.close(programme, pairs="end", by=alice)
    assert refusal.value.field == "reason"
    assert Pairing.objects.get(mentor=mentor).status == "active"
    closed = actions.close(programme, pairs="end", reason="Le site ferme.", by=alice)
    assert closed.status == "closed"
    assert closed.passages.get(stage="follow_up").reason == "Le site ferme."


def test_who_does_not_steer_closes_nothing(charlie: Person) -> None:
    programme = scene.ended("running")
    scene.mentor(programme, status="active")
    with pytest.raises(Refusal):
        actions.close(programme, pairs="end", by=charlie)
    assert Pairing.objects.active().count() == 1


def test_the_last_gate_says_whether_one_looked_back_and_thanked(alice: Person) -> None:
    programme = scene.ended()

    def facts() -> dict[str, bool]:
        found = gates.contributed(programme, Stage.FOLLOW_UP)
        assert not any(one.mandatory for one in found if one.code in ("retrospective", "thanked"))
        return {one.code: one.done for one in found if one.code in ("retrospective", "thanked")}

    assert facts() == {"retrospective": False, "thanked": False}
    lesson = retrospective.learn(programme, sentence="Former avant.", by=alice)
    retrospective.publish(programme, remarks={}, lessons=[lesson.public_id], by=alice)
    assert facts() == {"retrospective": True, "thanked": False}
    scene.mentor(programme)
    recognition.thank(programme, by=alice)
    assert facts() == {"retrospective": True, "thanked": True}
