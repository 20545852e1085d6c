"""Rankings: private, changeable until the date, settled once."""

import datetime as dt

import pytest
from django.utils import timezone

from companies.errors import Refusal
from matching import tasks
from matching.actions import choice, run
from matching.models import MatchingRun, Preference
from people.models import AuditEntry, Mail, Person
from tests.matching.scene import Scene, scene


def _rank(made: Scene, row: MatchingRun, mentee: int, *mentors: int) -> None:
    choice.rank(
        row,
        made.mentees[mentee],
        ranking=[made.mentors[n].pk for n in mentors],
        by=made.mentees[mentee].person,
    )


def _past(row: MatchingRun) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    MatchingRun.objects.filter(pk=row.pk).update(rank_until=yesterday)


def test_shortlist_needs_a_last_day_that_is_not_past(alice: Person) -> None:
    made = scene(alice)
    for until in (None, timezone.localdate() - dt.timedelta(days=1)):
        with pytest.raises(Refusal):
            run.request(made.programme, by=alice, purpose="shortlist", rank_until=until)


def test_shortlist_holds_up_to_five_mentors_and_writes_to_each_mentee(alice: Person) -> None:
    made = scene(alice, 3, 7)
    row = made.shortlist()
    assert [row.suggestions.filter(mentee=one).count() for one in made.mentees] == [5, 5, 5]
    assert Mail.objects.filter(kind="ranking_open").count() == 3


def test_second_shortlist_while_one_is_open_is_refused(alice: Person) -> None:
    made = scene(alice)
    made.shortlist()
    with pytest.raises(Refusal):
        made.shortlist()


def test_ranking_is_kept_in_order_and_replaced_by_the_next(alice: Person) -> None:
    made = scene(alice)
    row = made.shortlist()
    _rank(made, row, 0, 2, 0)
    _rank(made, row, 0, 1)
    kept = Preference.objects.get(run=row)
    assert (kept.mentee, kept.mentor, kept.rank) == (made.mentees[0], made.mentors[1], 1)


@pytest.mark.parametrize("mentors", [(), (0, 0), (0, 1, 2, 3)])
def test_ranking_with_nobody_the_same_twice_or_four_is_refused(
    alice: Person, mentors: tuple[int, ...]
) -> None:
    made = scene(alice, 1, 4)
    row = made.shortlist()
    with pytest.raises(Refusal):
        _rank(made, row, 0, *mentors)


def test_mentor_who_is_not_on_the_shortlist_cannot_be_ranked(alice: Person) -> None:
    made, other = scene(alice), scene(alice)
    row = made.shortlist()
    with pytest.raises(Refusal):
        choice.rank(row, made.mentees[0], ranking=[other.mentors[0].pk], by=made.mentees[0].person)


def test_nobody_ranks_for_somebody_else(alice: Person) -> None:
    made = scene(alice)
    row = made.shortlist()
    for by in (alice, made.mentees[1].person):
        with pytest.raises(Refusal):
            choice.rank(row, made.mentees[0], ranking=[made.mentors[0].pk], by=by)


def test_ranking_after_the_last_day_is_refused_and_keeps_what_was_chosen(alice: Person) -> None:
    made = scene(alice)
    row = made.shortlist()
    _rank(made, row, 0, 1)
    _past(row)
    with pytest.raises(Refusal):
        _rank(made, row, 0, 2)
    assert Preference.objects.get().mentor == made.mentors[1]


def test_settlement_hears_the_rankings_and_publishes_the_rank_obtained(alice: Person) -> None:
    made = scene(alice, 2, 2)
    row = made.shortlist()
    _rank(made, row, 0, 0, 1)
    _rank(made, row, 1, 1)
    settled = choice.settle(row, by=alice)
    run.perform(settled)
    settled.refresh_from_db()
    assert (settled.result["ranked"], settled.result["first"]) == (2, 2)
    pairings = run.publish(settled, by=alice)
    assert {one.choice_rank for one in pairings} == {1}


def test_settlement_closes_the_ranking_and_happens_once(alice: Person) -> None:
    made = scene(alice)
    row = made.shortlist()
    run.perform(choice.settle(row, by=alice))
    with pytest.raises(Refusal):
        _rank(made, row, 0, 1)
    with pytest.raises(Refusal):
        choice.settle(row, by=alice)


def test_mentor_who_withdrew_after_being_ranked_is_not_heard(alice: Person) -> None:
    made = scene(alice, 1, 2)
    row = made.shortlist()
    _rank(made, row, 0, 1, 0)
    type(made.mentors[1]).objects.filter(pk=made.mentors[1].pk).update(status="withdrawn")
    settled = choice.settle(row, by=alice)
    run.perform(settled)
    assert settled.suggestions.get(is_planned=True).mentor == made.mentors[0]


def test_timetable_settles_after_the_last_day_and_once(alice: Person) -> None:
    made = scene(alice)
    row = made.shortlist(days=0)
    assert choice.settle_due() == []
    _past(row)
    assert [one.shortlist_from for one in choice.settle_due()] == [row]
    assert choice.settle_due() == []


@pytest.mark.parametrize("days, letters", [(3, 0), (2, 2), (1, 0), (0, 2)])
def test_timetable_reminds_those_who_have_not_ranked_once_a_day(
    alice: Person, days: int, letters: int
) -> None:
    made = scene(alice)
    row = made.shortlist(days=days)
    _rank(made, row, 0, 1)
    tasks.remind_unranked("aubepine")
    tasks.remind_unranked("aubepine")
    assert Mail.objects.filter(kind="ranking_reminder").count() == letters


def test_hr_reminds_only_those_who_have_not_ranked(alice: Person) -> None:
    made = scene(alice)
    row = made.shortlist()
    _rank(made, row, 0, 1)
    assert choice.remind(row, by=alice) == 2
    assert choice.remind(row, by=alice) == 0


def test_ranking_leaves_no_trace_in_the_journal_that_hr_reads(alice: Person) -> None:
    made = scene(alice)
    row = made.shortlist()
    before = AuditEntry.objects.count()
    _rank(made, row, 0, 1)
    assert (AuditEntry.objects.count(), Preference.objects.count()) == (before, 1)
