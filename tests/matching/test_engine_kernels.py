"""The compiled kernels: the plan of scipy, with a proof, whatever the structure of the problem."""

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import cohort
from matching.engine import (
    Again,
    EngineError,
    Plan,
    Problem,
    Profile,
    Rule,
    certify,
    fast,
    frozen,
    kept,
    shortlist,
    solve,
)
from matching.engine import kernels as engine_kernels
from matching.engine.assignment import solve_scored
from matching.engine.scoring import prepare
from tests.matching.test_engine_assignment import brute_force
from tests.matching.test_engine_assignment import make as make_small
from tests.matching.test_engine_scoring import profiles, rules

quick = settings(max_examples=60, deadline=None)


@pytest.fixture(autouse=True)
def kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few people, the kernels answer."""
    monkeypatch.setattr(fast, "FEW", 0)
    assert fast.kernels()


def bare(plan: Plan) -> Plan:
    """A plan without what two proofs of the same plan may differ in."""
    return replace(plan, kernel="", prices={})


def both(problem: Problem) -> tuple[Plan, Plan]:
    """The plan of the kernels, certified, and that of scipy."""
    fast_plan = fast.attempt(problem, prepare(problem))
    assert fast_plan is not None
    assert fast_plan.kernel == "numba"
    verdict = certify(fast_plan, problem)
    assert verdict.holds and verdict.is_optimal
    return fast_plan, solve_scored(problem, prepare(problem))


@st.composite
def anything(draw: st.DrawFn) -> Problem:
    """Few people with any attributes, missing ones too, under any rules."""
    chosen = draw(rules)
    ids = [f"p{n}" for n in range(12)]
    sides = {
        side: tuple(
            replace(person, id=ids[first + n], line=draw(st.frozensets(st.sampled_from(ids))))
            for n, person in enumerate(draw(st.lists(profiles, max_size=7)))
        )
        for side, first in (("mentees", 0), ("mentors", 4))
    }
    directions = st.sampled_from(["similar", "different"])
    pair = st.tuples(st.sampled_from(ids), st.sampled_from(ids))
    return Problem(
        rules=tuple(
            replace(rule, must=draw(st.booleans()), direction=draw(directions)) for rule in chosen
        ),
        capacity={mentor.id: draw(st.integers(0, 3)) for mentor in sides["mentors"]},
        blocked=draw(st.frozensets(pair, max_size=4)),
        minimum=draw(st.sampled_from([0, 10_000, 25_000])),
        salt=draw(st.sampled_from(["spring", "autumn"])),
        **sides,
    )


@quick
@given(anything())
def test_kernels_give_the_plan_of_scipy_for_any_attributes(problem: Problem) -> None:
    ours, theirs = both(problem)
    assert bare(ours) == bare(theirs)


@quick
@given(st.builds(make_small, st.integers(0, 10**6), st.integers(0, 5), st.integers(0, 4)))
def test_plan_of_the_kernels_is_the_best_of_all_plans(problem: Problem) -> None:
    plan = both(problem)[0]
    assert (plan.matched, plan.points, plan.gap) == (*brute_force(problem), 0)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["plain", *cohort.HOSTILE]), st.booleans())
def test_hostile_structures_are_solved_the_same_and_proven(
    seed: int, kind: str, has_locks: bool
) -> None:
    problem = cohort.programme(90, seed) if kind == "plain" else cohort.HOSTILE[kind](90)
    problem = replace(problem, salt=str(seed))
    if has_locks:
        kept = solve_scored(problem, prepare(problem)).pairs[3:9]
        problem = replace(problem, locks=tuple((pair.mentee, pair.mentor) for pair in kept))
    ours, theirs = both(problem)
    assert bare(ours) == bare(theirs)
    assert all(n <= problem.capacity[mentor] for mentor, n in ours.mentor_load.items())


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_order_of_the_input_never_changes_the_plan_of_the_kernels(
    seed: int, order: random.Random
) -> None:
    problem = cohort.programme(80, seed)
    shuffled = replace(
        problem,
        mentees=tuple(order.sample(problem.mentees, len(problem.mentees))),
        mentors=tuple(order.sample(problem.mentors, len(problem.mentors))),
        rules=tuple(order.sample(problem.rules, len(problem.rules))),
    )
    assert solve(shuffled) == solve(problem)


def test_rankings_count_the_same_in_both_ways() -> None:
    problem = replace(cohort.programme(120), policy="balanced")
    mentors = [mentor.id for mentor in problem.mentors]
    draw = random.Random(5)
    rankings = {mentee.id: tuple(draw.sample(mentors, 3)) for mentee in problem.mentees[:50]}
    ours, theirs = both(replace(problem, rankings=rankings))
    assert bare(ours) == bare(theirs)


BLANK = Rule("site", 1)


@pytest.mark.parametrize(
    ("mentees", "mentors", "capacity", "matched"),
    [
        (1, 10_000, 1, 1),
        (3_000, 1, 3_000, 3_000),
        (2_000, 1, 20, 20),
        (0, 50, 1, 0),
        (50, 0, 1, 0),
        (40, 40, 0, 0),
        (60, 20, 2, 40),
    ],
)
def test_edge_of_the_possible_is_solved_and_proven(
    mentees: int, mentors: int, capacity: int, matched: int
) -> None:
    problem = Problem(
        mentees=tuple(Profile(id=f"a{n}") for n in range(mentees)),
        mentors=tuple(Profile(id=f"b{n}") for n in range(mentors)),
        rules=(BLANK,),
        capacity={f"b{n}": capacity for n in range(mentors)},
    )
    plan = solve(problem)
    assert (plan.kernel, plan.matched, plan.maximum_matchable) == ("numba", matched, matched)
    assert certify(plan, problem).is_optimal


def test_programme_where_every_pair_is_blocked_pairs_nobody() -> None:
    problem = cohort.programme(60)
    pairs = product([p.id for p in problem.mentees], [p.id for p in problem.mentors])
    problem = replace(problem, blocked=frozenset(pairs))
    plan = solve(problem)
    assert (plan.kernel, plan.matched, plan.bound) == ("numba", 0, 0)
    assert certify(plan, problem).holds


def test_several_hundred_people_are_paired_as_scipy_pairs_them() -> None:
    ours, theirs = both(cohort.programme(700))
    assert bare(ours) == bare(theirs)


@pytest.mark.parametrize("kind", ["plain", *cohort.HOSTILE])
@pytest.mark.parametrize("remembered", [(1, 1), (2, 5), (8, 8)])
def test_pairs_that_nobody_remembers_are_found_by_pricing_them_out(
    monkeypatch: pytest.MonkeyPatch, kind: str, remembered: tuple[int, int]
) -> None:
    search = fast.kernels()
    assert search is not None
    monkeypatch.setattr(search, "CANDIDATES", remembered[0])
    monkeypatch.setattr(search, "KNOWN", remembered[1])
    for seed in range(3):
        problem = cohort.programme(120, seed) if kind == "plain" else cohort.HOSTILE[kind](120)
        ours, theirs = both(replace(problem, salt=str(seed)))
        assert bare(ours) == bare(theirs)


def test_warm_kernels_are_compiled_for_everything_that_a_run_asks_of_them() -> None:
    def known() -> dict[str, int]:
        return {
            name: len(one.signatures)
            for name, one in vars(engine_kernels).items()
            if hasattr(one, "signatures")
        }

    search = fast.kernels()
    assert search is not None
    search.warm()
    before = known()
    for make_hostile in cohort.HOSTILE.values():
        problem = make_hostile(400)
        again = Again.begin(problem)
        assert again is not None
        again.left(problem.mentors[0].id)
    assert known() == before


def test_lock_on_a_forbidden_pair_is_refused_by_the_kernels_too() -> None:
    problem = cohort.programme(60)
    pair = (problem.mentees[0].id, problem.mentors[0].id)
    with pytest.raises(EngineError, match="lock_forbidden"):
        solve(replace(problem, locks=(pair,), blocked=frozenset({pair})))


class Enough(Exception):
    """The administrator has cancelled the run."""


@pytest.mark.parametrize("stage", ["scoring", "assignment", "proof", "reasons"])
def test_whatever_progress_raises_ends_the_work_at_that_stage(stage: str) -> None:
    told: list[str] = []

    def progress(step: str, done: int, total: int) -> None:
        assert 0 <= done <= total
        told.append(step)
        if step == stage:
            raise Enough

    with pytest.raises(Enough):
        solve(cohort.programme(200), progress)
    assert told[-1] == stage and told.count(stage) == 1


@pytest.fixture
def no_numba(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which numba is not installed."""
    fast.kernels.cache_clear()
    monkeypatch.setitem(sys.modules, "matching.engine.search", None)
    yield
    fast.kernels.cache_clear()


