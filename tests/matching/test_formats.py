"""Every format works from its template to a published pair, and speaks of its two roles."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from matching.actions import run
from people.models import Mail, Person
from programmes import wording
from programmes.actions import canvas, enrolment, objective
from programmes.actions import programme as programmes
from programmes.formats import FORMATS
from programmes.models import Programme
from tests import factories

type Browser = Callable[[Person | None], Client]


def launched(form: str, by: Person) -> Programme:
    template = {"reverse": "reverse", "peer": "returning_parents"}.get(form, "open")
    row = canvas.begin(template, language="en", by=by)
    row = programmes.edit(row, format=form, by=by)
    one = row.objectives.get().indicators.get()
    known = {"name": one.name, "unit": one.unit, "due_on": one.due_on}
    objective.set_indicator(one.objective, **known, baseline=5, target=8, indicator=one, by=by)
    programmes.open(row, by=by)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("form", list(FORMATS))
def test_a_programme_of_every_format_comes_from_its_template_to_a_published_pair(
    alice: Person, form: str, as_person: Browser
) -> None:
    row = launched(form, alice)
    people = {role: factories.PersonFactory(language="en") for role in ("mentor", "mentee")}
    for role, person in people.items():
        enrolment.invite(row, people=[person], role=role, by=alice)
        letter = Mail.objects.get(kind="enrolment_invitation", person=person)
        assert letter.context["format"] == form
        asked = row.enrolments.get(person=person)
        places = FORMATS[form].fewest if role == "mentor" else 1
        answer = {"capacity": places, "needs": ["network"], "availability": []}
        enrolment.accept(asked, **answer, by=person)
    found = run.request(row, by=alice, minimum=0)
    run.perform(found)
    found.refresh_from_db()
    (pairing,) = run.publish(found, by=alice)
    Person.objects.filter(pk=alice.pk).update(language="en")
    listed = as_person(alice).get(reverse("programmes:enrolments", args=[row.public_id]))
    for role, person in people.items():
        page = as_person(person).get(reverse("pairings:detail", args=[pairing.public_id]))
        with translation.override("en"):
            assert wording.bond(form, is_mentor=role == "mentor") in page.content.decode()
            assert wording.role(form, is_mentor=role == "mentor") in listed.content.decode()


def test_the_words_of_each_role_differ_from_each_other_in_every_format() -> None:
    for form in FORMATS:
        for words in (wording.part, wording.role, wording.bond):
            assert words(form, is_mentor=True) != words(form, is_mentor=False)
