"""What an export and an erasure tell of requests: to each side its own, nothing of the other."""

import pytest
from django.utils import timezone

from asking.actions import answer
from asking.models import Choice, MentorRequest
from companies.personal import Reader
from people.models import Person
from privacy import register
from privacy.actions import erasure
from tests.asking.scene import choice, scene


@pytest.fixture(autouse=True)
def inside(company: object) -> None:
    """Every test is inside Aubépine."""


def table(model: str) -> register.Table:
    return next(one for one in register.tables() if one.model == f"asking.{model}")


def test_mentor_who_was_never_asked_has_nothing_of_it_in_their_export() -> None:
    made = scene()
    asked = made.ask(0, 0, 1)
    about = {n: register.rows_about(table("Choice"), made.mentors[n].person) for n in (0, 1)}
    assert list(about[0]) == [choice(asked)]
    assert not about[1].exists()
    answer.decline(choice(asked), reason="no_time", by=made.mentors[0].person)
    assert list(about[1].all()) == [choice(asked, 2)]
    assert register.rows_about(table("Choice"), made.mentees[0].person).count() == 2


def test_export_says_neither_what_was_answered_nor_when() -> None:
    left_out = set(table("Choice").withheld)
    assert {"status", "answered_at", "decline_reason", "place", "mentor"} <= left_out
    assert {"asked_at", "answer_by"}.isdisjoint(left_out)


def test_hr_counts_no_request_of_a_leaver_and_the_erasure_takes_them_all(alice: Person) -> None:
    made = scene()
    made.ask(0, 0, 1)
    made.ask(1, 1)
    gone = [made.mentees[0].person, made.mentors[1].person]
    for person in gone:
        Person.objects.filter(pk=person.pk).update(status="left", leaving_on=timezone.localdate())
        person.refresh_from_db()
        counted = {line.table.model for line in erasure.preview(person)}
        assert counted.isdisjoint({"asking.MentorRequest", "asking.Choice"})
        erasure.erase(person, by=alice, ground="left")
    assert not MentorRequest.objects.filter(mentee=made.mentees[0]).exists()
    assert not Choice.objects.filter(mentor=made.mentors[1]).exists()


def test_place_in_the_ranking_is_for_the_mentee_alone() -> None:
    pair = next(one for one in register.tables() if one.model == "pairings.Pairing")
    assert pair.seen["choice_rank"] == (Reader.SELF,)
