"""Codes of competencies and sheets, put into sentences."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from people.roster import Problem

_PROBLEMS: Final[Mapping[str, Promise]] = {
    "no_name_column": gettext_lazy(
        "There is no column “Name (French)” or “Name (English)”. Export the framework to see "
        "the titles."
    ),
    "target_missing": gettext_lazy("There is no column “Target – %(value)s”."),
    "code_invalid": gettext_lazy(
        "“%(value)s” is no code: small letters without accents, digits and low lines. Leave it "
        "empty for a new competency."
    ),
    "code_repeated": gettext_lazy("The code “%(value)s” is there twice."),
    "name_missing": gettext_lazy("The competency has no name."),
    "incomplete": gettext_lazy("This is empty, though the language was begun."),
    "too_long": gettext_lazy("This text is too long."),
    "target_invalid": gettext_lazy("“%(value)s” is no level from 1 to 5."),
}


def told(problem: Problem) -> dict[str, str | int]:
    """A problem of a sheet: its line, its column and what to do."""
    return {
        "line": problem.line,
        "column": problem.column,
        "sentence": str(_PROBLEMS[problem.code]) % {"value": problem.value},
    }
