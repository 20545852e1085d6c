"""Reads the templates of programmes, and knows the steps of the canvas."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "canvases"
LANGUAGES: Final = ("fr", "en")

STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "purpose": ("name", "purpose", "audience", "needs"),
    "objectives": (),
    "format": ("format", "enrol_until", "starts_on", "ends_on", "cadence_days"),
    "mentors": ("mentor_profile", "preparation"),
    "trust": ("mode", "confidentiality"),
    "means": ("surveys", "communication", "hourly_cost", "fixed_cost"),
    "risks": ("success_factors", "risks"),
    "check": (),
}
"""The steps in their order, each with the fields of a programme that it settles."""

MOST_NEEDS: Final = 8
"""A programme that aims at everything aims at nothing."""

DESIGN: Final = tuple(name for fields in STEPS.values() for name in fields)
"""Every field of a programme that some step settles."""


@cache
def templates() -> Mapping[str, Mapping[str, Any]]:
    """The templates by code, in the order in which they are offered; texts by language."""
    found = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.toml")}
    return dict(sorted(found.items(), key=lambda one: int(one[1]["order"])))


def following(step: str) -> str:
    """The step after ``step``; the last one follows itself."""
    names = list(STEPS)
    return names[min(names.index(step) + 1, len(names) - 1)]
