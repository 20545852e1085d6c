"""A quiz that HR changes while somebody answers costs them nothing, and marks them on its words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from companies.errors import Refusal
from people.models import Person
from tests import factories
from tests.training.scene import Scene
from training.actions import reading
from training.models import Module, Progress, Question

type As = Callable[[Person | None], Client]


@pytest.fixture
def quizzed(scene: Scene) -> Module:
    """A module with a quiz of two questions; the first choices are right."""
    made: Module = factories.ModuleFactory(programme=scene.programme, tries=2)
    for _ in range(2):
        factories.QuestionFactory(module=made)
    return made


def _turn(question: Question) -> None:
    """The choices change places."""
    question.choices = question.choices[::-1]
    question.save()


def _editions(module: Module) -> list[str]:
    return [one.edition for one in module.questions.order_by("pk")]


def test_answer_to_other_words_is_asked_again_and_costs_no_try(
    scene: Scene, quizzed: Module
) -> None:
    first, second = _editions(quizzed)
    _turn(quizzed.questions.latest("pk"))
    answers = {first: {0}, second: {0}}
    with pytest.raises(Refusal, match="Question 2 has changed") as refusal:
        reading.answer(quizzed, answers=answers, by=scene.dana)
    assert refusal.value.field == f"q-{_editions(quizzed)[1]}"
    assert reading.tries_left(quizzed, Progress.objects.filter(module=quizzed).first()) == 2
    answers = {first: {0}, _editions(quizzed)[1]: {1}}
    assert reading.answer(quizzed, answers=answers, by=scene.dana).passed


def test_page_asks_what_changed_and_keeps_the_other_answers(
    scene: Scene, quizzed: Module, as_person: As
) -> None:
    at = reverse("training:lesson", args=[scene.programme.public_id, quizzed.public_id])
    first, second = _editions(quizzed)
    _turn(quizzed.questions.latest("pk"))
    sent = {"quiz": "1", f"q-{first}": "0", f"q-{second}": "0"}
    shown: Any = as_person(scene.dana).post(at, sent)
    assert shown.status_code == 422
    chosen = [[each["chosen"] for each in one["choices"]] for one in shown.context["quiz"]]
    assert chosen == [[True, False], [False, False]]
    assert [bool(one["error"]) for one in shown.context["quiz"]] == [False, True]
    sent = {"quiz": "1", f"q-{first}": "0", f"q-{_editions(quizzed)[1]}": "1"}
    assert as_person(scene.dana).post(at, sent).status_code == 302


def test_answers_of_before_are_shown_beside_their_own_words_only(
    scene: Scene, quizzed: Module, as_person: As
) -> None:
    at = reverse("training:lesson", args=[scene.programme.public_id, quizzed.public_id])
    reading.answer(quizzed, answers={one: {1} for one in _editions(quizzed)}, by=scene.dana)
    _turn(quizzed.questions.latest("pk"))
    shown: Any = as_person(scene.dana).get(at)
    assert [one["is_answered"] for one in shown.context["quiz"]] == [True, False]


def test_quiz_that_is_gone_is_not_passed_by_having_been_answered(
    scene: Scene, quizzed: Module, as_person: As
) -> None:
    at = reverse("training:lesson", args=[scene.programme.public_id, quizzed.public_id])
    sent = {"quiz": "1"} | {f"q-{one}": "1" for one in _editions(quizzed)}
    quizzed.questions.all().delete()
    assert as_person(scene.dana).post(at, sent).status_code == 422
    assert not Progress.objects.exists()
    assert as_person(scene.dana).post(at).status_code == 302
    assert Progress.objects.get().done_at


def test_edition_is_the_same_until_a_word_or_an_answer_changes(quizzed: Module) -> None:
    question = quizzed.questions.earliest("pk")
    known = {question.edition}
    assert Question.objects.get(pk=question.pk).edition in known
    for name, value in (("prompt_en", "?"), ("is_multiple", True)):
        setattr(question, name, value)
        assert question.edition not in known
        known.add(question.edition)
    question.choices[0]["right"] = False
    assert question.edition not in known
