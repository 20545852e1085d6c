"""Questions, eligibility and scores without a database: properties that must always hold."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection import eligibility, questions, scores

TODAY = dt.date(2026, 11, 22)
MARKS = st.integers(1, 5)
LISTS = st.lists(MARKS, min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("text", "Listen", ""),
        ("text", "x" * 1201, "long"),
        ("text", "   ", "missing"),
        ("text", 3, "unknown"),
        ("number", 12, ""),
        ("number", -1, "range"),
        ("number", True, "range"),
        ("scale", 5, ""),
        ("scale", 6, "range"),
        ("choice", "a", ""),
        ("choice", "z", "unknown"),
        ("choices", ["a", "b"], ""),
        ("choices", ["a", "a"], "unknown"),
        ("skills", {"a": 3, "b": 1}, ""),
        ("skills", {"a": 3}, "missing"),
        ("skills", {"a": 9, "b": 1}, "range"),
        ("skills", {"z": 1}, "unknown"),
        ("choices", [], "missing"),
    ],
)
def test_fault_of_an_answer(kind: str, value: Any, code: str) -> None:
    assert questions.fault(kind, ["a", "b"], value, is_mandatory=True) == code


def test_an_optional_question_may_stay_empty() -> None:
    for kind in questions.KINDS:
        assert questions.fault(kind, ["a"], None, is_mandatory=False) == ""


@given(st.lists(st.text("abcdef", min_size=1, max_size=3), min_size=1, max_size=8, unique=True))
def test_options_keep_their_codes_when_others_come_and_go(words: list[str]) -> None:
    known = questions.options([f"{one} | {one}" for one in words], [])
    assert len({one["code"] for one in known}) == len(known)
    again = questions.options([*reversed(words), "brand new | tout neuf"], known)
    kept = {one["fr"]: one["code"] for one in known}
    assert all(kept[one["fr"]] == one["code"] for one in again if one["fr"] in kept)
    assert again[-1]["code"] not in kept.values()


def test_changes_name_what_is_new_gone_and_reworded() -> None:
    found = questions.changes({"a": 1, "b": 2, "c": 3}, {"b": 2, "c": 4, "d": 5})
    assert (found.added, found.removed, found.reworded) == (("d",), ("a",), ("c",))


def rule(kind: str, number: int = 0, *values: str, key: str = "") -> eligibility.Rule:
    return eligibility.Rule(kind, number, values, key)


@given(level=st.integers(1, 30), asked=st.integers(1, 30))
def test_the_least_and_the_highest_level_meet_at_one_level_only(level: int, asked: int) -> None:
    rules = [rule("level_min", asked), rule("level_max", asked)]
    found = eligibility.obstacles(eligibility.Traits(level=level), rules, TODAY)
    assert (not found) == (level == asked)


@given(st.dates(dt.date(1990, 1, 1), TODAY))
def test_months_in_the_company_never_go_back(hired_on: dt.date) -> None:
    months = eligibility.months_since(hired_on, TODAY)
    assert months >= 0
    assert eligibility.months_since(hired_on, TODAY + dt.timedelta(days=31)) > months


def test_a_fact_that_is_not_known_excludes_and_says_so() -> None:
    rules = [rule("seniority", 12), rule("site", 0, "Lyon"), rule("attribute", 0, "A", key="k")]
    found = eligibility.obstacles(eligibility.Traits(), rules, TODAY)
    assert [one.is_unknown for one in found] == [True, True, True]


def test_values_are_compared_as_people_read_them() -> None:
    mine = eligibility.Traits(site=" LYON ", own={"k": ["Spring", "Autumn"]})
    rules = [rule("site", 0, "Paris", "lyon"), rule("attribute", 0, "autumn", key="k")]
    assert eligibility.obstacles(mine, rules, TODAY) == ()
    assert eligibility.obstacles(mine, [rule("site", 0, "Nantes")], TODAY)[0].is_unknown is False


def file(years: int = 5, marks: list[int] | None = None, **more: Any) -> scores.File:
    held = [[("potential", one) for one in marks]] if marks else []
    return scores.File({"years": years, **more}, held)


@given(years=st.integers(0, 60), marks=LISTS, values=LISTS)
def test_a_score_is_between_0_and_100_and_its_parts_add_up(
    years: int, marks: list[int], values: list[int]
) -> None:
    rated = {str(place): mark for place, mark in enumerate(values)}
    for measure in scores.MEASURES:
        found = scores.score(measure, file(years, marks, values=rated))
        assert found.value is not None
        assert 0 <= found.value <= 100
        assert abs(sum(one.points for one in found.parts) - found.value) < 1
        assert abs(sum(one.out_of for one in found.parts) - 100) < 0.5


@given(years=st.integers(0, 59), marks=LISTS)
def test_more_experience_or_a_better_mark_never_lowers_a_score(
    years: int, marks: list[int]
) -> None:
    def value(measure: str, known: scores.File) -> int:
        found = scores.score(measure, known).value
        assert found is not None
        return found

    assert value("experience", file(years + 1)) >= value("experience", file(years))
    better = [min(5, marks[0] + 1), *marks[1:]]
    assert value("potential", file(marks=better)) >= value("potential", file(marks=marks))


def test_nothing_known_is_no_score_and_not_a_zero() -> None:
    assert scores.score("potential", scores.File()).value is None
    assert scores.score("experience", scores.File({"years": "many"})).value is None


def test_each_measure_reads_its_own_marks() -> None:
    known = scores.File({}, [[("experience", 5), ("potential", 1)]], [(4, 2)])
    experience, potential = (scores.score(one, known) for one in scores.MEASURES)
    assert [one.facts["mean"] for one in experience.parts] == [5, 4]
    assert [one.facts["mean"] for one in potential.parts] == [1, 2]
