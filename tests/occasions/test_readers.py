"""Who reads when something happened to somebody: HR and the person, not those who direct."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from companies.errors import Refusal
from companies.personal import Reader
from occasions import access
from occasions.actions import rule as actions
from occasions.models import LifeRule
from people.actions import attributes
from people.models import Attribute, Person
from privacy import register
from privacy.access import held
from privacy.actions import erasure, retention
from programmes.models import Programme
from tests import factories

type Browser = Callable[[Person | None], Client]

HIRED = {"role": "mentee", "occasion": "hired", "days": 60}


@pytest.fixture
def programme(alice: Person, bob: Person) -> Programme:
    """An open programme that Bob directs."""
    row: Programme = factories.ProgrammeFactory(status="open")
    factories.ResponsibilityFactory(programme=row, person=bob, role="director")
    return row


@pytest.fixture
def newcomer(alice: Person) -> Person:
    person: Person = factories.PersonFactory(hired_on=timezone.localdate() - dt.timedelta(days=10))
    return person


@pytest.fixture
def fact(alice: Person) -> Attribute:
    return attributes.declare(name="Retour", kind="text", by=alice)


def said(day: dt.date) -> tuple[str, ...]:
    return (date_format(day), date_format(day, "SHORT_DATE_FORMAT"), day.isoformat())


def test_a_director_reads_whom_a_rule_means_and_no_day(
    alice: Person, bob: Person, programme: Programme, newcomer: Person, as_person: Browser
) -> None:
    old = newcomer.hired_on - dt.timedelta(days=3)
    no = factories.EnrolmentFactory(programme=programme, status="declined", role="mentee").person
    Person.objects.filter(pk=no.pk).update(hired_on=old)
    row = actions.add(programme, **HIRED, by=bob)
    page = reverse("occasions:rule", args=[row.public_id])
    shown = as_person(bob).get(page)
    assert [one.person for one in shown.context["due"]] == [newcomer]
    assert shown.context["held"] == []
    text = shown.content.decode()
    assert str(newcomer) in text and str(no) not in text
    assert not [day for day in (*said(newcomer.hired_on), *said(old)) if day in text]
    hers = as_person(alice).get(page).content.decode()
    assert said(newcomer.hired_on)[0] in hers and said(old)[0] in hers and str(no) in hers


def test_a_director_reads_whom_the_rules_invited_and_no_day(
    alice: Person, bob: Person, programme: Programme, newcomer: Person, as_person: Browser
) -> None:
    actions.switch_on(actions.add(programme, **HIRED, by=bob), by=bob)
    assert actions.invite_due() == 1
    page = reverse("occasions:rules", args=[programme.public_id])
    his, hers = (as_person(one).get(page).content.decode() for one in (bob, alice))
    assert str(newcomer) in his
    assert not [day for day in said(newcomer.hired_on) if day in his]
    assert said(newcomer.hired_on)[1] in hers


def test_only_hr_writes_and_switches_on_what_reads_a_fact_of_the_company(
    alice: Person, bob: Person, programme: Programme, fact: Attribute
) -> None:
    facts = {**HIRED, "occasion": "returned", "attribute": fact}
    with pytest.raises(Refusal) as refused:
        actions.add(programme, **facts, by=bob)
    assert refused.value.field == "occasion"
    row = actions.add(programme, **facts, by=alice)
    with pytest.raises(Refusal):
        actions.switch_on(row, by=bob)
    assert actions.switch_on(row, by=alice).is_on
    row.refresh_from_db()
    assert access.is_backed(row)
    LifeRule.objects.update(switched_by=bob)
    row.refresh_from_db()
    assert not access.is_backed(row)


def test_the_form_of_a_director_names_no_fact_of_the_company(
    alice: Person, bob: Person, programme: Programme, fact: Attribute, as_person: Browser
) -> None:
    page = reverse("occasions:rules", args=[programme.public_id])
    his, hers = (as_person(one).get(page) for one in (bob, alice))
    assert fact.name not in his.content.decode()
    assert [code for code, _label in his.context["form"].fields["occasion"].choices] == ["hired"]
    assert fact.name in hers.content.decode()
    asked = {**HIRED, "occasion": "returned", "attribute": str(fact.public_id)}
    assert as_person(bob).post(page, asked).status_code == 422
    assert as_person(alice).post(page, asked).status_code == 302


def test_the_register_says_who_reads_the_day() -> None:
    table = next(one for one in register.tables() if one.model == "occasions.LifeInvitation")
    assert table.seen["happened_on"] == (Reader.SELF, Reader.HR)


@pytest.mark.parametrize("way", ["erased", "over"])
def test_the_day_is_forgotten_with_the_person_and_the_count_stays(
    alice: Person, bob: Person, programme: Programme, newcomer: Person, way: str
) -> None:
    other = factories.PersonFactory(hired_on=newcomer.hired_on)
    row = actions.switch_on(actions.add(programme, **HIRED, by=alice), by=alice)
    assert actions.invite_due() == 2
    if way == "erased":
        Person.objects.filter(pk=newcomer.pk).update(status="left", leaving_on=newcomer.hired_on)
        newcomer.refresh_from_db()
        erasure.erase(newcomer, by=alice, ground="left")
        assert row.invitations.get(person=other).happened_on == other.hired_on
        assert row.invitations.get(person=newcomer).happened_on is None
    else:
        retention.anonymise(programme, held())
        assert set(row.invitations.values_list("happened_on", flat=True)) == {None}
    assert row.invitations.count() == 2
