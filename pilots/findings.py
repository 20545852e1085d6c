"""What the mentorings of a pilot sheet show, each finding with its numbers (pure).

Nothing is told of fewer than five. Shares have Wilson's 95 % interval, differences Newcombe's,
means Student's. Reasons are opinions: those that five give are ranked, never counted in public.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import fmean, median, quantiles, stdev
from typing import Final

from pilots.reading import Mentoring

MINIMUM: Final = 5
FADED_AT: Final = 3
"""A pair that held no more sessions than this, and did not reach its goal, has faded out."""
MOST_MENTEES: Final = 3
SILENT_AFTER: Final = timedelta(days=365)
"""A pair without an end is taken to be over after this time."""
DAYS_PER_MONTH: Final = 30.44
CAUSES: Final = ("purpose", "method", "mentors", "imposed", "trust")
CODES: Final = (
    *("volume", "duration", "sessions", "reached", "faded", "silent", "same_line", "overloaded"),
    *("satisfaction", "causes", "lasts_purpose", "lasts_trust", "lasts_mentors"),
)
_Z: Final = 1.959964

type Number = int | float | str | list[str] | bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found among ``n`` mentorings (or mentors); withheld when they are few.

    ``values`` hold shares in percent (``share`` with ``low`` and ``high``), medians with
    quartiles, means with their interval; empty when withheld, and ``n`` is 0 then.
    """

    code: str
    n: int
    values: Mapping[str, Number] = field(default_factory=dict)
    is_withheld: bool = False


def evaluate(
    rows: Sequence[Mentoring],
    *,
    fields: Iterable[str],
    same_line: Mapping[int, bool],
    today: date,
) -> tuple[Finding, ...]:
    """Every finding that the sheet allows, in the order of ``CODES``.

    ``fields`` are the columns that the sheet has, ``same_line`` goes from the line of a mentoring
    whose two persons are known to whether one of them is above the other. What has no column is
    left out; what concerns fewer than ``MINIMUM`` is withheld.
    """
    have = set(fields)
    over = [one for one in rows if _is_over(one, today)]
    told: list[Finding | None] = [
        _volume(rows),
        _duration(rows) if {"started_on", "ended_on"} <= have else None,
        _spread("sessions", [one.sessions for one in over if one.sessions is not None])
        if "sessions" in have
        else None,
        _share("reached", [one.reason == "reached" for one in over if one.reason])
        if "reason" in have
        else None,
        _share("faded", [_has_faded(one) for one in over if one.sessions is not None])
        if "sessions" in have
        else None,
        _share("silent", [not one.reason for one in over]) if "reason" in have else None,
        _share("same_line", [same_line[one.line] for one in rows if one.line in same_line])
        if same_line
        else None,
        _share("overloaded", [count > MOST_MENTEES for count in _mentees(rows).values()]),
        _mean("satisfaction", [one.satisfaction for one in rows if one.satisfaction is not None])
        if "satisfaction" in have
        else None,
        _causes(rows) if "reason" in have else None,
    ]
    if "sessions" in have:
        known = [one for one in over if one.sessions is not None]
        load = _mentees(rows)
        if "theme" in have:
            told.append(_lasting("lasts_purpose", known, lambda one: bool(one.theme)))
        placed = [one for one in known if one.line in same_line]
        if placed:
            told.append(_lasting("lasts_trust", placed, lambda one: not same_line[one.line]))
        told.append(
            _lasting("lasts_mentors", known, lambda one: load[_key(one.mentor)] <= MOST_MENTEES)
        )
    return tuple(one for one in told if one is not None)


def _key(name: str) -> str:
    return " ".join(sorted(name.casefold().split()))


def _is_over(one: Mentoring, today: date) -> bool:
    if one.ended_on or one.reason:
        return True
    return one.started_on is not None and today - one.started_on > SILENT_AFTER


def _has_faded(one: Mentoring) -> bool:
    return one.sessions is not None and one.sessions <= FADED_AT and one.reason != "reached"


def _mentees(rows: Iterable[Mentoring]) -> dict[str, int]:
    found: dict[str, set[str]] = defaultdict(set)
    for one in rows:
        found[_key(one.mentor)].add(_key(one.mentee))
    return {mentor: len(mentees) for mentor, mentees in found.items()}


def _few(code: str) -> Finding:
    return Finding(code, 0, is_withheld=True)


def _volume(rows: Sequence[Mentoring]) -> Finding:
    if len(rows) < MINIMUM:
        return _few("volume")
    values: dict[str, Number] = {
        "mentors": len({_key(one.mentor) for one in rows}),
        "mentees": len({_key(one.mentee) for one in rows}),
    }
    days = [day for one in rows for day in (one.started_on, one.ended_on) if day]
    if days:
        values |= {"first": min(days).isoformat(), "last": max(days).isoformat()}
    return Finding("volume", len(rows), values)


