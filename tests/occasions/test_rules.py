"""A rule invites whom it is meant for, once, never enrols, and stops where it must."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.errors import Refusal
from occasions import access, tasks
from occasions.actions import rule as actions
from occasions.models import LifeInvitation, LifeRule
from people.actions import attributes
from people.models import AuditEntry, Mail, Person
from privacy import register
from programmes.models import Enrolment, Programme
from selection.models import EligibilityRule
from tests import factories

type Browser = Callable[[Person | None], Client]


def days_ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


@pytest.fixture
def programme(alice: Person) -> Programme:
    row: Programme = factories.ProgrammeFactory(status="open")
    return row


@pytest.fixture
def newcomer() -> Person:
    person: Person = factories.PersonFactory(hired_on=days_ago(10), function="Sinistres")
    return person


def rule(programme: Programme, by: Person, **facts: Any) -> LifeRule:
    said = {"role": "mentee", "occasion": "hired", "days": 60, **facts}
    return actions.add(programme, **said, by=by)


def due(row: LifeRule) -> list[Person]:
    return [one.person for one in access.candidates(row) if not one.hindrance]


def test_the_task_invites_whom_the_rule_means_once_and_enrols_nobody(
    alice: Person, programme: Programme, newcomer: Person, company: Any
) -> None:
    factories.PersonFactory(hired_on=days_ago(60), function="Sinistres")
    factories.PersonFactory(hired_on=days_ago(5), function="Vente")
    row = rule(programme, alice, functions=["sinistres"])
    assert due(row) == [newcomer]
    assert actions.invite_due() == 0
    actions.switch_on(row, by=alice)
    tasks.invite_due(company.schema_name)
    invited = Enrolment.objects.get(programme=programme)
    assert (invited.person, invited.status, invited.role) == (newcomer, "invited", "mentee")
    assert LifeInvitation.objects.get().happened_on == newcomer.hired_on
    assert actions.invite_due() == 0
    assert Mail.objects.filter(kind="enrolment_invitation").count() == 1
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"occasion.added", "occasion.switched_on", "occasion.invited"} <= verbs


def test_the_letter_says_why_in_the_language_of_its_reader(
    alice: Person, programme: Programme
) -> None:
    for language in ("fr", "en"):
        factories.PersonFactory(hired_on=dt.date(2026, 10, 2), language=language)
    row = rule(programme, alice, days=365)
    actions.switch_on(row, by=alice)
    actions.invite_due()
    letters = {one.person.language: one.context for one in Mail.objects.select_related("person")}
    assert "2 October 2026" in letters["en"]["reason"]
    assert "2 octobre 2026" in letters["fr"]["reason"]


def test_whoever_said_no_or_is_there_already_is_not_asked_and_the_preview_says_so(
    alice: Person, programme: Programme, newcomer: Person
) -> None:
    no, there = (factories.PersonFactory(hired_on=days_ago(3)) for _ in range(2))
    factories.EnrolmentFactory(programme=programme, person=no, status="declined", role="mentee")
    factories.EnrolmentFactory(programme=programme, person=there, role="mentor")
    row = rule(programme, alice)
    told = {one.person: one.hindrance for one in access.candidates(row)}
    assert told[newcomer] == ""
    assert told[no] and told[there] and told[no] != told[there]
    actions.switch_on(row, by=alice)
    assert actions.invite_due() == 1
    assert Enrolment.objects.get(person=no).status == "declined"


def test_whoever_the_role_excludes_is_held_back_with_the_reason(
    alice: Person, programme: Programme, newcomer: Person
) -> None:
    EligibilityRule.objects.create(
        programme=programme, role="mentee", kind="site", values=["Nantes"]
    )
    row = rule(programme, alice)
    assert "Nantes" in access.preview(row, alice)[0].hindrance
    assert access.preview(row, factories.PersonFactory()) == []
    Person.objects.filter(pk=newcomer.pk).update(site="Nantes")
    assert due(row) == [newcomer]


@pytest.mark.parametrize("status", ["draft", "running", "closed"])
def test_a_programme_that_is_not_open_invites_nobody(
    alice: Person, programme: Programme, newcomer: Person, status: str
) -> None:
    row = rule(programme, alice)
    actions.switch_on(row, by=alice)
    Programme.objects.update(status=status)
    assert actions.invite(row.pk) == 0
    Programme.objects.update(status="open")
    assert actions.invite(row.pk) == 1


def test_nobody_is_invited_who_could_not_answer_in_time(
    alice: Person, programme: Programme, newcomer: Person
) -> None:
    row = rule(programme, alice)
    actions.switch_on(row, by=alice)
    Programme.objects.update(enrol_until=days_ago(1))
    assert actions.invite_due() == 0


def test_a_paused_rule_and_one_whose_backer_went_invite_nobody(
    alice: Person, bob: Person, programme: Programme, newcomer: Person
) -> None:
    held = factories.ResponsibilityFactory(programme=programme, person=bob, role="director")
    row = rule(programme, bob)
    actions.switch_on(row, by=bob)
    actions.pause(row, by=alice)
    assert actions.invite_due() == 0
    actions.switch_on(row, by=bob)
    held.delete()
    assert actions.invite_due() == 0
    actions.switch_on(row, by=alice)
    assert actions.invite_due() == 1


def test_new_duties_are_read_from_a_fact_of_the_company(
    alice: Person, programme: Programme
) -> None:
    fact = attributes.declare(name="Prise de poste", kind="text", by=alice)
    one = factories.PersonFactory(declared={fact.key: days_ago(8).strftime("%d/%m/%Y")})
    factories.PersonFactory(declared={fact.key: "bientôt"})
    factories.PersonFactory(declared={fact.key: days_ago(90).isoformat()})
    row = rule(programme, alice, occasion="appointed", attribute=fact)
    assert due(row) == [one]
    attributes.remove(fact, by=alice)
    row.refresh_from_db()
    assert due(row) == []
    with pytest.raises(Refusal):
        actions.switch_on(row, by=alice)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"days": 0}, "days"),
        ({"days": 366}, "days"),
        ({"occasion": "birthday"}, "occasion"),
        ({"occasion": "returned"}, "attribute"),
        ({"role": "boss"}, "role"),
        ({"level_min": 5, "level_max": 2}, "level_max"),
        ({"sites": ["x" * 151]}, "sites"),
        ({"functions": ["Catholique"]}, "functions"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_at_its_field(
    alice: Person, programme: Programme, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as caught:
        rule(programme, alice, **facts)
    assert caught.value.field == field
    assert rule(programme, alice, level_min=2, level_max=5, sites=["Niort"]).pk


def test_a_rule_that_invited_stays_known_and_an_unused_one_can_go(
    alice: Person, programme: Programme, newcomer: Person
) -> None:
    used, unused = rule(programme, alice), rule(programme, alice, days=5)
    actions.switch_on(used, by=alice)
    actions.invite_due()
    with pytest.raises(Refusal):
        actions.remove(used, by=alice)
    actions.remove(unused, by=alice)
    assert list(LifeRule.objects.all()) == [used]
    with pytest.raises(IntegrityError), transaction.atomic():
        LifeInvitation.objects.create(rule=used, person=newcomer, happened_on=days_ago(1))


def test_the_pages_write_preview_switch_and_list(
    alice: Person, programme: Programme, newcomer: Person, as_person: Browser
) -> None:
    client = as_person(alice)
    home = reverse("occasions:rules", args=[programme.public_id])
    wrong = client.post(home, {"occasion": "hired", "days": "soon", "role": "mentee"})
    assert wrong.status_code == 422
    data = {"occasion": "hired", "days": "60", "role": "mentee", "functions": "Sinistres\n\n"}
    preview = client.post(home, data)["Location"]
    shown = client.get(preview)
    assert [one.person for one in shown.context["due"]] == [newcomer]
    assert not Enrolment.objects.exists()
    client.post(preview, {"do": "on"})
    actions.invite_due()
    listed = client.get(home)
    assert str(newcomer) in listed.content.decode()
    assert listed.context["invitations"][0]["row"].person == newcomer
    assert client.get(preview).context["due"] == []
    client.post(preview, {"do": "pause"})
    assert not LifeRule.objects.get().is_on


def test_charlie_bob_and_participants_neither_see_nor_settle_rules(
    alice: Person, bob: Person, charlie: Person, programme: Programme, as_person: Browser
) -> None:
    row = rule(programme, alice)
    factories.EnrolmentFactory(programme=programme, person=bob)
    for one in (bob, charlie):
        client = as_person(one)
        assert client.get(reverse("occasions:rules", args=[programme.public_id])).status_code == 404
        page = reverse("occasions:rule", args=[row.public_id])
        assert client.get(page).status_code == 404
        assert client.post(page, {"do": "on"}).status_code == 404
        for act in (actions.switch_on, actions.pause, actions.remove):
            with pytest.raises(Refusal):
                act(row, by=one)
        with pytest.raises(Refusal):
            rule(programme, one)
    row.refresh_from_db()
    assert not row.is_on


def test_the_preview_asks_the_same_number_of_questions_for_many_people(
    alice: Person, programme: Programme, newcomer: Person, django_assert_max_num_queries: Any
) -> None:
    row = rule(programme, alice)
    factories.PersonFactory.create_batch(12, hired_on=days_ago(2))
    with django_assert_max_num_queries(6):
        assert len(due(row)) == 13


def test_an_invitation_is_in_the_export_of_its_person_and_of_nobody_else(
    alice: Person, programme: Programme, newcomer: Person
) -> None:
    row = rule(programme, alice)
    actions.switch_on(row, by=alice)
    actions.invite_due()
    table = next(one for one in register.tables() if one.model == "occasions.LifeInvitation")
    assert register.rows_about(table, newcomer).count() == 1
    assert register.rows_about(table, alice).count() == 0
