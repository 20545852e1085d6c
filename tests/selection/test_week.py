"""Availability as a question of HR's own: a table of days and parts of the day."""

import re
from typing import Any

import pytest
from django.utils import translation

from companies.errors import Refusal
from people.models import Person, Skill
from programmes import week
from programmes.models import Enrolment
from selection import access, questions, wording
from selection.actions import form
from selection.forms import answer_form
from selection.models import FormVersion, Question, Response
from tests.selection import scene
from tests.selection.scene import Browser

WHEN: dict[str, Any] = {
    "kind": "availability",
    "label_fr": "Quand pouvez-vous venir à l’atelier ?",
    "label_en": "When could you come to the workshop?",
}


def asked_when(row: Enrolment, *, by: Person, **more: Any) -> Question:
    """Publish a form that asks for nothing but an availability."""
    version = form.begin(row.programme, row.role, by=by)
    version.questions.all().delete()
    made = form.ask(row.programme, row.role, **WHEN | more, by=by)
    form.publish(row.programme, row.role, by=by)
    return made


def test_a_week_speaks_the_words_of_the_usual_half_days() -> None:
    for language in ("fr", "en"):
        with translation.override(language):
            usual = {code: str(words) for code, words in Enrolment.Slot.choices}
            assert {code: week.label(code) for code in week.slots(*week.USUAL)} == usual


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (["a", "b"], ""),
        (["a"], "few"),
        (["a", "a"], "unknown"),
        (["a", "z"], "unknown"),
        ("a", "unknown"),
    ],
)
def test_fault_of_an_availability(value: Any, code: str) -> None:
    found = questions.fault("availability", ["a", "b"], value, is_mandatory=False, least=2)
    assert found == code


def test_hr_offers_days_and_parts_of_the_day(alice: Person, bob: Person) -> None:
    row = scene.invited(bob)
    made = asked_when(row, by=alice, days=["wed", "mon"], parts=["eve", "am"], least=2)
    assert made.codes == ["mon_am", "mon_eve", "wed_am", "wed_eve"]
    assert made.options[1] == {"code": "mon_eve", "fr": "lundi soir", "en": "Monday evening"}
    assert wording.offered(made) == "Monday, Wednesday · morning, evening · Tick at least 2 slots."


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"days": []}, "days"),
        ({"parts": ["night"]}, "parts"),
        ({"days": ["mon"], "least": 3}, "least"),
        ({"least": -1}, "least"),
    ],
)
def test_a_week_is_refused_where_it_is_wrong(
    alice: Person, bob: Person, change: dict[str, Any], field: str
) -> None:
    row = scene.invited(bob)
    with pytest.raises(Refusal) as refused:
        form.ask(row.programme, row.role, **WHEN | change, by=alice)
    assert refused.value.field == field
    assert len(form.ask(row.programme, row.role, **WHEN, by=alice).codes) == 10


def test_an_answer_is_kept_as_slots_and_read_in_words(alice: Person, bob: Person) -> None:
    row = scene.invited(bob)
    made = asked_when(row, by=alice, least=2)
    with pytest.raises(Refusal, match="at least 2 slots") as refused:
        scene.yes(row, {made.key.hex: ["tue_pm"]})
    assert refused.value.field == made.field
    scene.yes(row, {made.key.hex: ["mon_am", "tue_pm"]})
    kept = Response.objects.get(enrolment=row)
    assert kept.value == ["mon_am", "tue_pm"]
    assert kept.words == "Monday morning, Tuesday afternoon"


def test_what_the_person_said_before_is_ticked(alice: Person, bob: Person) -> None:
    row = scene.invited(bob)
    row.availability = ["mon_am", "fri_pm"]
    made = asked_when(row, by=alice, days=["mon"])
    shared: dict[str, Any] = {"enrolment": row, "skills": Skill.objects.none(), "asked": [made]}
    assert answer_form(None, **shared, held={}).fields[made.field].initial == ["mon_am"]
    held = {made.key.hex: ["mon_pm"]}
    assert answer_form(None, **shared, held=held).fields[made.field].initial == ["mon_pm"]


def test_slots_are_kept_in_the_order_of_the_week(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    row = scene.invited(bob)
    made = asked_when(row, by=alice)
    browser = as_person(bob)
    wrong = browser.post(
        scene.page("answer", row), scene.posted(row, {made.key.hex: ["fri_pm", "sun_eve"]})
    )
    assert wrong.status_code == 422
    sent = scene.posted(row, {made.key.hex: ["fri_pm", "mon_am"]})
    assert browser.post(scene.page("answer", row), sent).status_code == 302
    assert Response.objects.get(enrolment=row).value == ["mon_am", "fri_pm"]


def test_the_table_can_be_heard_and_ticked(alice: Person, bob: Person, as_person: Browser) -> None:
    row = scene.invited(bob)
    made = asked_when(row, by=alice, days=["mon", "tue"])
    page = as_person(bob).get(scene.page("answer", row)).content.decode()
    _before, label, after = page.partition(f"<legend>{made.label_fr}")
    table = after[: after.index("</fieldset>")]
    assert label
    assert table.count('<th scope="row">') == 2
    assert table.count('<th scope="col">') == 3
    box = re.search(r'<label for="([^"]+)"><input [^>]*value="tue_pm"[^>]*>', table)
    assert box is not None
    assert f'id="{box[1]}"' in box[0]
    assert '<span class="visually-hidden">mardi après-midi</span>' in table


def test_hr_writes_and_changes_it_on_the_page(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    row = scene.invited(bob)
    form.begin(row.programme, row.role, by=alice)
    page = scene.page("question", row.programme, row.role)
    browser = as_person(alice)
    sent = WHEN | {"days": ["mon", "sat"], "parts": ["am"], "least": "9"}
    assert browser.post(page, sent).status_code == 422
    assert browser.post(page, sent | {"least": "1"}).status_code == 302
    made = access.asked(access.draft(row.programme, row.role))[-1]
    assert (made.codes, made.least) == (["mon_am", "sat_am"], 1)
    again = scene.page("question", row.programme, row.role, str(made.key))
    shown = browser.get(again).content.decode()
    ticked = re.findall(r'name="(?:days|parts)" value="(\w+)"[^>]* checked', shown)
    assert ticked == ["mon", "sat", "am"]
    assert 'name="lines"' not in shown


def test_charlie_reads_no_question(alice: Person, charlie: Person, as_person: Browser) -> None:
    row = scene.invited(alice)
    page = scene.page("question", row.programme, row.role)
    assert as_person(charlie).get(page).status_code == 404
    assert as_person(alice).get(page).status_code == 200


def test_a_new_version_carries_it_over(alice: Person, bob: Person) -> None:
    row = scene.invited(bob)
    made = asked_when(row, by=alice, least=3)
    draft = form.begin(row.programme, row.role, by=alice)
    again = access.asked(draft)[0]
    assert (again.key, again.codes, again.least) == (made.key, made.codes, 3)
    form.ask(row.programme, row.role, key=made.key, **WHEN, least=1, by=alice)
    assert form.publish(row.programme, row.role, by=alice).number == 2
    assert FormVersion.objects.published().count() == 2
