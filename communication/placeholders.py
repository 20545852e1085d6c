"""Placeholders in what HR writes: a closed list per kind of message, filled in by name only."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Literal

_EVERYWHERE: Final = ("given_name", "programme", "company", "link", "contact")

ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {
    "teaser": (*_EVERYWHERE, "starts_on"),
    "call": (*_EVERYWHERE, "answer_by", "starts_on", "ends_on", "hours"),
    "kick_off": (*_EVERYWHERE, "answer_by", "starts_on", "ends_on", "hours", "event"),
    "stories": (*_EVERYWHERE, "ends_on", "event"),
    "results": (*_EVERYWHERE, "starts_on", "ends_on"),
    "thanks": (*_EVERYWHERE, "starts_on", "ends_on"),
}
"""What a message of each kind may name. There is nothing else: no attribute, index or format."""

LINKS: Final = frozenset({"link"})
"""Those whose value is an address that the product itself has made."""

_FIELD: Final = re.compile(r"\{([^{}]*)\}")
_IN_MARKDOWN: Final = re.compile(r"(\]\()?\{([^{}]*)\}")
_PUNCTUATION: Final = re.compile(r"([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Problem:
    """A placeholder that is not on the list, with the nearest one that is; or a lone brace."""

    code: Literal["unknown", "stray"]
    name: str
    nearest: str


def named(text: str) -> list[str]:
    """Names of the placeholders in ``text``, each once, in their order."""
    return list(dict.fromkeys(_FIELD.findall(text)))


def problems(text: str, kind: str) -> list[Problem]:
    """What cannot be filled in when ``text`` belongs to a message of this kind."""
    return list(_problems(text, ALLOWED[kind]))


def _problems(text: str, allowed: tuple[str, ...]) -> Iterator[Problem]:
    for name in named(text):
        if name not in allowed:
            bare = re.split(r"[.:!\[]", name.strip().lower(), maxsplit=1)[0]
            close = get_close_matches(bare, allowed, n=1, cutoff=0.0)
            yield Problem("unknown", name, close[0] if close else allowed[0])
    rest = _FIELD.sub("", text)
    for brace in "{}":
        if brace in rest:
            yield Problem("stray", brace, "")


def missing(text: str, values: Mapping[str, str]) -> list[str]:
    """Names in ``text`` whose value is not known: they would leave a gap."""
    return [name for name in named(text) if not values.get(name, "").strip()]


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` on one line with the values in it, as they are; an unknown value leaves nothing."""
    filled = _FIELD.sub(lambda found: values.get(found[1], ""), text)
    return " ".join(filled.split())


def fill_markdown(text: str, values: Mapping[str, str]) -> str:
    """Markdown ``text`` with the values in it: they come through as words, never as Markdown.

    An address becomes a link where it stands alone, and the target of the link where it stands in
    one.
    """

    def put(found: re.Match[str]) -> str:
        opening, name = found[1] or "", found[2]
        value = values.get(name, "")
        if name not in LINKS or not value:
            return opening + quoted(value)
        return f"{opening}{value}" if opening else f"<{value}>"

    return _IN_MARKDOWN.sub(put, text)


def quoted(value: str) -> str:
    """The value as Markdown that reads as the value itself, on one line."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(value.split()))
