"""Turns a stored reason of the matching into the values that its sentence needs."""

from collections.abc import Mapping
from typing import Any

POINTS_PER_PERCENT = 500
"""The matching counts 50 000 points for a perfect pair; people read them out of 100."""
FAMILIES = {"skills": "skill", "needs": "need", "languages": "language", "availability": "slot"}
"""What the codes in ``common`` and ``lacking`` name, by criterion."""


def display(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Values for ``pairings/reason.html`` from ``{criterion, code, points, of, facts}``.

    ``points`` and ``max`` are out of 100 in all, so that the reasons of one pair add up to its
    score. ``outcome`` is the end of the code (all, some, none, same, different, above, equal,
    below, missing). Facts that a criterion does not have are empty or 0.
    """
    facts = stored.get("facts") or {}
    criterion = str(stored["criterion"])
    common, lacking = list(facts.get("common", ())), list(facts.get("lacking", ()))
    return {
        "criterion": criterion,
        "outcome": str(stored["code"]).removeprefix(f"{criterion}_"),
        "points": round(stored["points"] / POINTS_PER_PERCENT, 1),
        "max": round(stored["of"] / POINTS_PER_PERCENT, 1),
        "family": FAMILIES.get(criterion, ""),
        "common": common,
        "lacking": lacking,
        "found": len(common),
        "asked": len(common) + len(lacking),
        "gap": abs(int(facts.get("gap") or 0)),
        "years": int(facts.get("years") or 0),
        "mentee": facts.get("mentee"),
        "mentor": facts.get("mentor"),
        "missing": "_".join(facts.get("missing", ())),
    }
