"""Invitations, answers, withdrawals and reminders: nobody is enrolled without a yes."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from companies.errors import Refusal
from companies.models import Company
from people.models import Mail, Person, Skill
from programmes.actions import enrolment as actions
from programmes.models import Enrolment, Programme
from programmes.roster import EnrolmentRow, Standing
from programmes.tasks import remind_unanswered
from tests import factories

YES: dict[str, Any] = {"needs": ["delegation"], "availability": ["tue_am"]}


def invited(person: Person, **facts: Any) -> Enrolment:
    return factories.EnrolmentFactory(person=person, status="invited", answered_at=None, **facts)


def letters(kind: str = "enrolment_invitation") -> list[Mail]:
    return list(Mail.objects.filter(kind=kind).order_by("pk"))


def test_invite_in_a_draft_sends_nothing(alice: Person, bob: Person) -> None:
    draft = factories.ProgrammeFactory(status="draft")
    assert actions.invite(draft, people=[bob], role="mentor", by=alice) == 1
    assert letters() == []
    assert draft.enrolments.get().status == "invited"


def test_invite_twice_writes_one_invitation_and_one_letter(alice: Person, bob: Person) -> None:
    programme = factories.ProgrammeFactory()
    assert actions.invite(programme, people=[bob, bob], role="mentee", by=alice) == 1
    assert actions.invite(programme, people=[bob], role="mentee", by=alice) == 0
    (letter,) = letters()
    row = programme.enrolments.get()
    assert letter.context["link"].endswith(f"/enrolments/{row.public_id}")


def test_a_person_without_an_account_gets_one_letter_that_opens_it(
    alice: Person, charlie: Person
) -> None:
    charlie.joined_at = None
    charlie.save()
    programme = factories.ProgrammeFactory()
    actions.invite(programme, people=[charlie], role="mentee", by=alice)
    (letter,) = Mail.objects.all()
    charlie.refresh_from_db()
    assert "/invitation/" in letter.context["link"]
    assert charlie.invited_at is not None


def test_nobody_is_mentor_and_mentee_of_one_programme(alice: Person, bob: Person) -> None:
    programme = factories.ProgrammeFactory()
    actions.invite(programme, people=[bob], role="mentor", by=alice)
    with pytest.raises(Refusal, match="Bob Leclerc"):
        actions.invite(programme, people=[bob], role="mentee", by=alice)


@pytest.mark.parametrize(
    "facts",
    [{"status": "running"}, {"status": "closed"}, {"enrol_until": dt.date(2020, 1, 1)}],
)
def test_invite_is_refused_when_nobody_could_answer(
    alice: Person, bob: Person, facts: dict[str, Any]
) -> None:
    programme = factories.ProgrammeFactory(**facts)
    with pytest.raises(Refusal):
        actions.invite(programme, people=[bob], role="mentor", by=alice)


def test_who_said_no_is_asked_again_only_on_purpose(alice: Person, bob: Person) -> None:
    row = factories.EnrolmentFactory(person=bob, status="declined", decline_reason="no_time")
    assert actions.standings(row.programme)[bob.email] == Standing(said_no=True)
    assert actions.invite(row.programme, people=[bob], role="mentee", by=alice) == 1
    row.refresh_from_db()
    assert (row.status, row.answered_at, row.decline_reason) == ("invited", None, "")


def test_import_invites_with_proposals_and_enrols_nobody(alice: Person, bob: Person) -> None:
    programme = factories.ProgrammeFactory()
    rows = [EnrolmentRow(2, bob.email, "mentor", 3, ("delegation",), ("tue_am",))]
    assert actions.import_roster(programme, rows, by=alice) == 1
    row = programme.enrolments.get()
    assert (row.status, row.capacity, row.needs) == ("invited", 3, ["delegation"])
    assert not programme.enrolments.accepted().exists()


def test_import_with_an_unknown_address_names_the_line_and_writes_nothing(
    alice: Person, bob: Person
) -> None:
    programme = factories.ProgrammeFactory()
    rows = [EnrolmentRow(2, bob.email, "mentor"), EnrolmentRow(7, "qui@a.fr", "mentee")]
    with pytest.raises(Refusal, match=r"7.*qui@a\.fr"):
        actions.import_roster(programme, rows, by=alice)
    assert programme.enrolments.count() == 0


def test_accept_keeps_capacity_needs_in_order_and_skills(bob: Person) -> None:
    row = invited(bob, role="mentor")
    skill = Skill.objects.create(name="Négociation")
    needs = ["network", "delegation"]
    actions.accept(row, capacity=3, needs=needs, availability=["fri_pm"], skills=[skill], by=bob)
    row.refresh_from_db()
    assert (row.status, row.capacity, row.needs) == ("accepted", 3, needs)
    assert [held.skill for held in bob.person_skills.filter(direction="offered")] == [skill]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"capacity": 0}, "capacity"),
        ({"capacity": 6}, "capacity"),
        ({"needs": []}, "needs"),
        ({"needs": ["flying"]}, "needs"),
        ({"needs": ["network", "network"]}, "needs"),
        ({"availability": ["sunday"]}, "availability"),
    ],
)
def test_accept_refuses_what_makes_no_sense(
    bob: Person, changes: dict[str, Any], field: str
) -> None:
    row = invited(bob, role="mentor")
    with pytest.raises(Refusal) as refusal:
        actions.accept(row, **{**YES, **changes}, by=bob)
    assert refusal.value.field == field


def test_only_the_person_answers(alice: Person, bob: Person) -> None:
    with pytest.raises(Refusal):
        actions.accept(invited(bob), **YES, by=alice)


def test_an_answer_after_the_last_day_is_refused_with_somebody_to_ask(
    bob: Person, charlie: Person
) -> None:
    programme = factories.ProgrammeFactory(enrol_until=timezone.localdate() - dt.timedelta(days=1))
    factories.ResponsibilityFactory(programme=programme, person=charlie)
    with pytest.raises(Refusal, match=r"charlie@aubepine\.example"):
        actions.accept(invited(bob, programme=programme), **YES, by=bob)


def test_a_mentor_keeps_places_for_the_pairs_under_way(company: Company) -> None:
    pairing = factories.PairingFactory()
    factories.PairingFactory(programme=pairing.programme, mentor=pairing.mentor)
    with pytest.raises(Refusal) as refusal:
        actions.accept(pairing.mentor, capacity=1, **YES, by=pairing.mentor.person)
    assert refusal.value.field == "capacity"


def test_decline_keeps_the_reason_and_may_turn_into_a_yes(bob: Person) -> None:
    row = invited(bob)
    actions.decline(row, reason="no_time", by=bob)
    row.refresh_from_db()
    assert (row.status, row.decline_reason) == ("declined", "no_time")
    actions.accept(row, **YES, by=bob)
    row.refresh_from_db()
    assert (row.status, row.decline_reason) == ("accepted", "")


def test_withdraw_waits_for_the_end_of_the_pair(alice: Person) -> None:
    pairing = factories.PairingFactory()
    mentee = pairing.mentee
    with pytest.raises(Refusal):
        actions.withdraw(mentee, by=mentee.person)
    pairing.delete()
    assert actions.withdraw(mentee, by=mentee.person).status == "withdrawn"
    assert actions.withdraw(mentee, by=alice).status == "withdrawn"


def test_charlie_withdraws_nobody(bob: Person, charlie: Person) -> None:
    with pytest.raises(Refusal):
        actions.withdraw(invited(bob), by=charlie)


def _reminders_over(programme: Programme, days: int) -> list[int]:
    """Days after the invitation on which the hourly task wrote a reminder."""
    start = timezone.now()
    told = []
    for day in range(days):
        with time_machine.travel(start + dt.timedelta(days=day, hours=1), tick=False):
            told += [day] * (actions.remind() + actions.remind())
    return told


def test_the_silent_are_reminded_after_3_and_7_days_and_before_the_end(bob: Person) -> None:
    end = timezone.localdate() + dt.timedelta(days=20)
    programme = factories.ProgrammeFactory(
        enrol_until=end, starts_on=end, ends_on=end + dt.timedelta(days=200)
    )
    invited(bob, programme=programme)
    assert _reminders_over(programme, 25) == [3, 7, 18]


def test_who_has_answered_is_not_reminded(bob: Person) -> None:
    row = factories.EnrolmentFactory(person=bob)
    assert _reminders_over(row.programme, 15) == []


def test_the_timetable_reminds_inside_the_named_company(bob: Person) -> None:
    row = invited(bob)
    Enrolment.objects.filter(pk=row.pk).update(invited_at=timezone.now() - dt.timedelta(days=4))
    remind_unanswered("aubepine")
    assert [letter.person for letter in letters("enrolment_reminder")] == [bob]
