"""Writing modules: what is refused, and what it takes to be read and done."""

from typing import Any

import pytest

from companies.errors import Refusal
from people.models import AuditEntry, Person
from programmes.models import Programme
from tests import factories
from tests.training.scene import Scene
from training import starter
from training.actions import gate, module, reading
from training.models import LANGUAGES, Module, Progress

RIGHT = [{"fr": "a", "en": "", "right": True}, {"fr": "b", "en": "", "right": False}]
ASKED: dict[str, Any] = {"prompt_fr": "Q ?", "prompt_en": "", "is_multiple": False}


def test_starter_set_is_added_once_in_both_languages(scene: Scene) -> None:
    assert module.start(scene.programme, by=scene.hr) == len(starter.modules()) == 8
    assert module.start(scene.programme, by=scene.hr) == 0
    assert {one.audience for one in scene.programme.modules.all()} == {"mentor", "mentee"}
    for one in scene.programme.modules.all():
        for language in LANGUAGES:
            words = len(getattr(one, f"body_{language}").split())
            assert 280 <= words <= 520, (one.starter, language, words)
        assert one.published_at is None


def test_whoever_does_not_steer_writes_nothing(scene: Scene, charlie: Person) -> None:
    kept = factories.ModuleFactory(programme=scene.programme)
    for by in (charlie, scene.bob):
        with pytest.raises(Refusal):
            module.save(scene.programme, title_fr="T", by=by)
        with pytest.raises(Refusal):
            module.retire(kept, by=by)
        with pytest.raises(Refusal):
            module.start(scene.programme, by=by)
    assert scene.programme.modules.get().is_live


def test_director_of_the_programme_writes_and_another_one_does_not(scene: Scene) -> None:
    own = factories.ResponsibilityFactory(programme=scene.programme).person
    other = factories.ResponsibilityFactory().person
    module.save(scene.programme, title_fr="T", by=own)
    with pytest.raises(Refusal):
        module.save(scene.programme, title_fr="T", by=other)
    assert scene.programme.modules.count() == 1


def test_case_that_names_a_colleague_is_refused(scene: Scene) -> None:
    with pytest.raises(Refusal, match="Dana Sorel"):
        module.save(
            scene.programme, kind="case", title_fr="Un cas", body_fr="SOREL  dana…", by=scene.hr
        )
    told = module.save(
        scene.programme, kind="case", title_fr="Un cas", body_fr="Une cheffe d'équipe…", by=scene.hr
    )
    assert told.kind == Module.Kind.CASE


def test_empty_module_is_not_published_and_a_link_is_enough(scene: Scene) -> None:
    made = module.save(scene.programme, title_fr="T", by=scene.hr)
    with pytest.raises(Refusal, match="nothing to read"):
        module.publish(made, by=scene.hr)
    made.link = "https://example.org/video"
    made.save()
    assert module.publish(made, by=scene.hr).is_live


def test_published_module_is_retired_and_comes_back_with_what_was_done(scene: Scene) -> None:
    made = factories.ModuleFactory(programme=scene.programme)
    reading.finish(made, by=scene.dana)
    module.retire(made, by=scene.hr)
    with pytest.raises(Refusal):
        reading.finish(made, by=scene.bob)
    module.publish(made, by=scene.hr)
    assert Progress.objects.filter(module=made, done_at__isnull=False).count() == 1


def test_draft_is_deleted(scene: Scene) -> None:
    made = module.save(scene.programme, title_fr="T", by=scene.hr)
    module.retire(made, by=scene.hr)
    assert not scene.programme.modules.exists()


def test_last_mandatory_module_behind_a_rule_stays(scene: Scene) -> None:
    made = factories.ModuleFactory(programme=scene.programme)
    gate.require(scene.programme, role="mentor", moment="matching", by=scene.hr)
    with pytest.raises(Refusal, match="change the rule"):
        module.retire(made, by=scene.hr)
    with pytest.raises(Refusal, match="change the rule"):
        module.save(scene.programme, module=made, is_mandatory=False, by=scene.hr)
    gate.require(scene.programme, role="mentor", moment="", by=scene.hr)
    made.refresh_from_db()
    module.retire(made, by=scene.hr)
    assert not made.__class__.objects.live().exists()


def test_modules_move_one_place_and_stop_at_the_ends(scene: Scene) -> None:
    first, second, third = (
        module.save(scene.programme, title_fr=name, by=scene.hr) for name in "abc"
    )
    module.move(third, up=True, by=scene.hr)
    module.move(first, up=True, by=scene.hr)
    order = scene.programme.modules.in_order()
    assert [one.title_fr for one in order] == ["a", "c", "b"]
    module.move(second, up=False, by=scene.hr)
    assert [one.title_fr for one in order.all()] == ["a", "c", "b"]


@pytest.mark.parametrize(
    "changes",
    [
        {"prompt_fr": ""},
        {"choices": RIGHT[:1]},
        {"choices": [one | {"right": False} for one in RIGHT]},
        {"choices": [one | {"right": True} for one in RIGHT]},
        {"choices": [{"fr": str(n), "en": "", "right": n == 0} for n in range(7)]},
    ],
)
def test_question_that_cannot_be_answered_is_refused(scene: Scene, changes: dict[str, Any]) -> None:
    made = factories.ModuleFactory(programme=scene.programme)
    with pytest.raises(Refusal):
        module.ask(made, **{**ASKED, "choices": RIGHT, **changes}, by=scene.hr)
    assert module.ask(made, **ASKED, choices=RIGHT, by=scene.hr).right == {0}


def test_file_is_kept_as_what_it_is_and_a_sixth_is_refused(scene: Scene) -> None:
    made = factories.ModuleFactory(programme=scene.programme)
    for number in range(5):
        kept = module.attach(made, name=f"../{number}.pdf", content=b"%PDF-1", by=scene.hr)
        assert (kept.name, kept.kind) == (f"{number}.pdf", "application/pdf")
    with pytest.raises(Refusal, match="at most"):
        module.attach(made, name="6.pdf", content=b"%PDF-1", by=scene.hr)
    module.detach(kept, by=scene.hr)
    with pytest.raises(Refusal, match="cannot be attached"):
        module.attach(made, name="6.pdf", content=b"<html>", by=scene.hr)


def test_nothing_changes_in_a_closed_programme(scene: Scene) -> None:
    made = factories.ModuleFactory(programme=scene.programme)
    Programme.objects.update(status=Programme.Status.CLOSED)
    scene.programme.refresh_from_db()
    made = Module.objects.get(pk=made.pk)
    for deed in (
        lambda: module.save(scene.programme, title_fr="T", by=scene.hr),
        lambda: module.retire(made, by=scene.hr),
        lambda: reading.finish(made, by=scene.dana),
        lambda: gate.require(scene.programme, role="mentor", moment="matching", by=scene.hr),
    ):
        with pytest.raises(Refusal, match="closed"):
            deed()
    assert not AuditEntry.objects.exists()
