"""What a problem may say beyond rules: given points, answers, equal ranks, exceptions, bonus."""

import random
from dataclasses import replace
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import (
    EngineError,
    Plan,
    Problem,
    Profile,
    Rule,
    certify,
    explain,
    input_hash,
    settle,
    shortlist,
    solve,
)
from matching.engine.settlement import describe

quick = settings(max_examples=60, deadline=None)


def people(letter: str, count: int) -> tuple[Profile, ...]:
    return tuple(Profile(id=f"{letter}{n}") for n in range(count))


def given_points(points: dict[tuple[str, str], int], **changes: object) -> Problem:
    plain = Problem(mentees=people("a", 3), mentors=people("b", 3), rules=(), given=points)
    return replace(plain, **changes)  # type: ignore[arg-type]


pairs = st.tuples(st.sampled_from(["a0", "a1", "a2"]), st.sampled_from(["b0", "b1", "b2"]))
tables = st.dictionaries(pairs, st.integers(0, 10**9))


def couples(plan: Plan) -> set[tuple[str, str]]:
    return {(pair.mentee, pair.mentor) for pair in plan.pairs}


def every_plan(points: dict[tuple[str, str], int]) -> list[list[int]]:
    names = ["b0", "b1", "b2", *[None] * 3]
    return [
        [points[pair] for pair in zip(("a0", "a1", "a2"), chosen, strict=True) if pair in points]
        for chosen in permutations(names, 3)
    ]


@quick
@given(tables)
def test_given_points_are_matched_like_scores(points: dict[tuple[str, str], int]) -> None:
    problem = given_points(points)
    plan = solve(problem)
    assert (plan.matched, plan.points) == max((len(p), sum(p)) for p in every_plan(points))
    assert couples(plan) <= set(points)
    assert certify(plan, problem).holds and plan.gap == 0


@quick
@given(tables, st.sampled_from([0, 10, 10**6]))
def test_chosen_bonus_is_weighed_against_points(
    points: dict[tuple[str, str], int], bonus: int
) -> None:
    problem = given_points(points, bonus=bonus)
    plan = solve(problem)
    assert plan.objective == max(sum(p) + bonus * len(p) for p in every_plan(points))
    assert plan.objective == plan.points + bonus * plan.matched
    assert plan.maximum_matchable == max(len(p) for p in every_plan(points))
    assert certify(plan, problem).is_optimal and certify(plan, problem).holds


def test_without_bonus_one_great_pair_beats_two_poor_ones() -> None:
    points = {("a0", "b0"): 100, ("a0", "b1"): 10, ("a1", "b0"): 10}
    assert solve(given_points(points)).matched == 2
    alone = solve(given_points(points, bonus=0))
    assert couples(alone) == {("a0", "b0")}
    assert (alone.matched, alone.maximum_matchable) == (1, 2)


def test_absent_pair_is_forbidden_and_says_why() -> None:
    answer = explain(given_points({("a0", "b0"): 5}), "a0", "b1")
    assert answer.blocked_by == ("must_given",)
    allowed = explain(given_points({("a0", "b0"): 5}), "a0", "b0")
    assert (allowed.blocked_by, allowed.points) == ((), 5)


