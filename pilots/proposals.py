"""What a programme could take from the findings of a pilot; each proposal cites them (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pilots.findings import DAYS_PER_MONTH, Finding

SHORTEST_MONTHS: Final = 6
LONGEST_MONTHS: Final = 12
CLOSEST_DAYS: Final = 7
WIDEST_DAYS: Final = 42
MOST_CAUSES: Final = 3
CONTENT: Final = 4.5
"""From this mean on, satisfaction is not proposed as something to raise."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that the draft would say: ``code`` names it, ``cites`` are codes of findings.

    ``part`` is purpose, objective, design, risk or factor. An objective has ``baseline`` and
    ``target`` among its values, a design the ``field`` and its ``value``.
    """

    code: str
    part: str
    cites: tuple[str, ...]
    values: Mapping[str, Any] = field(default_factory=dict)


def propose(findings: Iterable[Finding]) -> tuple[Proposal, ...]:
    """Proposals in the order in which HR looks at them; a withheld finding proposes nothing."""
    told = {one.code: one for one in findings if not one.is_withheld}
    return (*_purpose(told), *_objectives(told), *_design(told), *_risks(told), *_factors(told))


def _purpose(told: Mapping[str, Finding]) -> list[Proposal]:
    if "volume" not in told:
        return []
    cites = tuple(code for code in ("volume", "reached", "faded") if code in told)
    return [Proposal("purpose", "purpose", cites, {"pairs": told["volume"].n})]


def _objectives(told: Mapping[str, Finding]) -> list[Proposal]:
    found = []
    faded = _number(told, "faded", "share")
    if faded >= 1:
        goal = {"baseline": 100 - faded, "target": 100 - faded // 2}
        found.append(Proposal("lasting", "objective", ("faded",), goal))
    silent = _number(told, "silent", "share")
    if silent >= 1:
        goal = {"baseline": silent, "target": 0}
        found.append(Proposal("said", "objective", ("silent",), goal))
    mean = _number(told, "satisfaction", "mean")
    if "satisfaction" in told and mean < CONTENT:
        goal = {"baseline": mean, "target": round(min(CONTENT, mean + 0.5), 1)}
        found.append(Proposal("satisfied", "objective", ("satisfaction",), goal))
    return found


def _design(told: Mapping[str, Finding]) -> list[Proposal]:
    months = _number(told, "duration", "median")
    if not months:
        return []
    kept = round(min(max(months, SHORTEST_MONTHS), LONGEST_MONTHS))
    found = [Proposal("months", "design", ("duration",), {"field": "months", "value": kept})]
    sessions = _number(told, "sessions", "median")
    if sessions:
        days = round(min(max(months * DAYS_PER_MONTH / sessions, CLOSEST_DAYS), WIDEST_DAYS))
        values = {"field": "cadence_days", "value": days}
        found.append(Proposal("cadence", "design", ("duration", "sessions"), values))
    return found


def _risks(told: Mapping[str, Finding]) -> list[Proposal]:
    found = [
        Proposal(f"risk_{code}", "risk", (code,))
        for code in ("same_line", "overloaded")
        if _number(told, code, "count")
    ]
    ranked = told["causes"].values["ranked"] if "causes" in told else []
    assert isinstance(ranked, list)
    return found + [
        Proposal(f"cause_{cause}", "risk", ("causes",)) for cause in ranked[:MOST_CAUSES]
    ]


def _factors(told: Mapping[str, Finding]) -> list[Proposal]:
    return [
        Proposal(code.replace("lasts", "keep"), "factor", (code,))
        for code in ("lasts_purpose", "lasts_trust", "lasts_mentors")
        if code in told and told[code].values["is_clear"]
    ]


def _number(told: Mapping[str, Finding], code: str, name: str) -> Any:
    """A value of a finding; 0 when there is no such finding."""
    return told[code].values[name] if code in told else 0
