"""Runs: asked for once, performed once, decided, published whole or not at all."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from companies.errors import Refusal
from matching import tasks
from matching.actions import run
from matching.models import Criterion, MatchingRun
from pairings.models import Pairing
from people.models import AuditEntry, Mail, Person
from programmes.models import Enrolment
from tests import factories
from tests.matching.scene import scene


def _withdraw(enrolment: Enrolment) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(status="withdrawn")


def test_request_queues_a_run_with_frozen_rules(alice: Person) -> None:
    row = run.request(scene(alice).programme, by=alice)
    assert row.status == "queued"
    assert row.rules["minimum"] == 30
    assert {rule["kind"] for rule in row.rules["criteria"]} == set(Criterion.Kind.values)


@pytest.mark.parametrize("mentees, mentors, word", [(0, 2, "mentee"), (2, 0, "mentor")])
def test_request_without_a_side_is_refused(
    alice: Person, mentees: int, mentors: int, word: str
) -> None:
    programme = scene(alice, mentees, mentors).programme
    with translation.override("en"), pytest.raises(Refusal, match=f"as {word} yet"):
        run.request(programme, by=alice)
    assert not MatchingRun.objects.exists()


def test_request_with_zero_weights_is_refused(alice: Person) -> None:
    programme = scene(alice).programme
    factories.CriterionFactory(programme=programme, weight=0)
    with pytest.raises(Refusal):
        run.request(programme, by=alice)


def test_second_request_while_one_is_under_way_is_refused(alice: Person) -> None:
    programme = scene(alice).programme
    run.request(programme, by=alice)
    with pytest.raises(Refusal, match="Alice Renard"):
        run.request(programme, by=alice)
    assert MatchingRun.objects.count() == 1


def test_double_click_asks_for_one_run_even_if_the_first_is_done(alice: Person) -> None:
    made = scene(alice)
    made.run(seen=0)
    with pytest.raises(Refusal):
        run.request(made.programme, by=alice, seen=0)
    assert MatchingRun.objects.count() == 1


def test_request_in_a_draft_is_refused(alice: Person) -> None:
    made = scene(alice)
    made.programme.status = "draft"
    made.programme.save()
    with pytest.raises(Refusal, match=made.programme.name):
        run.request(made.programme, by=alice)


def test_performed_run_pairs_each_mentee_with_who_helps_with_their_need(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    assert row.status == "done"
    planned = row.suggestions.filter(is_planned=True)
    assert {(one.mentee, one.mentor) for one in planned} == set(
        zip(made.mentees, made.mentors, strict=True)
    )
    assert row.result["pairs"] == 3
    assert len(row.inputs_hash) == len(row.plan_hash) == 64


def test_reasons_add_up_to_the_points(alice: Person) -> None:
    row = scene(alice).run()
    for one in row.suggestions.all():
        assert sum(reason["points"] for reason in one.reasons) == one.points
        assert sum(reason["of"] for reason in one.reasons) == 50_000


def test_same_inputs_give_the_same_plan(alice: Person) -> None:
    made = scene(alice, 5, 5)
    first, second = made.run(), made.run()
    assert first.plan_hash == second.plan_hash
    assert first.inputs_hash == second.inputs_hash


def test_mentor_above_the_mentee_at_any_depth_is_never_proposed(alice: Person) -> None:
    made = scene(alice, 1, 2)
    middle = factories.PersonFactory(manager=made.mentors[0].person)
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=middle)
    row = made.run()
    assert {one.mentor for one in row.suggestions.all()} == {made.mentors[1]}


def test_capacity_below_demand_leaves_mentees_with_counted_reasons(alice: Person) -> None:
    made = scene(alice, 3, 1)
    row = made.run()
    assert row.result["pairs"] == 1
    assert list(row.result["unmatched"].values()) == [{"full": 1}, {"full": 1}]


def test_run_where_every_pair_is_forbidden_is_done_with_the_cause(alice: Person) -> None:
    made = scene(alice, 1, 1)
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=made.mentors[0].person)
    row = made.run()
    assert (row.status, row.result["pairs"]) == ("done", 0)
    assert row.result["unmatched"] == {str(made.mentees[0].pk): {"apart": 1}}


def test_paired_mentees_and_taken_places_are_left_out(alice: Person) -> None:
    made = scene(alice, 2, 2)
    factories.PairingFactory(
        programme=made.programme, mentee=made.mentees[0], mentor=made.mentors[1]
    )
    row = made.run()
    planned = row.suggestions.get(is_planned=True)
    assert (planned.mentee, planned.mentor) == (made.mentees[1], made.mentors[0])


def test_mentors_who_leave_before_the_run_make_it_fail_with_a_code(alice: Person) -> None:
    made = scene(alice, 1, 1)
    row = run.request(made.programme, by=alice)
    _withdraw(made.mentors[0])
    run.perform(row)
    row.refresh_from_db()
    assert (row.status, row.problem) == ("failed", "no_mentors")


def test_run_of_a_killed_worker_is_swept_and_performed_once(alice: Person) -> None:
    made = scene(alice)
    row = run.request(made.programme, by=alice)
    assert row.claim()
    assert not MatchingRun.objects.stale().exists()
    late = timezone.now() - dt.timedelta(seconds=1)
    MatchingRun.objects.filter(pk=row.pk).update(leased_until=late)
    assert list(MatchingRun.objects.stale()) == [row]
    tasks.perform_run("aubepine", row.pk)
    tasks.perform_run("aubepine", row.pk)
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("done", 2)
    assert row.suggestions.filter(is_planned=True).count() == 3


def test_queries_of_a_run_do_not_grow_with_its_people(
    alice: Person, django_assert_num_queries: object
) -> None:
    small, large = scene(alice, 2, 2), scene(alice, 6, 6)
    counts = []
    for made in (small, large):
        row = run.request(made.programme, by=alice)
        with django_assert_num_queries(32, exact=False) as seen:  # type: ignore[operator]
            run.perform(row)
        counts.append(len(seen.captured_queries))
    assert counts[0] == counts[1]


def test_accepting_another_mentor_reopens_the_first_decision(alice: Person) -> None:
    made = scene(alice, 1, 2)
    row = made.run()
    first, second = row.suggestions.order_by("rank")
    run.decide(first, decision="accepted", by=alice)
    run.decide(second, decision="locked", by=alice)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.decision, second.decision) == ("open", "locked")


def test_accepting_beyond_the_places_is_refused(alice: Person) -> None:
    made = scene(alice, 2, 2)
    row = made.run()
    mentor = made.mentors[0]
    one, other = row.suggestions.filter(mentor=mentor)
    run.decide(one, decision="accepted", by=alice)
    with pytest.raises(Refusal, match="Mentor0"):
        run.decide(other, decision="accepted", by=alice)


def test_accept_planned_accepts_all_that_is_still_to_decide(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    run.decide(row.suggestions.filter(is_planned=True)[0], decision="refused", by=alice)
    assert run.accept_planned(row, by=alice) == 2
    assert row.suggestions.filter(decision="accepted").count() == 2


def test_resolve_keeps_locks_and_leaves_refusals_out(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    locked = row.suggestions.get(is_planned=True, mentee=made.mentees[0])
    refused = row.suggestions.get(is_planned=True, mentee=made.mentees[1])
    run.decide(locked, decision="locked", by=alice)
    run.decide(refused, decision="refused", by=alice)
    again = run.resolve(row, by=alice)
    run.perform(again)
    kept = again.suggestions.get(mentee=made.mentees[0], is_planned=True)
    assert (kept.mentor, kept.decision) == (made.mentors[0], "locked")
    assert not again.suggestions.filter(mentee=made.mentees[1], mentor=made.mentors[1]).exists()
    assert again.result["pairs"] == 3


def test_publish_makes_pairings_with_score_reasons_and_letters(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    pairings = run.publish(row, by=alice)
    assert len(pairings) == Pairing.objects.count() == 3
    planned = row.suggestions.get(is_planned=True, mentee=pairings[0].mentee)
    assert (pairings[0].score, pairings[0].reasons) == (planned.score, planned.reasons)
    assert Mail.objects.filter(kind="pairing_published").count() == 6
    assert AuditEntry.objects.filter(verb="matching.published").count() == 1


def test_publish_twice_is_refused_with_date_and_name(alice: Person) -> None:
    row = scene(alice).run()
    run.publish(row, by=alice)
    with pytest.raises(Refusal, match="Alice Renard"):
        run.publish(row, by=alice)
    assert Pairing.objects.count() == 3


def test_publish_without_the_open_ones_takes_decided_pairs_only(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    run.decide(row.suggestions.filter(is_planned=True)[0], decision="accepted", by=alice)
    assert len(run.publish(row, by=alice, include_open=False)) == 1


def test_mentee_who_withdrew_since_the_run_is_left_out(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    _withdraw(made.mentees[0])
    assert {one.mentee for one in run.publish(row, by=alice)} == set(made.mentees[1:])


def test_accepted_mentor_who_withdrew_stops_the_whole_publication(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    run.accept_planned(row, by=alice)
    _withdraw(made.mentors[0])
    with pytest.raises(Refusal, match="Mentor0"):
        run.publish(row, by=alice)
    assert not Pairing.objects.exists()


def test_publish_refuses_when_another_number_was_confirmed(alice: Person) -> None:
    row = scene(alice).run()
    with pytest.raises(Refusal):
        run.publish(row, by=alice, expected=2)
    assert not Pairing.objects.exists()


def test_org_chart_changed_since_the_run_stops_the_publication(alice: Person) -> None:
    made = scene(alice, 1, 1)
    row = made.run()
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=made.mentors[0].person)
    with pytest.raises(Refusal):
        run.publish(row, by=alice)
    assert not Pairing.objects.exists()
