"""Rules of eligibility: explained to HR and to whom they exclude; what the law forbids is none."""

import datetime as dt

import pytest
from django.utils import timezone

from companies.errors import Refusal
from companies.models import Company
from people.actions import attributes
from people.models import Person
from programmes.actions import enrolment
from programmes.models import Enrolment, Programme
from selection import access
from selection.actions import rule
from tests import factories
from tests.selection import scene


@pytest.fixture
def programme(company: Company) -> Programme:
    return factories.ProgrammeFactory()


def test_who_does_not_meet_a_rule_is_not_invited(
    programme: Programme, alice: Person, bob: Person
) -> None:
    bob.level = 3
    bob.save()
    rule.add(programme, "mentor", kind="level_min", number=5, by=alice)
    with pytest.raises(Refusal, match="a level of at least 5"):
        enrolment.invite(programme, people=[bob], role="mentor", by=alice)
    assert enrolment.invite(programme, people=[bob], role="mentee", by=alice) == 1


def test_who_met_no_rule_when_invited_cannot_say_yes_to_it(
    programme: Programme, alice: Person, bob: Person
) -> None:
    row = scene.invited(bob, programme)
    made = rule.add(programme, "mentor", kind="seniority", number=24, by=alice)
    with pytest.raises(Refusal, match="24 months"):
        scene.yes(row)
    rule.remove(made, by=alice)
    assert scene.yes(row).status == Enrolment.Status.ACCEPTED


def test_who_said_yes_before_keeps_their_place(
    programme: Programme, alice: Person, bob: Person
) -> None:
    row = scene.invited(bob, programme)
    scene.yes(row)
    rule.add(programme, "mentor", kind="site", values=["Lyon"], by=alice)
    assert scene.yes(row).status == Enrolment.Status.ACCEPTED


def test_the_preview_says_who_and_why(programme: Programme, alice: Person) -> None:
    near = factories.PersonFactory(site="Lyon", hired_on=timezone.localdate())
    far = factories.PersonFactory(site="Nantes", hired_on=dt.date(2010, 1, 1))
    first = rule.add(programme, "mentee", kind="site", values=["Lyon"], by=alice)
    second = rule.add(programme, "mentee", kind="seniority", number=6, by=alice)
    found = access.ineligible(programme, "mentee", [near, far, alice])
    assert found[near.pk] == [(second, False)]
    assert found[far.pk] == [(first, False)]
    assert found[alice.pk] == [(first, True), (second, True)]


def test_a_fact_of_the_companys_own_is_a_rule(
    programme: Programme, alice: Person, bob: Person
) -> None:
    fact = attributes.declare(name="Region", kind="text", by=alice)
    bob.declared = {fact.key: "Ouest"}
    bob.save()
    rule.add(programme, "mentor", kind="attribute", attribute=fact, values=["ouest"], by=alice)
    found = access.ineligible(programme, "mentor", [alice, bob])
    assert set(found) == {alice.pk}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "level_min", "number": 0}, "number"),
        ({"kind": "site", "values": [" "]}, "values"),
        ({"kind": "attribute", "values": ["x"]}, "attribute"),
        ({"kind": "age", "number": 30}, "kind"),
        ({"kind": "function", "values": ["Catholique"]}, "values"),
    ],
)
def test_a_rule_is_refused_where_it_is_wrong(
    programme: Programme, alice: Person, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        rule.add(programme, "mentor", **given, by=alice)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_forbidden_fact_is_no_rule_even_when_it_was_declared(
    programme: Programme, alice: Person
) -> None:
    fact = attributes.declare(name="Region", kind="text", by=alice)
    fact.name = "Religion"
    with pytest.raises(Refusal) as refused:
        rule.add(programme, "mentor", kind="attribute", attribute=fact, values=["x"], by=alice)
    assert refused.value.field == "attribute"


def test_two_rules_that_nobody_could_meet_are_refused(programme: Programme, alice: Person) -> None:
    rule.add(programme, "mentor", kind="level_max", number=3, by=alice)
    with pytest.raises(Refusal, match="Nobody"):
        rule.add(programme, "mentor", kind="level_min", number=5, by=alice)
    assert rule.add(programme, "mentor", kind="level_min", number=3, by=alice)
