"""The panel of the programme's page leads back to one's own ranking and answers."""

import re
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from introductions.actions import answer, conflict
from introductions.models import Conflict
from matching.actions import choice
from people.models import Person
from programmes.actions import enrolment
from tests.matching.scene import Scene, scene

type Browser = Callable[[Person | None], Client]


def links(client: Client, made: Scene) -> list[str]:
    """Addresses that the panel offers."""
    page = client.get(reverse("introductions:panel", args=[made.programme.public_id]))
    assert page.status_code == 200
    return re.findall(r'href="([^"]+)"', page.content.decode())


def test_mentee_finds_the_shortlist_and_after_ranking_the_way_to_change_it(
    alice: Person, as_person: Browser
) -> None:
    made = scene(alice, 2, 2)
    row, mine = made.shortlist(), made.mentees[0]
    client = as_person(mine.person)
    own = [reverse(name, args=[mine.public_id]) for name in ("matching:choose", MEETINGS)]
    assert links(client, made) == own
    choice.rank(row, mine, ranking=[made.mentors[0].pk], by=mine.person)
    assert links(client, made) == own
    page = client.get(reverse("introductions:panel", args=[made.programme.public_id]))
    assert "Vous avez classé 1 mentor." in page.content.decode()


def test_mentor_finds_the_mentees_who_might_come_before_and_after_answering(
    alice: Person, as_person: Browser
) -> None:
    made = scene(alice, 2, 2)
    row, mine = made.shortlist(), made.mentors[0]
    client = as_person(mine.person)
    own = [reverse(name, args=[mine.public_id]) for name in ("introductions:answers", MEETINGS)]
    assert links(client, made) == own
    answer.give(row, mine, answers={made.mentees[0].pk: "fine"}, by=mine.person)
    assert links(client, made) == own
    page = client.get(reverse("introductions:panel", args=[made.programme.public_id]))
    assert "Vos réponses sont enregistrées." in page.content.decode()


def test_panel_is_empty_for_hr_without_a_shortlist_and_once_the_ranking_is_over(
    alice: Person, as_person: Browser
) -> None:
    made = scene(alice, 2, 2)
    assert links(as_person(made.mentees[0].person), made) == []
    row = made.shortlist()
    assert links(as_person(alice), made) == []
    assert len(links(as_person(made.mentees[0].person), made)) == 2
    choice.settle(row, by=made.by)
    assert links(as_person(made.mentees[0].person), made) == []
    assert links(as_person(made.mentors[0].person), made) == []


def test_nobody_is_on_shortlists_once_nobody_is_left_to_answer_about(
    alice: Person, as_person: Browser
) -> None:
    made = scene(alice, 1, 1)
    made.shortlist()
    mentee, mentor = made.mentees[0], made.mentors[0]
    assert links(as_person(mentor.person), made)
    conflict.declare(person=mentee.person, other=mentor.person)
    assert links(as_person(mentor.person), made) == []
    assert links(as_person(mentee.person), made) == []
    Conflict.objects.all().delete()
    assert links(as_person(mentor.person), made)
    enrolment.withdraw(mentee, by=mentee.person)
    assert links(as_person(mentor.person), made) == []


def test_charlie_of_another_programme_has_no_panel(
    alice: Person, charlie: Person, as_person: Browser
) -> None:
    made = scene(alice, 1, 1)
    made.shortlist()
    address = reverse("introductions:panel", args=[made.programme.public_id])
    assert as_person(charlie).get(address).status_code == 404
    assert as_person(made.mentees[0].person).get(address).status_code == 200


MEETINGS = "introductions:meetings"