def _duration(rows: Iterable[Mentoring]) -> Finding:
    days = [(one.ended_on - one.started_on).days for one in rows if one.started_on and one.ended_on]
    return _spread("duration", [one / DAYS_PER_MONTH for one in days])


def _spread(code: str, numbers: Sequence[float]) -> Finding:
    """The median with its quartiles: half of the mentorings lie between these."""
    if len(numbers) < MINIMUM:
        return _few(code)
    low, _middle, high = quantiles(numbers, n=4, method="inclusive")
    values: dict[str, Number] = {
        "median": round(median(numbers), 1),
        "low": round(low, 1),
        "high": round(high, 1),
    }
    return Finding(code, len(numbers), values)


def _share(code: str, facts: Sequence[bool]) -> Finding:
    if len(facts) < MINIMUM:
        return _few(code)
    low, high = wilson(sum(facts), len(facts))
    values: dict[str, Number] = {
        "count": sum(facts),
        "share": round(100 * sum(facts) / len(facts)),
        "low": round(100 * low),
        "high": round(100 * high),
    }
    return Finding(code, len(facts), values)


def _mean(code: str, numbers: Sequence[float]) -> Finding:
    if len(numbers) < MINIMUM:
        return _few(code)
    middle = fmean(numbers)
    reach = student(len(numbers) - 1) * stdev(numbers) / math.sqrt(len(numbers))
    values: dict[str, Number] = {
        "mean": round(middle, 1),
        "low": round(max(0.0, middle - reach), 1),
        "high": round(min(5.0, middle + reach), 1),
    }
    return Finding(code, len(numbers), values)


def _causes(rows: Iterable[Mentoring]) -> Finding:
    """The causes of failure that five mentorings or more name, the most frequent first.

    ``n`` counts those mentorings alone: a rank, or a total with the others in it, would tell of
    fewer. Ties are in the order of ``CAUSES``.
    """
    counted = Counter(one.reason for one in rows if one.reason in CAUSES)
    found = {cause: count for cause, count in counted.items() if count >= MINIMUM}
    if not found:
        return _few("causes")
    ranked = sorted(found, key=lambda cause: (-found[cause], CAUSES.index(cause)))
    return Finding("causes", sum(found.values()), {"ranked": ranked})


def _lasting(
    code: str, rows: Sequence[Mentoring], protected: Callable[[Mentoring], bool]
) -> Finding:
    """How many last, with and without a protection; ``is_clear`` when chance hardly explains it."""
    lasts = {
        side: [not _has_faded(one) for one in rows if protected(one) is side]
        for side in (True, False)
    }
    with_it, without = lasts[True], lasts[False]
    if min(len(with_it), len(without)) < MINIMUM:
        return _few(code)
    low, high = newcombe(sum(with_it), len(with_it), sum(without), len(without))
    values: dict[str, Number] = {
        "share": round(100 * sum(with_it) / len(with_it)),
        "of": len(with_it),
        "other_share": round(100 * sum(without) / len(without)),
        "other_of": len(without),
        "low": round(100 * low),
        "high": round(100 * high),
        "is_clear": low > 0,
    }
    return Finding(code, len(rows), values)


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927), within 0–1; ``total`` is above zero."""
    share, z2 = count / total, _Z * _Z
    centre = (share + z2 / (2 * total)) / (1 + z2 / total)
    reach = _Z * math.sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    reach /= 1 + z2 / total
    return max(0.0, min(share, centre - reach)), min(1.0, max(share, centre + reach))


def newcombe(count: int, total: int, other: int, other_total: int) -> tuple[float, float]:
    """The 95 % interval of the difference of two shares (Newcombe 1998, method 10)."""
    one, two = count / total, other / other_total
    (low, high), (other_low, other_high) = wilson(count, total), wilson(other, other_total)
    return (
        one - two - math.hypot(one - low, other_high - two),
        one - two + math.hypot(high - one, two - other_low),
    )


def student(freedom: int) -> float:
    """The 97.5 % quantile of Student's t, within 0.01 from four degrees of freedom on.

    Source: Fisher and Cornish's expansion about the normal quantile.
    """
    z3, z5, z7 = _Z**3, _Z**5, _Z**7
    return (
        _Z
        + (z3 + _Z) / (4 * freedom)
        + (5 * z5 + 16 * z3 + 3 * _Z) / (96 * freedom**2)
        + (3 * z7 + 19 * z5 + 17 * z3 - 15 * _Z) / (384 * freedom**3)
    )
