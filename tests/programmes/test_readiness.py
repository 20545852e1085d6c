"""What is said to be missing, and what is only advised."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.readiness import CAUSES, Facts, advice, checks

READY = Facts(
    today=dt.date(2026, 1, 1),
    purpose="Préparer la relève.",
    objectives=1,
    unmeasurable=0,
    outcomes=1,
    directors=1,
    sponsors=1,
    mentor_profile="Qui écoute.",
    preparation="Une demi-journée.",
    confidentiality="Tout reste entre les deux.",
    enrol_until=dt.date(2026, 2, 1),
    months=9,
    sessions=13,
    is_long=True,
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


@pytest.mark.parametrize("cause", CAUSES)
def test_each_cause_of_failure_has_something_that_forbids_the_launch(cause: str) -> None:
    nothing = replace(
        READY,
        purpose=" ",
        objectives=0,
        mentor_profile="",
        preparation="",
        confidentiality="\n",
        enrol_until=dt.date(2025, 12, 31),
    )
    blocked = {one.cause for one in checks(nothing) if one.mandatory and not one.done}
    assert cause in blocked
    assert cause not in {one.cause for one in checks(READY) if not one.done}


@given(st.integers(0, 3), st.integers(0, 3), st.text(max_size=3))
def test_directors_are_wished_for_objectives_are_mandatory(
    objectives: int, directors: int, purpose: str
) -> None:
    facts = replace(READY, objectives=objectives, directors=directors, purpose=purpose)
    missing = {check.code for check in checks(facts) if check.mandatory and not check.done}
    expected = set() if purpose.strip() else {"purpose"}
    assert missing == (expected if objectives else expected | {"objective", "measurable"})
