"""What the words of a competency have to be: complete in each language that is begun."""

import re
from collections.abc import Mapping
from typing import Final

from competencies.starter import LANGUAGES, WORDS

LONGEST: Final = {"name": 120, "description": 400, "low": 300, "middle": 300, "high": 300}
"""Characters that each part may have."""
FIELDS: Final = tuple(f"{part}_{language}" for part in WORDS for language in LANGUAGES)
"""Every field, part by part, French before English."""


_BLANKS: Final = re.compile(r"[^\S\u00a0\u202f]+")
"""Every blank but those that French puts before its signs."""


def plain(text: str) -> str:
    """The text with single spaces, none at its ends; spaces that do not break stay."""
    return _BLANKS.sub(" ", text).strip()


def tidy(words: Mapping[str, str]) -> dict[str, str]:
    """Every field without double blanks; what is not given is empty."""
    return {name: plain(str(words.get(name, ""))) for name in FIELDS}


def faults(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is wrong with tidy words, as pairs of a field and a code; empty when nothing is.

    ``name_missing``: neither language has a name. ``incomplete``: a language was begun and this
    field of it is empty. ``too_long``: more characters than :data:`LONGEST`.
    """
    found: list[tuple[str, str]] = []
    begun = [
        language for language in LANGUAGES if any(words[f"{part}_{language}"] for part in WORDS)
    ]
    if not begun:
        return [(f"name_{LANGUAGES[0]}", "name_missing")]
    for language in begun:
        for part in WORDS:
            field = f"{part}_{language}"
            if not words[field]:
                found.append((field, "incomplete"))
            elif len(words[field]) > LONGEST[part]:
                found.append((field, "too_long"))
    return found
