"""The canvas says which development needs a programme aims at, and which surveys are planned."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from companies.errors import Refusal
from competencies import access as competencies
from competencies.models import Need
from people.models import Person
from programmes import canvas, planned
from programmes.actions import canvas as actions
from programmes.actions import programme as programmes
from programmes.models import Programme
from renewal.actions import copying
from selection.actions import answer
from tests import factories

type Browser = Callable[[Person | None], Client]


def page(name: str, row: Programme, *more: str) -> str:
    return reverse(f"programmes:{name}", args=[row.public_id, *more])


def sent(row: Programme, **more: Any) -> dict[str, Any]:
    return {"name": row.name, "purpose": row.purpose, "audience": row.audience, **more}


@pytest.mark.parametrize("template", sorted(canvas.templates()))
def test_every_template_aims_at_needs_that_are_offered(alice: Person, template: str) -> None:
    row = actions.begin(template, language="fr", by=alice)
    assert row.needs == competencies.book().ordered(canvas.templates()[template]["needs"])
    assert set(row.needs) <= competencies.book().offered()
    assert row.surveys


def test_needs_are_chosen_on_the_canvas(alice: Person, as_person: Browser) -> None:
    row = actions.begin("open", language="fr", by=alice)
    client, address = as_person(alice), page("canvas", row, "purpose")
    seen = client.get(address).context["seen"]
    assert client.post(address, sent(row, seen=seen, needs=["magic"])).status_code == 422
    many = sorted(competencies.book().offered())[:9]
    assert client.post(address, sent(row, seen=seen, needs=many)).status_code == 422
    assert client.post(address, sent(row, seen=seen, needs=many[:2])).status_code == 302
    row.refresh_from_db()
    assert set(row.needs) == set(many[:2])


def test_a_need_chosen_before_stays_when_it_is_retired(alice: Person, as_person: Browser) -> None:
    row = actions.begin("open", language="fr", by=alice)
    kept = row.needs[0]
    as_person(alice).get(reverse("competencies:needs"))
    Need.objects.filter(code=kept).update(retired_at=timezone.now())
    programmes.edit(row, needs=[kept], by=alice)
    with pytest.raises(Refusal) as refused:
        programmes.edit(row, needs=[kept, "magic"], by=alice)
    assert refused.value.field == "needs"
    shown = as_person(alice).get(page("canvas", row, "purpose")).content.decode()
    assert f'value="{kept}"' in shown


def test_somebody_elses_needs_are_not_overwritten_unread(alice: Person, as_person: Browser) -> None:
    row = actions.begin("open", language="fr", by=alice)
    client, address = as_person(alice), page("canvas", row, "purpose")
    seen = client.get(address).context["seen"]
    programmes.edit(row, needs=["lead_team"], by=alice)
    refused = client.post(address, sent(row, seen=seen, needs=["network"]))
    assert refused.status_code == 422
    (said,) = [words for _label, words in refused.context["overtaken"]]
    assert said == competencies.need_labels(["lead_team"])[0]
    row.refresh_from_db()
    assert row.needs == ["lead_team"]


def test_who_reviews_and_prints_reads_needs_pulses_and_surveys(
    alice: Person, as_person: Browser
) -> None:
    row = actions.begin("new_managers", language="fr", by=alice)
    row = programmes.edit(row, surveys="Un questionnaire aux managers en mars.", by=alice)
    shown = as_person(alice).get(page("review", row)).content.decode()
    with translation.override("fr"):
        for words in (*competencies.need_labels(row.needs), *planned.of(row), row.surveys):
            assert words.replace("'", "&#x27;") in shown


def test_both_sides_read_the_needs_before_their_yes(alice: Person, as_person: Browser) -> None:
    row = actions.begin("new_managers", language="fr", by=alice)
    label = competencies.need_labels(row.needs)[0].replace("'", "&#x27;")
    for role in ("mentor", "mentee"):
        address = reverse("selection:preview", args=[row.public_id, role])
        assert label in as_person(alice).get(address).content.decode()
    before = answer.digest(answer.honest(row))
    row.needs = []
    assert "needs" not in answer.honest(row)
    assert answer.digest(answer.honest(row)) != before


def test_pulses_follow_the_dates(alice: Person) -> None:
    row = actions.begin("open", language="fr", by=alice)
    with translation.override("en"):
        assert len(planned.of(row)) == 4
        row.ends_on = row.starts_on + dt.timedelta(days=40)
        said = planned.of(row)
    assert len(said) == 3
    assert not any("30 days" in one for one in said)


def test_the_next_cohort_aims_at_what_is_still_offered(alice: Person) -> None:
    row = actions.begin("open", language="fr", by=alice)
    row.needs = ["network", "forgotten"]
    copied = copying.design(row)
    assert copied["needs"] == ["network"]
    assert copied["surveys"] == row.surveys


def test_saving_something_else_leaves_the_honest_page_as_it_was(
    alice: Person, as_person: Browser
) -> None:
    row = actions.begin("new_managers", language="fr", by=alice)
    Programme.objects.filter(pk=row.pk).update(status="open", needs=[*reversed(row.needs)])
    row.refresh_from_db()
    before, needs = answer.digest(answer.honest(row)), list(row.needs)
    client, address = as_person(alice), page("edit", row)
    form = client.get(address).context["form"]
    boxes = [box.data["value"] for box in form["needs"] if box.data["selected"]]
    assert boxes == needs[::-1]
    fields = {name: form[name].value() for name in form.fields}
    text = {name: "" if value is None else value for name, value in fields.items()}
    seen = client.get(address).context["seen"]
    told = text | {"seen": seen, "needs": boxes, "communication": "Une réunion."}
    assert client.post(address, told).status_code == 302
    row.refresh_from_db()
    assert (row.communication, row.needs) == ("Une réunion.", needs)
    assert answer.digest(answer.honest(row)) == before


def test_a_programme_is_written_by_whoever_does_not_know_needs_and_surveys(alice: Person) -> None:
    made = factories.ProgrammeFactory()
    names = [one.column for one in Programme._meta.local_concrete_fields if one.column != "id"]
    older = [name for name in names if name not in ("needs", "surveys")]
    chosen = ", ".join("gen_random_uuid()" if name == "public_id" else name for name in older)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO programmes_programme ({', '.join(older)}) "
            f"SELECT {chosen} FROM programmes_programme WHERE id = %s RETURNING id",
            [made.pk],
        )
        (pk,) = cursor.fetchone()
    row = Programme.objects.get(pk=pk)
    assert (row.needs, row.surveys) == ([], "")
