"""People are asked to train by letter, reminded before the last day, and once a day by hand."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.errors import Refusal
from people.models import AuditEntry, Mail, Person
from programmes.models import Programme
from selection.actions import qualification
from tests import factories
from tests.selection import scene as answering
from tests.training.scene import Scene
from training import tasks
from training.actions import calls, gate, reading
from training.models import Module

type As = Callable[[Person | None], Client]


@pytest.fixture
def lesson(scene: Scene) -> Module:
    made: Module = factories.ModuleFactory(programme=scene.programme, minutes=15)
    return made


def rule(scene: Scene, moment: str = "matching", role: str = "mentor") -> None:
    gate.require(scene.programme, role=role, moment=moment, by=scene.hr)


def written(kind: str = "training") -> list[Person]:
    rows = Mail.objects.filter(kind__startswith=kind).select_related("person").order_by("pk")
    return [one.person for one in rows]


def in_days(days: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False)


def before(scene: Scene, days: int) -> time_machine.travel:
    """So many days before people stop answering."""
    return in_days((scene.programme.enrol_until - timezone.localdate()).days - days)


def test_a_rule_that_starts_asks_its_side_once(scene: Scene, lesson: Module) -> None:
    rule(scene)
    rule(scene, "session")
    rule(scene, "")
    rule(scene)
    assert written() == [scene.bob]
    context = Mail.objects.get(kind="training_asked").context
    assert (context["moment"], context["left"], context["minutes"]) == ("matching", 1, 15)
    assert context["until"] == scene.programme.enrol_until.isoformat()
    own = reverse("training:own", args=[scene.programme.public_id])
    assert context["link"].endswith(own)


def test_the_trained_the_exempt_and_the_undecided_are_not_asked(
    scene: Scene, lesson: Module
) -> None:
    done, exempt = (scene.one_more("mentor") for _ in range(2))
    reading.finish(lesson, by=done)
    gate.exempt(scene.programme.enrolments.get(person=exempt), reason="elsewhere", by=scene.hr)
    answering.invited(factories.PersonFactory(), scene.programme)
    rule(scene)
    assert written() == [scene.bob]


def test_whoever_says_yes_under_a_rule_is_asked_once(
    scene: Scene, lesson: Module, charlie: Person
) -> None:
    rule(scene)
    row = answering.invited(charlie, scene.programme)
    answering.yes(row)
    answering.yes(row)
    assert written() == [scene.bob, charlie]


def test_whoever_says_yes_without_a_rule_is_not_asked(
    scene: Scene, lesson: Module, charlie: Person
) -> None:
    rule(scene)
    answering.yes(answering.invited(charlie, scene.programme, "mentee"))
    assert written() == [scene.bob]


def test_a_mentor_whom_hr_does_not_want_this_time_is_left_in_peace(
    scene: Scene, lesson: Module
) -> None:
    qualification.decide(scene.mentor, verdict="not_now", reason="time", by=scene.hr)
    rule(scene)
    assert written() == []
    qualification.decide(scene.mentor, verdict="qualified", by=scene.hr)
    assert calls.ask(scene.programme, scene.programme.enrolments.all()) == 1


def test_a_mentor_who_left_and_came_back_is_asked_whatever_hr_once_said(
    scene: Scene, lesson: Module
) -> None:
    qualification.decide(scene.mentor, verdict="not_now", reason="time", by=scene.hr)
    qualification.set_aside(scene.mentor)
    rule(scene)
    assert written() == [scene.bob]


def test_one_reminder_leaves_three_days_before_the_last_day(scene: Scene, lesson: Module) -> None:
    rule(scene)
    with before(scene, 4):
        assert calls.remind_due() == 0
    with before(scene, 3):
        assert [calls.remind_due(), calls.remind_due()] == [1, 0]
    with before(scene, 1):
        tasks.remind_untrained("aubepine")
    assert written("training_reminder") == [scene.bob]


def test_reminder_goes_to_nobody_who_is_trained_or_after_the_last_day(
    scene: Scene, lesson: Module
) -> None:
    rule(scene)
    with before(scene, -1):
        assert calls.remind_due() == 0
    reading.finish(lesson, by=scene.bob)
    with before(scene, 2):
        assert calls.remind_due() == 0


def test_before_the_first_session_the_last_day_is_the_first_of_the_programme(
    scene: Scene, lesson: Module
) -> None:
    rule(scene, "session", "mentee")
    days = (scene.programme.starts_on - timezone.localdate()).days
    with in_days(days - 4):
        assert calls.remind_due() == 0
    with in_days(days - 2):
        assert calls.remind_due() == 1
    assert written("training_reminder") == [scene.dana]


def test_whoever_has_just_been_asked_is_not_reminded_the_same_day(
    scene: Scene, lesson: Module
) -> None:
    with before(scene, 2):
        rule(scene)
        assert calls.remind_due() == 0
    with before(scene, 1):
        assert calls.remind_due() == 1


def test_hr_reminds_everybody_who_is_not_trained_once_a_day(scene: Scene, lesson: Module) -> None:
    assert calls.remind(scene.programme, by=scene.hr) == 2
    with pytest.raises(Refusal, match="today already"):
        calls.remind(scene.programme, by=scene.hr)
    late = scene.one_more("mentor")
    assert calls.remind(scene.programme, by=scene.hr) == 1
    with in_days(1):
        assert calls.remind(scene.programme, by=scene.hr) == 3
    assert written().count(late) == 2
    facts = AuditEntry.objects.filter(verb="training.reminded").values_list("facts", flat=True)
    assert sorted(one["letters"] for one in facts) == [1, 2, 3]


def test_nobody_is_reminded_of_nothing_nor_by_a_stranger(
    scene: Scene, lesson: Module, charlie: Person
) -> None:
    with pytest.raises(Refusal, match="steer"):
        calls.remind(scene.programme, by=charlie)
    Programme.objects.update(status="closed")
    with pytest.raises(Refusal, match="open or running"):
        calls.remind(scene.programme, by=scene.hr)
    Programme.objects.update(status="running")
    for person in (scene.bob, scene.dana):
        reading.finish(lesson, by=person)
    with pytest.raises(Refusal, match="Everybody who takes part"):
        calls.remind(scene.programme, by=scene.hr)
    assert written() == []


def test_two_programmes_ask_the_same_person_each_for_its_training(
    scene: Scene, lesson: Module
) -> None:
    other = factories.ProgrammeFactory()
    factories.ModuleFactory(programme=other)
    factories.EnrolmentFactory(programme=other, person=scene.bob, role="mentor")
    rule(scene)
    gate.require(other, role="mentor", moment="matching", by=scene.hr)
    assert written() == [scene.bob, scene.bob]


def test_the_button_of_the_page_writes_and_then_says_that_it_has(
    scene: Scene, lesson: Module, as_person: As, charlie: Person
) -> None:
    page, act = (
        reverse(f"training:{name}", args=[scene.programme.public_id])
        for name in ("people", "remind")
    )
    for person in (charlie, scene.bob):
        assert as_person(person).post(act).status_code == 404
    browser = as_person(scene.hr)
    assert act in browser.get(page).content.decode()
    assert browser.post(act).status_code == 302
    assert written() == [scene.bob, scene.dana]
    assert browser.post(act, follow=True).status_code == 200
    assert len(written()) == 2
    Programme.objects.update(status="closed")
    assert act not in browser.get(page).content.decode()
