"""Who paused or withdrew meanwhile: the answer says so, and what was tried is taken back."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from asking.actions import pause
from lab.actions import scenario
from lab.models import Scenario
from people.models import Person
from programmes.models import Enrolment, Programme
from tests.lab.test_enquiries import asked
from tests.lab.test_scenarios import tried
from tests.matching.scene import scene

As = Callable[[Person | None], Client]


def test_mentor_who_pauses_is_an_answer_and_no_failure(alice: Person) -> None:
    made = scene(alice)
    mentor = made.mentors[1]
    made.programme.mode = Programme.Mode.SELF
    made.programme.save()
    assert asked(made, 0, 1).answer["blocked"] == []
    pause.begin(mentor, until=None, by=mentor.person)
    row = asked(made, 0, 1)
    assert (row.status, row.answer["blocked"]) == ("done", ["mentor_set_aside"])


@pytest.mark.parametrize("data, status", [({"remove": "1"}, 302), ({}, 422)])
def test_places_of_somebody_who_withdrew_are_taken_back_and_not_given(
    alice: Person, as_person: As, data: dict[str, str], status: int
) -> None:
    made = scene(alice)
    row = scenario.give_places(tried(made), mentor=made.mentors[0], total=2, by=alice)
    Enrolment.objects.filter(pk=made.mentors[0].pk).update(status="withdrawn")
    given = {"mentor": made.mentors[0].public_id, "total": 2} | data
    page = as_person(alice).post(reverse("lab:places", args=[row.public_id]), given)
    row.refresh_from_db()
    assert (page.status_code, row.rules["places"] == {}) == (status, status == 302)


def test_exception_to_what_is_no_must_have_any_more_is_taken_back(
    alice: Person, as_person: As
) -> None:
    made = scene(alice)
    mentee = made.mentees[0]
    row = scenario.leave_out(
        tried(made), mentee=mentee, code="must_site", is_left_out=True, by=alice
    )
    Enrolment.objects.filter(pk=mentee.pk).update(status="withdrawn")
    given = {"mentee": mentee.public_id, "code": "must_site"}
    address = reverse("lab:exceptions", args=[row.public_id])
    assert as_person(alice).post(address, given).status_code == 422
    assert as_person(alice).post(address, given | {"remove": "1"}).status_code == 302
    assert Scenario.objects.get().rules["exceptions"] == []
