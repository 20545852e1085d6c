"""Days as people write them: « 1er décembre » in French, « 1 December » in English."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from django.utils.formats import date_format

FIRST = dt.datetime(2026, 12, 1, 9, 30, tzinfo=dt.UTC)
WAYS = ("DATE_FORMAT", "j F", "j N Y", "j F Y, H:i")


@pytest.mark.parametrize("way", WAYS)
def test_the_first_of_a_month_is_an_ordinal_in_french(way: str) -> None:
    with translation.override("fr"):
        assert date_format(FIRST, way).startswith("1er d")
        assert Template("{{ day|date:way }}").render(Context({"day": FIRST, "way": way})) == (
            date_format(timezone.localtime(FIRST), way)
        )


def test_a_date_that_no_filter_touched_is_written_the_same_way() -> None:
    with translation.override("fr"):
        assert Template("{{ day }}").render(Context({"day": FIRST.date()})) == "1er décembre 2026"


@pytest.mark.parametrize("day", [2, 11, 21, 31])
def test_other_days_are_plain_numbers(day: int) -> None:
    with translation.override("fr"):
        assert date_format(dt.date(2026, 12, day), "j F") == f"{day} décembre"


def test_english_and_figures_keep_the_number() -> None:
    with translation.override("en"):
        assert date_format(FIRST.date(), "j F Y") == "1 December 2026"
    with translation.override("fr"):
        assert date_format(FIRST.date(), "d/m/Y") == "01/12/2026"
