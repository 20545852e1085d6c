"""What mentors answered in private: HR learns it neither from a refusal nor by what is missing."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from introductions.actions import answer
from lab.actions import scenario
from matching.actions import choice, run
from matching.models import MatchingRun, Suggestion
from people.models import Person
from tests.matching.scene import Scene, scene

As = Callable[[Person | None], Client]


def settled(made: Scene, **answers: str) -> MatchingRun:
    """A settlement for which the first mentor said ``m0="rather_not"`` of the first mentee."""
    listed = made.shortlist()
    said = {made.mentees[int(name[1:])].pk: word for name, word in answers.items()}
    answer.give(listed, made.mentors[0], answers=said, by=made.mentors[0].person)
    return performed(choice.settle(listed, by=made.by))


def performed(row: MatchingRun) -> MatchingRun:
    run.perform(row)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("rankers, is_told", [(4, False), (5, True)])
def test_what_became_of_the_choices_is_told_from_five_rankings_on(
    alice: Person, as_person: As, rankers: int, is_told: bool
) -> None:
    made = scene(alice, 5, 5)
    listed = made.shortlist()
    for mentee, mentor in zip(made.mentees[:rankers], made.mentors, strict=False):
        choice.rank(listed, mentee, ranking=[mentor.pk], by=mentee.person)
    row = performed(choice.settle(listed, by=alice))
    Person.objects.filter(pk=alice.pk).update(language="en")
    page = as_person(alice).get(reverse("matching:run", args=[row.public_id]))
    text = page.content.decode()
    assert ("mentees who ranked" in text) is is_told
    assert ("told from five rankings on" in text) is not is_told


def card(made: Scene, row: MatchingRun) -> Suggestion:
    """What HR is shown of the first mentee and the first mentor."""
    return row.suggestions.get(mentee=made.mentees[0], mentor=made.mentors[0])


def test_pair_that_hr_forces_is_made_whatever_the_mentor_answered(alice: Person) -> None:
    made = scene(alice)
    row = settled(made, m0="rather_not")
    assert not card(made, row).is_planned
    run.decide(card(made, row), decision="locked", by=alice)
    again = performed(run.resolve(row, by=alice))
    assert again.status == "done"
    assert card(made, again).is_planned


def test_mentor_who_would_rather_not_is_shown_to_hr_like_any_other(alice: Person) -> None:
    made = scene(alice)
    row = settled(made, m0="rather_not")
    shown = row.suggestions.filter(mentee=made.mentees[0])
    assert {one.mentor_id for one in shown} == {one.pk for one in made.mentors}
    assert card(made, row).decision == "open" and card(made, row).rank == 1


def test_answer_is_not_counted_among_the_causes(alice: Person) -> None:
    made = scene(alice, 1, 2)
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=made.mentors[1].person)
    row = settled(made, m0="rather_not")
    assert row.result["unmatched"] == {str(made.mentees[0].pk): {"apart": 1}}


def test_mentor_of_the_line_who_would_rather_not_stays_forbidden_and_counted(
    alice: Person,
) -> None:
    made = scene(alice, 1, 1)
    row = settled(made, m0="rather_not")
    assert row.result["unmatched"] == {str(made.mentees[0].pk): {}}
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=made.mentors[0].person)
    again = performed(run.resolve(row, by=alice))
    assert again.result["unmatched"] == {str(made.mentees[0].pk): {"apart": 1}}
    assert not again.suggestions.exists()


def test_scenario_that_heard_answers_becomes_the_proposal(alice: Person) -> None:
    made = scene(alice)
    settled(made, m0="rather_not", m1="prefer")
    row = scenario.create(made.programme, name="Bolder", by=alice)
    performed(scenario.compute(row, by=alice))
    row.refresh_from_db()
    proposal = scenario.publish(row, by=alice)
    assert proposal.is_reviewable and not card(made, proposal).is_planned
