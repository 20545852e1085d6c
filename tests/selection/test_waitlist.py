"""The waitlist: in order, with reasons, told to the person, left by a pair or when HR lets in."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from companies.errors import Refusal
from companies.models import Company
from matching.actions import inputs
from pairings.actions import pairing
from people.models import Mail, Person
from programmes.actions import enrolment
from programmes.models import Enrolment, Programme
from selection import access
from selection.actions import waitlist
from selection.models import Waiting
from tests import factories
from tests.selection import scene


@pytest.fixture
def programme(company: Company) -> Programme:
    today = timezone.localdate()
    return factories.ProgrammeFactory(
        status=Programme.Status.RUNNING,
        enrol_until=today - dt.timedelta(days=10),
        starts_on=today - dt.timedelta(days=5),
    )


def test_mentees_without_a_mentor_wait_in_order_and_stay_in_the_matching(
    programme: Programme, alice: Person
) -> None:
    rows = [factories.EnrolmentFactory(programme=programme) for _ in range(3)]
    factories.PairingFactory(programme=programme, mentee=rows[2])
    assert waitlist.put_unplaced(programme, by=alice) == 2
    assert waitlist.put_unplaced(programme, by=alice) == 0
    places = [access.position(one) for one in access.waitlist(programme)]
    assert places == [1, 2]
    assert inputs.presence(programme.pk).waiting == {rows[0].pk, rows[1].pk}
    letters = Mail.objects.filter(kind="waitlisted").order_by("pk")
    assert [one.context["position"] for one in letters] == [1, 2]


def test_a_pair_ends_the_waiting(programme: Programme, alice: Person) -> None:
    mentee = factories.EnrolmentFactory(programme=programme)
    mentor = factories.EnrolmentFactory(programme=programme, role="mentor")
    waitlist.put(mentee, reason="unplaced", by=alice)
    today = timezone.localdate()
    pairing.pair(programme=programme, mentor=mentor, mentee=mentee, started_on=today, by=alice)
    assert Waiting.objects.get(enrolment=mentee).outcome == "placed"
    assert access.waiting(mentee) is None


def test_a_late_volunteer_waits_and_is_not_matched_before_hr_lets_in(
    programme: Programme, alice: Person, bob: Person
) -> None:
    row = scene.invited(bob, programme)
    with pytest.raises(Refusal, match="welcome until"):
        scene.yes(row)
    scene.yes(row, is_late=True)
    waiting = access.waiting(row)
    assert waiting is not None
    assert (waiting.reason, waiting.is_held) == ("late", True)
    assert row.pk not in inputs.presence(programme.pk).places
    waitlist.take_in(row, by=alice)
    assert row.pk in inputs.presence(programme.pk).places
    assert Mail.objects.filter(kind="waitlist_over", person=bob).exists()


def test_a_late_mentee_reads_that_all_places_are_taken(programme: Programme, bob: Person) -> None:
    row = scene.invited(bob, programme, "mentee")
    scene.yes(row, is_late=True)
    assert Waiting.objects.get(enrolment=row).reason == "full"


def test_who_withdraws_waits_no_more_and_the_next_moves_up(
    programme: Programme, alice: Person
) -> None:
    first, second = (factories.EnrolmentFactory(programme=programme) for _ in range(2))
    for row in (first, second):
        waitlist.put(row, reason="unplaced", by=alice)
    enrolment.withdraw(first, by=first.person)
    waiting = access.waiting(second)
    assert waiting is not None
    assert access.position(waiting) == 1


def test_who_has_not_said_yes_or_is_paired_does_not_wait(
    programme: Programme, alice: Person, bob: Person, charlie: Person
) -> None:
    paired = factories.PairingFactory(programme=programme).mentee
    for row in (scene.invited(bob, programme, "mentee"), paired):
        with pytest.raises(Refusal):
            waitlist.put(row, reason="unplaced", by=alice)
    free = factories.EnrolmentFactory(programme=programme)
    with pytest.raises(Refusal, match="steer"):
        waitlist.put(free, reason="unplaced", by=charlie)
    assert waitlist.put(free, reason="unplaced", by=alice).reason == "unplaced"
    with pytest.raises(Refusal, match="already"):
        waitlist.put(free, reason="unplaced", by=alice)


def test_a_late_answer_of_who_said_yes_changes_nothing(programme: Programme, bob: Person) -> None:
    row = scene.invited(bob, programme)
    scene.yes(row, is_late=True)
    assert Enrolment.objects.get(pk=row.pk).status == Enrolment.Status.ACCEPTED
    with pytest.raises(Refusal):
        scene.yes(row, is_late=True)


@pytest.fixture
def open_programme(company: Company) -> Programme:
    return factories.ProgrammeFactory()


def test_who_withdrew_and_says_yes_again_in_time_waits_no_more(
    open_programme: Programme, alice: Person, bob: Person
) -> None:
    row = scene.invited(bob, open_programme)
    with time_machine.travel(timezone.now() + dt.timedelta(days=400), tick=False):
        scene.yes(row, is_late=True)
    assert row.pk not in inputs.presence(open_programme.pk).places
    enrolment.withdraw(row, by=bob)
    enrolment.invite(open_programme, people=[bob], role="mentor", by=alice)
    row.refresh_from_db()
    scene.yes(row)
    ended = Waiting.objects.get(enrolment=row)
    assert (ended.outcome, ended.is_held) == ("left", False)
    assert access.waiting(row) is None
    assert row.pk in inputs.presence(open_programme.pk).places


def test_who_waits_and_changes_the_answer_keeps_the_place(
    open_programme: Programme, alice: Person, bob: Person
) -> None:
    row = scene.invited(bob, open_programme)
    scene.yes(row)
    waiting = waitlist.put(row, reason="unplaced", by=alice)
    scene.yes(row)
    assert access.waiting(row) == waiting


def test_somebody_else_takes_a_director_in(
    programme: Programme, alice: Person, bob: Person
) -> None:
    row = scene.invited(bob, programme)
    scene.yes(row, is_late=True)
    factories.ResponsibilityFactory(programme=programme, person=bob, role="director")
    with pytest.raises(Refusal, match="Somebody else"):
        waitlist.take_in(row, by=bob)
    assert access.waiting(row) is not None
    waitlist.take_in(row, by=alice)
    with pytest.raises(Refusal, match="Somebody else"):
        waitlist.put(row, reason="unplaced", by=bob)
    assert waitlist.put(row, reason="unplaced", by=alice).reason == "unplaced"
