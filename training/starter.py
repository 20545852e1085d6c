"""Reads the modules that ship with the product, in both languages."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "starter"


@dataclass(frozen=True, slots=True)
class StarterModule:
    """One module: its code, the fields of its row, and those of its questions."""

    code: str
    facts: Mapping[str, Any]
    questions: tuple[Mapping[str, Any], ...]


@cache
def modules() -> tuple[StarterModule, ...]:
    """The starter set, in the order in which it is read."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        said = tomllib.loads(path.read_text("utf-8"))
        facts = {
            **{name: said[name] for name in ("audience", "minutes", "is_mandatory")},
            **{f"title_{one}": said[one]["title"] for one in ("fr", "en")},
            **{f"body_{one}": said[one]["body"].strip() for one in ("fr", "en")},
        }
        found.append(
            StarterModule(
                code=path.stem.partition("-")[2],
                facts=facts,
                questions=tuple(_question(one) for one in said.get("questions", ())),
            )
        )
    return tuple(found)


def _question(said: Mapping[str, Any]) -> Mapping[str, Any]:
    choices = [{"right": False, **one} for one in said["choices"]]
    return {
        "prompt_fr": said["fr"],
        "prompt_en": said["en"],
        "is_multiple": sum(one["right"] for one in choices) > 1,
        "choices": choices,
    }
