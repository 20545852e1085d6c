"""When something happened, and for whom a rule is meant: the pure rules."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from occasions import moments
from occasions.moments import Event
from selection.eligibility import Rule, Traits

TODAY = dt.date(2026, 11, 22)
HIRED = Event("hired", 60)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)))
def test_every_day_is_read_in_both_spellings(day: dt.date) -> None:
    assert moments.day_in(day.isoformat()) == day
    for mark in "/.-":
        assert moments.day_in(f" {day.day:02}{mark}{day.month}{mark}{day.year} ") == day


@given(st.text())
def test_whatever_is_written_never_breaks(text: str) -> None:
    found = moments.day_in(text)
    assert found is None or isinstance(found, dt.date)


@pytest.mark.parametrize(
    "said", ["", "bientôt", "31/02/2026", "2026-13-01", "01/10", "0000-01-01", None, 3, ["x"]]
)
def test_what_is_no_day_is_none(said: object) -> None:
    assert moments.day_in(said) is None


@given(st.integers(-400, 400), st.integers(1, 365))
def test_an_event_is_recent_from_its_day_until_the_days_are_over(ago: int, days: int) -> None:
    day = TODAY - dt.timedelta(days=ago)
    found = moments.met(Traits(hired_on=day), Event("hired", days), [], TODAY)
    assert (found == day) is (0 <= ago < days)


def test_a_declared_day_is_read_from_its_own_fact() -> None:
    held = Traits(own={"attribute_3": "12/11/2026"}, hired_on=TODAY)
    event = Event("appointed", 30, "attribute_3")
    assert moments.met(held, event, [], TODAY) == dt.date(2026, 11, 12)
    assert moments.met(held, Event("appointed", 30, "attribute_4"), [], TODAY) is None
    assert moments.met(held, Event("appointed", 30), [], TODAY) is None


def test_every_condition_counts_and_what_the_record_leaves_open_is_not_met() -> None:
    conditions = [Rule("function", values=("Sinistres",)), Rule("level_min", number=3)]
    fits = Traits(hired_on=TODAY, function="sinistres ", level=3)
    assert moments.met(fits, HIRED, conditions, TODAY) == TODAY
    for other in (
        Traits(hired_on=TODAY, function="Sinistres", level=2),
        Traits(hired_on=TODAY, function="Sinistres"),
        Traits(hired_on=TODAY, function="Vente", level=5),
    ):
        assert moments.met(other, HIRED, conditions, TODAY) is None
