"""Requests: one at a time, in her order, only to mentors who suit, have a place and are there."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from asking.actions import answer, pause, request
from asking.models import Choice, MentorRequest
from companies.errors import Refusal
from pairings.models import Pairing
from people.models import AuditEntry, Mail, Person
from programmes.models import Enrolment, Programme
from tests import factories
from tests.asking.scene import NEEDS, choice, scene, told


@pytest.fixture(autouse=True)
def inside(company: object) -> None:
    """Every test is inside Aubépine."""


def test_the_first_mentor_is_asked_at_once_and_the_others_wait() -> None:
    made = scene()
    asked = made.ask(0, 2, 0, 1)
    assert told(asked) == ["asked", "next", "next"]
    first = choice(asked)
    assert first.mentor == made.mentors[2]
    assert first.answer_by == timezone.localdate() + dt.timedelta(days=7)
    letter = Mail.objects.get(kind="mentor_asked")
    assert letter.person == made.mentors[2].person


def test_reasons_of_a_request_add_up_to_its_points() -> None:
    first = choice(scene().ask(0, 0))
    assert first.points == sum(reason["points"] for reason in first.reasons) > 0


def test_second_request_while_one_is_open_is_refused_and_allowed_once_it_is_taken_back() -> None:
    made = scene()
    asked = made.ask(0, 0)
    with pytest.raises(Refusal):
        made.ask(0, 1)
    request.take_back(asked, by=made.mentees[0].person)
    assert told(asked) == ["dropped"]
    assert told(made.ask(0, 1)) == ["asked"]


def test_the_database_holds_one_open_request_per_mentee() -> None:
    made = scene()
    made.ask(0, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        MentorRequest.objects.create(mentee=made.mentees[0], needs=[NEEDS[0]])


def test_the_database_holds_one_asked_mentor_per_request() -> None:
    asked = scene().ask(0, 0, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.choices.filter(place=2).update(
            status="asked", asked_at=timezone.now(), answer_by=timezone.localdate()
        )


@pytest.mark.parametrize("mentors", [(), (0, 0), (0, 1, 2, 3)])
def test_list_without_anybody_too_long_or_with_somebody_twice_is_refused(
    mentors: tuple[int, ...],
) -> None:
    made = scene()
    with pytest.raises(Refusal):
        made.ask(0, *mentors)
    assert not MentorRequest.objects.exists()


@pytest.mark.parametrize("needs", [[], ["nothing"], NEEDS[:4]])
def test_needs_are_one_to_three_of_the_catalogue(needs: list[str]) -> None:
    made = scene()
    facts = {"mentors": [made.mentors[0].pk], "by": made.mentees[0].person}
    with pytest.raises(Refusal) as refused:
        request.ask(made.mentees[0], needs=needs, **facts)
    assert refused.value.field == "needs"
    assert request.ask(made.mentees[0], needs=NEEDS[:3], **facts).needs == NEEDS[:3]


def test_only_the_mentee_asks() -> None:
    made = scene()
    facts = {"mentors": [made.mentors[0].pk], "needs": NEEDS[:1]}
    for somebody in (made.mentees[1].person, made.mentors[0].person):
        with pytest.raises(Refusal):
            request.ask(made.mentees[0], by=somebody, **facts)


def test_mentor_of_the_management_line_is_refused() -> None:
    made = scene()
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=made.mentors[1].person)
    with pytest.raises(Refusal):
        made.ask(0, 1)
    Person.objects.filter(pk=made.mentors[2].person_id).update(manager=made.mentees[0].person)
    with pytest.raises(Refusal):
        made.ask(0, 2)
    assert told(made.ask(0, 0)) == ["asked"]


def test_mentor_without_a_place_or_on_pause_is_refused() -> None:
    made = scene()
    factories.PairingFactory(
        programme=made.programme, mentor=made.mentors[0], mentee=made.mentees[1]
    )
    pause.begin(made.mentors[1], until=None, by=made.mentors[1].person)
    for taken in (0, 1):
        with pytest.raises(Refusal):
            made.ask(0, taken)
    assert told(made.ask(0, 2)) == ["asked"]


@pytest.mark.parametrize(
    "changes", [{"mode": "hybrid"}, {"status": "closed"}, {"status": "draft"}, "ended"]
)
def test_programme_that_takes_no_requests_refuses(changes: dict[str, str] | str) -> None:
    made = scene()
    if changes == "ended":
        today = timezone.localdate()
        first, last = today - dt.timedelta(days=9), today - dt.timedelta(days=1)
        changes = {"starts_on": first, "ends_on": last}  # type: ignore[dict-item]
    Programme.objects.update(**changes)  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        made.ask(0, 0)


def test_mentee_with_a_mentor_and_mentee_who_left_are_refused() -> None:
    made = scene(mentees=3)
    factories.PairingFactory(
        programme=made.programme, mentor=made.mentors[0], mentee=made.mentees[0]
    )
    Enrolment.objects.filter(pk=made.mentees[1].pk).update(status="withdrawn")
    for nobody in (0, 1):
        with pytest.raises(Refusal):
            made.ask(nobody, 1)
    assert told(made.ask(2, 1)) == ["asked"]


def test_yes_makes_the_pair_with_the_reasons_that_were_shown_and_writes_to_both() -> None:
    made = scene()
    asked = made.ask(0, 0, 1)
    before = choice(asked)
    pair = answer.accept(before, by=made.mentors[0].person)
    assert (pair.mentor, pair.mentee) == (made.mentors[0], made.mentees[0])
    assert (pair.score, pair.reasons) == (before.score, before.reasons)
    assert told(asked) == ["accepted", "dropped"]
    asked.refresh_from_db()
    assert asked.status == "accepted"
    assert Mail.objects.filter(kind="pairing_published").count() == 2


def test_second_yes_to_the_same_request_gives_the_same_pair() -> None:
    made = scene()
    asked = made.ask(0, 0)
    pairs = {answer.accept(choice(asked), by=made.mentors[0].person) for _ in range(2)}
    assert pairs == {Pairing.objects.get()}


def test_no_goes_on_to_the_next_choice_and_tells_the_mentee_nothing_of_the_reason() -> None:
    made = scene()
    asked = made.ask(0, 0, 1)
    answer.decline(choice(asked), reason="no_time", by=made.mentors[0].person)
    assert told(asked) == ["declined", "asked"]
    letter = Mail.objects.get(kind="request_goes_on")
    assert letter.person == made.mentees[0].person
    assert "no_time" not in str(letter.context)


def test_no_of_the_last_choice_ends_the_request_and_the_mentee_may_ask_somebody_else() -> None:
    made = scene()
    asked = made.ask(0, 0)
    answer.decline(choice(asked), reason="unsaid", by=made.mentors[0].person)
    asked.refresh_from_db()
    assert asked.status == "over"
    assert Mail.objects.filter(kind="request_over", person=made.mentees[0].person).count() == 1
    with pytest.raises(Refusal):
        made.ask(0, 0)
    assert told(made.ask(0, 1)) == ["asked"]


@pytest.mark.parametrize("reason", ["", "because", "x" * 400])
def test_no_without_a_reason_of_the_list_is_refused(reason: str) -> None:
    made = scene()
    asked = made.ask(0, 0)
    with pytest.raises(Refusal) as refused:
        answer.decline(choice(asked), reason=reason, by=made.mentors[0].person)
    assert refused.value.field == "reason"
    assert told(asked) == ["asked"]


def test_only_the_mentor_who_was_asked_answers() -> None:
    made = scene()
    asked = made.ask(0, 0, 1)
    for somebody in (made.mentors[1].person, made.mentees[0].person):
        with pytest.raises(Refusal):
            answer.accept(choice(asked), by=somebody)
        with pytest.raises(Refusal):
            answer.decline(choice(asked), reason="no_time", by=somebody)
    with pytest.raises(Refusal):
        answer.accept(choice(asked, 2), by=made.mentors[1].person)


def test_request_that_was_taken_back_cannot_be_answered_any_more() -> None:
    made = scene()
    asked = made.ask(0, 0)
    before = choice(asked)
    request.take_back(asked, by=made.mentees[0].person)
    for answered in (
        lambda: answer.accept(before, by=made.mentors[0].person),
        lambda: answer.decline(before, reason="no_time", by=made.mentors[0].person),
    ):
        with pytest.raises(Refusal):
            answered()
    assert not Pairing.objects.exists()


def test_last_place_given_away_sends_the_other_requests_to_the_next_choice() -> None:
    made = scene()
    mine, hers = made.ask(0, 0), made.ask(1, 0, 1)
    answer.accept(choice(mine), by=made.mentors[0].person)
    assert told(hers) == ["unavailable", "asked"]
    assert choice(hers, 2).mentor == made.mentors[1]


def test_mentor_with_places_left_keeps_the_other_requests() -> None:
    made = scene(capacity=2)
    mine, hers = made.ask(0, 0), made.ask(1, 0, 1)
    answer.accept(choice(mine), by=made.mentors[0].person)
    assert told(hers) == ["asked", "next"]


def test_nothing_of_who_asked_whom_is_in_the_journal_before_there_is_a_pair() -> None:
    made = scene()
    asked = made.ask(0, 0, 1, 2)
    answer.decline(choice(asked), reason="no_time", by=made.mentors[0].person)
    request.take_back(asked, by=made.mentees[0].person)
    assert not AuditEntry.objects.exists()


def test_choice_that_nobody_asked_cannot_be_answered_in_the_database() -> None:
    asked = scene().ask(0, 0, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.filter(request=asked, place=2).update(
            status="accepted", answered_at=timezone.now()
        )


def test_mentor_whose_request_was_taken_back_is_not_asked_again_and_again() -> None:
    made = scene()
    asked = made.ask(0, 0, 1)
    request.take_back(asked, by=made.mentees[0].person)
    with pytest.raises(Refusal):
        made.ask(0, 0)
    assert Mail.objects.filter(kind="mentor_asked").count() == 1
    # Nobody had asked the second of the list yet.
    assert told(made.ask(0, 1)) == ["asked"]
    Choice.objects.filter(mentor=made.mentors[0]).update(
        asked_at=timezone.now() - dt.timedelta(days=31)
    )
    request.take_back(MentorRequest.objects.open().get(), by=made.mentees[0].person)
    assert told(made.ask(0, 0)) == ["asked"]
