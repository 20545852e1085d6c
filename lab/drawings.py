"""Draws what went with good outcomes: one row per criterion, with its interval."""

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from evaluations import charts
from evaluations.charts import Drawing, Item, Value
from lab import wording
from matching.engine.learning import Effect

POINTS = 100
"""The outcome is read out of 100."""


def effects(found: Sequence[Effect]) -> Drawing | None:
    """Effects in points out of 100, the largest first; None when there is none to draw."""
    known = [one for one in found if one.effect is not None]
    if not known:
        return None
    ordered = sorted(known, key=lambda one: -(one.effect or 0))
    items = [Item(capfirst(wording.rule(f"must_{one.criterion}")), value(one)) for one in ordered]
    bounds = [bound for one in items for bound in (one.value.low, one.value.high) if bound]
    return charts.effects(
        key="learned",
        title=_("What went with better outcomes"),
        description=_(
            "For each criterion how many points out of 100 better pairs went that earned all of it "
            "than pairs that earned nothing, with its interval; a full mark where it leaves out 0."
        ),
        headings=(_("Criterion"), _("Points (interval)")),
        items=[
            Item(capfirst(wording.rule(f"must_{one.criterion}")), value(one)) for one in ordered
        ],
        axis=charts.scale([0.0, *bounds], write=lambda one: str(round(one))),
        ends=(_("went less well"), _("went better")),
    )


def value(one: Effect) -> Value:
    """An effect as signed points with the text of its interval; nothing for one not known.

    Cut at 100 points, the most by which two outcomes can differ: shares that hardly vary leave
    intervals beyond it.
    """
    if one.effect is None or one.low is None or one.high is None:
        return Value(None, "–")
    interval = _("%(low)s to %(high)s") % {"low": signed(one.low), "high": signed(one.high)}
    return Value(
        _points(one.effect), signed(one.effect), _points(one.low), _points(one.high), interval
    )


def _points(share: float) -> float:
    return min(max(POINTS * share, -POINTS), POINTS)


def signed(share: float) -> str:
    """A difference of outcomes as points out of 100, its sign always written."""
    points = round(_points(share))
    if points == 0:
        return "0"
    written = number_format(abs(points), use_l10n=True)
    return f"+{written}" if points > 0 else f"\u2212{written}"
