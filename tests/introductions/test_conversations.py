"""Short conversations: at most three, without words, in both calendars, deciding nothing."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from companies.errors import Refusal
from introductions import tasks
from introductions.actions import conflict, conversation
from introductions.models import Conflict, Conversation
from matching.actions import choice
from matching.models import MatchingRun, Preference
from people.models import AuditEntry, Mail, Person
from programmes.actions import enrolment
from tests.matching.scene import Scene, scene

type Browser = Callable[[Person | None], Client]


def moment(days: float) -> dt.datetime:
    return (timezone.now() + dt.timedelta(days=days)).replace(microsecond=0, second=0)


def ask(made: Scene, row: MatchingRun, mentor: int = 0, *days: float) -> Conversation:
    mine = made.mentees[0]
    times = [moment(one) for one in days or (1, 2)]
    return conversation.ask(
        row, mine, made.mentors[mentor], times=times, way="video", by=mine.person
    )


def agreed(made: Scene, row: MatchingRun) -> Conversation:
    asked = ask(made, row)
    return conversation.accept(asked, time=asked.times[0], by=made.mentors[0].person)


def letters(what: str) -> list[Mail]:
    rows = Mail.objects.filter(kind="conversation", context__what=what)
    return list(rows.order_by("pk"))


def test_mentee_asks_up_to_three_and_a_declined_one_is_free_again(alice: Person) -> None:
    made = scene(alice, 1, 5)
    row = made.shortlist()
    first, *_others = (ask(made, row, n) for n in range(3))
    with pytest.raises(Refusal):
        ask(made, row, 3)
    conversation.decline(first, reason="away", by=made.mentors[0].person)
    ask(made, row, 3)
    with pytest.raises(Refusal):
        ask(made, row, 0)
    assert len(letters("asked")) == 4


@pytest.mark.parametrize("days", [(), (1, 2, 3, 4), (-1,), (8,)])
def test_times_are_one_to_three_ahead_and_before_the_ranking_closes(
    alice: Person, days: tuple[float, ...]
) -> None:
    made = scene(alice, 1, 1)
    row = made.shortlist(days=7)
    with pytest.raises(Refusal):
        conversation.ask(
            row,
            made.mentees[0],
            made.mentors[0],
            times=[moment(one) for one in days],
            way="video",
            by=made.mentees[0].person,
        )
    assert not Conversation.objects.exists()
    ask(made, row, 0, 6)


def test_asking_is_for_the_mentee_about_the_shortlist_while_it_is_open(alice: Person) -> None:
    made, other = scene(alice, 1, 1), scene(alice, 1, 1)
    row = made.shortlist()
    mine, times = made.mentees[0], [moment(1)]
    for mentor, way, by in (
        (made.mentors[0], "video", alice),
        (other.mentors[0], "video", mine.person),
        (made.mentors[0], "pigeon", mine.person),
    ):
        with pytest.raises(Refusal):
            conversation.ask(row, mine, mentor, times=times, way=way, by=by)
    choice.settle(row, by=alice)
    with pytest.raises(Refusal):
        ask(made, row)


def test_agreed_time_goes_into_both_calendars_and_a_move_updates_them(alice: Person) -> None:
    made = scene(alice, 1, 1)
    row = agreed(made, made.shortlist())
    told = letters("agreed")
    assert {one.person for one in told} == {made.mentees[0].person, made.mentors[0].person}
    files = [one.context["appointment"] for one in told]
    assert {(one["method"], one["sequence"]) for one in files} == {("REQUEST", 1)}
    row = conversation.propose(row, times=[moment(3)], by=made.mentors[0].person)
    taken_out = [one.context["appointment"] for one in letters("moved")]
    assert {(one["method"], one["sequence"]) for one in taken_out} == {("CANCEL", 2)}
    conversation.accept(row, time=row.times[0], by=made.mentees[0].person)
    again = [one.context["appointment"] for one in letters("agreed")[2:]]
    assert {(one["method"], one["sequence"]) for one in again} == {("REQUEST", 3)}
    assert len({one["uid"] for one in (*files, *taken_out, *again)}) == 1


def test_only_the_other_side_chooses_and_only_among_what_was_proposed(alice: Person) -> None:
    made = scene(alice, 1, 1)
    row = ask(made, made.shortlist())
    for time, by in (
        (row.times[0], made.mentees[0].person),
        (row.times[0], alice),
        (moment(5), made.mentors[0].person),
    ):
        with pytest.raises(Refusal):
            conversation.accept(row, time=time, by=by)
    row = conversation.propose(row, times=[moment(4)], by=made.mentors[0].person)
    assert letters("times")[0].person == made.mentees[0].person
    assert conversation.accept(row, time=row.times[0], by=made.mentees[0].person).starts_at


def test_mentor_declines_with_a_listed_reason_in_neutral_words(
    alice: Person, as_person: Browser
) -> None:
    made = scene(alice, 1, 1)
    row = ask(made, made.shortlist())
    for reason, by in (("ugly", made.mentors[0].person), ("away", made.mentees[0].person)):
        with pytest.raises(Refusal):
            conversation.decline(row, reason=reason, by=by)
    conversation.decline(row, reason="no_time", by=made.mentors[0].person)
    assert letters("declined")[0].person == made.mentees[0].person
    mentee = made.mentees[0].person
    Person.objects.filter(pk=mentee.pk).update(language="en")
    mentee.refresh_from_db()
    page = as_person(mentee).get(reverse("introductions:conversation", args=[row.public_id]))
    assert "has no time for a conversation" in " ".join(page.content.decode().split())


def test_either_calls_it_off_before_its_time_and_calendars_forget_it(alice: Person) -> None:
    made = scene(alice, 1, 2)
    row = agreed(made, made.shortlist())
    with pytest.raises(Refusal):
        conversation.cancel(row, by=alice)
    conversation.cancel(row, by=made.mentors[0].person)
    assert [one.context["appointment"]["method"] for one in letters("off")] == ["CANCEL"] * 2
    with pytest.raises(Refusal):
        conversation.cancel(row, by=made.mentors[0].person)


def test_each_notes_that_it_took_place_once_its_time_has_come(alice: Person) -> None:
    made = scene(alice, 1, 1)
    row = agreed(made, made.shortlist())
    with pytest.raises(Refusal):
        conversation.note(row, by=made.mentees[0].person)
    Conversation.objects.filter(pk=row.pk).update(starts_at=moment(-0.5))
    for refused in (
        lambda: conversation.cancel(row, by=made.mentees[0].person),
        lambda: conversation.note(row, by=alice),
    ):
        with pytest.raises(Refusal):
            refused()
    row = conversation.note(row, by=made.mentees[0].person)
    assert row.noted_by(made.mentees[0].person)
    assert not row.noted_by(made.mentors[0].person)


def test_conversation_decides_nothing(alice: Person) -> None:
    made = scene(alice, 2, 2)
    row = made.shortlist()
    before = AuditEntry.objects.count()
    agreed(made, row)
    assert not Preference.objects.exists()
    assert AuditEntry.objects.count() == before
    assert "conversation" not in str([row.rules, row.result])


def test_what_is_still_open_ends_with_the_last_day_once(alice: Person) -> None:
    made = scene(alice, 1, 2)
    row = made.shortlist()
    agreed(made, row)
    ask(made, row, 1)
    tasks.release("aubepine")
    assert Conversation.objects.open().count() == 2
    choice.settle(row, by=alice)
    for _again in range(2):
        tasks.release("aubepine")
    assert set(Conversation.objects.values_list("status", flat=True)) == {"lapsed"}
    assert (len(letters("lapsed")), len(letters("off"))) == (2, 2)


def test_leaving_the_programme_calls_it_off_and_tells_the_one_who_stays(alice: Person) -> None:
    made = scene(alice, 1, 1)
    ask(made, made.shortlist())
    enrolment.withdraw(made.mentors[0], by=made.mentors[0].person)
    tasks.release("aubepine")
    assert Conversation.objects.get().status == "withdrawn"
    assert [one.person for one in letters("off")] == [made.mentees[0].person]


def test_conflict_calls_it_off_in_the_same_words_as_anybody(alice: Person) -> None:
    made = scene(alice, 1, 2)
    row = made.shortlist()
    ask(made, row, 0)
    ask(made, row, 1)
    conflict.declare(person=made.mentors[0].person, other=made.mentees[0].person)
    conversation.cancel(Conversation.objects.get(mentor=made.mentors[1]), by=made.mentors[1].person)
    contexts = [one.context for one in letters("off")]
    keys = ("what", "reason", "starts_at", "minutes", "way")
    assert {tuple(one[key] for key in keys) for one in contexts} == {("off", "", "", 20, "video")}


def test_reminders_go_once_to_both_for_tomorrow_and_to_who_should_choose(alice: Person) -> None:
    made = scene(alice, 1, 2)
    row = made.shortlist()
    soon = agreed(made, row)
    tomorrow = timezone.localtime().replace(hour=12) + dt.timedelta(days=1)
    Conversation.objects.filter(pk=soon.pk).update(starts_at=tomorrow)
    waiting = ask(made, row, 1, 5)
    Conversation.objects.filter(pk=waiting.pk).update(proposed_at=moment(-3))
    for _again in range(2):
        tasks.remind("aubepine")
    assert len(letters("soon")) == 2
    assert [one.person for one in letters("waiting")] == [made.mentors[1].person]


def test_pages_arrange_a_conversation_from_the_question_to_the_file(
    alice: Person, as_person: Browser
) -> None:
    made = scene(alice, 1, 1)
    made.shortlist()
    mine, mentor = made.mentees[0], made.mentors[0]
    browser = as_person(mine.person)
    page = reverse("introductions:ask", args=[mine.public_id, mentor.public_id])
    day = (timezone.localdate() + dt.timedelta(days=2)).isoformat()
    wrong = browser.post(page, {"way": "phone", "day_1": day, "hour_1": "", "day_2": day})
    assert wrong.status_code == 422
    browser.post(page, {"way": "phone", "day_1": day, "hour_1": "10:15"})
    row = Conversation.objects.get()
    here = reverse("introductions:conversation", args=[row.public_id])
    assert browser.get(page).url == here
    time = row.times[0].isoformat()
    as_person(mentor.person).post(here, {"do": "accept", "time": time})
    file = browser.get(reverse("introductions:calendar", args=[row.public_id]))
    assert b"METHOD:REQUEST" in file.content
    assert as_person(alice).get(here).status_code == 404


@pytest.mark.parametrize("do", ["accept", "propose", "decline", "cancel", "note", "", "\0"])
def test_what_is_missing_or_impossible_is_said_and_changes_nothing(
    alice: Person, as_person: Browser, do: str
) -> None:
    made = scene(alice, 1, 1)
    row = ask(made, made.shortlist())
    here = reverse("introductions:conversation", args=[row.public_id])
    given = {"do": "note" if do == "cancel" else do, "time": "x", "reason": "x", "day_1": "x"}
    answer = as_person(made.mentors[0].person).post(here, given)
    assert answer.status_code == 422
    row.refresh_from_db()
    assert (row.status, len(row.times)) == ("proposed", 2)


@pytest.mark.parametrize("mentees, shown", [(4, "from five mentees on"), (5, "5 short conver")])
def test_hr_sees_numbers_from_five_mentees_on(
    alice: Person, as_person: Browser, mentees: int, shown: str
) -> None:
    made = scene(alice, mentees, 1)
    row = made.shortlist()
    for mine in made.mentees:
        conversation.ask(row, mine, made.mentors[0], times=[moment(1)], way="video", by=mine.person)
    alice.language = "en"
    alice.save()
    page = as_person(alice).get(reverse("introductions:totals", args=[row.public_id]))
    assert shown in " ".join(page.content.decode().split())


def test_asking_holds_both_people_in_the_order_in_which_pairs_hold_them(alice: Person) -> None:
    made = scene(alice, 1, 1)
    row = made.shortlist()
    with CaptureQueriesContext(connection) as queries:
        ask(made, row)
    held = next(one["sql"] for one in queries if "UPDATE OF" in one["sql"])
    assert 'ORDER BY "programmes_enrolment"."id"' in held
    for one in (made.mentees[0], made.mentors[0]):
        assert re.search(rf"\b{one.pk}\b", held)


@pytest.mark.parametrize("by_mentor", [True, False])
def test_conversation_asked_for_while_a_conflict_was_declared_is_called_off(
    alice: Person, by_mentor: bool
) -> None:
    made = scene(alice, 1, 2)
    row = made.shortlist()
    ask(made, row, 0)
    ask(made, row, 1)
    one, other = made.mentees[0].person, made.mentors[0].person
    if by_mentor:
        one, other = other, one
    # The conflict and the conversation came at the same moment: neither saw the other.
    Conflict.objects.create(person=one, other=other)
    for _again in range(2):
        tasks.release("aubepine")
    assert list(Conversation.objects.order_by("pk").values_list("status", flat=True)) == [
        "withdrawn",
        "proposed",
    ]
    assert {letter.person for letter in letters("off")} == {one, other}
    assert not letters("lapsed")
