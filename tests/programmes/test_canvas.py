"""A draft begins with a template, is saved step by step, and loses nobody's words."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.errors import Refusal
from objectives.actions import objective as objectives
from objectives.models import Objective
from people.models import Person
from programmes import canvas
from programmes.actions import canvas as actions
from programmes.actions import enrolment as enrolments
from programmes.actions import programme as programmes
from programmes.actions import stage as stages
from programmes.formats import FORMATS
from programmes.models import Programme
from programmes.readiness import advice
from tests import factories

type Browser = Callable[[Person | None], Client]


def step(programme: Programme, name: str) -> str:
    return reverse("programmes:canvas", args=[programme.public_id, name])


def test_there_are_nine_templates_with_the_same_words_in_both_languages() -> None:
    found = canvas.templates()
    assert len(found) == 9
    for one in found.values():
        assert set(one["fr"]) == set(one["en"])
        assert all(words.strip() for lang in canvas.LANGUAGES for words in one[lang].values())
        assert one["kind"] in Objective.Kind.values
        assert one["format"] in FORMATS
        assert 6 <= one["months"] <= 12


@pytest.mark.parametrize("language", canvas.LANGUAGES)
@pytest.mark.parametrize("template", sorted(canvas.templates()))
def test_every_template_is_launched_once_its_indicator_has_values(
    alice: Person, template: str, language: str
) -> None:
    row = actions.begin(template, language=language, by=alice)
    assert row.name == canvas.templates()[template][language]["name"]
    one = row.objectives.get().indicators.get()
    assert one.gaps == ["baseline", "target"]
    with pytest.raises(Refusal):
        programmes.open(row, by=alice)
    objectives.set_indicator(
        one.objective,
        name=one.name,
        unit=one.unit,
        baseline=5,
        target=8,
        due_on=one.due_on,
        indicator=one,
        by=alice,
    )
    assert programmes.open(row, by=alice).status == "open"
    for role in ("mentor", "mentee"):
        factories.EnrolmentFactory(programme=row, role=role)
    factories.PairingFactory(programme=row)
    assert programmes.start(row, by=alice).status == "running"


def test_only_hr_begins_and_only_known_templates(alice: Person, bob: Person) -> None:
    with pytest.raises(Refusal):
        actions.begin("open", language="fr", by=bob)
    with pytest.raises(Refusal):
        actions.begin("magic", language="fr", by=alice)
    assert Programme.objects.count() == 0


def test_the_canvas_is_saved_step_by_step_and_taken_up_again(
    alice: Person, as_person: Browser
) -> None:
    client = as_person(alice)
    begun = client.post(reverse("programmes:templates"), {"template": "open"})
    row = Programme.objects.get()
    assert begun["Location"] == step(row, "purpose")
    shown = client.get(step(row, "purpose"))
    data = {"name": "Élan", "purpose": "Grandir.", "audience": "", "seen": shown.context["seen"]}
    saved = client.post(step(row, "purpose"), data)
    assert saved["Location"] == step(row, "objectives")
    row.refresh_from_db()
    assert (row.name, row.purpose, row.steps_done) == ("Élan", "Grandir.", ["purpose"])
    states = [one["state"] for one in client.get(step(row, "format")).context["steps"]]
    assert states[:3] == ["done", "todo", "current"]


@pytest.mark.parametrize("name", list(canvas.STEPS))
def test_every_step_opens_for_a_draft_and_leads_back_from_a_launched_programme(
    alice: Person, as_person: Browser, name: str
) -> None:
    row = actions.begin("reverse", language="fr", by=alice)
    assert as_person(alice).get(step(row, name)).status_code == 200
    Programme.objects.update(status="open")
    assert as_person(alice).get(step(row, name)).status_code == 302
    with pytest.raises(Refusal):
        actions.save(row, name, seen="", design={}, by=alice)


def test_a_stale_form_overwrites_nothing_and_loses_nothing(
    alice: Person, as_person: Browser
) -> None:
    row = actions.begin("open", language="fr", by=alice)
    client, page = as_person(alice), step(row, "purpose")
    seen = client.get(page).context["seen"]
    mine = {"name": "Élan", "purpose": "Mes mots.", "audience": "Tous", "seen": seen}
    programmes.edit(row, purpose="Les mots d'une autre.", by=alice)
    refused = client.post(page, mine)
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "Mes mots." in shown and "Les mots d&#x27;une autre." in shown
    row.refresh_from_db()
    assert row.purpose == "Les mots d'une autre."
    assert client.post(page, mine | {"seen": refused.context["seen"]}).status_code == 302
    row.refresh_from_db()
    assert row.purpose == "Mes mots."


def test_a_form_with_a_mistake_stays_as_old_as_it_was(alice: Person, as_person: Browser) -> None:
    row = actions.begin("open", language="fr", by=alice)
    client, page = as_person(alice), step(row, "purpose")
    mine = {"name": "Élan", "purpose": "Mes mots.", "audience": "Tous"}
    mine["seen"] = client.get(page).context["seen"]
    programmes.edit(row, purpose="Les mots d'une autre.", by=alice)
    wrong = client.post(page, mine | {"name": ""})
    assert wrong.status_code == 422
    again = client.post(page, mine | {"seen": wrong.context["seen"]})
    assert again.status_code == 422 and again.context["overtaken"]


def test_somebody_else_on_another_step_does_not_disturb(alice: Person, as_person: Browser) -> None:
    row = actions.begin("open", language="fr", by=alice)
    client, page = as_person(alice), step(row, "risks")
    seen = client.get(page).context["seen"]
    programmes.edit(row, purpose="Autre.", by=alice)
    data = {"success_factors": "Le temps", "risks": "L'oubli", "seen": seen}
    assert client.post(page, data).status_code == 302


def test_contradicting_dates_are_told_at_the_step(alice: Person, as_person: Browser) -> None:
    row = actions.begin("open", language="fr", by=alice)
    client, page = as_person(alice), step(row, "format")
    shown = client.get(page)
    data = {"format": "group", "cadence_days": 21, "seen": shown.context["seen"]}
    days = {"enrol_until": row.enrol_until, "starts_on": row.starts_on}
    wrong = client.post(page, data | days | {"ends_on": row.starts_on})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["ends_on"])
    assert client.post(page, data | days | {"ends_on": row.ends_on}).status_code == 302


def test_charlie_and_participants_find_no_canvas(
    bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = factories.EnrolmentFactory(person=bob, programme__status="draft").programme
    for one in (bob, charlie):
        assert as_person(one).get(step(row, "purpose")).status_code == 404
        assert as_person(one).get(reverse("programmes:templates")).status_code == 404


@pytest.mark.parametrize(
    ("form", "too_many", "fair"), [("peer", 2, 1), ("reverse", 3, 2), ("group", 1, 4)]
)
def test_the_format_says_how_many_people_a_mentor_accompanies(
    bob: Person, form: str, too_many: int, fair: int
) -> None:
    row = factories.EnrolmentFactory(
        person=bob, role="mentor", status="invited", answered_at=None, programme__format=form
    )
    answer: dict[str, Any] = {"needs": ["network"], "availability": [], "by": bob}
    with pytest.raises(Refusal) as caught:
        enrolments.accept(row, capacity=too_many, **answer)
    assert caught.value.field == "capacity"
    assert enrolments.accept(row, capacity=fair, **answer).capacity == fair


def test_a_flash_programme_is_one_session_and_never_too_short(alice: Person) -> None:
    today = timezone.localdate()
    row = factories.ProgrammeFactory(
        format="flash", starts_on=today, enrol_until=today, ends_on=today + dt.timedelta(days=60)
    )
    assert (row.sessions_planned, row.hours_expected) == (1, 2)
    assert "too_short" not in advice(stages.facts(row))
    row.format = "one_to_one"
    assert "too_short" in advice(stages.facts(row))


def test_the_answer_page_speaks_the_words_of_the_format(bob: Person, as_person: Browser) -> None:
    row = factories.EnrolmentFactory(person=bob, programme__format="peer")
    Person.objects.filter(pk=bob.pk).update(language="en")
    page = as_person(bob).get(reverse("selection:answer", args=[row.public_id]))
    assert "Be supported by a peer" in page.content.decode()


@pytest.mark.parametrize("role", ["mentor", "mentee"])
def test_the_preview_is_the_answer_page_and_answers_nothing(
    alice: Person, bob: Person, as_person: Browser, role: str
) -> None:
    row = actions.begin("open", language="fr", by=alice)
    page = reverse("selection:preview", args=[row.public_id, role])
    shown = as_person(alice).get(page).content.decode()
    assert row.confidentiality[:40] in shown.replace("&#x27;", "'")
    assert "disabled" in shown
    assert as_person(alice).post(page, {"answer": "accept"}).status_code == 405
    assert as_person(bob).get(page).status_code == 404
    assert row.enrolments.count() == 0
    other = reverse("selection:preview", args=[row.public_id, "boss"])
    assert as_person(alice).get(other).status_code == 404


def test_a_new_programme_leads_to_the_lessons_of_earlier_ones(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    row = actions.begin("open", language="fr", by=alice)
    factories.ResponsibilityFactory(programme=row, person=bob)
    lessons = reverse("renewal:lessons")
    for person, page in (
        (alice, reverse("programmes:templates")),
        (alice, step(row, "risks")),
        (bob, step(row, "risks")),
    ):
        assert f'href="{lessons}"' in as_person(person).get(page).text
        assert as_person(person).get(lessons).status_code == 200
    assert (
        f'href="{lessons}"' not in as_person(alice).get(step(row, "trust")).text.partition("<h1")[2]
    )
