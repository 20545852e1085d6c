"""A mentor changes places and half days at any time, never below the pairs under way."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from companies.errors import Refusal
from matching.actions import run
from pairings.models import Pairing
from people.models import AuditEntry, Person
from programmes.actions import places
from programmes.models import Enrolment, Programme
from tests import factories
from tests.matching.scene import scene

type Browser = Callable[[Person | None], Client]

DAYS = {"availability": ["tue_pm", "mon_am"]}


@pytest.fixture
def mentor(bob: Person) -> Enrolment:
    """Bob, two places, in a programme whose last day to answer is over."""
    past = timezone.localdate() - dt.timedelta(days=3)
    programme = factories.ProgrammeFactory(status=Programme.Status.RUNNING, enrol_until=past)
    row: Enrolment = factories.EnrolmentFactory(
        programme=programme, person=bob, role="mentor", capacity=2
    )
    return row


def refused(row: Enrolment, *, by: Person, capacity: int = 3, **more: Any) -> str:
    """The sentence with which a change is refused; nothing has changed."""
    row.refresh_from_db()
    before = (row.capacity, row.availability)
    with translation.override("en"), pytest.raises(Refusal) as caught:
        places.offer(row, capacity=capacity, **{**DAYS, **more}, by=by)
    row.refresh_from_db()
    assert (row.capacity, row.availability) == before
    return str(caught.value)


def test_places_and_half_days_change_after_the_last_day(mentor: Enrolment, bob: Person) -> None:
    places.offer(mentor, capacity=4, **DAYS, by=bob)
    mentor.refresh_from_db()
    assert (mentor.capacity, mentor.availability) == (4, ["mon_am", "tue_pm"])
    places.offer(mentor, capacity=4, **DAYS, by=bob)
    entry = AuditEntry.objects.get(verb="enrolment.places_changed")
    assert (entry.actor, entry.facts) == (bob, {"before": 2, "places": 4})


def test_places_never_go_below_the_pairs_under_way(mentor: Enrolment, bob: Person) -> None:
    pairs = [factories.PairingFactory(programme=mentor.programme, mentor=mentor) for _ in range(2)]
    assert "You accompany 2 people" in refused(mentor, capacity=1, by=bob)
    Pairing.objects.filter(pk=pairs[0].pk).update(
        status="ended", end_reason="workload", ended_at=timezone.now()
    )
    assert places.offer(mentor, capacity=1, **DAYS, by=bob).capacity == 1


def test_hr_and_the_director_note_it_for_a_mentor_and_the_journal_says_who(
    mentor: Enrolment, alice: Person, charlie: Person
) -> None:
    assert "Only Bob Leclerc or HR" in refused(mentor, by=charlie)
    places.offer(mentor, capacity=3, **DAYS, by=alice)
    factories.ResponsibilityFactory(programme=mentor.programme, person=charlie)
    places.offer(mentor, capacity=5, **DAYS, by=charlie)
    rows = AuditEntry.objects.filter(verb="enrolment.places_changed").order_by("number")
    assert [one.actor for one in rows] == [alice, charlie]
    factories.PairingFactory(programme=mentor.programme, mentor=mentor)
    factories.PairingFactory(programme=mentor.programme, mentor=mentor)
    assert "Bob Leclerc accompanies 2 people" in refused(mentor, capacity=1, by=alice)


def test_places_are_those_of_the_format_and_half_days_those_of_the_list(
    mentor: Enrolment, bob: Person
) -> None:
    assert "1 to 5" in refused(mentor, capacity=6, by=bob)
    assert "half days" in refused(mentor, availability=["sun_am"], by=bob)
    Programme.objects.update(format="group")
    assert "2 to 5" in refused(mentor, capacity=1, by=bob)
    assert places.offer(mentor, capacity=5, **DAYS, by=bob).capacity == 5


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_places_change_only_while_the_programme_is_alive(
    mentor: Enrolment, bob: Person, status: str
) -> None:
    Programme.objects.update(status=status)
    assert "open or running" in refused(mentor, by=bob)
    Programme.objects.update(status="open")
    assert places.offer(mentor, capacity=3, **DAYS, by=bob).capacity == 3


def test_a_mentee_and_who_has_not_said_yes_offer_no_places(mentor: Enrolment) -> None:
    mentee = factories.EnrolmentFactory(programme=mentor.programme)
    assert "Only mentors" in refused(mentee, by=mentee.person)
    invited = factories.EnrolmentFactory(
        programme=mentor.programme, role="mentor", status="invited", answered_at=None
    )
    assert "has not said yes" in refused(invited, by=invited.person)


def test_a_proposal_with_more_pairs_than_the_mentor_still_offers_is_not_published(
    alice: Person,
) -> None:
    made = scene(alice, mentees=2, mentors=1, capacity=2)
    proposal, mentor = made.run(minimum=0), made.mentors[0]
    assert run.accept_planned(proposal, by=alice) == 2
    places.offer(mentor, capacity=1, **DAYS, by=mentor.person)
    with translation.override("en"), pytest.raises(Refusal, match="no place any more"):
        run.publish(proposal, by=alice, expected=2)
    assert not Pairing.objects.exists()
    places.offer(mentor, capacity=2, **DAYS, by=mentor.person)
    assert len(run.publish(proposal, by=alice, expected=2)) == 2


def test_undecided_pairs_that_lost_their_place_are_not_published_unseen(alice: Person) -> None:
    made = scene(alice, mentees=2, mentors=1, capacity=2)
    proposal, mentor = made.run(minimum=0), made.mentors[0]
    places.offer(mentor, capacity=1, **DAYS, by=mentor.person)
    with translation.override("en"), pytest.raises(Refusal, match="Something changed"):
        run.publish(proposal, by=alice, expected=2)
    assert not Pairing.objects.exists()


def test_a_mentor_changes_places_on_a_page_reached_from_two_others(
    mentor: Enrolment, bob: Person, as_person: Browser
) -> None:
    address = reverse("programmes:places", args=[mentor.public_id])
    browser = as_person(bob)
    for shown in (
        reverse("programmes:detail", args=[mentor.programme.public_id]),
        reverse("pairings:list"),
        reverse("selection:answer", args=[mentor.public_id]),
    ):
        assert address in browser.get(shown).content.decode()
    assert browser.post(address, {"capacity": "9"}).status_code == 422
    assert browser.post(address, {"capacity": "3", **DAYS}).status_code == 302
    mentor.refresh_from_db()
    assert (mentor.capacity, mentor.availability) == (3, ["mon_am", "tue_pm"])


def test_a_refused_change_says_why_and_keeps_what_was_chosen(
    mentor: Enrolment, bob: Person, as_person: Browser
) -> None:
    for _ in range(2):
        factories.PairingFactory(programme=mentor.programme, mentor=mentor)
    address = reverse("programmes:places", args=[mentor.public_id])
    answer = as_person(bob).post(address, {"capacity": "1", **DAYS})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form["capacity"].errors and form["availability"].value() == DAYS["availability"]


def test_nobody_else_opens_the_places_of_a_mentor(
    mentor: Enrolment, alice: Person, charlie: Person, as_person: Browser
) -> None:
    address = reverse("programmes:places", args=[mentor.public_id])
    for person in (alice, charlie):
        assert as_person(person).get(address).status_code == 404
        assert as_person(person).post(address, {"capacity": "1"}).status_code == 404
    assert as_person(mentor.person).get(address).status_code == 200
    Programme.objects.update(status="closed")
    assert as_person(mentor.person).get(address).status_code == 404


def test_hr_notes_places_on_the_file_of_a_mentor(
    mentor: Enrolment, alice: Person, charlie: Person, as_person: Browser
) -> None:
    address = reverse("selection:file", args=[mentor.public_id])
    sent = {"do": "places", "capacity": "4", **DAYS}
    assert as_person(charlie).post(address, sent).status_code == 404
    assert as_person(alice).post(address, sent | {"capacity": "0"}).status_code == 422
    assert as_person(alice).post(address, sent).status_code == 302
    mentor.refresh_from_db()
    assert mentor.capacity == 4
