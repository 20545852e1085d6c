"""Hybrid settlements, shortlists and why-not answers of the engine."""

import random
from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import (
    EngineError,
    Problem,
    Profile,
    Rule,
    certify,
    explain,
    settle,
    shortlist,
    solve,
)
from matching.engine.scoring import score

quick = settings(max_examples=60, deadline=None)
Rankings = dict[str, tuple[str, ...]]


def make(seed: int, mentees: int, mentors: int) -> tuple[Problem, Rankings]:
    """A programme and partial rankings drawn from a seed; some choices are closed by a rule."""
    draw = random.Random(seed)
    left = [Profile(id=f"a{n}", level=draw.randint(1, 3)) for n in range(mentees)]
    right = [Profile(id=f"b{n}", level=draw.randint(1, 5)) for n in range(mentors)]
    names = [p.id for p in right]
    problem = Problem(
        mentees=tuple(left),
        mentors=tuple(right),
        rules=(Rule("level_gap", 1, "above", must=draw.random() < 0.3),),
        capacity={name: draw.randint(0, 2) for name in names},
        blocked=frozenset((a.id, b) for a, b in product(left, names) if draw.random() < 0.15),
    )
    rankings = {p.id: tuple(draw.sample(names, draw.randint(0, len(names)))) for p in left}
    return problem, rankings


drawn = st.builds(make, st.integers(0, 10**6), st.integers(0, 7), st.integers(0, 5))


def blocking_pairs(problem: Problem, rankings: Rankings, got: dict[str, str]) -> int:
    """Count straight from the definition, without the engine's own count."""
    scores = score(problem)

    def worth(mentee: str, mentor: str) -> tuple[bool, int]:
        points = int(scores.points[scores.row[mentee], scores.column[mentor]])
        return mentor in rankings.get(mentee, ()), points

    found = 0
    for mentee, ranking in rankings.items():
        better = ranking[: ranking.index(got[mentee])] if got.get(mentee) in ranking else ranking
        for mentor in better:
            if scores.blocks(scores.row[mentee], scores.column[mentor]):
                continue
            mine = [name for name, other in got.items() if other == mentor]
            has_place = len(mine) < problem.capacity[mentor]
            found += has_place or any(worth(o, mentor) < worth(mentee, mentor) for o in mine)
    return found


@quick
@given(drawn)
def test_stable_settlement_leaves_no_blocking_pair(made: tuple[Problem, Rankings]) -> None:
    problem, rankings = made
    settlement = settle(problem, rankings, "stable")
    got = {pair.mentee: pair.mentor for pair in settlement.plan.pairs}
    assert settlement.blocking_pairs == 0
    assert blocking_pairs(problem, rankings, got) == 0
    assert certify(settlement.plan, settlement.problem).holds


@quick
@given(drawn)
def test_balanced_settlement_is_proven_and_pairs_as_many_as_possible(
    made: tuple[Problem, Rankings],
) -> None:
    problem, rankings = made
    settlement = settle(problem, rankings)
    verdict = certify(settlement.plan, settlement.problem)
    assert verdict.holds and verdict.is_optimal
    assert settlement.plan.matched == solve(problem).matched
    assert settlement.plan.objective >= settlement.plan.points


@quick
@given(drawn, st.sampled_from(["balanced", "stable"]), st.randoms(use_true_random=False))
def test_order_of_the_input_never_changes_a_settlement(
    made: tuple[Problem, Rankings], policy: str, order: random.Random
) -> None:
    problem, rankings = made
    shuffled = replace(
        problem,
        mentees=tuple(order.sample(problem.mentees, len(problem.mentees))),
        mentors=tuple(order.sample(problem.mentors, len(problem.mentors))),
    )
    turned = dict(reversed(rankings.items()))
    assert settle(shuffled, turned, policy).plan == settle(problem, rankings, policy).plan


def four_equals() -> Problem:
    return Problem(
        mentees=(Profile(id="a0"), Profile(id="a1")),
        mentors=(Profile(id="b0"), Profile(id="b1")),
        rules=(Rule("site", 1),),
    )


