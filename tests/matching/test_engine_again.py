"""One change after a run: the same answer as solving anew, from the solution that is there."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import cohort
from matching.engine import EngineError, Plan, Problem, explain, fast, solve
from matching.engine.again import Again, Change


@pytest.fixture(autouse=True)
def kernels() -> None:
    """Compiled, or read from disk, once per process."""
    assert fast.kernels()


kinds = st.sampled_from(["plain", *cohort.HOSTILE])


def make(kind: str, people: int, seed: int) -> Problem:
    problem = cohort.programme(people, seed) if kind == "plain" else cohort.HOSTILE[kind](people)
    return replace(problem, salt=str(seed))


def difference(before: Plan, after: Plan) -> Change:
    """What solving anew says of a change."""
    was = {pair.mentee: pair.mentor for pair in before.pairs}
    now = {pair.mentee: pair.mentor for pair in after.pairs}
    moved = {one: now.get(one) for one in was.keys() | now.keys() if was.get(one) != now.get(one)}
    return Change(before.objective - after.objective, before.matched - after.matched, moved)


def begun(problem: Problem) -> Again:
    again = Again.begin(problem)
    assert again is not None
    return again


@pytest.mark.parametrize("kind", ["plain", *cohort.HOSTILE])
def test_change_to_a_pair_that_nobody_remembers_is_answered_the_same(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    search = fast.kernels()
    monkeypatch.setattr(search, "CANDIDATES", 2)
    monkeypatch.setattr(search, "KNOWN", 4)
    for seed in range(2):
        problem = make(kind, 90, seed)
        plan, again = solve(problem), begun(problem)
        for pair in plan.pairs[::10]:
            apart = replace(problem, blocked=frozenset({(pair.mentee, pair.mentor)}))
            assert again.broken(pair.mentee, pair.mentor) == difference(plan, solve(apart))
            fewer = replace(problem, capacity={**problem.capacity, pair.mentor: 0})
            assert again.left(pair.mentor) == difference(plan, solve(fewer))


@settings(max_examples=25, deadline=None)
@given(kinds, st.integers(20, 90), st.integers(0, 10**6), st.data())
def test_every_change_is_answered_as_if_it_were_solved_anew(
    kind: str, people: int, seed: int, data: st.DataObject
) -> None:
    problem = make(kind, people, seed)
    plan, again = solve(problem), begun(problem)
    for _ in range(3):
        pair = data.draw(st.sampled_from(plan.pairs))
        apart = replace(problem, blocked=frozenset({(pair.mentee, pair.mentor)}))
        assert again.broken(pair.mentee, pair.mentor) == difference(plan, solve(apart))
        fewer = replace(problem, capacity={**problem.capacity, pair.mentor: 0})
        assert again.left(pair.mentor) == difference(plan, solve(fewer))
        mentee = data.draw(st.sampled_from(problem.mentees)).id
        if not explain(problem, mentee, pair.mentor, plan).blocked_by:
            forced = replace(problem, locks=((mentee, pair.mentor),))
            assert again.locked(mentee, pair.mentor) == difference(plan, solve(forced))


def test_change_of_several_hundred_people_is_exact_with_locks_and_inertia() -> None:
    problem = cohort.programme(500)
    plan = solve(problem)
    locks = tuple((pair.mentee, pair.mentor) for pair in plan.pairs[:20])
    keep = frozenset((pair.mentee, pair.mentor) for pair in plan.pairs)
    problem = replace(problem, locks=locks, keep=keep)
    plan, again = solve(problem), begun(problem)
    for pair in plan.pairs[30:60:10]:
        apart = replace(problem, blocked=frozenset({(pair.mentee, pair.mentor)}))
        assert again.broken(pair.mentee, pair.mentor) == difference(plan, solve(apart))


@pytest.mark.parametrize("seed", [1, 2])
def test_pair_forced_among_several_hundred_people_costs_what_solving_anew_says(seed: int) -> None:
    problem = make("plain", 500, seed)
    plan, again = solve(problem), begun(problem)
    for one, other in pairwise(plan.pairs[::40]):
        if not explain(problem, one.mentee, other.mentor, plan).blocked_by:
            forced = replace(problem, locks=((one.mentee, other.mentor),))
            assert again.locked(one.mentee, other.mentor) == difference(plan, solve(forced))


def test_change_that_is_not_allowed_is_refused_with_its_reason() -> None:
    problem = cohort.programme(60)
    first = solve(problem).pairs[0]
    again = begun(replace(problem, locks=((first.mentee, first.mentor),)))
    assert again.locked(first.mentee, first.mentor) == Change(0, 0, {})
    for change, code in (
        (lambda: again.broken(first.mentee, first.mentor), "pair_locked"),
        (lambda: again.left(first.mentor), "lock_over_capacity"),
        (lambda: again.locked("nobody", first.mentor), "unknown_person"),
    ):
        with pytest.raises(EngineError, match=code):
            change()


def test_search_that_crawls_is_not_begun_but_a_change_is_still_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = make("scarce places", 90, 1)
    plan, again = solve(problem), begun(problem)
    monkeypatch.setattr(fast.kernels(), "POPS", -1)
    for pair in plan.pairs[::9]:
        apart = replace(problem, blocked=frozenset({(pair.mentee, pair.mentor)}))
        assert again.broken(pair.mentee, pair.mentor) == difference(plan, solve(apart))
    assert Again.begin(problem) is None


def test_pair_that_is_locked_is_not_broken_and_any_other_of_its_mentee_is_no_change() -> None:
    problem = make("plain", 60, 1)
    pair, other = solve(problem).pairs[:2]
    again = begun(replace(problem, locks=((pair.mentee, pair.mentor),)))
    with pytest.raises(EngineError) as refused:
        again.broken(pair.mentee, pair.mentor)
    assert (refused.value.code, refused.value.ids) == ("pair_locked", (pair.mentee, pair.mentor))
    assert again.broken(pair.mentee, other.mentor) == Change(0, 0, {})
