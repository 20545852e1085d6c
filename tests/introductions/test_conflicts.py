"""Whom somebody must never be paired with: heard in every mode, read by nobody else."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from companies.errors import Refusal
from introductions import access, tasks
from introductions.actions import conflict
from introductions.models import Conflict
from matching.actions import choice, run
from pairings.actions import pairing
from people.models import AuditEntry, Person
from privacy import register
from privacy.actions import erasure
from tests import factories
from tests.matching.scene import Scene, scene

type Browser = Callable[[Person | None], Client]


def apart(made: Scene, mentee: int, mentor: int, *, by_mentor: bool = False) -> None:
    one, other = made.mentees[mentee].person, made.mentors[mentor].person
    if by_mentor:
        one, other = other, one
    conflict.declare(person=one, other=other)


def pair(made: Scene, mentee: int, mentor: int) -> None:
    pairing.pair(
        programme=made.programme,
        mentor=made.mentors[mentor],
        mentee=made.mentees[mentee],
        started_on=timezone.localdate(),
        by=made.by,
    )


@pytest.mark.parametrize("by_mentor", [True, False])
def test_run_never_proposes_a_pair_that_either_side_excluded(
    alice: Person, by_mentor: bool
) -> None:
    made = scene(alice)
    assert made.run().suggestions.filter(mentee=made.mentees[0], mentor=made.mentors[0]).exists()
    apart(made, 0, 0, by_mentor=by_mentor)
    row = made.run()
    assert not row.suggestions.filter(mentee=made.mentees[0], mentor=made.mentors[0]).exists()


@pytest.mark.parametrize("by_mentor", [True, False])
def test_pair_made_by_hand_is_refused_without_a_reason(alice: Person, by_mentor: bool) -> None:
    made = scene(alice)
    apart(made, 0, 0, by_mentor=by_mentor)
    with pytest.raises(Refusal) as refused, translation.override("en"):
        pair(made, 0, 0)
    mentee, mentor = made.mentees[0].person, made.mentors[0].person
    assert str(refused.value) == f"{mentee} and {mentor} cannot be paired. Choose another mentor."
    pair(made, 0, 1)


def test_conflict_declared_after_the_run_stops_the_publication(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    planned = row.suggestions.filter(is_planned=True).first()
    assert planned is not None
    conflict.declare(person=planned.mentor.person, other=planned.mentee.person)
    with pytest.raises(Refusal):
        run.publish(row, by=alice)
    run.decide(planned, decision="refused", by=alice)
    assert len(run.publish(row, by=alice)) == 2


def test_settlement_and_second_computation_keep_the_two_apart(alice: Person) -> None:
    made = scene(alice)
    shortlist = made.shortlist()
    mentee, mentor = made.mentees[0], made.mentors[0]
    choice.rank(shortlist, mentee, ranking=[mentor.pk], by=mentee.person)
    apart(made, 0, 0, by_mentor=True)
    settled = choice.settle(shortlist, by=alice)
    run.perform(settled)
    again = run.resolve(settled, by=alice)
    run.perform(again)
    for row in (settled, again):
        row.refresh_from_db()
        assert row.status == "done"
        assert not row.suggestions.filter(mentee=mentee, mentor=mentor).exists()


def test_mentor_disappears_from_the_shortlist_and_cannot_be_ranked(alice: Person) -> None:
    made = scene(alice)
    row = made.shortlist()
    mentee, mentor = made.mentees[0], made.mentors[0]
    apart(made, 0, 0, by_mentor=True)
    assert mentor.pk not in [one.mentor_id for one in choice.shortlist_of(row, mentee)]
    with pytest.raises(Refusal):
        choice.rank(row, mentee, ranking=[mentor.pk], by=mentee.person)
    choice.rank(row, mentee, ranking=[made.mentors[1].pk], by=mentee.person)


def test_conflict_looks_to_hr_like_a_management_line(alice: Person) -> None:
    results = []
    for as_line in (True, False):
        made = scene(alice, 1, 1)
        if as_line:
            Person.objects.filter(pk=made.mentees[0].person_id).update(
                manager=made.mentors[0].person
            )
        else:
            apart(made, 0, 0)
        row = made.run()
        results.append(list(row.result["unmatched"].values()))
        assert row.rules.keys() == {"criteria", "minimum"}
    assert results == [[{"apart": 1}], [{"apart": 1}]]


def test_nothing_of_it_is_in_the_journal_the_run_or_any_page_of_hr(
    alice: Person, as_person: Browser
) -> None:
    made = scene(alice, 2, 2)
    before = AuditEntry.objects.count()
    apart(made, 0, 0)
    assert AuditEntry.objects.count() == before
    row = made.run()
    written = json.dumps([row.rules, row.result]).lower()
    assert "conflict" not in written
    assert "blocked" not in written
    browser = as_person(alice)
    page = reverse("introductions:conflicts", args=[made.mentees[0].public_id])
    assert browser.get(page).status_code == 404
    review = browser.get(reverse("matching:run", args=[row.public_id])).content.decode()
    assert "set aside" not in review


def test_taking_it_back_makes_the_pair_possible_unless_the_other_asked_too(alice: Person) -> None:
    made = scene(alice)
    apart(made, 0, 0)
    apart(made, 0, 0, by_mentor=True)
    one, other = made.mentees[0].person, made.mentors[0].person
    conflict.take_back(person=one, other=other)
    with pytest.raises(Refusal):
        pair(made, 0, 0)
    conflict.take_back(person=other, other=one)
    pair(made, 0, 0)


def test_oneself_a_leaver_and_the_twenty_first_are_refused(bob: Person) -> None:
    left = factories.PersonFactory(status="left", leaving_on=timezone.localdate())
    for nobody in (bob, left):
        with pytest.raises(Refusal):
            conflict.declare(person=bob, other=nobody)
    people = factories.PersonFactory.create_batch(conflict.MOST + 1)
    for one in [*people[:-1], people[0]]:
        conflict.declare(person=bob, other=one)
    with pytest.raises(Refusal):
        conflict.declare(person=bob, other=people[-1])
    assert Conflict.objects.filter(person=bob).count() == conflict.MOST


def test_search_finds_colleagues_by_the_beginning_of_their_name(bob: Person) -> None:
    wanted = factories.PersonFactory(given_name="Éloïse", family_name="De Brun")
    factories.PersonFactory(given_name="Éloïse", status="left", leaving_on=timezone.localdate())
    for words in ("elo", "ÉLOÏSE de", "bru"):
        assert list(access.colleagues(bob, words)) == [wanted]
    for words in ("", "e", "\0", "oise"):
        assert not access.colleagues(bob, words).exists()


def test_page_keeps_takes_back_and_says_so(alice: Person, as_person: Browser) -> None:
    made = scene(alice)
    mine, other = made.mentees[0], made.mentors[0].person
    browser = as_person(mine.person)
    page = reverse("introductions:conflicts", args=[mine.public_id])
    assert str(other) in browser.get(page, {"q": other.family_name}).content.decode()
    browser.post(page, {"declare": str(other.public_id)})
    assert [row.other for row in access.conflicts(mine.person)] == [other]
    theirs = reverse("introductions:conflicts", args=[made.mentors[0].public_id])
    assert as_person(other).get(page).status_code == 404
    assert str(mine.person) not in as_person(other).get(theirs).content.decode()
    browser.post(page, {"take_back": str(other.public_id)})
    assert not access.conflicts(mine.person).exists()


@pytest.mark.parametrize("given", ["", "x", "0" * 32, "\0"])
def test_somebody_who_does_not_exist_is_refused_in_words(
    alice: Person, as_person: Browser, given: str
) -> None:
    made = scene(alice)
    page = reverse("introductions:conflicts", args=[made.mentees[0].public_id])
    answer = as_person(made.mentees[0].person).post(page, {"declare": given})
    assert answer.status_code == 422
    assert not Conflict.objects.exists()


def test_own_export_holds_it_and_nobody_elses_does(bob: Person, charlie: Person) -> None:
    conflict.declare(person=bob, other=charlie)
    table = next(one for one in register.tables() if one.model == "introductions.Conflict")
    assert register.rows_about(table, bob).count() == 1
    assert register.rows_about(table, charlie).count() == 0


def test_it_goes_with_whoever_leaves_and_no_erasure_counts_it(
    company: object, bob: Person, charlie: Person
) -> None:
    conflict.declare(person=bob, other=charlie)
    Person.objects.filter(pk=bob.pk).update(status="left", leaving_on=timezone.localdate())
    bob.refresh_from_db()
    counted = [line.table.model for line in erasure.preview(bob)]
    assert "introductions.Conflict" not in counted
    tasks.release("aubepine")
    assert not Conflict.objects.exists()


def test_it_is_taken_back_after_the_programme(alice: Person, as_person: Browser) -> None:
    made = scene(alice)
    mine, other = made.mentees[0], made.mentors[0].person
    apart(made, 0, 0)
    type(made.programme).objects.update(status="closed", closed_at=timezone.now())
    type(mine).objects.update(status="withdrawn")
    page = reverse("introductions:conflicts", args=[mine.public_id])
    browser = as_person(mine.person)
    assert str(other) in browser.get(page).content.decode()
    browser.post(page, {"take_back": str(other.public_id)})
    assert not access.conflicts(mine.person).exists()
    assert as_person(other).get(page).status_code == 404
