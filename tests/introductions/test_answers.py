"""What mentors answer about the mentees who might come: heard by the settlement, read by nobody."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.errors import Refusal
from introductions import tasks
from introductions.actions import answer, conflict
from introductions.models import Answer
from matching.actions import choice, run
from matching.models import MatchingRun
from people.models import AuditEntry, Mail, Person
from tests.matching.scene import Scene, scene

type Browser = Callable[[Person | None], Client]


def say(made: Scene, row: MatchingRun, mentor: int, **words: str) -> None:
    """``m0="prefer"``: what a mentor says of the first mentee."""
    answer.give(
        row,
        made.mentors[mentor],
        answers={made.mentees[int(name[1:])].pk: word for name, word in words.items()},
        by=made.mentors[mentor].person,
    )


def rank(made: Scene, row: MatchingRun, mentee: int, *mentors: int) -> None:
    mine = made.mentees[mentee]
    choice.rank(row, mine, ranking=[made.mentors[n].pk for n in mentors], by=mine.person)


def settled(made: Scene, row: MatchingRun, policy: str = "balanced") -> MatchingRun:
    result = choice.settle(row, by=made.by, policy=policy)
    run.perform(result)
    result.refresh_from_db()
    assert result.status == "done"
    return result


def pairs(made: Scene, row: MatchingRun) -> set[tuple[int, int]]:
    mentees = [one.pk for one in made.mentees]
    mentors = [one.pk for one in made.mentors]
    planned = row.suggestions.filter(is_planned=True)
    return {(mentees.index(one.mentee_id), mentors.index(one.mentor_id)) for one in planned}


@pytest.mark.parametrize("policy", ["balanced", "stable"])
def test_rather_not_makes_no_pair_even_if_nobody_else_is_left(alice: Person, policy: str) -> None:
    made = scene(alice, 1, 1)
    row = made.shortlist()
    rank(made, row, 0, 0)
    say(made, row, 0, m0="rather_not")
    result = settled(made, row, policy)
    assert pairs(made, result) == set()
    assert not result.suggestions.filter(is_planned=True).exists()


@pytest.mark.parametrize("policy", ["balanced", "stable"])
def test_fine_and_no_answer_change_nothing(alice: Person, policy: str) -> None:
    made = scene(alice, 3, 3)
    row = made.shortlist()
    rank(made, row, 0, 1)
    silent = settled(made, row, policy)
    MatchingRun.objects.filter(pk=silent.pk).delete()
    say(made, row, 1, m0="fine", m1="fine", m2="fine")
    spoken = settled(made, row, policy)
    assert (spoken.plan_hash, spoken.inputs_hash) == (silent.plan_hash, silent.inputs_hash)


@pytest.mark.parametrize("policy", ["balanced", "stable"])
def test_mentor_gets_whom_they_prefer_of_two_who_ranked_them(alice: Person, policy: str) -> None:
    outcomes = set()
    for preferred in ("m0", "m1"):
        made = scene(alice, 2, 2)
        Person.objects.filter(enrolments__in=made.mentees).update(level=2)
        for mentee in made.mentees:
            mentee.needs = made.mentors[0].needs
            mentee.save()
        row = made.shortlist()
        rank(made, row, 0, 0)
        rank(made, row, 1, 0)
        say(made, row, 0, **{preferred: "prefer"})
        result = settled(made, row, policy)
        outcomes.add((preferred, next(pair for pair in pairs(made, result) if pair[1] == 0)))
        assert policy == "balanced" or result.result["blocking_pairs"] == 0
    assert outcomes == {("m0", (0, 0)), ("m1", (1, 0))}


def test_another_policy_is_refused_and_stable_is_written_in_the_rules(alice: Person) -> None:
    made = scene(alice)
    row = made.shortlist()
    with pytest.raises(Refusal):
        choice.settle(row, by=alice, policy="optimal")
    assert settled(made, row, "stable").rules["policy"] == "stable"


def test_answers_are_refused_from_others_after_the_day_and_about_strangers(alice: Person) -> None:
    made, other = scene(alice, 2, 2), scene(alice, 1, 1)
    row = made.shortlist()
    mine = made.mentors[0]
    about = {made.mentees[0].pk: "prefer"}
    for by in (alice, made.mentors[1].person, made.mentees[0].person):
        with pytest.raises(Refusal):
            answer.give(row, mine, answers=about, by=by)
    for wrong in ({other.mentees[0].pk: "fine"}, {made.mentees[0].pk: "never"}):
        with pytest.raises(Refusal):
            answer.give(row, mine, answers=wrong, by=mine.person)
    MatchingRun.objects.filter(pk=row.pk).update(
        rank_until=timezone.localdate() - dt.timedelta(days=1)
    )
    with pytest.raises(Refusal):
        answer.give(row, mine, answers=about, by=mine.person)
    assert not Answer.objects.exists()


def test_answers_replace_the_ones_before_and_close_with_the_settlement(alice: Person) -> None:
    made = scene(alice, 2, 2)
    row = made.shortlist()
    say(made, row, 0, m0="prefer", m1="rather_not")
    say(made, row, 0, m0="fine", m1="fine")
    assert set(Answer.objects.values_list("word", flat=True)) == {"fine"}
    choice.settle(row, by=alice)
    with pytest.raises(Refusal):
        say(made, row, 0, m0="prefer")


def test_mentor_sees_first_names_and_reasons_never_ranks_or_family_names(
    alice: Person, as_person: Browser
) -> None:
    made = scene(alice, 2, 2)
    row = made.shortlist()
    person = made.mentees[0].person
    Person.objects.filter(pk=person.pk).update(given_name="Solène", job_title="Juriste")
    page = reverse("introductions:answers", args=[made.mentors[0].public_id])
    before = as_person(made.mentors[0].person).get(page).content.decode()
    assert "Solène" in before
    assert "Juriste" in before
    assert person.family_name not in before
    assert person.email not in before
    rank(made, row, 0, 0)
    assert "Solène" in as_person(made.mentors[0].person).get(page).content.decode()
    for nobody in (alice, made.mentors[1].person, made.mentees[0].person):
        assert as_person(nobody).get(page).status_code == 404


def test_page_saves_the_answers_and_shows_them_again(alice: Person, as_person: Browser) -> None:
    made = scene(alice, 1, 1)
    made.shortlist()
    page = reverse("introductions:answers", args=[made.mentors[0].public_id])
    browser = as_person(made.mentors[0].person)
    name = f"about_{made.mentees[0].public_id}"
    assert browser.post(page, {name: "maybe"}).status_code == 422
    assert not Answer.objects.exists()
    browser.post(page, {name: "rather_not"})
    assert Answer.objects.get().word == "rather_not"
    shown = browser.get(page).content.decode()
    assert 'value="rather_not"' in shown.split("checked")[0].rsplit("<input", 1)[1]


def test_mentee_kept_apart_is_not_on_the_page(alice: Person, as_person: Browser) -> None:
    made = scene(alice, 1, 1)
    made.shortlist()
    conflict.declare(person=made.mentees[0].person, other=made.mentors[0].person)
    page = reverse("introductions:answers", args=[made.mentors[0].public_id])
    shown = as_person(made.mentors[0].person).get(page).content.decode()
    assert f"about_{made.mentees[0].public_id}" not in shown


def test_nobody_else_learns_an_answer_from_runs_journal_or_pages(
    alice: Person, as_person: Browser
) -> None:
    made = scene(alice, 2, 2)
    row = made.shortlist()
    before = AuditEntry.objects.count()
    say(made, row, 0, m0="rather_not", m1="prefer")
    assert AuditEntry.objects.count() == before
    result = settled(made, row)
    written = json.dumps([result.rules, result.result, row.rules, row.result])
    for word in ("rather", "prefer", "blocked", "answer"):
        assert word not in written
    for page in (row, result):
        shown = as_person(alice).get(reverse("matching:run", args=[page.public_id]))
        assert "rather not" not in shown.content.decode().lower()


@pytest.mark.parametrize("mentors, shown", [(4, "from five mentors on"), (5, "1 of 5 mentors")])
def test_hr_sees_how_many_answered_from_five_mentors_on(
    alice: Person, as_person: Browser, mentors: int, shown: str
) -> None:
    made = scene(alice, 1, mentors)
    row = made.shortlist()
    say(made, row, 0, m0="fine")
    alice.language = "en"
    alice.save()
    page = as_person(alice).get(reverse("introductions:totals", args=[row.public_id]))
    assert shown in " ".join(page.content.decode().split())


def test_mentors_are_asked_once_and_reminded_once_until_they_answer(alice: Person) -> None:
    made = scene(alice, 2, 2)
    row = made.shortlist(days=1)
    for _again in range(2):
        tasks.ask_mentors("aubepine")
    assert Mail.objects.filter(kind="mentors_asked").count() == 2
    assert not Mail.objects.filter(kind="mentors_reminded").exists()
    yesterday = timezone.now() - dt.timedelta(days=1)
    MatchingRun.objects.filter(pk=row.pk).update(finished_at=yesterday)
    say(made, row, 0, m0="fine", m1="fine")
    for _again in range(2):
        tasks.ask_mentors("aubepine")
    reminded = Mail.objects.filter(kind="mentors_reminded")
    assert [one.person for one in reminded] == [made.mentors[1].person]


def test_answers_go_with_whoever_leaves(alice: Person) -> None:
    made = scene(alice, 2, 2)
    row = made.shortlist()
    say(made, row, 0, m0="prefer", m1="fine")
    Person.objects.filter(pk=made.mentees[0].person_id).update(
        status="left", leaving_on=timezone.localdate()
    )
    tasks.release("aubepine")
    assert [one.mentee for one in Answer.objects.all()] == [made.mentees[1]]
