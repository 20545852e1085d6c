"""Every format works from its template to a published pair, and speaks of its two roles."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from matching.actions import run
from matching.models import MatchingRun
from objectives.actions import objective
from people.models import Mail, Person
from programmes import wording
from programmes.actions import canvas, enrolment
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


RANKS = {"reverse": (1, 5), "peer": (3, 3)}
"""Levels of mentor and mentee as the format means them; (5, 3) for the others."""


def joined(row: Programme, form: str, by: Person) -> dict[str, Person]:
    """A mentor and a mentee who said yes, each where the format expects them in the company."""
    ranks = dict(zip(("mentor", "mentee"), RANKS.get(form, (5, 3)), strict=True))
    people = {}
    for role, level in ranks.items():
        hired = dt.date(2026 - 4 * level, 1, 1)
        person = factories.PersonFactory(language="en", level=level, hired_on=hired)
        enrolment.invite(row, people=[person], role=role, by=by)
        letter = Mail.objects.get(kind="enrolment_invitation", person=person)
        assert letter.context["format"] == form
        places = FORMATS[form].fewest if role == "mentor" else 1
        answer = {"capacity": places, "needs": ["network"], "availability": []}
        enrolment.accept(row.enrolments.get(person=person), **answer, by=person)
        people[role] = person
    return people


@pytest.mark.parametrize("form", list(FORMATS))
def test_a_programme_of_every_format_comes_from_its_template_to_a_published_pair(
    alice: Person, form: str, as_person: Browser
) -> None:
    row = launched(form, alice)
    people = joined(row, form, alice)
    found = run.request(row, by=alice)
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


@pytest.mark.parametrize("form", list(FORMATS))
def test_the_rank_that_a_format_wants_never_costs_its_pair_a_point(
    alice: Person, form: str, as_person: Browser
) -> None:
    row = launched(form, alice)
    people = joined(row, form, alice)
    found = run.request(row, by=alice)
    run.perform(found)
    (pairing,) = run.publish(MatchingRun.objects.get(pk=found.pk), by=alice)
    ranks = [one for one in pairing.reasons if one["criterion"] in ("level_gap", "seniority")]
    assert [one["points"] for one in ranks] == [one["of"] for one in ranks]
    assert len(ranks) == (0 if form == "reverse" else 2)
    for person in people.values():
        page = as_person(person).get(reverse("pairings:detail", args=[pairing.public_id]))
        said = page.content.decode()
        assert "grades below" not in said and "The mentee has been here" not in said
        assert ("Grade" in said) == (form != "reverse")


def test_among_peers_the_one_of_the_same_grade_comes_first(alice: Person) -> None:
    row = factories.ProgrammeFactory(format="peer")
    levels = {"mentee": [2], "mentor": [5, 2, 4]}
    for role, found in levels.items():
        for level in found:
            person = factories.PersonFactory(level=level, languages=["fr"])
            factories.EnrolmentFactory(programme=row, role=role, person=person, needs=["network"])
    asked = run.request(row, by=alice)
    run.perform(asked)
    planned = asked.suggestions.get(is_planned=True)
    assert (planned.mentor.person.level, planned.rank) == (2, 1)


def test_the_words_of_each_role_differ_from_each_other_in_every_format() -> None:
    for form in FORMATS:
        for words in (wording.part, wording.role, wording.bond):
            assert words(form, is_mentor=True) != words(form, is_mentor=False)