def test_without_numba_scipy_answers_with_the_same_hashes(
    no_numba: None, caplog: pytest.LogCaptureFixture
) -> None:
    problem = cohort.programme(100)
    plan = solve(problem)
    assert (plan.kernel, "cannot be used" in caplog.text) == ("scipy", True)
    fast.kernels.cache_clear()
    sys.modules.pop("matching.engine.search")
    again = solve(problem)
    assert again.kernel == "numba"
    assert (again.input_hash, again.plan_hash) == (plan.input_hash, plan.plan_hash)


def test_few_people_are_left_to_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "FEW", 300)
    assert (solve(cohort.programme(290)).kernel, solve(cohort.programme(310)).kernel) == (
        "scipy",
        "numba",
    )


def test_search_that_crawls_is_left_to_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    search = fast.kernels()
    assert search is not None
    monkeypatch.setattr(search, "POPS", 0)
    problem = cohort.product(120)
    plan = solve(problem)
    assert plan.kernel == "scipy"
    assert certify(plan, problem).is_optimal


def test_kernels_that_score_otherwise_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    search = fast.kernels()
    assert search is not None
    true_rows = search.rows_of
    monkeypatch.setattr(search, "rows_of", lambda packed, rows: true_rows(packed, rows) + 1)
    assert solve(cohort.programme(80)).kernel == "scipy"


