"""What is said to be missing, and what is only advised."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.readiness import Facts, advice, checks

READY = Facts(
    today=dt.date(2026, 1, 1),
    purpose="Préparer la relève.",
    objectives=1,
    unmeasurable=0,
    directors=1,
    enrol_until=dt.date(2026, 2, 1),
    months=9,
    mentors=5,
    mentees=9,
    places=9,
    takers=9,
)


def test_a_complete_programme_misses_nothing() -> None:
    assert all(check.done for check in checks(READY))
    assert advice(READY) == []


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(READY, months=5.9), "too_short"),
        (replace(READY, months=12.1), "too_long"),
        (replace(READY, enrol_until=dt.date(2026, 1, 4)), "hurried"),
        (replace(READY, places=8), "few_places"),
    ],
)
def test_what_tends_to_go_wrong_is_told(facts: Facts, code: str) -> None:
    assert advice(facts) == [code]


@given(st.integers(0, 3), st.integers(0, 3), st.text(max_size=3))
def test_only_purpose_objective_and_time_are_mandatory(
    objectives: int, directors: int, purpose: str
) -> None:
    facts = replace(READY, objectives=objectives, directors=directors, purpose=purpose)
    missing = {check.code for check in checks(facts) if check.mandatory and not check.done}
    expected = set() if purpose.strip() else {"purpose"}
    assert missing == (expected if objectives else expected | {"objective", "measurable"})
