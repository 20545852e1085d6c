"""What an indicator lacks before anybody can say whether its objective is reached (pure)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator's values; ``baseline`` and ``target`` are in ``unit``, "" or None is missing."""

    name: str
    unit: str
    baseline: Decimal | None
    baseline_on: date | None
    target: Decimal | None
    due_on: date | None
    source: str
    has_owner: bool


def gaps(measure: Measure) -> list[str]:
    """Codes of what forbids to measure: name, unit, baseline, target, same, due_on, too_early."""
    found = []
    if not measure.name.strip():
        found.append("name")
    if not measure.unit.strip():
        found.append("unit")
    if measure.baseline is None:
        found.append("baseline")
    if measure.target is None:
        found.append("target")
    elif measure.target == measure.baseline:
        found.append("same")
    if measure.due_on is None:
        found.append("due_on")
    elif measure.baseline_on is not None and measure.due_on <= measure.baseline_on:
        found.append("too_early")
    return found


def wishes(measure: Measure) -> list[str]:
    """Codes of what a careful reader will ask for: baseline_on, source, owner."""
    known = {
        "baseline_on": measure.baseline is None or measure.baseline_on is not None,
        "source": bool(measure.source),
        "owner": measure.has_owner,
    }
    return [code for code, is_known in known.items() if not is_known]
