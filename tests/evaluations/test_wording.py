"""Numbers as the reader writes them: one minus sign, no minus zero, units at their distance."""

from decimal import Decimal

import pytest
from django.utils import translation

from evaluations import wording
from evaluations.metrics import Count, Interval, Nps

MINUS = "\u2212"


def test_a_score_and_its_bounds_wear_the_same_minus() -> None:
    figure = Nps(-25.0, -48.0, -2.0, 40)
    for language in ("fr", "en"):
        with translation.override(language):
            written = f"{wording.score(figure)} ({wording.interval(figure)})"
        assert "-" not in written
        assert written.count(MINUS) == 3


@pytest.mark.parametrize("value", [0.0, -0.4, 0.4, -0.04])
def test_a_score_that_rounds_to_zero_has_no_sign(value: float) -> None:
    figure = Nps(value, -0.3, 0.3, 40)
    assert wording.score(figure) == "0"
    with translation.override("en"):
        assert wording.interval(figure) == "0 to 0"


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [("3.96", 1, "4.0"), ("3.58", 1, "3.6"), ("765.60", 0, "766"), ("71.99", 0, "72")],
)
def test_what_does_not_fit_is_rounded_and_not_cut(value: str, places: int, written: str) -> None:
    with translation.override("en"):
        assert wording.number(Decimal(value), places) == written
        assert wording.number(float(value), places) == written


def test_a_positive_score_shows_its_sign() -> None:
    assert wording.score(Nps(25.0, 2.0, 48.0, 40)) == "+25"


@pytest.mark.parametrize(
    ("language", "number", "share", "money", "quantity"),
    [
        ("fr", f"{MINUS}1\u00a0234,5", "8\u00a0%", f"{MINUS}3\u00a0€", f"{MINUS}2,5\u00a0jours"),
        ("en", f"{MINUS}1,234.5", "8%", f"{MINUS}€3", f"{MINUS}2.5\u00a0jours"),
    ],
)
def test_numbers_follow_the_language(
    language: str, number: str, share: str, money: str, quantity: str
) -> None:
    with translation.override(language):
        assert wording.number(Decimal("-1234.50")) == number
        assert wording.percent(0.08) == share
        assert wording.money(Decimal("-3.2"), "EUR") == money
        assert wording.quantity(Decimal("-2.50"), "jours") == quantity


def test_bounds_of_a_thousand_are_grouped_like_any_number() -> None:
    with translation.override("en"):
        assert wording.count(Count(1200, 1203)) == "1,200 to 1,203"
        assert wording.percents(Interval(0.1, 0.126)) == "10 to 13%"


def test_a_way_that_is_not_done_is_never_written_as_a_hundred() -> None:
    with translation.override("en"):
        assert wording.percent(0.9999) == "99%"
        assert wording.percent(1.0) == "100%"
        assert wording.percent(0.0) == "0%"
