"""Two people write the same module: nobody's words are lost without a word."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from companies.errors import Refusal
from people.models import Person
from tests import factories
from tests.training.scene import Scene
from training.actions import module as actions
from training.forms import ModuleForm, QuestionForm
from training.models import Module, Question

type As = Callable[[Person | None], Client]


@pytest.fixture
def lesson(scene: Scene) -> Module:
    made: Module = factories.ModuleFactory(programme=scene.programme, title_fr="Écouter")
    return made


def _posted(page: Any, **changes: str) -> dict[str, Any]:
    """What a browser sends back of an open form, with what was typed into it."""
    form = page.context["form"]
    held = {field.html_name: field.value() for field in form}
    kept = {name: value for name, value in held.items() if value not in (None, False)}
    return {**kept, "seen": page.context["seen"], **changes}


def _at(scene: Scene, lesson: Module, *more: Any, name: str = "module") -> str:
    return reverse(f"training:{name}", args=[scene.programme.public_id, lesson.public_id, *more])


def test_second_tab_does_not_overwrite_and_shows_both(
    scene: Scene, lesson: Module, as_person: As
) -> None:
    browser, at = as_person(scene.hr), _at(scene, lesson)
    page: Any = browser.get(at)
    assert browser.post(at, _posted(page, title_fr="Entendre")).status_code == 302
    stale: Any = browser.post(at, _posted(page, title_fr="Se taire"))
    assert stale.status_code == 422
    assert stale.context["form"]["title_fr"].value() == "Se taire"
    assert [value for _label, value in stale.context["overtaken"]] == ["Entendre"]
    assert Module.objects.get().title_fr == "Entendre"
    assert browser.post(at, _posted(stale)).status_code == 302
    assert Module.objects.get().title_fr == "Se taire"


def test_preview_does_not_forget_what_was_opened(
    scene: Scene, lesson: Module, as_person: As
) -> None:
    browser, at = as_person(scene.hr), _at(scene, lesson)
    opened: Any = browser.get(at)
    Module.objects.update(title_fr="Entendre")
    preview: Any = browser.post(at, _posted(opened, preview="1"))
    assert preview.status_code == 200
    assert browser.post(at, _posted(preview)).status_code == 422


def test_saving_an_old_row_leaves_its_state_and_place_alone(scene: Scene, lesson: Module) -> None:
    old = Module.objects.get()
    actions.retire(lesson, by=scene.hr)
    Module.objects.update(place=7)
    actions.save(scene.programme, module=old, title_en="Hear", by=scene.hr)
    row = Module.objects.get()
    assert (row.title_en, row.place, row.is_live) == ("Hear", 7, False)


def test_deleted_module_is_told_and_not_written_again(scene: Scene) -> None:
    draft = factories.ModuleFactory(programme=scene.programme, published_at=None)
    old = Module.objects.get()
    actions.retire(draft, by=scene.hr)
    for act in (
        lambda: actions.save(scene.programme, module=old, title_en="Hear", by=scene.hr),
        lambda: actions.publish(old, by=scene.hr),
    ):
        with pytest.raises(Refusal, match="deleted"):
            act()
    assert not Module.objects.exists()


def test_question_changed_or_taken_out_meanwhile_is_told(
    scene: Scene, lesson: Module, as_person: As
) -> None:
    question = factories.QuestionFactory(module=lesson)
    browser, at = as_person(scene.hr), _at(scene, lesson, question.public_id, name="question")
    page: Any = browser.get(at)
    assert browser.post(at, _posted(page, prompt_fr="Un ?")).status_code == 302
    stale: Any = browser.post(at, _posted(page, prompt_fr="Deux ?"))
    assert stale.status_code == 422
    assert "Un ?" in stale.text and "Deux ?" in stale.text
    assert browser.post(at, _posted(stale)).status_code == 302
    row = Question.objects.get()
    assert row.prompt_fr == "Deux ?"
    Question.objects.all().delete()
    with pytest.raises(Refusal, match="taken this question out"):
        facts = {name: getattr(row, name) for name in (*QuestionForm.base_fields, "choices")}
        actions.ask(lesson, question=row, **facts, by=scene.hr)


def test_edition_covers_what_the_form_changes() -> None:
    assert set(ModuleForm.base_fields) - {"kind"} == set(actions.TEXTS)
