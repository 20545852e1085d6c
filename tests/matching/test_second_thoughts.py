"""What happens between two clicks: runs, rankings and pairs when the world has moved on."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from companies.errors import Refusal
from matching.actions import choice, run
from matching.models import MatchingRun
from matching.review import review
from pairings.models import Pairing
from people.models import Mail, Person
from programmes.models import Programme
from tests import factories
from tests.matching.scene import scene

As = Callable[[Person | None], Client]


def test_page_asks_for_a_run_also_after_thirty_others(alice: Person, as_person: As) -> None:
    programme = scene(alice).programme
    for _ in range(31):
        factories.MatchingRunFactory(programme=programme, status="failed")
    page = f"/programmes/{programme.public_id}/matching/"
    shown = as_person(alice).get(page).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', shown)
    assert seen is not None
    given = {"purpose": "proposal", "minimum": 30, "seen": seen[1]}
    as_person(alice).post(f"{page}request", given)
    assert MatchingRun.objects.filter(programme=programme, status="queued").count() == 1


def test_shortlist_is_refused_where_hr_decides_alone(alice: Person) -> None:
    made = scene(alice)
    Programme.objects.update(mode=Programme.Mode.ADMINISTRATIVE)
    made.programme.refresh_from_db()
    with pytest.raises(Refusal):
        made.shortlist()
    assert made.run().status == "done"


def test_closing_a_programme_ends_its_ranking_and_its_reminders(alice: Person) -> None:
    made = scene(alice)
    listed = made.shortlist(days=2)
    mentee = made.mentees[0]
    assert choice.open_for(mentee) == listed
    Programme.objects.update(status=Programme.Status.CLOSED)
    assert choice.open_for(mentee) is None
    assert choice.remind_due() == 0
    with pytest.raises(Refusal):
        choice.rank(listed, mentee, ranking=[made.mentors[0].pk], by=mentee.person)
    assert not Mail.objects.filter(kind="ranking_reminder").exists()


def test_rankings_are_settled_once_even_when_the_first_settlement_is_done(alice: Person) -> None:
    made = scene(alice)
    listed = made.shortlist()
    settlement = choice.settle(listed, by=alice)
    run.perform(settlement)
    with pytest.raises(Refusal):
        run.settle_rankings(listed, by=alice)
    assert listed.settlements.count() == 1


def test_settling_holds_the_shortlist_so_that_no_ranking_slips_in(alice: Person) -> None:
    listed = scene(alice).shortlist()
    with CaptureQueriesContext(connection) as queries:
        choice.settle(listed, by=alice)
    locked = [one["sql"] for one in queries if "FOR UPDATE" in one["sql"]]
    assert [sql for sql in locked if f'"matching_matchingrun"."id" = {listed.pk}' in sql]


def test_late_failure_of_a_worker_leaves_a_finished_run_alone(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    late = MatchingRun.objects.get(pk=row.pk)
    late.fail("unexpected")
    row.refresh_from_db()
    assert (row.status, row.problem, late.status) == ("done", "", "done")


def test_publishing_twice_pairs_once(alice: Person) -> None:
    made = scene(alice)
    row, other_tab = made.run(), MatchingRun.objects.get(programme=made.programme)
    run.publish(row, by=alice)
    letters = Mail.objects.count()
    with pytest.raises(Refusal, match="Alice Renard"):
        run.publish(other_tab, by=alice)
    assert (Pairing.objects.count(), Mail.objects.count()) == (3, letters)


def test_mentee_who_withdrew_between_run_and_publish_is_left_out(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    gone = made.mentees[0]
    gone.status = "withdrawn"
    gone.save()
    paired = run.publish(row, by=alice)
    assert {one.mentee_id for one in paired} == {one.pk for one in made.mentees[1:]}


def test_rank_until_far_ahead_is_kept_as_a_day(alice: Person) -> None:
    row = scene(alice).run(purpose="shortlist", rank_until=dt.date(9999, 12, 31))
    assert choice.is_open(row)
    assert choice.remind_due() == 0
    assert timezone.localdate() < dt.date(9999, 12, 31)


def test_nothing_is_decided_in_a_closed_programme(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    Programme.objects.update(status=Programme.Status.CLOSED)
    suggestion = row.suggestions.select_related("run").first()
    assert suggestion is not None
    with pytest.raises(Refusal):
        run.decide(suggestion, decision="accepted", by=alice)
    with pytest.raises(Refusal):
        run.accept_planned(row, by=alice)
    assert set(row.suggestions.values_list("decision", flat=True)) == {"open"}


def test_review_of_a_published_run_says_who_was_published(alice: Person, as_person: As) -> None:
    Person.objects.filter(pk=alice.pk).update(language="en")
    made = scene(alice)
    row = made.run()
    run.decide(row.suggestions.filter(is_planned=True)[0], decision="accepted", by=alice)
    run.publish(row, by=alice, include_open=False)
    row.refresh_from_db()
    state = review(row)
    assert state.counts == {"published": 1, "left_out": 2}
    shown = as_person(alice).get(f"/matching/runs/{row.public_id}/").content.decode()
    assert "<strong>1</strong> pair published of 3" in shown
    assert "To decide" not in shown


def test_mentor_of_a_published_pair_is_not_counted_as_taken_elsewhere(alice: Person) -> None:
    row = scene(alice).run()
    run.publish(row, by=alice)
    row.refresh_from_db()
    state = review(row)
    own = state.cards(state.rows[0].mentee)[0]
    assert (own.taken, own.places) == (0, 1)


def test_publish_page_says_what_becomes_of_the_others(alice: Person, as_person: As) -> None:
    Person.objects.filter(pk=alice.pk).update(language="en")
    row = scene(alice).run()
    run.decide(row.suggestions.filter(is_planned=True)[0], decision="accepted", by=alice)
    shown = as_person(alice).get(f"/matching/runs/{row.public_id}/publish").content.decode()
    assert "a later computation can propose them again" in shown