def site_rule(**changes: object) -> Problem:
    plain = Problem(
        mentees=(Profile(id="a0", site="Lyon", languages=frozenset({"fr"})),),
        mentors=(Profile(id="b0", site="Niort", languages=frozenset({"en"})),),
        rules=(Rule("site", 1, must=True),),
        minimum=20_000,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_exceptions_open_each_gate_for_one_mentee() -> None:
    codes = ("language", "must_site", "minimum")
    assert explain(site_rule(), "a0", "b0").blocked_by == codes
    for open_codes in (codes[:1], codes[:2], codes):
        problem = site_rule(exceptions=frozenset(product(["a0"], open_codes)))
        assert explain(problem, "a0", "b0").blocked_by == codes[len(open_codes) :]
        plan = solve(problem)
        assert plan.matched == (open_codes == codes)
        assert certify(plan, problem).holds


def test_later_settings_leave_known_hashes_alone() -> None:
    known = input_hash(site_rule())
    changes = [
        {"exceptions": frozenset({("a0", "minimum")})},
        {"bonus": 0},
        {"answers": {"b0": {"a0": 1}}},
        {"given": {}},
    ]
    hashes = [input_hash(site_rule(**change)) for change in changes]
    assert len({known, *hashes}) == 5
    assert known == "1573ad9413f575e1353e8e9d15f803dce98732af25f1a27ece1dcab12dc9b0f7"


@pytest.mark.parametrize("policy", ["stable", "balanced"])
def test_mentor_answer_decides_between_equal_choices(policy: str) -> None:
    points = dict.fromkeys(product(["a0", "a1", "a2"], ["b0", "b1", "b2"]), 7)
    rankings = {"a0": ("b0", "b1"), "a1": ("b0", "b2")}
    for liked, other in (("a0", "a1"), ("a1", "a0")):
        problem = given_points(points, answers={"b0": {liked: 1, other: 2}})
        settlement = settle(problem, rankings, policy)
        assert (liked, "b0") in couples(settlement.plan)
        assert settlement.blocking_pairs == 0
        assert certify(settlement.plan, settlement.problem).holds


def test_blocking_pairs_of_many_are_counted_like_those_of_few() -> None:
    draw = random.Random(3)
    mentors = [f"b{n}" for n in range(160)]
    problem = Problem(
        mentees=tuple(Profile(id=f"a{n}", level=draw.randint(1, 9)) for n in range(200)),
        mentors=tuple(Profile(id=name, level=draw.randint(1, 9)) for name in mentors),
        rules=(Rule("level_gap", 1, "above", must=True),),
    )
    rankings = {one.id: tuple(draw.sample(mentors, 3)) for one in problem.mentees}
    found = settle(problem, rankings, "optimal")
    again = describe(found.problem, found.plan)
    assert (found.blocking_pairs, found.closed_choices) == (
        again.blocking_pairs,
        again.closed_choices,
    )
    assert found.blocking_pairs > 0 and found.closed_choices > 0


def test_equal_ranks_earn_the_same_and_block_nothing() -> None:
    points = {("a0", "b0"): 1, ("a0", "b1"): 2}
    equal = given_points(points, ranks={"a0": {"b0": 1, "b1": 1}})
    settlement = settle(equal, {"a0": ("b0", "b1")}, "balanced")
    assert couples(settlement.plan) == {("a0", "b1")}
    assert (settlement.first, settlement.blocking_pairs) == (1, 0)
    strict = settle(given_points(points), {"a0": ("b0", "b1")}, "balanced")
    assert couples(strict.plan) == {("a0", "b0")}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"given": {("a0", "b9"): 1}}, "given_unknown"),
        ({"given": {("a0", "b0"): -1}}, "given_invalid"),
        ({"answers": {"b9": {"a0": 1}}}, "answer_unknown"),
        ({"answers": {"b0": {"a9": 1}}}, "answer_unknown"),
        ({"answers": {"b0": {"a0": 0}}}, "answer_invalid"),
        ({"ranks": {"a0": {"b0": 1}}}, "ranks_differ"),
        ({"exceptions": frozenset({("a0", "blocked")})}, "exception_unknown"),
        ({"exceptions": frozenset({("a9", "minimum")})}, "exception_unknown"),
        ({"bonus": -1}, "bonus_invalid"),
    ],
)
def test_contradiction_in_the_later_settings_is_refused(change: dict, code: str) -> None:
    with pytest.raises(EngineError) as refusal:
        solve(site_rule(**change))
    assert refusal.value.code == code


def test_shortlist_is_as_exact_as_the_plan_when_a_bonus_was_chosen() -> None:
    many, two = people("a", 2_000), people("b", 2)
    points = {(one.id, other.id): 10**9 for one, other in product(many, two)}
    problem = Problem(mentees=many, mentors=two, rules=(), given=points, bonus=0)
    plan = solve(problem)
    lists = shortlist(problem, 2, plan)
    assert plan.matched == sum(one.featured is not None for one in lists.values()) == 2
    assert all(len(one.candidates) == 2 for one in lists.values())
