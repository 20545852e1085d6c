"""What the needs of a catalogue are called, by code, language and version: plain values."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from competencies.starter import SITUATIONS, ShippedNeed
from people.roster import fold

FIRST = 1
"""The version in which a catalogue begins."""


@dataclass(frozen=True, slots=True)
class Saying:
    """How a need was called from one version of the catalogue on, by language."""

    since: int
    label: Mapping[str, str]
    hint: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A need: its sayings from the oldest to the newest; never empty."""

    code: str
    situation: str
    sayings: tuple[Saying, ...]
    is_offered: bool = True
    synonyms: tuple[str, ...] = ()
    competencies: tuple[str, ...] = ()

    def said(self, version: int | None = None) -> Saying:
        """What it was called in ``version`` of the catalogue; now without one.

        A version older than the need gives its first words.
        """
        if version is None:
            return self.sayings[-1]
        known = [one for one in self.sayings if one.since <= version]
        return known[-1] if known else self.sayings[0]


@dataclass(frozen=True, slots=True)
class Book:
    """Every need that a company ever had, in the order of its catalogue, and the newest version."""

    entries: tuple[Entry, ...]
    version: int = FIRST
    by_code: Mapping[str, Entry] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {one.code: one for one in self.entries})

    def label(self, code: str, language: str, version: int | None = None) -> str:
        """What ``code`` is called; a code that the book does not know stays a code."""
        entry = self.by_code.get(code)
        return _spoken(entry.said(version).label, language) if entry else code

    def labels(self, codes: Iterable[str], language: str, version: int | None = None) -> list[str]:
        """The same for several, in their order."""
        return [self.label(code, language, version) for code in codes]

    def offered(self, keep: Iterable[str] = ()) -> frozenset[str]:
        """Codes that may be chosen: what is not retired, and what somebody has chosen already."""
        kept = set(keep) & set(self.by_code)
        return frozenset(kept | {one.code for one in self.entries if one.is_offered})

    def ordered(self, codes: Iterable[str]) -> list[str]:
        """Each code once, in the order in which the boxes of a page stand; unknown ones last."""
        places = {one.code: place for place, one in enumerate(self.entries)}
        situations = {code: place for place, code in enumerate(SITUATIONS)}

        def place(code: str) -> tuple[int, int, str]:
            entry = self.by_code.get(code)
            if entry is None:
                return len(situations), 0, code
            return situations.get(entry.situation, len(situations)), places[code], code

        return sorted(set(codes), key=place)

    def grouped(
        self, language: str, keep: Iterable[str] = ()
    ) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """Per situation with something to choose: code, label and hint of each need, in order."""
        allowed = self.offered(keep)
        groups = []
        for situation in SITUATIONS:
            found = [
                (one.code, self.label(one.code, language), _spoken(one.said().hint, language))
                for one in self.entries
                if one.situation == situation and one.code in allowed
            ]
            if found:
                groups.append((situation, found))
        return groups

    def words(self) -> dict[str, str]:
        """Folded word of a list of people → code of a need that is offered.

        A need is known by its labels in every language, now and before, by its synonyms and by its
        code. Where two needs claim one word, today's labels win, then synonyms, then old labels.
        """
        found: dict[str, str] = {}
        offered = [one for one in self.entries if one.is_offered]
        ranks = (
            lambda one: one.said().label.values(),
            lambda one: one.synonyms,
            lambda one: [label for saying in one.sayings for label in saying.label.values()],
            lambda one: [one.code.replace("_", " ")],
        )
        for claims in ranks:
            for one in offered:
                for word in claims(one):
                    if folded := fold(word):
                        found.setdefault(folded, one.code)
        return found


def shipped(needs: Iterable[ShippedNeed]) -> Book:
    """The book of a company that has not opened its catalogue yet."""
    return Book(
        tuple(
            Entry(
                code=one.code,
                situation=one.situation,
                sayings=(Saying(FIRST, one.label, one.hint),),
                synonyms=one.synonyms,
                competencies=tuple(sorted(one.competencies)),
            )
            for one in needs
        )
    )


def code_for(label: str, taken: Iterable[str], *, most: int = 40) -> str:
    """A code for a new need: its label in plain letters, a number behind it when it is taken."""
    stem = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[: most - 4] or "need"
    known, number, code = set(taken), 1, stem
    while code in known:
        number += 1
        code = f"{stem}_{number}"
    return code


def _spoken(words: Mapping[str, str], language: str) -> str:
    """The words in ``language``, or in the other one where nobody wrote them."""
    return words.get(language) or next((one for one in words.values() if one), "")
