"""The plans of the engine: allowed, optimal, proven, and blind to the order of the input."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import EngineError, Pair, Plan, Problem, Profile, Rule, certify, explain, solve
from matching.engine.scoring import score

RULES = (Rule("skills", 60), Rule("site", 25), Rule("function", 15, "different"))
quick = settings(max_examples=80, deadline=None)


def person(name: str, seed: random.Random, steps: int = 3) -> Profile:
    return Profile(
        id=name,
        site=seed.choice("ns"),
        function=seed.choice(["it", "hr", None]),
        skills_wanted={code: seed.randint(1, steps) for code in seed.sample("abcd", 2)},
        skills_offered={code: seed.randint(1, steps) for code in seed.sample("abcd", 2)},
    )


def make(seed: int, mentees: int, mentors: int, blocked: float = 0.3) -> Problem:
    """A programme drawn from a seed: capacities 0–2, some blocked pairs, many equal scores."""
    draw = random.Random(seed)
    left = [person(f"a{n}", draw) for n in range(mentees)]
    right = [person(f"b{n}", draw) for n in range(mentors)]
    return Problem(
        mentees=tuple(left),
        mentors=tuple(right),
        rules=RULES,
        capacity={p.id: draw.randint(0, 2) for p in right},
        blocked=frozenset((a.id, b.id) for a, b in product(left, right) if draw.random() < blocked),
        minimum=draw.choice([0, 15_000]),
        salt="programme",
    )


problems = st.builds(make, st.integers(0, 10**6), st.integers(0, 5), st.integers(0, 4))


def couples(plan: Plan) -> set[tuple[str, str]]:
    return {(pair.mentee, pair.mentor) for pair in plan.pairs}


def brute_force(problem: Problem, worth: Callable[[int], int] = int) -> tuple[int, int]:
    """Most pairs, then most points (or what they are worth), over every allowed plan."""
    scores = score(problem)
    best = (0, 0)
    for choice in product(range(-1, len(scores.mentors)), repeat=len(scores.mentees)):
        made = [(i, j) for i, j in enumerate(choice) if j >= 0]
        load = Counter(j for _, j in made)
        if any(scores.gate[i, j] for i, j in made):
            continue
        if all(n <= scores.places[j] for j, n in load.items()):
            best = max(best, (len(made), sum(worth(int(scores.points[i, j])) for i, j in made)))
    return best


@quick
@given(problems)
def test_plan_breaks_no_rule_and_its_certificate_holds(problem: Problem) -> None:
    plan = solve(problem)
    verdict = certify(plan, problem)
    assert verdict.holds and verdict.is_optimal
    assert (verdict.objective, verdict.bound) == (plan.objective, plan.objective)
    assert all(n <= problem.capacity[mentor] for mentor, n in plan.mentor_load.items())
    assert not couples(plan) & problem.blocked
    assert all(pair.points >= problem.minimum for pair in plan.pairs)
    people = [pair.mentee for pair in plan.pairs] + [each.mentee for each in plan.unmatched]
    assert sorted(people) == sorted(p.id for p in problem.mentees)


@quick
@given(problems)
def test_plan_is_the_best_of_all_plans(problem: Problem) -> None:
    plan = solve(problem)
    assert (plan.matched, plan.points) == brute_force(problem)
    assert (plan.maximum_matchable, plan.gap) == (plan.matched, 0)


@quick
@given(problems, st.randoms(use_true_random=False))
def test_order_of_the_input_never_changes_the_plan(problem: Problem, order: random.Random) -> None:
    shuffled = replace(
        problem,
        **{
            side: tuple(order.sample(getattr(problem, side), len(getattr(problem, side))))
            for side in ("mentees", "mentors", "rules")
        },
    )
    assert solve(shuffled) == solve(problem)


@quick
@given(problems)
def test_every_mentor_is_accounted_for_when_a_mentee_stays_alone(problem: Problem) -> None:
    for alone in solve(problem).unmatched:
        assert sum(alone.counts.values()) == len(problem.mentors)


@quick
@given(problems, st.data())
def test_lock_is_kept_and_its_price_is_exact(problem: Problem, data: st.DataObject) -> None:
    if not problem.mentees or not problem.mentors:
        return
    mentee = data.draw(st.sampled_from(problem.mentees)).id
    mentor = data.draw(st.sampled_from(problem.mentors)).id
    plan, answer = solve(problem), explain(problem, mentee, mentor)
    if answer.blocked_by:
        assert (mentee, mentor) not in couples(plan)
        return
    forced = replace(problem, locks=((mentee, mentor),))
    locked = solve(forced)
    assert certify(locked, forced).holds
    assert (mentee, mentor) in couples(locked)
    assert answer.points_lost == plan.points - locked.points
    assert answer.pairs_lost == plan.matched - locked.matched
    assert (answer.points_lost == answer.pairs_lost == 0) >= answer.is_paired
    others = {name for name, _ in couples(plan) ^ couples(locked)} - {mentee}
    assert set(answer.moved) == others


def tampered(plan: Plan) -> dict[str, Plan]:
    first, second, *rest = plan.pairs
    swapped = (
        replace(first, mentor=second.mentor),
        replace(second, mentor=first.mentor),
        *rest,
    )
    dearer = plan.prices | {first.mentor: 2**48}
    return {
        "swapped": replace(plan, pairs=swapped),
        "dropped": replace(plan, pairs=plan.pairs[1:]),
        "twice": replace(plan, pairs=(first, *plan.pairs)),
        "crowded": replace(plan, pairs=tuple(replace(p, mentor="b0") for p in plan.pairs)),
        "praised": replace(plan, pairs=(replace(first, points=first.points + 1), second, *rest)),
        "boasted": replace(plan, objective=plan.objective + 1),
        "hidden gap": replace(plan, bound=plan.bound + 1),
        "prices": replace(plan, prices=dearer),
        "overflow": replace(plan, prices=plan.prices | {first.mentor: 2**70}),
        "negative": replace(plan, prices=dict.fromkeys(plan.prices, -1)),
        "stranger": replace(plan, pairs=(Pair("x", "y", 0, ()), *plan.pairs)),
    }


def test_tampered_plan_fails_its_certificate() -> None:
    problem = replace(make(7, 8, 8, blocked=0.1), capacity={}, minimum=0)
    plan = solve(problem)
    assert certify(plan, problem).holds
    verdicts = {name: certify(other, problem) for name, other in tampered(plan).items()}
    assert [name for name, verdict in verdicts.items() if verdict.holds] == []
    assert not verdicts["swapped"].is_optimal


def test_plan_of_another_problem_fails_its_certificate() -> None:
    problem = make(7, 8, 8)
    assert certify(solve(problem), replace(problem, salt="other")).faults


def test_ties_everywhere_do_not_always_favour_the_same_people() -> None:
    people = tuple(Profile(id=f"a{n}") for n in range(30))
    mentors = tuple(Profile(id=f"b{n}") for n in range(10))
    problem = Problem(mentees=people, mentors=mentors, rules=RULES)
    winners = [
        {pair.mentee for pair in solve(replace(problem, salt=salt)).pairs}
        for salt in ("spring", "autumn")
    ]
    assert [len(each) for each in winners] == [10, 10]
    assert winners[0] != winners[1]


@pytest.mark.parametrize(
    ("change", "matched"),
    [
        ({"mentors": ()}, 0),
        ({"mentees": ()}, 0),
        ({"capacity": {f"b{n}": 0 for n in range(4)}}, 0),
        ({"blocked": frozenset(product(["a0", "a1", "a2"], [f"b{n}" for n in range(4)]))}, 0),
        ({"mentees": (Profile(id="a0"),)}, 1),
        ({"mentors": (Profile(id="b0"),)}, 1),
        ({"mentors": (Profile(id="b0"),), "capacity": {"b0": 900}}, 3),
    ],
)
def test_edge_of_the_possible_is_solved_and_proven(change: dict, matched: int) -> None:
    plain = replace(make(3, 3, 4, blocked=0), capacity={}, minimum=0)
    problem = replace(plain, **change)
    plan = solve(problem)
    assert (plan.matched, plan.maximum_matchable, plan.gap) == (matched, matched, 0)
    assert certify(plan, problem).holds


@pytest.mark.parametrize(
    ("change", "code", "ids"),
    [
        ({"mentees": (Profile(id="a0"), Profile(id="a0"))}, "duplicate_id", ("a0",)),
        ({"mentors": (Profile(id="b0"), Profile(id="b0"))}, "duplicate_id", ("b0",)),
        ({"capacity": {"b0": -1}}, "capacity_negative", ("b0",)),
        ({"capacity": {"b9": 1}}, "capacity_unknown", ("b9",)),
        ({"locks": (("a9", "b0"),)}, "lock_unknown", ("a9",)),
        ({"locks": (("a0", "b0"), ("a0", "b1"))}, "lock_twice", ("a0",)),
        ({"locks": (("a0", "b0"), ("a1", "b0"))}, "lock_over_capacity", ("b0",)),
        (
            {"locks": (("a0", "b0"),), "blocked": frozenset({("b0", "a0")})},
            "lock_forbidden",
            ("a0", "b0", "blocked"),
        ),
        ({"minimum": -1}, "minimum_invalid", ()),
        ({"policy": "lottery"}, "policy_unknown", ("lottery",)),
        ({"policy": "stable"}, "policy_unsolvable", ("stable",)),
    ],
)
def test_contradiction_is_refused_with_code_and_ids(
    change: dict, code: str, ids: tuple[str, ...]
) -> None:
    plain = replace(make(3, 3, 4, blocked=0), capacity={}, minimum=0)
    with pytest.raises(EngineError) as refusal:
        solve(replace(plain, **change))
    assert (refusal.value.code, refusal.value.ids) == (code, ids)


def test_progress_is_told_stage_by_stage() -> None:
    told: list[tuple[str, int, int]] = []
    solve(make(5, 300, 40), lambda *step: told.append(step))
    assert list(dict.fromkeys(stage for stage, _, _ in told)) == [
        "scoring",
        "assignment",
        "proof",
        "reasons",
    ]
    assert all(done <= total for _, done, total in told)


@pytest.mark.parametrize("scarce", [False, True])
def test_larger_programme_with_many_ties_is_proven(scarce: bool) -> None:
    problem = make(11, 400, 250)
    capacity = {f"b{n}": 1 for n in range(250)} if scarce else problem.capacity
    problem = replace(problem, capacity=capacity)
    plan = solve(problem)
    assert certify(plan, problem).is_optimal
    assert plan.mean == round(np.mean([pair.points for pair in plan.pairs]))
    assert plan.minimum == min(pair.points for pair in plan.pairs)