def test_web_process_never_loads_numba() -> None:
    code = (
        "import os, sys, django\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'mentorat.settings'\n"
        "django.setup()\n"
        "import matching.engine, mentorat.urls\n"
        "from django.urls import get_resolver\n"
        "get_resolver().url_patterns\n"
        "from matching.engine import Problem, Profile, Rule, solve\n"
        "people = tuple(Profile(id=str(n)) for n in range(20))\n"
        "solve(Problem(mentees=people, mentors=people, rules=(Rule('site', 1),)))\n"
        "assert 'numba' not in sys.modules, 'numba is loaded'\n"
    )
    environment = {"BUILDING": "true", "PATH": "", "HOME": "/nonexistent"}
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_hiring_dates_far_apart_and_levels_out_of_range_are_scored_alike() -> None:
    people = tuple(
        Profile(id=f"p{n}", level=level, hired_on=hired)
        for n, (level, hired) in enumerate(
            product([None, -50, 0, 3, 10**6], [None, date(1, 1, 1), date(2020, 5, 5)])
        )
    )
    for direction in ("above", "similar", "different"):
        chosen = (Rule("level_gap", 60, direction), Rule("seniority", 40, direction, True, 100))
        ours, theirs = both(Problem(mentees=people, mentors=people, rules=chosen))
        assert bare(ours) == bare(theirs)


