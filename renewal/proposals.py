"""What one cohort suggests to change in the next, each change with the figure behind it (pure)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_UP, Decimal
from typing import Any, Final

DAYS_PER_MONTH: Final = 30.44
SHORT_MONTHS, USUAL_MONTHS, LONG_MONTHS = 6, 9, 12
RHYTHM_KEPT, RHYTHM_LOST = 0.7, 0.5
"""Shares of pairs that kept the rhythm: from the first nothing is proposed, under the second the
rhythm that pairs really had is."""
SLOWEST: Final = 42
"""Days between two sessions that are never proposed to be more."""
FEWEST_SESSIONS: Final = 3
MANY_ENDINGS: Final = 0.2
HEAVIER, A_LITTLE_HEAVIER = 20, 10
MOST: Final = 100
ANSWERS: Final[Mapping[str, str]] = {"wrong_match": "needs", "no_time": "availability"}
"""Cause of early ends → the criterion that answers it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator as it stands at the end; values in its unit, the target may be the lower one."""

    code: str
    unit: str
    baseline: Decimal
    baseline_on: date | None
    target: Decimal
    latest: Decimal | None
    latest_on: date | None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson by its code, with its tags, "" for none."""

    code: str
    cause: str
    stage: str


@dataclass(frozen=True, slots=True)
class Cohort:
    """All that is known of the cohort that ends; hidden figures are None and suggest nothing.

    ``days`` is its length, ``kept`` the share of pairs that kept the rhythm (0–1), ``sessions`` the
    mean number per pair, ``early`` of ``pairs`` ended early, for ``causes`` (those not hidden).
    ``is_long`` tells whether its format lives by months and by a rhythm.
    """

    days: int
    cadence_days: int
    is_long: bool
    kept: float | None = None
    sessions: float | None = None
    pairs: int | None = None
    early: int | None = None
    causes: Mapping[str, int] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    weights: Mapping[str, int] = field(default_factory=dict)
    lessons: tuple[Lesson, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change: what (``kind``, ``subject``), from and to, and where it comes from.

    ``lessons`` are codes.
    """

    kind: str
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    lessons: tuple[str, ...] = ()


def propose(cohort: Cohort) -> list[Proposal]:
    """Every change that figures or lessons suggest: duration, cadence, goals, weights."""
    return [*_duration(cohort), *_cadence(cohort), *_goals(cohort), *_weights(cohort)]


def cited(lessons: Iterable[Lesson], cause: str, *stages: str) -> tuple[str, ...]:
    """The codes of lessons about a cause, whose stage is one of ``stages`` or not given."""
    return tuple(one.code for one in lessons if one.cause == cause and one.stage in ("", *stages))


def _duration(cohort: Cohort) -> Iterator[Proposal]:
    months = round(cohort.days / DAYS_PER_MONTH, 1)
    if cohort.is_long and months < SHORT_MONTHS:
        wanted, reason = USUAL_MONTHS, "too_short"
    elif months > LONG_MONTHS:
        wanted, reason = LONG_MONTHS, "too_long"
    else:
        return
    yield Proposal(
        "duration",
        "",
        {"days": cohort.days},
        {"days": round(wanted * DAYS_PER_MONTH)},
        reason,
        {"months": months},
        cited(cohort.lessons, "method", "framing", "execution", "follow_up"),
    )


def _cadence(cohort: Cohort) -> Iterator[Proposal]:
    if not cohort.is_long:
        return
    now, lessons = cohort.cadence_days, cited(cohort.lessons, "imposed", "execution")
    if cohort.kept is not None and cohort.kept < RHYTHM_LOST:
        real = cohort.days / cohort.sessions if cohort.sessions and cohort.sessions >= 1 else now
        wanted, reason = max(now + 7, round(real / 7) * 7), "rhythm_lost"
    elif cohort.kept is not None and cohort.kept < RHYTHM_KEPT:
        wanted, reason = now + 7, "rhythm_weak"
    elif cohort.kept is None and lessons:
        wanted, reason = now + 7, "lesson"
    else:
        return
    wanted = min(wanted, SLOWEST)
    if wanted <= now or cohort.days / wanted < FEWEST_SESSIONS:
        return
    facts = {"share": cohort.kept, "sessions": cohort.sessions}
    known = {name: round(value, 4) for name, value in facts.items() if value is not None}
    yield Proposal("cadence", "", {"days": now}, {"days": wanted}, reason, known, lessons)


def _goals(cohort: Cohort) -> Iterator[Proposal]:
    lessons = cited(cohort.lessons, "purpose", "framing", "launch", "follow_up")
    for one in cohort.measures:
        if one.latest is None or one.baseline == one.target:
            continue
        target, reason = _target(one, one.latest)
        target = _bounded(one, target)
        rises = one.target > one.baseline
        ahead = target > one.latest if rises else target < one.latest
        if not ahead or (one.latest == one.baseline and target == one.target):
            # At the ceiling, or nothing has changed: there is nothing to propose.
            continue
        yield Proposal(
            "goal",
            one.code,
            {"baseline": str(one.baseline), "target": str(one.target)},
            {"baseline": str(one.latest), "target": str(target)},
            reason,
            {
                "latest": str(one.latest),
                "on": one.latest_on.isoformat() if one.latest_on else None,
                "before_on": one.baseline_on.isoformat() if one.baseline_on else None,
                "target": str(one.target),
                "unit": one.unit,
            },
            lessons,
        )


def _target(one: Measure, latest: Decimal) -> tuple[Decimal, str]:
    """The next target, and why: half a step further, or the same one when it is still ahead."""
    step = one.target - one.baseline
    way = (latest - one.baseline) / step
    # Rounded away from zero: half a step is never no step.
    places = max(1, *(_places(value) for value in (one.baseline, one.target, latest)))
    further = latest + (step / 2).quantize(Decimal(1).scaleb(-places), ROUND_UP)
    if way >= 1:
        return further, "reached"
    if way >= Decimal("0.5"):
        return one.target, "on_the_way"
    nearer = min(further, one.target) if step > 0 else max(further, one.target)
    return nearer, "half_way" if way > 0 else "not_moved"


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return min(2, max(0, -exponent)) if isinstance(exponent, int) else 0


def _bounded(one: Measure, target: Decimal) -> Decimal:
    """A target that its unit knows: no share above 100, nothing below zero that never was."""
    known = [one.baseline, one.target, *([one.latest] if one.latest is not None else [])]
    if min(known) >= 0:
        target = max(target, Decimal(0))
    if one.unit.strip() == "%" and max(known) <= MOST:
        target = min(target, Decimal(MOST))
    return target


def _weights(cohort: Cohort) -> Iterator[Proposal]:
    if not cohort.weights:
        return
    top = _top_cause(cohort)
    lessons = cited(cohort.lessons, "mentors", "selection")
    if top in ANSWERS:
        kind, more = ANSWERS[top], HEAVIER
        facts: dict[str, Any] = {"cause": top, "count": cohort.early, "of": cohort.pairs}
        lessons = lessons if top == "wrong_match" else ()
        reason = "endings"
    elif lessons:
        kind, more, facts, reason = "needs", A_LITTLE_HEAVIER, {}, "lesson"
    else:
        return
    now = cohort.weights.get(kind, 0)
    wanted = min(MOST, now + more)
    if wanted > now:
        yield Proposal("weight", kind, {"weight": now}, {"weight": wanted}, reason, facts, lessons)


def _top_cause(cohort: Cohort) -> str:
    """The most frequent cause when many pairs ended early; "" when it is not known which."""
    if not cohort.pairs or cohort.early is None or cohort.early < MANY_ENDINGS * cohort.pairs:
        return ""
    counted = sorted(cohort.causes.items(), key=lambda one: (-one[1], one[0]))
    return counted[0][0] if counted and counted[0][1] else ""
