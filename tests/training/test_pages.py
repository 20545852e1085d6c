"""Pages of the training: who opens them, what they show, what they refuse."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import Person
from tests import factories
from tests.training.scene import Scene
from training import standing
from training.actions import gate, reading, workshop
from training.models import Exemption, Module, Question, Registration, Workshop

type As = Callable[[Person | None], Client]


@pytest.fixture
def lesson(scene: Scene) -> Module:
    made: Module = factories.ModuleFactory(programme=scene.programme, title_fr="Écouter", tries=2)
    return made


def _at(name: str, scene: Scene, *more: Any) -> str:
    return reverse(f"training:{name}", args=[scene.programme.public_id, *more])


def _own_pages(scene: Scene, lesson: Module) -> list[str]:
    return [_at("own", scene), _at("lesson", scene, lesson.public_id)]


def _steering_pages(scene: Scene, lesson: Module) -> list[str]:
    question = factories.QuestionFactory(module=lesson)
    date = factories.WorkshopFactory(module__programme=scene.programme)
    return [
        *(_at(name, scene) for name in ("board", "trainers", "module_new", "people")),
        _at("module", scene, lesson.public_id),
        _at("question_new", scene, lesson.public_id),
        _at("question", scene, lesson.public_id, question.public_id),
        _at("date_new", scene, date.module.public_id),
        _at("date", scene, date.module.public_id, date.public_id),
        reverse("training:presence", args=[date.public_id]),
    ]


def test_hr_opens_what_steers_and_nothing_of_ones_own(
    scene: Scene, lesson: Module, as_person: As
) -> None:
    browser = as_person(scene.hr)
    for page in _steering_pages(scene, lesson):
        assert browser.get(page).status_code == 200, page
    assert [browser.get(page).status_code for page in _own_pages(scene, lesson)] == [404, 404]


def test_participant_opens_their_own_and_nothing_that_steers(
    scene: Scene, lesson: Module, as_person: As
) -> None:
    browser = as_person(scene.dana)
    for page in _own_pages(scene, lesson):
        assert browser.get(page).status_code == 200, page
    for page in _steering_pages(scene, lesson):
        assert browser.get(page).status_code == 404, page


def test_charlie_finds_nothing(
    scene: Scene, lesson: Module, charlie: Person, as_person: As
) -> None:
    kept = lesson.attachments.create(name="a.pdf", kind="application/pdf", size=5, content=b"%PDF-")
    date = factories.WorkshopFactory(module__programme=scene.programme)
    browser = as_person(charlie)
    pages = [*_own_pages(scene, lesson), *_steering_pages(scene, lesson)]
    pages += [_at("panel", scene), reverse("training:file", args=[kept.public_id])]
    assert {browser.get(page).status_code for page in pages} == {404}
    posts = [
        _at("start", scene),
        _at("publish", scene),
        _at("rules", scene),
        _at("act", scene, lesson.public_id),
        _at("attach", scene, lesson.public_id),
        _at("lesson", scene, lesson.public_id),
        reverse("training:detach", args=[kept.public_id]),
        reverse("training:seat", args=[date.public_id]),
        reverse("training:presence", args=[date.public_id]),
        reverse("training:exempt", args=[scene.mentee.public_id]),
    ]
    assert {browser.post(page).status_code for page in posts} == {404}
    assert not Registration.objects.exists()
    assert not Exemption.objects.exists()


def test_module_of_another_programme_is_absent(scene: Scene, as_person: As) -> None:
    foreign = factories.ModuleFactory()
    assert as_person(scene.hr).get(_at("module", scene, foreign.public_id)).status_code == 404
    assert as_person(scene.dana).get(_at("lesson", scene, foreign.public_id)).status_code == 404


def test_director_opens_the_training_but_does_not_exempt(
    scene: Scene, lesson: Module, as_person: As
) -> None:
    director = factories.ResponsibilityFactory(programme=scene.programme).person
    browser = as_person(director)
    assert browser.get(_at("people", scene)).status_code == 200
    assert browser.get(reverse("training:exempt", args=[scene.mentee.public_id])).status_code == 404


WRITTEN = {
    "kind": "lesson",
    "audience": "both",
    "title_fr": "Écouter",
    "title_en": "Listening",
    "body_fr": "# Un\n\n<script>alert(1)</script> **fort**",
    "body_en": "text",
    "minutes": "10",
    "is_mandatory": "on",
    "pass_mark": "80",
    "tries": "3",
}


def test_hr_previews_saves_and_publishes_a_module(scene: Scene, as_person: As) -> None:
    browser = as_person(scene.hr)
    shown = browser.post(_at("module_new", scene), {**WRITTEN, "preview": "1"})
    assert shown.status_code == 200
    assert "<strong>fort</strong>" in shown.text
    assert "<script>alert(1)" not in shown.text
    assert not Module.objects.exists()
    saved = browser.post(_at("module_new", scene), WRITTEN)
    made = Module.objects.get()
    assert saved.url == _at("module", scene, made.public_id)  # type: ignore[attr-defined]
    browser.post(_at("act", scene, made.public_id), {"do": "publish"})
    assert Module.objects.get().is_live


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_fr": "", "title_en": ""},
        {"minutes": "0"},
        {"link": "javascript:alert(1)"},
        {"link": "ftp://example.org"},
        {"body_fr": "x" * 20_001},
        {"pass_mark": "101"},
        {"kind": "film"},
    ],
)
def test_module_that_cannot_be_is_told_so(
    scene: Scene, as_person: As, wrong: dict[str, str]
) -> None:
    answer = as_person(scene.hr).post(_at("module_new", scene), WRITTEN | wrong)
    assert answer.status_code == 422
    assert not Module.objects.exists()


def test_words_of_hr_never_act_on_the_page_of_a_module(scene: Scene, as_person: As) -> None:
    attack = "[x](javascript:alert(1)) <img src=x onerror=alert(1)> ![p](https://evil.example/p)"
    row = factories.ModuleFactory(programme=scene.programme, body_fr=attack, body_en="")
    page = as_person(scene.dana).get(_at("lesson", scene, row.public_id)).text
    assert 'href="javascript' not in page
    assert "<img src=x" not in page
    assert 'src="https://evil.example' not in page
    assert "&lt;img src=x" in page


def test_person_reads_and_finishes(scene: Scene, lesson: Module, as_person: As) -> None:
    browser = as_person(scene.dana)
    answer = browser.post(_at("lesson", scene, lesson.public_id))
    assert answer.url == _at("own", scene)  # type: ignore[attr-defined]
    assert reading.Progress.objects.get().person == scene.dana
    assert "1 / 1" in browser.get(_at("own", scene)).text


def test_quiz_tells_what_each_answer_deserves_to_its_person_alone(
    scene: Scene, lesson: Module, as_person: As
) -> None:
    name = f"q-{factories.QuestionFactory(module=lesson).edition}"
    page, browser = _at("lesson", scene, lesson.public_id), as_person(scene.dana)
    assert browser.post(page).status_code == 422
    assert browser.post(page, {name: "7"}).status_code == 422
    assert browser.post(page, {name: "1"}).status_code == 302
    shown = browser.get(page).text
    assert "Non." in shown
    assert "Oui." not in shown
    seen_by_hr = as_person(scene.hr).get(_at("people", scene)).text
    assert not re.search(r"score|Non\.|0\s?%", seen_by_hr)
    browser.post(page, {name: "0"})
    assert "Oui." in browser.get(page).text


def test_rules_are_set_and_told_on_the_page_of_a_person(
    scene: Scene, lesson: Module, as_person: As
) -> None:
    Module.objects.update(audience="mentor")
    browser = as_person(scene.hr)
    refused = browser.post(_at("rules", scene), {"mentor": "matching", "mentee": "session"})
    assert refused.status_code == 422
    assert standing.moments(scene.programme.pk) == {}
    saved = browser.post(_at("rules", scene), {"mentor": "matching", "mentee": ""})
    assert saved.status_code == 302
    assert as_person(scene.bob).get(_at("own", scene)).context["moments"] == ["matching"]
    assert as_person(scene.dana).get(_at("own", scene)).context["moments"] == []


def test_exemption_by_hr_is_shown_with_its_reason(
    scene: Scene, lesson: Module, as_person: As
) -> None:
    page, browser = reverse("training:exempt", args=[scene.mentor.public_id]), as_person(scene.hr)
    assert browser.post(page, {"reason": "nothing"}).status_code == 422
    assert browser.post(page, {"reason": "other"}).status_code == 422
    assert browser.post(page, {"reason": "elsewhere"}).status_code == 302
    assert browser.get(_at("people", scene), {"state": "exempt"}).context["listed"].object_list
    assert browser.post(page, {"withdraw": "1"}).status_code == 302
    assert not Exemption.objects.exists()


def test_file_is_handed_out_to_be_kept_and_never_opened(
    scene: Scene, lesson: Module, as_person: As
) -> None:
    given = SimpleUploadedFile("gu\u202eide X: y.pdf", b"%PDF-1.7")
    answer = as_person(scene.hr).post(_at("attach", scene, lesson.public_id), {"file": given})
    assert answer.status_code == 302
    kept = lesson.attachments.get()
    got = as_person(scene.dana).get(reverse("training:file", args=[kept.public_id]))
    assert (got.status_code, got.content) == (200, b"%PDF-1.7")
    assert got["Content-Disposition"].startswith("attachment;")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in got["Cache-Control"]
    Module.objects.update(audience="mentor")
    refused = as_person(scene.dana).get(reverse("training:file", args=[kept.public_id]))
    assert refused.status_code == 404


def test_file_of_another_kind_is_told_so(scene: Scene, lesson: Module, as_person: As) -> None:
    given = SimpleUploadedFile("a.pdf", b"<html>")
    answer = as_person(scene.hr).post(_at("attach", scene, lesson.public_id), {"file": given})
    assert answer.status_code == 422
    assert not lesson.attachments.exists()


def test_question_is_written_changed_and_taken_out(
    scene: Scene, lesson: Module, as_person: As
) -> None:
    browser = as_person(scene.hr)
    new = _at("question_new", scene, lesson.public_id)
    given = {"prompt_fr": "Q ?", "fr_1": "a", "right_1": "on", "fr_2": "b", "why_fr_2": "Non."}
    assert browser.post(new, {**given, "right_1": ""}).status_code == 422
    assert browser.post(new, given).status_code == 302
    row = Question.objects.get()
    assert row.right == {0}
    page = _at("question", scene, lesson.public_id, row.public_id)
    assert browser.post(page, {**given, "right_2": "on"}).status_code == 422
    assert browser.post(page, {"delete": "1"}).status_code == 302
    assert not Question.objects.exists()


def _when(days: int = 7, **changes: str) -> dict[str, str]:
    day = timezone.localdate() + dt.timedelta(days=days)
    given = {"day": day.isoformat(), "since": "14:00", "until": "16:00", "place": "Lyon"}
    return {**given, "seats": "1", **changes}


def test_date_is_fixed_moved_and_cancelled(scene: Scene, as_person: As) -> None:
    topic = factories.ModuleFactory(programme=scene.programme, kind="workshop")
    browser, new = as_person(scene.hr), _at("date_new", scene, topic.public_id)
    for wrong in ({"day": "2020-01-01"}, {"until": "13:00"}, {"place": ""}, {"day": "9999-12-31"}):
        assert browser.post(new, _when(**wrong)).status_code == 422, wrong
    assert browser.post(new, _when()).status_code == 302
    row = Workshop.objects.get()
    page = _at("date", scene, topic.public_id, row.public_id)
    assert browser.post(page, _when(8)).status_code == 302
    assert browser.post(page, {"cancel": "1", "reason": ""}).status_code == 422
    assert browser.post(page, {"cancel": "1", "reason": "Ill."}).status_code == 302
    assert Workshop.objects.get().cancelled_at


def test_seat_is_taken_waited_for_and_given_back(scene: Scene, as_person: As) -> None:
    date = factories.WorkshopFactory(module__programme=scene.programme, seats=1)
    page = reverse("training:seat", args=[date.public_id])
    for person in (scene.bob, scene.dana):
        as_person(person).post(page, {"do": "join"})
    lesson = _at("lesson", scene, date.module.public_id)
    assert [one["turn"] for one in as_person(scene.dana).get(lesson).context["dates"]] == [1]
    calendar = reverse("training:calendar", args=[date.public_id])
    assert as_person(scene.dana).get(calendar).status_code == 404
    assert b"BEGIN:VEVENT" in as_person(scene.bob).get(calendar).content
    as_person(scene.bob).post(page, {"do": "leave"})
    assert as_person(scene.dana).get(calendar).status_code == 200


def test_trainer_ticks_and_the_others_do_not(scene: Scene, as_person: As) -> None:
    trainer = factories.PersonFactory()
    date = factories.WorkshopFactory(module__programme=scene.programme)
    Module.objects.update(trainer=scene.programme.trainers.create(person=trainer))
    seat = workshop.join(date, by=scene.bob)
    page = reverse("training:presence", args=[date.public_id])
    with time_machine.travel(date.starts_at + dt.timedelta(hours=1)):
        assert as_person(scene.bob).post(page, {"present": seat.pk}).status_code == 404
        answer = as_person(trainer).post(page, {"present": [seat.pk, "999999", "x"]})
        assert answer.status_code == 302
    assert Registration.objects.get().attended


def test_trainer_named_twice_is_told_so(scene: Scene, as_person: As) -> None:
    browser, page = as_person(scene.hr), _at("trainers", scene)
    assert browser.post(page, {"name": "", "job": "coach"}).status_code == 422
    assert browser.post(page, {"person": scene.bob.pk, "job": "coach"}).status_code == 302
    assert browser.post(page, {"person": scene.bob.pk}).status_code == 422
    held = scene.programme.trainers.get()
    assert browser.post(page, {"release": held.public_id}).status_code == 302
    assert not scene.programme.trainers.exists()


def test_programme_shows_training_to_each_side(scene: Scene, lesson: Module, as_person: As) -> None:
    panel = _at("panel", scene)
    board = f'href="{_at("board", scene)}"'
    assert board in as_person(scene.hr).get(panel).text
    own = as_person(scene.dana).get(panel).text
    assert _at("own", scene) in own
    assert board not in own


def test_first_session_page_says_that_the_training_comes_first(
    scene: Scene, lesson: Module, as_person: As
) -> None:
    pair = factories.PairingFactory(
        programme=scene.programme, mentor=scene.mentor, mentee=scene.mentee
    )
    for role in ("mentor", "mentee"):
        gate.require(scene.programme, role=role, moment="session", by=scene.hr)
    browser = as_person(scene.dana)
    for name in ("detail", "log"):
        page = browser.get(reverse(f"pairings:{name}", args=[pair.public_id])).text
        assert _at("own", scene) in page
    for person in (scene.bob, scene.dana):
        reading.finish(lesson, by=person)
    page = browser.get(reverse("pairings:log", args=[pair.public_id])).text
    assert 'name="held_on"' in page
