"""Writes the first day of a month in French as French does: 1er décembre, 2 décembre."""

from typing import Any

from django.utils.dateformat import DateFormat
from django.utils.translation import get_language


def day_of_month(written: Any) -> int | str:
    """The day of the date that a ``DateFormat`` writes: a number, or « 1er » in French."""
    number: int = written.data.day
    return "1er" if number == 1 and (get_language() or "").startswith("fr") else number


def speak_french() -> None:
    """Teach it to every date of the process.

    A format is a string, and a filter of ours would miss dates that nobody filtered and the pages
    of libraries: so the one method is replaced where all of them come together.
    """
    setattr(DateFormat, "j", day_of_month)  # noqa: B010
