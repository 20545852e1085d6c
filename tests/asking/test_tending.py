"""Requests move on with the facts: last days, pauses, pairs of HR, departures; twice is once."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from asking import tasks
from asking.actions import answer, pause, tending, terms
from asking.models import Pause
from companies import mail
from companies.errors import Refusal
from matching.actions import inputs, run
from pairings.actions import pairing
from people.models import AuditEntry, Mail, Person
from programmes.actions import enrolment, places
from programmes.models import Enrolment, Programme
from tests import factories
from tests.asking.scene import Scene, choice, scene, told

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def inside(company: object) -> None:
    """Every test is inside Aubépine."""


def after(days: int) -> time_machine.travel:
    """The clock so many days from now."""
    return time_machine.travel(timezone.now() + days * DAY, tick=False)


def letters(kind: str) -> int:
    return Mail.objects.filter(kind=kind).count()


def test_last_day_counts_and_the_day_after_the_next_choice_is_asked() -> None:
    made = scene()
    asked = made.ask(0, 0, 1)
    with after(7):
        assert tending.tend_all() == 0
    with after(8):
        assert tending.tend_all() == 1
        assert told(asked) == ["expired", "asked"]
        assert choice(asked, 2).answer_by == timezone.localdate() + 7 * DAY
    assert (letters("mentor_asked"), letters("request_goes_on")) == (2, 1)


def test_timetable_run_twice_moves_once() -> None:
    asked = scene().ask(0, 0, 1, 2)
    with after(8):
        tasks.tend("aubepine")
        tasks.tend("aubepine")
    assert told(asked) == ["expired", "asked", "next"]
    assert letters("request_goes_on") == 1


def test_three_silent_mentors_end_the_request_kindly_and_she_waits_without_a_mentor() -> None:
    made = scene()
    asked = made.ask(0, 0, 1)
    for days in (8, 16):
        with after(days):
            tending.tend_all()
    asked.refresh_from_db()
    assert (asked.status, told(asked)) == ("over", ["expired", "expired"])
    assert letters("request_over") == 1
    assert made.mentees[0].pk in inputs.presence(made.programme.pk).waiting


def test_answer_after_the_last_day_comes_too_late_and_the_next_choice_has_the_request() -> None:
    made = scene()
    asked = made.ask(0, 0, 1)
    with after(8), pytest.raises(Refusal):
        answer.accept(choice(asked), by=made.mentors[0].person)
    assert told(asked) == ["expired", "asked"]


def test_mentor_is_reminded_once_two_days_before_the_last_day() -> None:
    scene().ask(0, 0)
    for days, written in ((0, 0), (4, 0), (5, 1), (5, 0), (6, 0), (8, 0)):
        with after(days):
            assert tending.remind() == written


def test_mentor_with_three_days_is_not_reminded_on_the_day_they_are_asked(alice: Person) -> None:
    made = scene()
    terms.settle(made.programme, days=3, by=alice)
    made.ask(0, 0)
    assert tending.remind() == 0
    with after(1):
        tasks.remind("aubepine")
    assert letters("mentor_asked") == 2


def test_pause_sends_requests_on_and_keeps_the_mentor_out_of_the_matching(alice: Person) -> None:
    made = scene()
    asked = made.ask(0, 0, 1)
    pause.begin(made.mentors[0], until=None, by=made.mentors[0].person)
    assert told(asked) == ["unavailable", "asked"]
    row = run.request(made.programme, by=alice)
    run.perform(row)
    assert not row.suggestions.filter(mentor=made.mentors[0]).exists()
    assert row.suggestions.exists()
    with pytest.raises(Refusal):
        pairing.pair(
            programme=made.programme,
            mentor=made.mentors[0],
            mentee=made.mentees[1],
            started_on=timezone.localdate(),
            by=alice,
        )


def test_pause_is_over_the_day_after_its_last_day_or_when_the_mentor_says_so() -> None:
    made = scene()
    last = timezone.localdate() + 3 * DAY
    mentor = made.mentors[0]
    pause.begin(mentor, until=last, by=mentor.person)
    with after(3), pytest.raises(Refusal):
        made.ask(0, 0)
    with after(4):
        assert told(made.ask(0, 0)) == ["asked"]
    pause.begin(mentor, until=None, by=mentor.person)
    pause.finish(mentor, by=mentor.person)
    assert told(made.ask(1, 0)) == ["asked"]


def test_pause_cannot_end_before_today_nor_after_the_programme() -> None:
    made = scene()
    mentor = made.mentors[0]
    for until in (timezone.localdate() - DAY, made.programme.ends_on + DAY):
        with pytest.raises(Refusal) as refused:
            pause.begin(mentor, until=until, by=mentor.person)
        assert refused.value.field == "until"
    assert not Pause.objects.exists()


def test_only_the_mentor_pauses_and_the_journal_says_so_once(alice: Person) -> None:
    made = scene()
    mentor = made.mentors[0]
    for somebody in (alice, made.mentors[1].person):
        with pytest.raises(Refusal):
            pause.begin(mentor, until=None, by=somebody)
    pause.begin(mentor, until=None, by=mentor.person)
    pause.finish(mentor, by=mentor.person)
    pause.finish(mentor, by=mentor.person)
    verbs = AuditEntry.objects.order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["mentor.paused", "mentor.back"]


def paired_by_hr(made: Scene, by: Person) -> None:
    pairing.pair(
        programme=made.programme,
        mentor=made.mentors[3],
        mentee=made.mentees[0],
        started_on=timezone.localdate(),
        by=by,
    )


def test_pair_made_by_hr_closes_the_request_and_the_mentor_reads_a_clear_sentence(
    alice: Person,
) -> None:
    made = scene()
    asked = made.ask(0, 0, 1)
    paired_by_hr(made, alice)
    with pytest.raises(Refusal):
        answer.accept(choice(asked), by=made.mentors[0].person)
    asked.refresh_from_db()
    assert (asked.status, told(asked)) == ("closed", ["dropped", "dropped"])
    assert letters("request_over") == letters("request_goes_on") == 0


def test_mentee_who_withdraws_or_leaves_has_no_request_any_more() -> None:
    made = scene()
    mine, hers = made.ask(0, 0), made.ask(1, 1)
    enrolment.withdraw(made.mentees[0], by=made.mentees[0].person)
    Person.objects.filter(pk=made.mentees[1].person_id).update(status="left")
    assert tending.tend_all() == 2
    for asked in (mine, hers):
        asked.refresh_from_db()
        assert asked.status == "closed"


def test_mentor_who_withdraws_or_leaves_sends_the_request_on() -> None:
    made = scene()
    asked = made.ask(0, 0, 1, 2)
    enrolment.withdraw(made.mentors[0], by=made.mentors[0].person)
    tending.tend_all()
    Person.objects.filter(pk=made.mentors[1].person_id).update(
        status="leaving", leaving_on=timezone.localdate() + DAY
    )
    tending.tend_all()
    assert told(asked) == ["unavailable", "unavailable", "asked"]


def test_choice_that_became_a_manager_meanwhile_is_left_out() -> None:
    made = scene()
    asked = made.ask(0, 0, 1, 2)
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=made.mentors[1].person)
    answer.decline(choice(asked), reason="no_time", by=made.mentors[0].person)
    assert told(asked) == ["declined", "unavailable", "asked"]


def test_place_that_the_mentor_takes_away_sends_the_request_on() -> None:
    made = scene(capacity=2)
    asked = made.ask(0, 0, 1)
    factories.PairingFactory(
        programme=made.programme, mentor=made.mentors[0], mentee=made.mentees[1]
    )
    assert tending.tend_all() == 0
    places.offer(made.mentors[0], capacity=1, availability=[], by=made.mentors[0].person)
    assert tending.tend_all() == 1
    assert told(asked) == ["unavailable", "asked"]


@pytest.mark.parametrize(
    ("change", "is_over"),
    [
        ({"status": "closed"}, True),
        ({"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 1, 2)}, True),
        ({"mode": "hybrid"}, False),
    ],
)
def test_programme_that_ends_or_changes_its_way_closes_its_requests(
    change: dict[str, Any], is_over: bool
) -> None:
    made = scene()
    asked = made.ask(0, 0, 1)
    if "starts_on" in change:
        change = change | {"enrol_until": change["starts_on"]}
    Programme.objects.filter(pk=made.programme.pk).update(**change)
    tending.tend_all()
    asked.refresh_from_db()
    assert asked.status == "closed"
    assert (letters("request_closed"), letters("request_over")) == (1, 0)
    row = Mail.objects.get(kind="request_closed")
    context = {**row.context, "person": row.person}
    text = mail.render("request_closed", language="en", context=context).text
    assert ("The programme is over" in text) == is_over
    assert ("Mentees no longer ask mentors themselves" in text) != is_over


def test_end_of_asking_is_told_to_nobody_who_has_a_mentor_or_went() -> None:
    made = scene()
    made.ask(0, 0)
    made.ask(1, 1)
    factories.PairingFactory(
        programme=made.programme, mentor=made.mentors[2], mentee=made.mentees[0]
    )
    enrolment.withdraw(made.mentees[1], by=made.mentees[1].person)
    Programme.objects.filter(pk=made.programme.pk).update(mode="hybrid")
    tending.tend_all()
    assert letters("request_closed") == 0


def test_pause_of_a_mentor_counts_only_where_mentees_ask() -> None:
    made = scene()
    pause.begin(made.mentors[0], until=None, by=made.mentors[0].person)
    assert made.mentors[0].pk not in inputs.presence(made.programme.pk).places
    Programme.objects.update(mode="administrative")
    assert made.mentors[0].pk in inputs.presence(made.programme.pk).places


@pytest.mark.parametrize("days", [2, 22])
def test_days_to_answer_have_bounds(alice: Person, days: int) -> None:
    made = scene()
    with pytest.raises(Refusal) as refused:
        terms.settle(made.programme, days=days, by=alice)
    assert refused.value.field == "days"
    terms.settle(made.programme, days=21, by=alice)
    assert tending.days(made.programme) == 21


def test_only_who_steers_sets_the_days(bob: Person) -> None:
    made = scene()
    with pytest.raises(Refusal):
        terms.settle(made.programme, days=10, by=bob)


def test_nothing_is_asked_of_the_database_for_programmes_without_requests(
    django_assert_num_queries: object,
) -> None:
    scene()
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert tending.tend_all() == 0


def test_mentor_of_two_programmes_pauses_in_one() -> None:
    made, other = scene(), scene()
    there = Enrolment.objects.create(
        programme=other.programme,
        person=made.mentors[0].person,
        role="mentor",
        status="accepted",
        answered_at=timezone.now(),
        needs=other.mentors[0].needs,
    )
    pause.begin(made.mentors[0], until=None, by=made.mentors[0].person)
    assert there.pk in inputs.presence(other.programme.pk).places
