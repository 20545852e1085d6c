"""Sentences behind the codes of communication: what is wrong, what a placeholder stands for."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communication import placeholders
from communication.placeholders import Problem

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_STARTERS: Final = Path(__file__).parent / "starters.toml"

MEANINGS: Final[Mapping[str, "_StrPromise"]] = {
    "given_name": gettext_lazy("given name of the reader"),
    "programme": gettext_lazy("name of the programme"),
    "company": gettext_lazy("name of the company"),
    "link": gettext_lazy("address of the page that concerns the reader"),
    "contact": gettext_lazy("whom to ask"),
    "starts_on": gettext_lazy("first day of the programme"),
    "ends_on": gettext_lazy("last day of the programme"),
    "answer_by": gettext_lazy("last day to answer"),
    "hours": gettext_lazy("hours asked of one person"),
    "event": gettext_lazy("next event: title, day and hour"),
}

_PROBLEMS: Final[Mapping[str, Promise]] = {
    "unknown": gettext_lazy(
        "“{%(name)s}” is not a placeholder of this message. Did you mean “{%(nearest)s}”?"
    ),
    "stray": gettext_lazy(
        "A brace “%(name)s” stands alone. Braces are kept for placeholders such as “{programme}”."
    ),
}


def problem(found: Problem) -> str:
    """What is wrong with a placeholder, and what to write instead."""
    return str(_PROBLEMS[found.code]) % {"name": found.name, "nearest": found.nearest}


def legend(kind: str) -> list[tuple[str, "_StrPromise"]]:
    """The placeholders of a kind of message, as they are typed, with what they stand for."""
    return [(f"{{{name}}}", MEANINGS[name]) for name in placeholders.ALLOWED[kind]]


def language(code: str) -> str:
    """A language in the language of the reader."""
    return _("French") if code == "fr" else _("English")


@cache
def starters() -> dict[str, Any]:
    """Words of the six messages in both languages, by kind."""
    return tomllib.loads(_STARTERS.read_text(encoding="utf-8"))
