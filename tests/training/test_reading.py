"""Doing a module: reading it, passing its quiz, and who gets to know how."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from companies.errors import Refusal
from people.models import AuditEntry, Person
from tests import factories
from tests.training.scene import Scene
from training import access, standing
from training.actions import reading
from training.models import Module, Progress


@pytest.fixture
def quizzed(scene: Scene) -> Module:
    """A module with a quiz of one question; the first choice is right."""
    made: Module = factories.ModuleFactory(programme=scene.programme, tries=2)
    factories.QuestionFactory(module=made)
    return made


def _answer(module: Module, by: Person, *chosen: int) -> bool:
    key = module.questions.get().edition
    return reading.answer(module, answers={key: set(chosen)}, by=by).passed


def test_read_module_is_done_once(scene: Scene) -> None:
    made = factories.ModuleFactory(programme=scene.programme)
    first = reading.finish(made, by=scene.dana).done_at
    assert reading.finish(made, by=scene.dana).done_at == first
    assert AuditEntry.objects.filter(verb="module.done").count() == 1


def test_module_of_the_other_side_or_of_nobody_is_not_ones_own(
    scene: Scene, charlie: Person
) -> None:
    made = factories.ModuleFactory(programme=scene.programme, audience="mentor")
    for by in (charlie, scene.dana, scene.hr):
        with pytest.raises(Refusal):
            reading.finish(made, by=by)
        assert made not in access.own_modules(by)
    reading.finish(made, by=scene.bob)
    assert Progress.objects.get().person == scene.bob


def test_invited_person_reads_nothing_yet(scene: Scene) -> None:
    invited = factories.EnrolmentFactory(
        programme=scene.programme, status="invited", answered_at=None
    ).person
    made = factories.ModuleFactory(programme=scene.programme)
    assert made not in access.own_modules(invited)


def test_quiz_is_passed_by_right_answers_only(scene: Scene, quizzed: Module) -> None:
    with pytest.raises(Refusal, match="quiz"):
        reading.finish(quizzed, by=scene.dana)
    assert not _answer(quizzed, scene.dana, 1)
    assert Progress.objects.get().done_at is None
    assert _answer(quizzed, scene.dana, 0)
    assert Progress.objects.get().done_at is not None
    with pytest.raises(Refusal, match="already"):
        _answer(quizzed, scene.dana, 0)


def test_tries_of_a_day_are_counted_and_come_back(scene: Scene, quizzed: Module) -> None:
    for _ in range(2):
        _answer(quizzed, scene.dana, 1)
    with pytest.raises(Refusal, match="tomorrow"):
        _answer(quizzed, scene.dana, 0)
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        assert _answer(quizzed, scene.dana, 0)


def test_question_without_or_with_too_many_answers_costs_no_try(
    scene: Scene, quizzed: Module
) -> None:
    for chosen in ((), (0, 1)):
        with pytest.raises(Refusal):
            _answer(quizzed, scene.dana, *chosen)
    assert reading.tries_left(quizzed, Progress.objects.filter(module=quizzed).first()) == 2


def test_nothing_of_a_try_is_in_the_journal(scene: Scene, quizzed: Module) -> None:
    _answer(quizzed, scene.dana, 1)
    assert not AuditEntry.objects.exists()
    _answer(quizzed, scene.dana, 0)
    assert AuditEntry.objects.get().facts == {}


def test_results_are_reached_by_their_person_only(scene: Scene, quizzed: Module) -> None:
    _answer(quizzed, scene.dana, 1)
    assert access.own_progress(scene.dana).count() == 1
    for other in (scene.hr, scene.bob):
        assert not access.own_progress(other).exists()


def test_summary_counts_what_concerns_a_person(scene: Scene) -> None:
    both = factories.ModuleFactory(programme=scene.programme, minutes=10)
    factories.ModuleFactory(programme=scene.programme, audience="mentor", minutes=20)
    factories.ModuleFactory(programme=scene.programme, is_mandatory=False, minutes=40)
    factories.ModuleFactory(programme=scene.programme, published_at=None)
    factories.ModuleFactory()
    reading.finish(both, by=scene.bob)
    found = standing.summaries([scene.mentor, scene.mentee])
    mentor, mentee = found[scene.mentor.pk], found[scene.mentee.pk]
    assert (mentor.done, mentor.total, mentor.left, mentor.minutes) == (1, 3, 1, 20)
    assert (mentee.done, mentee.total, mentee.left, mentee.minutes) == (0, 2, 1, 10)
