"""Rules of eligibility: explained to HR and to whom they exclude; what the law forbids is none."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.errors import Refusal
from companies.models import Company
from people.actions import attributes
from people.models import Person
from programmes.actions import enrolment
from programmes.models import Enrolment, Programme, Responsibility
from selection import access
from selection.actions import rule
from selection.models import EligibilityRule
from tests import factories
from tests.selection import scene
from tests.selection.scene import Browser, page


@pytest.fixture
def programme(company: Company) -> Programme:
    return factories.ProgrammeFactory()


@pytest.fixture
def director(programme: Programme) -> Person:
    person: Person = factories.PersonFactory()
    factories.ResponsibilityFactory(
        programme=programme, person=person, role=Responsibility.Role.DIRECTOR
    )
    return person


def test_a_director_learns_no_fact_of_the_record_from_a_rule(
    programme: Programme, director: Person, alice: Person, bob: Person, as_person: Browser
) -> None:
    rule.add(programme, "mentor", kind="seniority", number=24, by=alice)
    address = page("rules", programme, "mentor")
    assert "Leclerc" in as_person(alice).get(address).content.decode()
    answer = as_person(director).get(address)
    assert answer.context["excluded"] == answer.context["everybody"] > 0
    assert "Leclerc" not in answer.content.decode()
    with pytest.raises(Refusal, match="does not meet") as refused:
        enrolment.invite(programme, people=[bob], role="mentor", by=director)
    assert "24" not in str(refused.value)
    with pytest.raises(Refusal, match="24 months"):
        enrolment.invite(programme, people=[bob], role="mentor", by=alice)


@pytest.mark.parametrize("kind", ["attribute", "seniority", "function", "department"])
def test_only_hr_asks_for_facts_that_hr_alone_reads(
    programme: Programme, director: Person, alice: Person, kind: str
) -> None:
    fact = attributes.declare(name="Region", kind="text", by=alice)
    given = {
        "kind": kind,
        **({"number": 6} if kind == "seniority" else {"values": ["Ouest"]}),
        **({"attribute": fact} if kind == "attribute" else {}),
    }
    with pytest.raises(Refusal, match="Only HR") as refused:
        rule.add(programme, "mentor", **given, by=director)
    assert refused.value.field == "kind"
    made = rule.add(programme, "mentor", **given, by=alice)
    with pytest.raises(Refusal, match="Only HR"):
        rule.remove(made, by=director)
    own = rule.add(programme, "mentor", kind="site", values=["Lyon"], by=director)
    rule.remove(own, by=director)
    rule.remove(made, by=alice)
    assert not access.rules(programme, "mentor").exists()


def test_a_director_is_offered_only_the_kinds_they_may_ask_for(
    programme: Programme, director: Person, alice: Person, as_person: Browser
) -> None:
    attributes.declare(name="Region", kind="text", by=alice)
    address = page("rules", programme, "mentor")

    def kinds(person: Person) -> set[str]:
        form = as_person(person).get(address).context["form"]
        return {code for code, _words in form.fields["kind"].choices}

    assert kinds(director) == {"level_min", "level_max", "site"}
    assert kinds(alice) == set(EligibilityRule.Kind.values) - {"training"}
    factories.ModuleFactory()
    assert kinds(alice) == set(EligibilityRule.Kind.values)
    assert "Region" not in as_person(director).get(address).content.decode()


def test_a_fact_that_a_programme_asks_for_is_not_removed(
    programme: Programme, alice: Person, bob: Person, as_person: Browser
) -> None:
    fact = attributes.declare(name="Region", kind="text", by=alice)
    bob.declared = {fact.key: "Ouest"}
    bob.save()
    made = rule.add(
        programme, "mentor", kind="attribute", attribute=fact, values=["ouest"], by=alice
    )
    with pytest.raises(Refusal, match=programme.name):
        attributes.remove(fact, by=alice)
    address = reverse("people:attribute", args=[fact.public_id])
    said = as_person(alice).post(address, {"remove": "1"}, follow=True).content.decode()
    assert programme.name in said
    assert list(access.rules(programme, "mentor")) == [made]
    bob.refresh_from_db()
    assert bob.declared == {fact.key: "Ouest"}
    rule.remove(made, by=alice)
    assert attributes.remove(fact, by=alice) == 1


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
