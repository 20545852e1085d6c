"""Ideas of fairness in the engine: what they promise, proven like any other plan."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import (
    FULL,
    EngineError,
    Plan,
    Problem,
    Profile,
    certify,
    explain,
    input_hash,
    solve,
)
from matching.engine.fairness import SCALE, concave_table, highest_floor, most_pairs, spread
from matching.engine.scoring import score
from tests.matching.test_engine_assignment import brute_force, make, problems

quick = settings(max_examples=60, deadline=None)


def test_concave_table_rises_strictly_and_bends_down() -> None:
    table = concave_table()
    steps = np.diff(table)
    assert (table[0], len(table)) == (0, FULL + 1)
    assert (steps > 0).all() and (np.diff(steps) <= 0).all()
    share = 1 - (1 - np.arange(FULL + 1) / FULL) ** 3
    assert np.abs(table / (SCALE * FULL) - share).max() < 0.02


@quick
@given(problems, st.sampled_from(["concave", "maximin"]))
def test_fair_plan_pairs_as_many_and_its_proof_holds(problem: Problem, fairness: str) -> None:
    fair = replace(problem, fairness=fairness)
    plan, plain = solve(fair), solve(problem)
    verdict = certify(plan, fair)
    assert verdict.holds and verdict.is_optimal and plan.gap == 0
    assert plan.matched == plain.matched
    assert plan.points <= plain.points


@quick
@given(problems)
def test_concave_plan_has_the_highest_sum_on_the_concave_scale(problem: Problem) -> None:
    table = concave_table()
    fair = replace(problem, fairness="concave")
    best = brute_force(fair, worth=lambda points: int(table[points]))
    plan = solve(fair)
    assert (plan.matched, sum(int(table[pair.points]) for pair in plan.pairs)) == best
    assert plan.objective == best[1] // SCALE


@quick
@given(problems)
def test_floor_is_the_highest_that_loses_no_pair(problem: Problem) -> None:
    scores = score(problem)
    floor, plan = highest_floor(problem, scores), solve(replace(problem, fairness="maximin"))
    if not plan.pairs:
        assert floor == 0
        return
    assert plan.minimum is not None and plan.minimum >= floor
    assert solve(replace(problem, minimum=floor)).matched == plan.matched
    higher = replace(problem, minimum=plan.minimum + 1)
    assert solve(higher).matched < plan.matched


@quick
@given(problems)
def test_most_pairs_agrees_with_the_proven_plan(problem: Problem) -> None:
    scores = score(problem)
    assert most_pairs(scores.gate == 0, scores.places) == solve(problem).maximum_matchable


def two_by_two() -> Problem:
    """Both optimum pairs together score more; the other two are more alike."""
    people = tuple(Profile(id=name) for name in ("a0", "a1"))
    points = {("a0", "b0"): 100, ("a1", "b1"): 10, ("a0", "b1"): 50, ("a1", "b0"): 50}
    mentors = tuple(Profile(id=name) for name in ("b0", "b1"))
    return Problem(mentees=people, mentors=mentors, rules=(), given=points)


def couples(plan: Plan) -> set[tuple[str, str]]:
    return {(pair.mentee, pair.mentor) for pair in plan.pairs}


def test_maximin_gives_up_points_for_the_worst_off() -> None:
    assert couples(solve(two_by_two())) == {("a0", "b0"), ("a1", "b1")}
    fair = solve(replace(two_by_two(), fairness="maximin"))
    assert couples(fair) == {("a0", "b1"), ("a1", "b0")}
    assert (fair.minimum, fair.points) == (50, 100)


def test_lock_below_the_floor_stands() -> None:
    locked = replace(two_by_two(), fairness="maximin", locks=(("a1", "b1"),))
    plan = solve(locked)
    assert couples(plan) == {("a0", "b0"), ("a1", "b1")}
    assert certify(plan, locked).holds


def test_fairness_counts_in_the_hash_only_where_it_is_used() -> None:
    plain = make(3, 3, 4)
    assert input_hash(replace(plain, fairness="sum")) == input_hash(plain)
    hashes = {input_hash(replace(plain, fairness=each)) for each in ("sum", "concave", "maximin")}
    assert len(hashes) == 3


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (replace(make(3, 3, 4), fairness="lottery"), "fairness_unknown"),
        (replace(two_by_two(), fairness="concave"), "fairness_without_scale"),
    ],
)
def test_unknown_idea_of_fairness_is_refused(problem: Problem, code: str) -> None:
    with pytest.raises(EngineError) as refusal:
        solve(problem)
    assert refusal.value.code == code


def test_report_counts_mentors_by_the_mentees_they_have() -> None:
    plan = solve(replace(make(11, 60, 40), capacity={f"b{n}": n % 4 for n in range(40)}))
    seen, points = spread(plan), sorted(pair.points for pair in plan.pairs)
    assert sum(seen.load.values()) == 40
    assert sum(n * mentors for n, mentors in seen.load.items()) == plan.matched
    assert seen.minimum == plan.minimum == points[0]
    assert seen.p5 == points[-(-len(points) // 20) - 1]
    assert spread(solve(make(1, 0, 2))).p1 is None


def test_concave_plan_lifts_the_tail_of_a_larger_programme() -> None:
    problem = make(2, 60, 60, blocked=0.8)
    plain, fair = spread(solve(problem)), spread(solve(replace(problem, fairness="concave")))
    assert (fair.p5 or 0) >= (plain.p5 or 0)


@pytest.mark.parametrize("more", [{"fairness": "concave"}, {"bonus": 20_000}, {"bonus": 0}])
def test_locked_pairs_count_like_those_that_are_chosen(more: dict[str, object]) -> None:
    problem = replace(make(5, 6, 6), **more)  # type: ignore[arg-type]
    plan = solve(problem)
    locks = tuple((pair.mentee, pair.mentor) for pair in plan.pairs)
    for kept in (locks[:1], locks):
        locked = replace(problem, locks=kept)
        again = solve(locked)
        assert (again.objective, again.points) == (plan.objective, plan.points)
        assert certify(again, locked).holds
    assert explain(problem, *locks[0]).points_lost == 0
