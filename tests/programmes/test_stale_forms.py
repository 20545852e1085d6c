"""A form that was opened before somebody else saved overwrites nothing and loses nothing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from companies.errors import Overtaken, Refusal
from objectives.actions import objective as objectives
from objectives.models import Objective, Orientation
from people.models import Person
from programmes import canvas
from programmes.actions import programme as actions
from programmes.models import Programme
from tests import factories

type Browser = Callable[[Person | None], Client]


def design(programme: Programme, **changes: Any) -> dict[str, Any]:
    known = {name: getattr(programme, name) for name in canvas.DESIGN}
    return known | {"seen": actions.version(programme)} | changes


def test_a_stale_form_of_an_open_programme_shows_both_versions_and_saves_neither(
    alice: Person, as_person: Browser
) -> None:
    programme = factories.ProgrammeFactory(status="open", risks="Rien.")
    page = reverse("programmes:edit", args=[programme.public_id])
    mine = design(programme, purpose="Ma raison d'être.")
    actions.edit(programme, risks="Le temps.", by=alice)
    answer = as_person(alice).post(page, mine)
    assert answer.status_code == 422
    assert "Ma raison d&#x27;être." in answer.text and "Le temps." in answer.text
    programme.refresh_from_db()
    assert (programme.risks, programme.purpose == mine["purpose"]) == ("Le temps.", False)
    seen = re.findall(r'name="seen" value="(\w+)"', answer.text)
    assert as_person(alice).post(page, mine | {"seen": seen[0]}).status_code == 302
    programme.refresh_from_db()
    assert programme.purpose == "Ma raison d'être."


@pytest.mark.parametrize(
    ("query", "step"), [("", "purpose"), ("?step=format", "format"), ("?step=no", "purpose")]
)
def test_the_design_of_a_draft_is_changed_on_its_canvas(
    alice: Person, as_person: Browser, query: str, step: str
) -> None:
    programme = factories.ProgrammeFactory(status="draft")
    page = reverse("programmes:edit", args=[programme.public_id])
    for answer in (as_person(alice).get(page + query), as_person(alice).post(page + query, {})):
        assert answer.url == reverse("programmes:canvas", args=[programme.public_id, step])  # type: ignore[attr-defined]


def test_a_stale_indicator_shows_both_versions_and_saves_neither(
    alice: Person, as_person: Browser
) -> None:
    one = factories.IndicatorFactory(objective__programme__status="draft")
    names = ("name", "unit", "baseline", "baseline_on", "target", "due_on", "source")
    known = {name: getattr(one, name) for name in names}
    args = [one.objective.programme.public_id, one.objective.public_id, one.public_id]
    page = reverse("objectives:indicator", args=args)
    mine = {name: "" if value is None else value for name, value in known.items()}
    mine |= {"name": "Le mien", "seen": objectives.version(one)}
    objectives.set_indicator(one.objective, **known | {"name": "Le leur"}, indicator=one, by=alice)
    answer = as_person(alice).post(page, mine)
    assert answer.status_code == 422
    assert "Le mien" in answer.text and "Le leur" in answer.text
    one.refresh_from_db()
    assert one.name == "Le leur"
    with pytest.raises(Overtaken):
        objectives.set_indicator(one.objective, **known, seen="", indicator=one, by=alice)
    assert as_person(alice).post(page, mine | {"seen": objectives.version(one)}).status_code == 302


def test_an_indicator_with_a_mistake_stays_as_old_as_it_was(
    alice: Person, as_person: Browser
) -> None:
    one = factories.IndicatorFactory(objective__programme__status="draft")
    args = [one.objective.programme.public_id, one.objective.public_id, one.public_id]
    page, client = reverse("objectives:indicator", args=args), as_person(alice)
    mine = {"name": "", "unit": one.unit, "seen": client.get(page).context["seen"]}
    objectives.set_indicator(one.objective, name="Le leur", unit="h", indicator=one, by=alice)
    wrong = client.post(page, mine)
    assert wrong.status_code == 422
    again = client.post(page, mine | {"name": "Le mien", "seen": wrong.context["seen"]})
    assert again.status_code == 422 and again.context["overtaken"]
    one.refresh_from_db()
    assert one.name == "Le leur"


def test_a_stale_objective_shows_both_versions_and_saves_neither(
    alice: Person, as_person: Browser
) -> None:
    row = factories.ObjectiveFactory(programme__status="draft", kind="skills")
    page = reverse("objectives:objective", args=[row.programme.public_id, row.public_id])
    client = as_person(alice)
    mine = {"statement": "Le mien", "kind": "skills", "seen": client.get(page).context["seen"]}
    theirs = Orientation.objects.create(name="Fidéliser")
    objectives.set_objective(
        row.programme,
        statement="Le leur",
        kind="retention",
        orientation=theirs,
        objective=row,
        by=alice,
    )
    answer = client.post(page, mine)
    assert answer.status_code == 422
    assert all(words in answer.text for words in ("Le mien", "Le leur", "Fidéliser"))
    row.refresh_from_db()
    assert (row.statement, row.kind, row.orientation) == ("Le leur", "retention", theirs)
    assert client.post(page, mine | {"seen": answer.context["seen"]}).status_code == 302
    row.refresh_from_db()
    assert (row.statement, row.kind, row.orientation) == ("Le mien", "skills", None)


def test_an_objective_with_a_mistake_stays_as_old_as_it_was(
    alice: Person, as_person: Browser
) -> None:
    row = factories.ObjectiveFactory(programme__status="draft", kind="skills")
    page = reverse("objectives:objective", args=[row.programme.public_id, row.public_id])
    client = as_person(alice)
    mine = {"statement": "", "kind": "skills", "seen": client.get(page).context["seen"]}
    objectives.set_objective(
        row.programme, statement="Le leur", kind="skills", objective=row, by=alice
    )
    wrong = client.post(page, mine)
    assert wrong.status_code == 422
    again = client.post(page, mine | {"statement": "Le mien", "seen": wrong.context["seen"]})
    assert again.status_code == 422 and again.context["overtaken"]
    row.refresh_from_db()
    assert row.statement == "Le leur"


def test_an_objective_that_was_deleted_does_not_come_back(alice: Person) -> None:
    row = factories.ObjectiveFactory(programme__status="draft", kind="skills")
    stale = Objective.objects.get(pk=row.pk)
    objectives.remove_objective(row, by=alice)
    with pytest.raises(Refusal):
        objectives.set_objective(
            stale.programme, statement="Encore", kind="skills", objective=stale, by=alice
        )
    assert not Objective.objects.exists()
