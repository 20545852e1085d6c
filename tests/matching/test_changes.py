"""Pairs that HR forces or exchanges: priced, locked, refused by rule, computed again around."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from companies.errors import Refusal
from matching.actions import changes, run
from matching.models import MatchingRun, Suggestion
from pairings.models import Pairing
from people.models import AuditEntry, Person
from tests import factories
from tests.matching.scene import Scene, scene

As = Callable[[Person | None], Client]


def force(made: Scene, row: MatchingRun, mentee: int, mentor: int, **more: str) -> MatchingRun:
    again = changes.force(
        row, mentee=made.mentees[mentee], mentor=made.mentors[mentor], by=made.by, **more
    )
    run.perform(again)
    again.refresh_from_db()
    return again


def plan(row: MatchingRun) -> dict[int, int]:
    """Mentee → mentor, as the run plans it."""
    return dict(row.suggestions.filter(is_planned=True).values_list("mentee_id", "mentor_id"))


def test_forced_pair_is_locked_and_the_others_move_around_it(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    again = force(made, row, 0, 1)
    planned = again.suggestions.get(mentee=made.mentees[0], is_planned=True)
    assert (planned.mentor, planned.decision) == (made.mentors[1], "locked")
    assert len(plan(again)) == 3
    assert plan(row)[made.mentees[0].pk] == made.mentors[0].pk
    assert AuditEntry.objects.filter(verb="suggestion.forced").count() == 1


def test_forced_pair_that_was_not_suggested_gets_points_and_reasons(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    mentee, mentor = made.mentees[0], made.mentors[2]
    points = row.suggestions.get(mentee=mentee, mentor=mentor).points
    row.suggestions.filter(mentee=mentee, mentor=mentor).delete()
    force(made, row, 0, 2)
    forced = row.suggestions.get(mentee=mentee, mentor=mentor)
    assert forced.decision == "locked"
    assert sum(reason["points"] for reason in forced.reasons) == forced.points == points


def test_forced_pair_can_be_published(alice: Person) -> None:
    made = scene(alice)
    again = force(made, made.run(), 0, 1)
    run.publish(again, by=alice)
    pairing = Pairing.objects.get(mentee=made.mentees[0])
    assert pairing.mentor == made.mentors[1]
    assert pairing.reasons


def test_management_line_is_never_forced(alice: Person) -> None:
    made = scene(alice)
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=made.mentors[1].person)
    row = made.run()
    with translation.override("en"), pytest.raises(Refusal, match="same management line"):
        force(made, row, 0, 1)
    assert not row.suggestions.filter(decision="locked").exists()
    assert force(made, row, 0, 2).status == "done"


def test_pair_that_was_refused_is_not_forced_until_it_is_reopened(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    refused = row.suggestions.get(mentee=made.mentees[0], mentor=made.mentors[1])
    run.decide(refused, decision="refused", by=alice)
    with translation.override("en"), pytest.raises(Refusal, match="refused"):
        force(made, row, 0, 1)
    run.decide(refused, decision="open", by=alice)
    assert force(made, row, 0, 1).status == "done"


def test_mentor_whose_places_are_locked_for_others_is_not_forced(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    run.decide(
        row.suggestions.get(mentee=made.mentees[1], is_planned=True), decision="locked", by=alice
    )
    with translation.override("en"), pytest.raises(Refusal, match="locked for another pair"):
        force(made, row, 0, 1)


def test_accepted_pair_gives_way_to_a_forced_one(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    run.accept_planned(row, by=alice)
    again = force(made, row, 0, 1)
    kept = again.suggestions.get(mentee=made.mentees[2], is_planned=True)
    assert plan(again)[made.mentees[0].pk] == made.mentors[1].pk
    assert kept.decision == "accepted"


def test_force_at_a_price_that_is_not_true_any_more_is_refused(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    told = changes.state_hash(row)
    Person.objects.filter(pk=made.mentees[1].person_id).update(site="Brest")
    with pytest.raises(Refusal):
        force(made, row, 0, 1, expected=told)
    assert force(made, row, 0, 1, expected=changes.state_hash(row)).status == "done"


def test_published_run_is_neither_forced_nor_exchanged(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    run.publish(row, by=alice)
    with pytest.raises(Refusal):
        force(made, row, 0, 1)
    with pytest.raises(Refusal):
        changes.swap(row, one=made.mentees[0], other=made.mentees[1], by=alice)


def test_exchange_locks_both_pairs_and_tells_both_scores(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    done = changes.swap(row, one=made.mentees[0], other=made.mentees[1], by=alice)
    locked = row.suggestions.filter(decision=Suggestion.Decision.LOCKED)
    assert {(one.mentee, one.mentor) for one in locked} == {
        (made.mentees[0], made.mentors[1]),
        (made.mentees[1], made.mentors[0]),
    }
    assert all(side.score_before > side.score_after for side in done.sides)
    assert len(run.publish(row, by=alice)) == 3
    assert Pairing.objects.get(mentee=made.mentees[0]).mentor == made.mentors[1]


def test_exchange_that_a_rule_forbids_is_refused_with_the_rule(alice: Person) -> None:
    made = scene(alice)
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=made.mentors[1].person)
    row = made.run()
    with translation.override("en"), pytest.raises(Refusal, match="same management line"):
        changes.swap(row, one=made.mentees[0], other=made.mentees[1], by=alice)
    assert not row.suggestions.exclude(decision="open").exists()
    changes.swap(row, one=made.mentees[0], other=made.mentees[2], by=alice)
    assert row.suggestions.filter(decision="locked").count() == 2


def test_locked_pair_and_mentee_without_pair_are_not_exchanged(alice: Person) -> None:
    made = scene(alice, 3, 2)
    row = made.run()
    alone = next(one for one in made.mentees if str(one.pk) in row.result["unmatched"])
    first, second = (one for one in made.mentees if one != alone)
    with pytest.raises(Refusal):
        changes.swap(row, one=first, other=alone, by=alice)
    locked = row.suggestions.get(mentee=first, is_planned=True)
    run.decide(locked, decision="locked", by=alice)
    with pytest.raises(Refusal):
        changes.swap(row, one=first, other=second, by=alice)
    run.decide(locked, decision="open", by=alice)
    changes.swap(row, one=first, other=second, by=alice)


def test_two_mentees_of_one_mentor_have_nothing_to_exchange(alice: Person) -> None:
    made = scene(alice, 2, 1, capacity=2)
    row = made.run()
    with pytest.raises(Refusal):
        changes.swap(row, one=made.mentees[0], other=made.mentees[1], by=alice)


def test_mentee_paired_meanwhile_is_not_forced(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    factories.PairingFactory(
        programme=made.programme, mentee=made.mentees[0], mentor=made.mentors[0]
    )
    with pytest.raises(Refusal):
        force(made, row, 0, 1)


def test_page_of_an_exchange_shows_both_scores_then_does_it(
    alice: Person, charlie: Person, as_person: As
) -> None:
    Person.objects.filter(pk=alice.pk).update(language="en")
    made = scene(alice)
    row = made.run()
    other = row.suggestions.get(mentee=made.mentees[1], is_planned=True)
    address = reverse("matching:swap", args=[row.public_id])
    asked = {"mentee": str(made.mentees[0].public_id), "other": other.pk}
    assert as_person(charlie).get(address, asked).status_code == 404
    client = as_person(alice)
    shown = client.get(address, asked).content.decode()
    assert "After the exchange" in shown and "points together" in shown
    assert not row.suggestions.filter(decision="locked").exists()
    assert client.post(address, asked).status_code == 302
    assert row.suggestions.filter(decision="locked").count() == 2


def test_page_of_an_exchange_tells_the_rule_that_forbids_it(alice: Person, as_person: As) -> None:
    Person.objects.filter(pk=alice.pk).update(language="en")
    made = scene(alice)
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=made.mentors[1].person)
    row = made.run()
    other = row.suggestions.get(mentee=made.mentees[1], is_planned=True)
    address = reverse("matching:swap", args=[row.public_id])
    asked = {"mentee": str(made.mentees[0].public_id), "other": other.pk}
    shown = as_person(alice).get(address, asked).content.decode()
    assert "same management line" in shown and "Exchange the mentors" not in shown
    assert as_person(alice).post(address, asked).status_code == 422
    nobody = as_person(alice).post(address, asked | {"other": 999_999})
    assert nobody.status_code == 422
