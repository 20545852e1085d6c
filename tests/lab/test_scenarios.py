"""Scenarios: tried without touching anything, computed in line, frozen, adopted after checks."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone, translation

from companies.errors import Refusal
from lab.actions import scenario
from lab.models import Scenario
from matching import tasks
from matching.actions import choice, criteria, run
from matching.board import board
from matching.models import Criterion, MatchingRun
from pairings.models import Pairing
from people.models import Person
from programmes.actions import places
from programmes.models import Programme
from tests import factories
from tests.matching.scene import Scene, scene

As = Callable[[Person | None], Client]


def tried(made: Scene, name: str = "Bolder", **given: object) -> Scenario:
    return scenario.create(made.programme, name=name, by=made.by, **given)  # type: ignore[arg-type]


def computed(made: Scene, row: Scenario) -> MatchingRun:
    done = scenario.compute(row, by=made.by)
    run.perform(done)
    done.refresh_from_db()
    row.refresh_from_db()
    return done


def rows_with(programme: Programme, **weights: int) -> list[dict[str, object]]:
    rows = criteria.as_rows(criteria.chosen(programme))
    return [row | {"weight": weights.get(row["kind"], row["weight"])} for row in rows]


def change(made: Scene, row: Scenario, **given: object) -> Scenario:
    asked = {
        "name": row.name,
        "rows": rows_with(made.programme),
        "minimum": 30,
        "fairness": "sum",
        "policy": "balanced",
    }
    return scenario.change(row, by=made.by, **(asked | given))  # type: ignore[arg-type]


def test_scenario_touches_neither_criteria_nor_proposals(alice: Person) -> None:
    made = scene(alice)
    proposal = made.run()
    row = change(made, tried(made), rows=rows_with(made.programme, site=100), minimum=10)
    computed(made, row)
    assert not Criterion.objects.exists()
    assert board(made.programme).run == proposal
    assert list(board(made.programme).runs) == [proposal]
    assert run.last_minimum(made.programme) == 30
    assert not Pairing.objects.exists()


def test_same_scenario_with_unchanged_inputs_gives_the_same_plan(alice: Person) -> None:
    made = scene(alice, 5, 4)
    row = tried(made)
    first = computed(made, row)
    again = computed(made, row)
    assert first.pk != again.pk
    assert (first.plan_hash, first.inputs_hash) == (again.plan_hash, again.inputs_hash)
    assert len(again.plan_hash) == 64 and again.engine_version and again.rules == row.rules


def test_several_scenarios_wait_and_one_is_computed_at_a_time(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = scene(alice)
    first, second = (scenario.compute(tried(made, name), by=alice) for name in ("A", "B"))
    assert MatchingRun.objects.scenarios().unfinished().count() == 2
    assert first.claim()
    run.perform(second)
    second.refresh_from_db()
    assert second.status == "queued"
    MatchingRun.objects.filter(pk=first.pk).update(leased_until=timezone.now())
    monkeypatch.setattr(tasks.perform_run, "delay", tasks.perform_run)
    tasks.perform_run("aubepine", first.pk)
    second.refresh_from_db()
    assert second.status == "done"


def test_scenario_and_proposal_do_not_stand_in_each_others_way(alice: Person) -> None:
    made = scene(alice)
    waiting = scenario.compute(tried(made), by=alice)
    assert made.run().status == "done"
    run.perform(waiting)
    waiting.refresh_from_db()
    assert waiting.status == "done"


def test_scenario_is_stopped_and_computed_again(alice: Person) -> None:
    made = scene(alice)
    row = tried(made)
    waiting = scenario.compute(row, by=alice)
    with pytest.raises(Refusal):
        scenario.compute(row, by=alice)
    run.cancel(waiting, by=alice)
    row.refresh_from_db()
    assert row.run and row.run.is_cancelled and not row.is_computed
    assert computed(made, row).status == "done"


def test_scenario_becomes_a_proposal_that_is_reviewed_and_published(alice: Person) -> None:
    made = scene(alice)
    old = made.run()
    row = tried(made)
    plan = computed(made, row)
    proposal = scenario.publish(row, by=alice)
    assert board(made.programme).run == proposal != old
    assert (proposal.plan_hash, proposal.rules) == (plan.plan_hash, plan.rules)
    assert proposal.suggestions.count() == plan.suggestions.count()
    assert not Pairing.objects.exists()
    run.accept_planned(proposal, by=alice)
    assert len(run.publish(proposal, by=alice)) == 3
    plan.refresh_from_db()
    assert plan.suggestions.exclude(decision="open").count() == 0


def test_people_who_changed_since_must_be_computed_again(alice: Person) -> None:
    made = scene(alice)
    row = tried(made)
    computed(made, row)
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=made.mentors[0].person)
    with translation.override("en"), pytest.raises(Refusal, match="have changed since"):
        scenario.publish(row, by=alice)
    computed(made, row)
    assert scenario.publish(row, by=alice).is_reviewable


def test_scenario_changed_since_it_was_computed_is_not_published(alice: Person) -> None:
    made = scene(alice)
    row = tried(made)
    with pytest.raises(Refusal):
        scenario.publish(row, by=alice)
    computed(made, row)
    change(made, row, minimum=10)
    row.refresh_from_db()
    assert row.is_changed
    with pytest.raises(Refusal):
        scenario.publish(row, by=alice)
    computed(made, row)
    assert scenario.publish(row, by=alice)


def test_places_that_mentors_do_not_offer_are_asked_for_first(alice: Person) -> None:
    made = scene(alice, 2, 1)
    row = scenario.give_places(tried(made), mentor=made.mentors[0], total=2, by=alice)
    plan = computed(made, row)
    assert plan.result["pairs"] == 2
    assert scenario.to_ask(row) == [(made.mentors[0], 2)]
    with translation.override("en"), pytest.raises(Refusal, match="Mentor0 must offer"):
        scenario.publish(row, by=alice)
    days = made.mentors[0].availability
    places.offer(made.mentors[0], capacity=2, availability=days, by=alice)
    proposal = scenario.publish(row, by=alice)
    assert len(run.publish(proposal, by=alice)) == 2


def test_places_beyond_the_format_and_strangers_are_refused(alice: Person) -> None:
    made, other = scene(alice), scene(alice)
    row = tried(made)
    for mentor, total in ((made.mentors[0], 6), (other.mentors[0], 2), (made.mentees[0], 2)):
        with pytest.raises(Refusal):
            scenario.give_places(row, mentor=mentor, total=total, by=alice)
    row = scenario.give_places(row, mentor=made.mentors[0], total=3, by=alice)
    assert row.rules["places"] == {str(made.mentors[0].pk): 3}
    row = scenario.give_places(row, mentor=made.mentors[0], total=1, by=alice)
    assert row.rules["places"] == {}


def test_rule_left_out_for_one_mentee_lets_only_them_in(alice: Person) -> None:
    made = scene(alice, 2, 2)
    people = [one.person_id for one in made.mentees]
    Person.objects.filter(pk__in=people).update(languages=["de"])
    row = scenario.leave_out(
        tried(made), mentee=made.mentees[0], code="language", is_left_out=True, by=alice
    )
    plan = computed(made, row)
    assert [one.mentee for one in plan.suggestions.filter(is_planned=True)] == [made.mentees[0]]
    with pytest.raises(Refusal):
        scenario.leave_out(row, mentee=made.mentees[0], code="line", is_left_out=True, by=alice)
    row = scenario.leave_out(
        row, mentee=made.mentees[0], code="language", is_left_out=False, by=alice
    )
    assert computed(made, row).result["pairs"] == 0


@pytest.mark.parametrize("fairness", ["concave", "maximin"])
def test_fairness_is_taken_in(alice: Person, fairness: str) -> None:
    made = scene(alice, 4, 4)
    row = change(made, tried(made), fairness=fairness)
    assert computed(made, row).result["pairs"] == 4
    with pytest.raises(Refusal):
        change(made, row, fairness="luck")


def test_zero_weights_and_taken_names_are_refused_and_change_nothing(alice: Person) -> None:
    made = scene(alice)
    tried(made, "Other")
    row = tried(made)
    nothing = [one | {"weight": 0} for one in rows_with(made.programme)]
    for wrong in ({"rows": nothing}, {"name": "Other"}, {"name": " "}, {"minimum": 101}):
        with pytest.raises(Refusal):
            change(made, row, **wrong)
    row.refresh_from_db()
    assert (row.name, row.rules["minimum"]) == ("Bolder", 30)
    assert change(made, row, name="Third", minimum=20).name == "Third"


def test_twelve_scenarios_at_most(alice: Person) -> None:
    made = scene(alice)
    rows = [tried(made, f"S{n}") for n in range(12)]
    with translation.override("en"), pytest.raises(Refusal, match="at most 12"):
        tried(made, "S12")
    scenario.delete(rows[0], by=alice)
    assert tried(made, "S12").pk


def test_copy_has_the_rules_of_its_source_and_its_own_life(alice: Person) -> None:
    made = scene(alice)
    row = change(made, tried(made), minimum=12)
    copy = tried(made, "Copy", source=row)
    assert copy.rules == row.rules and copy.run is None
    change(made, copy, minimum=40)
    row.refresh_from_db()
    assert row.rules["minimum"] == 12


def test_scenario_of_a_proposal_keeps_what_was_decided(alice: Person) -> None:
    made = scene(alice)
    proposal = made.run()
    locked = proposal.suggestions.get(mentee=made.mentees[0], mentor=made.mentors[1])
    run.decide(locked, decision="locked", by=alice)
    plan = computed(made, tried(made, run=proposal))
    assert plan.suggestions.get(mentee=made.mentees[0], is_planned=True).mentor == made.mentors[1]


def test_deleted_scenario_leaves_its_proposal(alice: Person) -> None:
    made = scene(alice)
    row = tried(made)
    plan = computed(made, row)
    proposal = scenario.publish(row, by=alice)
    scenario.delete(row, by=alice)
    assert not MatchingRun.objects.filter(pk=plan.pk).exists()
    assert proposal.suggestions.filter(is_planned=True).count() == 3


def test_scenario_at_work_is_not_deleted(alice: Person) -> None:
    made = scene(alice)
    row = tried(made)
    at_work = scenario.compute(row, by=alice)
    assert at_work.claim()
    with pytest.raises(Refusal):
        scenario.delete(row, by=alice)
    at_work.finish()
    scenario.delete(row, by=alice)
    assert not Scenario.objects.exists()


def test_rankings_are_heard_only_once_they_are_settled(alice: Person) -> None:
    made = scene(alice)
    listed = made.shortlist()
    assert tried(made, "Early").heard is None
    mentee = made.mentees[0]
    choice.rank(listed, mentee, ranking=[made.mentors[1].pk], by=mentee.person)
    settlement = choice.settle(listed, by=alice)
    run.perform(settlement)
    row = tried(made, "Late")
    plan = computed(made, row)
    assert row.heard == listed and plan.result["ranked"] == 1
    proposal = scenario.publish(row, by=alice)
    assert proposal.purpose == "settlement"
    assert run.choice_ranks(proposal) == {(mentee.pk, made.mentors[1].pk): 1}


def test_run_under_way_and_closed_programme_refuse_a_scenario(alice: Person) -> None:
    made = scene(alice)
    row = tried(made)
    computed(made, row)
    under_way = run.request(made.programme, by=alice)
    with pytest.raises(Refusal, match="Alice Renard"):
        scenario.publish(row, by=alice)
    run.cancel(under_way, by=alice)
    Programme.objects.update(status=Programme.Status.CLOSED)
    made.programme.refresh_from_db()
    with pytest.raises(Refusal):
        scenario.compute(row, by=alice)
    with pytest.raises(Refusal):
        tried(made, "Late")


def test_everybody_paired_meanwhile_leaves_nothing_to_compute(alice: Person) -> None:
    made = scene(alice, 1, 1)
    row = tried(made)
    factories.PairingFactory(
        programme=made.programme, mentee=made.mentees[0], mentor=made.mentors[0]
    )
    with pytest.raises(Refusal):
        scenario.compute(row, by=alice)
    row.refresh_from_db()
    assert row.run is None
