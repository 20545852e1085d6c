"""The fewest changes that match everybody: never more than needed, never a rule that must hold."""

import random
from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import EngineError, Problem, Profile, Rule, certify, solve
from matching.engine.doctor import ExtraPlace, Relax, apply, prescribe
from matching.engine.scoring import score

quick = settings(max_examples=80, deadline=None)
HARD = {"same_person", "line", "blocked"}


def person(name: str, draw: random.Random, others: list[str]) -> Profile:
    return Profile(
        id=name,
        site=draw.choice(["n", "s", None]),
        function=draw.choice(["it", "hr"]),
        languages=frozenset(draw.sample(["fr", "en", "de"], draw.randint(0, 2))),
        line=frozenset(one for one in others if draw.random() < 0.15),
    )


def make(seed: int, mentees: int, mentors: int) -> Problem:
    """A programme with too many rules and too few places."""
    draw = random.Random(seed)
    left, right = [f"a{n}" for n in range(mentees)], [f"b{n}" for n in range(mentors)]
    return Problem(
        mentees=tuple(person(name, draw, right) for name in left),
        mentors=tuple(person(name, draw, left) for name in right),
        rules=(Rule("site", 3, must=True), Rule("function", 2, must=draw.random() < 0.5)),
        capacity={name: draw.randint(0, 2) for name in right},
        blocked=frozenset(pair for pair in product(left, right) if draw.random() < 0.2),
        minimum=draw.choice([0, 30_000]),
        salt=str(seed),
    )


drawn = st.builds(make, st.integers(0, 10**6), st.integers(0, 4), st.integers(0, 3))


def brute_force(problem: Problem, most_extra: int = 99) -> tuple[int, int, int]:
    """Most mentees, fewest changes (negative), most points, over every choice of mentors."""
    scores = score(problem)
    best = (0, 0, 0)
    for choice in product(range(-1, len(scores.mentors)), repeat=len(scores.mentees)):
        made = [(i, j) for i, j in enumerate(choice) if j >= 0]
        codes = [scores.blocks(i, j) for i, j in made]
        load = Counter(j for _, j in made)
        extra = {j: max(0, n - int(scores.places[j])) for j, n in load.items()}
        if any(set(each) & HARD for each in codes) or max(extra.values(), default=0) > most_extra:
            continue
        changes = sum(map(len, codes)) + sum(extra.values())
        points = sum(int(scores.points[i, j]) for i, j in made)
        best = max(best, (len(made), -changes, points))
    return best


@quick
@given(drawn)
def test_prescription_is_the_smallest_of_all(problem: Problem) -> None:
    found = prescribe(problem)
    assert (found.matched_after, -found.count, found.points) == brute_force(problem)
    assert found.is_proven and found.left == ()
    assert found.matched_before == solve(problem).matched


@quick
@given(drawn)
def test_solved_after_the_changes_everybody_has_a_mentor(problem: Problem) -> None:
    found = prescribe(problem)
    changed = apply(problem, found.changes)
    plan = solve(changed)
    assert certify(plan, changed).holds
    assert (plan.matched, plan.points) == (found.matched_after, found.points)
    assert {one.mentee for one in plan.unmatched} == {one.mentee for one in found.impossible}
    assert prescribe(changed).changes == ()


@quick
@given(drawn, st.integers(0, 2))
def test_limit_of_extra_places_is_kept(problem: Problem, limit: int) -> None:
    found = prescribe(problem, most_extra=limit)
    assert (found.matched_after, -found.count, found.points) == brute_force(problem, limit)
    assert found.is_proven
    assert all(one.places <= limit for one in found.changes if isinstance(one, ExtraPlace))
    missing = len(found.impossible) + len(found.left)
    assert found.matched_after + missing == found.mentees == len(problem.mentees)


@quick
@given(drawn)
def test_rules_that_stay_are_never_relaxed(problem: Problem) -> None:
    found = prescribe(problem, never=["must_site", "language"])
    relaxed = {one.rule for one in found.changes if isinstance(one, Relax)}
    assert not relaxed & {"must_site", "language", *HARD}
    assert solve(apply(problem, found.changes)).matched == found.matched_after


