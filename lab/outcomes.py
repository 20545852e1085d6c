"""How well a closed pair went, and what share of each criterion it would earn today (pure).

Both come from declared facts alone: how the pair ended, how many sessions it declared, and the
reasons that it keeps as values. Why these and no others: decision record 35.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from matching.engine import Problem, Profile, Rule
from matching.engine.scoring import prepare

AS_PLANNED = frozenset({"term", "goal_reached"})
"""Reasons of an end that was the aim."""

UNTOLD = frozenset({"departure"})
"""Reasons that say nothing about the two who met: their pairs are left out."""

WEIGHED_AGAIN = frozenset(
    {"level_gap", "seniority", "function", "department", "site", "availability"}
)
"""Criteria that programmes look at in different ways; the facts are weighed as today's rules do."""

BLOCK = 500
"""Pairs weighed again at a time: the engine knows matrices, of which only the diagonal is read."""

_SOME_DAY = date(2000, 1, 1)

type Reasons = Sequence[Mapping[str, Any]]


def outcome(reason: str, *, days: int, cadence: int, sessions: int) -> float | None:
    """0–1: half for an end as planned, half for sessions held against those of the rhythm.

    ``days`` is how long the pair lasted, ``cadence`` the rhythm in days. None for a pair that says
    nothing. A session more than planned adds nothing.
    """
    if reason in UNTOLD:
        return None
    planned = max(1, days // max(1, cadence))
    return (float(reason in AS_PLANNED) + min(1.0, sessions / planned)) / 2


def shares(pairs: Sequence[Reasons], rules: Sequence[Rule]) -> list[dict[str, float | None]]:
    """For each pair the share 0–1 of each criterion of ``rules``; None where an answer is missing.

    Runs had other directions and numbers: what can be weighed again from its facts is weighed as
    ``rules`` say, so that the same facts earn the same everywhere. A kind that a pair was not
    weighed on is absent.
    """
    again = [rule for rule in rules if rule.kind in WEIGHED_AGAIN]
    fresh: list[dict[str, float | None]] = [{} for _pair in pairs]
    if again:
        blocks = (pairs[start : start + BLOCK] for start in range(0, len(pairs), BLOCK))
        fresh = [found for block in blocks for found in _weighed(block, again)]
    wanted = {rule.kind for rule in rules}
    found = []
    for reasons, new in zip(pairs, fresh, strict=True):
        told: dict[str, float | None] = {}
        for one in reasons:
            kind = one["criterion"]
            if kind in wanted:
                told[kind] = new[kind] if kind in new else _stored(one)
        found.append(told)
    return found


def _stored(reason: Mapping[str, Any]) -> float | None:
    if str(reason["code"]).endswith("_missing") or not reason["of"]:
        return None
    return min(1.0, max(0.0, reason["points"] / reason["of"]))


def _weighed(pairs: Sequence[Reasons], rules: Sequence[Rule]) -> list[dict[str, float | None]]:
    """Shares of the two people that the facts of each pair describe, all criteria alike."""
    sides = [_people(n, reasons) for n, reasons in enumerate(pairs)]
    problem = Problem(
        mentees=tuple(mentee for mentee, _mentor in sides),
        mentors=tuple(mentor for _mentee, mentor in sides),
        rules=tuple(
            Rule(rule.kind, 1, direction=rule.direction, parameter=rule.parameter) for rule in rules
        ),
    )
    scores = prepare(problem)
    rows = np.array([scores.row[mentee.id] for mentee, _mentor in sides])
    columns = np.array([scores.column[mentor.id] for _mentee, mentor in sides])
    return [
        {one.criterion: _stored(vars(one)) for one in reasons}
        for reasons in scores.reasons_of(rows, columns)
    ]


def _people(number: int, reasons: Reasons) -> tuple[Profile, Profile]:
    """A mentee and a mentor with the traits that the reasons of their pair tell."""
    mentee: dict[str, Any] = {}
    mentor: dict[str, Any] = {}
    for one in reasons:
        kind, facts, code = one["criterion"], one.get("facts") or {}, str(one["code"])
        if kind not in WEIGHED_AGAIN or code.endswith("_missing"):
            continue
        if kind == "seniority":
            ahead = timedelta(days=365 * facts["years"] * (-1 if code.endswith("_above") else 1))
            mentee["hired_on"], mentor["hired_on"] = _SOME_DAY, _SOME_DAY + ahead
        elif kind == "availability":
            mentee[kind] = frozenset((*facts["common"], *facts["lacking"]))
            # Whoever offers nothing in common has stated something else.
            mentor[kind] = frozenset(facts["common"] or ("other",))
        else:
            name = "level" if kind == "level_gap" else kind
            mentee[name], mentor[name] = facts["mentee"], facts["mentor"]
    return Profile(id=f"mentee {number}", **mentee), Profile(id=f"mentor {number}", **mentor)