@pytest.mark.parametrize("inertia", [0, 500, 20_000])
def test_kept_pairs_are_worth_more_in_both_ways(inertia: int) -> None:
    problem = cohort.programme(150)
    before = solve(problem)
    gone = before.pairs[7]
    smaller = replace(
        problem, mentors=tuple(one for one in problem.mentors if one.id != gone.mentor)
    )
    capacity = {name: n for name, n in problem.capacity.items() if name != gone.mentor}
    again = kept(replace(smaller, capacity=capacity), before.pairs, inertia)
    ours, theirs = both(again)
    assert bare(ours) == bare(theirs)
    now = {(pair.mentee, pair.mentor) for pair in ours.pairs}
    assert ours.moved == sum((one.mentee, one.mentor) not in now for one in before.pairs)
    assert ours.objective == ours.points + inertia * (len(before.pairs) - ours.moved)
    assert ours.input_hash != solve(replace(again, keep=frozenset())).input_hash


def test_inertia_moves_fewer_people_and_one_who_is_rematched_moves_nobody() -> None:
    problem = cohort.programme(150)
    before = solve(problem)
    broken = before.pairs[5]
    apart = replace(problem, blocked=frozenset({(broken.mentee, broken.mentor)}))
    moved = [solve(kept(apart, before.pairs, points)).moved for points in (0, 500, 50_000)]
    assert moved[0] >= moved[1] >= moved[2] >= 1
    still = solve(frozen(apart, before.pairs, [broken.mentee]))
    was = {(pair.mentee, pair.mentor) for pair in before.pairs} - {(broken.mentee, broken.mentor)}
    assert was <= {(pair.mentee, pair.mentor) for pair in still.pairs}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"inertia": -1}, "inertia_invalid"),
        ({"inertia": 50_001}, "inertia_invalid"),
        ({"keep": frozenset({("a", "b"), ("a", "c")})}, "keep_twice"),
    ],
)
def test_inertia_that_makes_no_sense_is_refused(change: dict, code: str) -> None:
    with pytest.raises(EngineError, match=code):
        solve(replace(cohort.programme(20), **change))


@pytest.mark.parametrize("k", [1, 5, 500])
def test_shortlists_of_both_ways_are_the_same(k: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = replace(cohort.programme(120), minimum=25_000)
    ours = shortlist(problem, k)
    monkeypatch.setattr(fast, "FEW", 1_000)
    assert shortlist(problem, k) == ours


@pytest.mark.parametrize("salt", ["a", "b", "c", "d"])
def test_who_asks_for_nothing_is_not_who_asks_for_what_nobody_offers(salt: str) -> None:
    mentees = [Profile(id=f"a{n}", site="x", needs=("rare",) * (n == 57)) for n in range(160)]
    mentors = [Profile(id=f"b{n}", site="x", can_help=frozenset({"sql"})) for n in range(160)]
    must = (Rule("needs", 50, must=True), Rule("site", 50))
    ours, theirs = both(Problem(mentees=(*mentees,), mentors=(*mentors,), rules=must, salt=salt))
    assert bare(ours) == bare(theirs)
    assert [one.mentee for one in ours.unmatched] == ["a57"]


@pytest.mark.parametrize("count", [331, 334])
def test_certificate_holds_beside_a_mentor_without_place(count: int) -> None:
    people = [Profile(id=f"a{n}", site="x") for n in range(count)]
    problem = Problem(
        mentees=(*people,),
        mentors=(Profile(id="full", site="x"), Profile(id="free", site="x")),
        rules=(Rule("site", 50),),
        capacity={"full": 0, "free": 3},
    )
    ours, theirs = both(problem)
    assert bare(ours) == bare(theirs)


def test_prices_of_many_places_are_added_up_exactly() -> None:
    people = [Profile(id=f"a{n}", site="x") for n in range(10_000)]
    problem = Problem(
        mentees=(*people,),
        mentors=(Profile(id="all", site="x"),),
        rules=(Rule("site", 50),),
        capacity={"all": 9_000},
    )
    plan = fast.attempt(problem, prepare(problem))
    assert plan is not None and (plan.matched, plan.gap) == (9_000, 0)
