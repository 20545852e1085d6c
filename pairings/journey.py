"""Computes where a relationship stands: its stage and its rhythm, from dates and counts alone."""

from dataclasses import dataclass
from datetime import date, timedelta

STAGES = ("acquaintance", "goals", "work", "review", "closing")
"""Stages of a relationship, in order."""
REVIEW_FROM = 0.45
CLOSING_FROM = 0.85
NUDGE_STEPS = (7, 14, 21)
"""Days over the agreed rhythm after which the two partners get a reminder."""
ALERT_AFTER = 28
"""Days over the agreed rhythm after which the directors are told."""


def elapsed(started_on: date, ends_on: date, today: date) -> float:
    """Share of the time that has passed, 0 to 1."""
    whole = (ends_on - started_on).days
    if whole <= 0:
        return 1.0
    return min(1.0, max(0.0, (today - started_on).days / whole))


def stage(share: float, sessions: int) -> str:
    """Stage for a share of elapsed time (0–1) and a number of sessions held.

    The first two stages are left by meeting, the later ones by time; near the end the relationship
    is closed well, however little it met.
    """
    if share >= CLOSING_FROM:
        return "closing"
    if sessions == 0:
        return "acquaintance"
    if sessions == 1:
        return "goals"
    return "review" if share >= REVIEW_FROM else "work"


@dataclass(frozen=True)
class Rhythm:
    """How the agreed rhythm is kept, from declared days only.

    ``state``: ``kept`` (within the cadence), ``due`` (up to a week over), ``late``, ``silent``
    (28 days over). ``days`` since ``anchor`` (last session, else the start); ``over`` is how many
    days past the cadence, 0 when within; ``due_on`` is when the next session is expected.
    """

    state: str
    anchor: date
    days: int
    over: int
    due_on: date


def rhythm(started_on: date, last_on: date | None, cadence_days: int, today: date) -> Rhythm:
    """The rhythm today; a session logged before the start counts as the start."""
    anchor = max(started_on, last_on or started_on)
    days = max(0, (today - anchor).days)
    over = max(0, days - cadence_days)
    if over >= ALERT_AFTER:
        state = "silent"
    elif over >= NUDGE_STEPS[0]:
        state = "late"
    else:
        state = "due" if over else "kept"
    return Rhythm(state, anchor, days, over, anchor + timedelta(days=cadence_days))


def nudge(over: int) -> int | None:
    """The reminder step reached at ``over`` days past the cadence, ``None`` before the first."""
    return max((step for step in NUDGE_STEPS if step <= over), default=None)
