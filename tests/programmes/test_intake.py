"""People may join a programme while it runs, when HR says so: invited, answering, passing gates."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from companies.errors import Refusal
from people.models import AuditEntry, Mail, Person
from programmes import intake
from programmes.actions import enrolment
from programmes.actions import intake as actions
from programmes.models import Enrolment, Programme
from tests import factories

type AsPerson = Callable[[Person | None], Client]

DAY = dt.timedelta(days=1)
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1))


@given(DAYS, DAYS, st.none() | st.integers(3, 60), DAYS, st.sampled_from(Programme.Status.values))
def test_the_last_day_is_never_past_and_never_after_the_end(
    enrol_until: dt.date, ends_on: dt.date, days: int | None, today: dt.date, status: str
) -> None:
    ends_on = max(ends_on, enrol_until + DAY)
    facts = {"status": status, "enrol_until": enrol_until, "ends_on": ends_on}
    day = intake.last_day(**facts, answer_days=days, today=today)  # type: ignore[arg-type]
    assert day is None or today <= day < ends_on
    assert (day is None) >= (status == "closed")
    if days is None:
        assert day in (None, enrol_until)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def running(alice: Person) -> Programme:
    """A programme that has begun and runs for half a year."""
    today = timezone.localdate()
    return factories.ProgrammeFactory(
        status="running",
        enrol_until=today - 40 * DAY,
        starts_on=today - 30 * DAY,
        ends_on=today + 180 * DAY,
    )


def test_a_running_programme_takes_people_in_once_hr_says_so(
    running: Programme, alice: Person, bob: Person
) -> None:
    with pytest.raises(Refusal, match="is running"):
        enrolment.invite(running, people=[bob], role="mentor", by=alice)
    actions.settle(running, answer_days=14, by=alice)
    assert enrolment.invite(running, people=[bob], role="mentor", by=alice) == 1
    row = running.enrolments.get(person=bob)
    assert row.last_day == timezone.localdate() + 14 * DAY
    assert Mail.objects.get(person=bob).context["until"] == row.last_day.isoformat()
    enrolment.accept(row, needs=["delegation"], availability=[], by=bob)
    assert running.enrolments.accepted().filter(person=bob).exists()


def test_a_late_invitation_has_a_last_day_of_its_own(
    running: Programme, alice: Person, bob: Person
) -> None:
    actions.settle(running, answer_days=7, by=alice)
    enrolment.invite(running, people=[bob], role="mentee", by=alice)
    row = running.enrolments.get(person=bob)
    with time_machine.travel(timezone.now() + 8 * DAY):
        with pytest.raises(Refusal, match="Answers were welcome until"):
            enrolment.accept(row, needs=["delegation"], availability=[], by=bob)
        assert enrolment.resend(running, by=alice) == 1
        enrolment.accept(row, needs=["delegation"], availability=[], by=bob)


def test_the_silent_of_a_running_programme_are_reminded_on_their_own_days(
    running: Programme, alice: Person, bob: Person
) -> None:
    actions.settle(running, answer_days=14, by=alice)
    enrolment.invite(running, people=[bob], role="mentor", by=alice)
    written = []
    for days in (1, 3, 4, 7, 12, 13, 15):
        with time_machine.travel(timezone.now() + days * DAY):
            written.append(enrolment.remind())
    assert written == [0, 1, 0, 1, 1, 0, 0]


def test_whoever_was_invited_in_time_gets_no_other_day(alice: Person, bob: Person) -> None:
    programme = factories.ProgrammeFactory()
    actions.settle(programme, answer_days=30, by=alice)
    enrolment.invite(programme, people=[bob], role="mentee", by=alice)
    row = programme.enrolments.get()
    assert (row.answer_by, row.last_day) == (None, programme.enrol_until)


@pytest.mark.parametrize("days", [2, 61])
def test_too_few_and_too_many_days_to_answer_are_refused(
    running: Programme, alice: Person, days: int
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.settle(running, answer_days=days, by=alice)
    assert refused.value.field == "answer_days"


def test_nobody_joins_a_programme_that_ends_before_they_could_answer(
    running: Programme, alice: Person, bob: Person
) -> None:
    Programme.objects.update(ends_on=timezone.localdate() + 10 * DAY)
    actions.settle(running, answer_days=14, by=alice)
    with pytest.raises(Refusal, match="ends on"):
        enrolment.invite(running, people=[bob], role="mentor", by=alice)
    assert not Programme.objects.taking(timezone.localdate()).exists()
    actions.settle(running, answer_days=7, by=alice)
    assert Programme.objects.taking(timezone.localdate()).get() == running
    assert enrolment.invite(running, people=[bob], role="mentor", by=alice) == 1


def test_a_closed_programme_takes_nobody_in_whatever_was_settled(
    running: Programme, alice: Person, bob: Person
) -> None:
    actions.settle(running, answer_days=14, by=alice)
    Programme.objects.update(status="closed")
    with pytest.raises(Refusal, match="is closed"):
        enrolment.invite(running, people=[bob], role="mentor", by=alice)
    with pytest.raises(Refusal):
        actions.settle(running, answer_days=None, by=alice)


def test_the_page_settles_it_for_those_who_steer_and_exists_for_nobody_else(
    running: Programme, as_person: AsPerson, alice: Person, charlie: Person
) -> None:
    address = reverse("programmes:joining", args=[running.public_id])
    assert as_person(charlie).post(address, {"answer_days": "14"}).status_code == 404
    assert as_person(alice).post(address, {"answer_days": "abc"}).status_code == 422
    assert as_person(alice).post(address, {"answer_days": "14"}).status_code == 302
    running.refresh_from_db()
    assert running.answer_days == 14
    assert AuditEntry.objects.filter(verb="programme.intake_settled").count() == 1
    people = as_person(alice).get(reverse("programmes:enrolments", args=[running.public_id]))
    assert reverse("programmes:invite", args=[running.public_id]) in people.content.decode()
    as_person(alice).post(address, {"answer_days": ""})
    running.refresh_from_db()
    assert running.answer_days is None


def test_a_late_answer_page_names_the_persons_own_last_day(
    running: Programme, as_person: AsPerson, alice: Person, bob: Person
) -> None:
    actions.settle(running, answer_days=14, by=alice)
    enrolment.invite(running, people=[bob], role="mentee", by=alice)
    row = Enrolment.objects.get(person=bob)
    page = as_person(bob).get(reverse("selection:answer", args=[row.public_id])).content.decode()
    assert f"{row.last_day.day} " in page and "waitlist" not in page