@quick
@given(drawn, st.randoms(use_true_random=False))
def test_order_of_the_input_never_changes_the_prescription(
    problem: Problem, order: random.Random
) -> None:
    turned = replace(
        problem,
        mentees=tuple(order.sample(problem.mentees, len(problem.mentees))),
        mentors=tuple(order.sample(problem.mentors, len(problem.mentors))),
    )
    assert prescribe(turned) == prescribe(problem)


def two_sites(**changes: object) -> Problem:
    plain = Problem(
        mentees=(Profile(id="a0", site="n"), Profile(id="a1", site="n")),
        mentors=(Profile(id="b0", site="n"), Profile(id="b1", site="s")),
        rules=(Rule("site", 1, must=True),),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_one_more_place_that_keeps_points_is_preferred_to_a_rule_less() -> None:
    found = prescribe(two_sites())
    assert found.changes == (ExtraPlace("b0", 1),)
    assert (found.matched_before, found.matched_after, found.helps_everybody) == (1, 2, True)
    without = prescribe(two_sites(), most_extra=0)
    assert [(one.rule, one.mentor) for one in without.changes if isinstance(one, Relax)] == [
        ("must_site", "b1")
    ]


def test_mentee_whom_only_the_line_and_conflicts_surround_is_named() -> None:
    hopeless = two_sites(
        mentees=(Profile(id="a0", site="n", line=frozenset({"b0"})), Profile(id="a1", site="n")),
        blocked=frozenset({("b1", "a0")}),
    )
    found = prescribe(hopeless)
    assert [(one.mentee, one.counts) for one in found.impossible] == [
        ("a0", {"blocked": 1, "line": 1})
    ]
    assert (found.changes, found.matched_after, found.helps_everybody) == ((), 1, False)


def test_lock_stands_and_takes_its_place() -> None:
    found = prescribe(two_sites(locks=(("a0", "b0"),)))
    assert (found.matched_after, found.points) == (2, 100_000)
    assert found.changes == (ExtraPlace("b0", 1),)


def test_without_mentors_nobody_can_be_helped() -> None:
    found = prescribe(two_sites(mentors=()))
    assert [one.counts for one in found.impossible] == [{}, {}]
    assert prescribe(two_sites(mentees=())).helps_everybody


def test_given_points_are_never_invented() -> None:
    given_points = two_sites(given={("a0", "b0"): 9}, rules=())
    found = prescribe(given_points)
    assert [one.mentee for one in found.impossible] == ["a1"]
    assert found.matched_after == 1


def test_contradiction_is_refused() -> None:
    with pytest.raises(EngineError) as refusal:
        prescribe(two_sites(locks=(("a0", "b1"),)))
    assert refusal.value.code == "lock_forbidden"


def test_larger_programme_is_proven() -> None:
    problem = make(4, 150, 40)
    found = prescribe(problem)
    assert found.is_proven
    assert solve(apply(problem, found.changes)).matched == found.matched_after


def test_exception_from_a_rule_that_is_no_must_changes_nothing() -> None:
    problem = two_sites()
    plain = Rule("site", 50)
    free = replace(problem, rules=(plain,), exceptions=frozenset({("a0", "must_site")}))
    assert prescribe(free).count == prescribe(replace(problem, rules=(plain,))).count


def test_chosen_bonus_changes_nothing_about_who_can_have_a_mentor() -> None:
    people = {side: tuple(Profile(id=f"{side}{n}") for n in range(2)) for side in "ab"}
    points = {("a0", "b0"): 7, ("a1", "b0"): 99, ("a1", "b1"): 3}
    problem = Problem(mentees=people["a"], mentors=people["b"], rules=(), given=points)
    chosen = replace(problem, bonus=0)
    assert prescribe(chosen) == prescribe(problem)
    assert (prescribe(chosen).matched_after, prescribe(chosen).changes) == (2, ())
    assert (solve(problem).matched, solve(chosen).matched) == (2, 1)