@pytest.mark.parametrize("policy", ["balanced", "stable"])
def test_compatible_first_choices_are_granted(policy: str) -> None:
    settlement = settle(four_equals(), {"a0": ("b1", "b0"), "a1": ("b0",)}, policy)
    assert {(p.mentee, p.mentor) for p in settlement.plan.pairs} == {("a0", "b1"), ("a1", "b0")}
    assert (settlement.ranked, settlement.first, settlement.any_choice) == (2, 2, 2)


def test_lock_outranks_choices_in_a_stable_settlement() -> None:
    locked = replace(four_equals(), locks=(("a1", "b0"),))
    settlement = settle(locked, {"a0": ("b0",)}, "stable")
    assert {(p.mentee, p.mentor, p.locked) for p in settlement.plan.pairs} == {
        ("a0", "b1", False),
        ("a1", "b0", True),
    }
    assert (settlement.any_choice, settlement.blocking_pairs) == (0, 0)


def test_stable_plan_states_what_it_costs_the_programme() -> None:
    problem, rankings = make(12, 7, 5)
    plan = settle(problem, rankings, "stable").plan
    assert plan.bound == solve(problem).points
    assert plan.gap == plan.bound - plan.points


@pytest.mark.parametrize(
    ("rankings", "code", "ids"),
    [
        ({"a9": ("b0",)}, "ranking_unknown", ("a9",)),
        ({"a0": ("b9",)}, "ranking_unknown", ("b9",)),
        ({"a0": ("b0", "b0")}, "ranking_twice", ("a0",)),
    ],
)
def test_wrong_ranking_is_refused(rankings: Rankings, code: str, ids: tuple[str, ...]) -> None:
    with pytest.raises(EngineError) as refusal:
        settle(four_equals(), rankings)
    assert (refusal.value.code, refusal.value.ids) == (code, ids)


@quick
@given(drawn, st.integers(1, 4))
def test_no_mentor_is_featured_beyond_his_places(
    made: tuple[Problem, Rankings], length: int
) -> None:
    problem, _ = made
    lists = shortlist(problem, length)
    assert set(lists) == {p.id for p in problem.mentees}
    featured = Counter(each.featured for each in lists.values() if each.featured)
    assert all(n <= problem.capacity[mentor] for mentor, n in featured.items())
    for mentee, each in lists.items():
        assert len(each.candidates) <= length
        assert [c.mentor for c in each.candidates if c.featured] == (
            [each.featured] if each.featured else []
        )
        for shown in each.candidates:
            assert explain(problem, mentee, shown.mentor).blocked_by == ()
            assert sum(reason.points for reason in shown.reasons) == shown.points


@quick
@given(drawn)
def test_shortlist_shows_the_best_open_mentors_first(made: tuple[Problem, Rankings]) -> None:
    problem, _ = made
    scores = score(problem)
    for mentee, each in shortlist(problem, 99).items():
        i = scores.row[mentee]
        is_open = (scores.gate[i] == 0) & (scores.places > 0)
        assert [c.points for c in each.candidates] == sorted(
            scores.points[i][is_open].tolist(), reverse=True
        )


def test_lock_of_another_stands_in_the_way() -> None:
    problem = replace(four_equals(), locks=(("a0", "b0"),))
    assert explain(problem, "a1", "b0").blocked_by == ("locked",)
    assert explain(problem, "a0", "b1").blocked_by == ("locked",)
    assert explain(problem, "a0", "b0").is_paired


def test_question_about_a_stranger_is_refused() -> None:
    with pytest.raises(EngineError) as refusal:
        explain(four_equals(), "a7", "b8")
    assert (refusal.value.code, refusal.value.ids) == ("unknown_person", ("a7", "b8"))


def test_empty_shortlist_is_refused() -> None:
    with pytest.raises(EngineError, match="shortlist_empty"):
        shortlist(four_equals(), 0)
