"""Reads what ships: the catalogue of development needs and the framework for managers."""

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "shipped"
SITUATIONS: Final = ("new", "difficulty", "ready")
"""New to the role, in difficulty, ready for more."""
LANGUAGES: Final = ("fr", "en")
LEAST, MOST = 1, 5
"""The ends of the scale of levels."""


@dataclass(frozen=True, slots=True)
class ShippedNeed:
    """A need of the catalogue; ``label`` and ``hint`` go from a language to words."""

    code: str
    situation: str
    label: dict[str, str]
    hint: dict[str, str]
    competencies: tuple[str, ...]
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShippedProfile:
    """Whom targets are for."""

    code: str
    name: dict[str, str]


@dataclass(frozen=True, slots=True)
class ShippedCompetency:
    """A competency: what it is, what one sees at levels 1, 3 and 5, the target of each profile."""

    code: str
    words: dict[str, str]
    targets: dict[str, int]


@dataclass(frozen=True, slots=True)
class ShippedFramework:
    """A framework with its profiles and competencies, in order."""

    code: str
    name: dict[str, str]
    profiles: tuple[ShippedProfile, ...]
    competencies: tuple[ShippedCompetency, ...]


WORDS: Final = ("name", "description", "low", "middle", "high")
"""What a competency says in each language."""


@functools.cache
def needs() -> tuple[ShippedNeed, ...]:
    """The shipped catalogue in its order; part of the code, so fixed while a process lives."""
    return tuple(
        ShippedNeed(
            code=one["code"],
            situation=one["situation"],
            label=_in_languages(one, ""),
            hint=_in_languages(one, "hint_"),
            competencies=tuple(one["competencies"]),
            synonyms=tuple(one.get("synonyms", ())),
        )
        for one in _read("needs")["needs"]
    )


@functools.cache
def managers() -> ShippedFramework:
    """The shipped framework for managers."""
    facts = _read("managers")
    profiles = tuple(
        ShippedProfile(one["code"], _in_languages(one, "")) for one in facts["profiles"]
    )
    return ShippedFramework(
        code=facts["code"],
        name=_in_languages(facts, ""),
        profiles=profiles,
        competencies=tuple(_competency(one, profiles) for one in facts["competencies"]),
    )


def _competency(one: dict[str, Any], profiles: tuple[ShippedProfile, ...]) -> ShippedCompetency:
    words = {
        f"{part}_{language}": str(one[language if part == "name" else f"{part}_{language}"])
        for part in WORDS
        for language in LANGUAGES
    }
    targets = zip((each.code for each in profiles), one["targets"], strict=True)
    return ShippedCompetency(one["code"], words, dict(targets))


def _in_languages(one: dict[str, Any], prefix: str) -> dict[str, str]:
    return {language: str(one[f"{prefix}{language}"]) for language in LANGUAGES}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
