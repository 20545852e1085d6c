"""Figures → charts with their words, in the language of the reader, for page and paper."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations import charts, questions, wording
from evaluations.charts import Change, Drawing, Item, Series, Value
from evaluations.findings import question
from evaluations.metrics import (
    CostFigures,
    Count,
    Endings,
    Figures,
    Group,
    Hidden,
    IndicatorProgress,
    Mean,
    Nps,
    Step,
)

# ---------------------------------------------------------------- participation


def funnel(key: str, title: str, steps: Sequence[Step]) -> Drawing:
    """From the invitation to a good closing, for one side."""
    items = [Item(str(wording.STEPS[step.code]), _people(step.count)) for step in steps]
    first, last = items[0], items[-1]
    return charts.funnel(
        key=key,
        title=title,
        description=_("From %(first)s %(invited)s to %(last)s %(closed)s.")
        % {
            "first": first.label.lower(),
            "invited": first.value.text,
            "last": last.label.lower(),
            "closed": last.value.text,
        },
        headings=(_("Step"), _("Number of people")),
        items=items,
    )


def _people(count: Count) -> Value:
    if count.exact:
        return Value(count.least, wording.count(count))
    return Value(count.middle, wording.count(count), count.least, count.most)


# ---------------------------------------------------------------- rhythm


def months(figures: Figures, last_day: date) -> Drawing | None:
    """Sessions held each month up to ``last_day``; ``None`` while none may be shown."""
    until = f"{min(last_day, figures.as_of):%Y-%m}"
    shown = [month for month in figures.months if month.month <= until or month.sessions]
    if not any(isinstance(month.sessions, int) for month in shown):
        return None
    items = [
        Item(
            wording.month(month.month, year=i == 0 or month.month.endswith("-01")),
            Value(None, _("hidden"))
            if isinstance(month.sessions, Hidden)
            else Value(month.sessions, str(month.sessions)),
        )
        for i, month in enumerate(shown)
    ]
    known = [month.sessions for month in shown if isinstance(month.sessions, int)]
    return charts.histogram(
        key="months",
        title=_("Sessions held each month"),
        description=ngettext(
            "%(months)s month, up to %(most)s sessions a month.",
            "%(months)s months, up to %(most)s sessions a month.",
            len(items),
        )
        % {"months": len(items), "most": max(known, default=0)},
        headings=(_("Month"), _("Sessions")),
        items=items,
    )


# ---------------------------------------------------------------- answers


def scored(figure: Mean | Nps | Hidden) -> Value:
    """A mean or a net score with its interval, ready to draw."""
    if isinstance(figure, Hidden):
        return Value(None, wording.hidden(figure))
    return Value(
        figure.value, wording.score(figure), figure.low, figure.high, wording.interval(figure)
    )


def sides(key: str, title: str, figures: Figures, role: str) -> Drawing | None:
    """What one side says of every question on a 1–5 scale; ``None`` while all is hidden."""
    items = []
    for one in questions.QUESTIONS:
        found = question(figures, one.code)
        if one.kind == "scale" and found:
            figure = _of(found.roles, role)
            items.append(Item(str(wording.LABELS[one.code]), scored(figure)))
    if all(item.value.value is None for item in items):
        return None
    return _bars(key, title, items)


def _of(groups: Sequence[Group], code: str) -> Mean | Nps | Hidden:
    return next((one.figure for one in groups if one.code == code), Hidden("no_data"))


def _bars(key: str, title: str, items: Sequence[Item]) -> Drawing:
    return charts.bars(
        key=key,
        title=title,
        description=_("Means from 1 to 5, with their intervals."),
        headings=(_("Question"), _("Mean (interval)")),
        items=items,
        axis=charts.Scale(1, 5),
    )


def waves(figures: Figures, code: str) -> Drawing | None:
    """How the mean of one question moves from wave to wave; ``None`` under two waves shown."""
    found = question(figures, code)
    if found is None or sum(isinstance(one.figure, Mean) for one in found.waves) < 2:
        return None
    values = [scored(one.figure) for one in found.waves]
    return charts.line(
        key=f"waves-{code}",
        title=_("%(question)s, from survey to survey") % {"question": wording.LABELS[code]},
        description=_("Means from 1 to 5, with their intervals."),
        heading=_("Survey"),
        labels=[str(wording.WAVES[one.code]) for one in found.waves],
        series=[Series("", values)],
        axis=charts.Scale(1, 5, tuple((tick, str(tick)) for tick in range(1, 6))),
        hidden=_("hidden, fewer than 5"),
    )


# ---------------------------------------------------------------- objectives, endings


def objectives(
    indicators: Sequence[IndicatorProgress], words: Mapping[str, Mapping[str, Any]]
) -> Drawing | None:
    """Each indicator from its baseline to its target; ``None`` without any."""
    if not indicators:
        return None
    changes = []
    for one in indicators:
        unit = str(words[one.code]["unit"])
        now = (
            Value(None, _("not measured yet"))
            if one.value is None
            else Value(float(one.value), wording.quantity(one.value, unit))
        )
        changes.append(
            Change(
                str(words[one.code]["indicator"]),
                Value(float(one.baseline), wording.quantity(one.baseline, unit)),
                now,
                Value(float(one.target), wording.quantity(one.target, unit)),
            )
        )
    return charts.dumbbell(
        key="objectives",
        title=_("Indicators between their start and their target"),
        description="; ".join(
            _("%(indicator)s: %(now)s, start %(start)s, target %(target)s")
            % {
                "indicator": change.label,
                "now": change.now.text,
                "start": change.start.text,
                "target": change.target.text,
            }
            for change in changes
        ),
        headings=(_("Indicator"), _("Start"), _("Latest"), _("Target")),
        changes=changes,
    )


def endings(figures: Figures) -> Drawing | None:
    """Causes of the early endings; ``None`` when there is none to show."""
    found = figures.endings
    if not isinstance(found, Endings) or not found.causes:
        return None
    items = [
        Item(
            wording.cause(one.code).capitalize(),
            Value(None, wording.hidden(one.count))
            if isinstance(one.count, Hidden)
            else Value(one.count, str(one.count)),
        )
        for one in found.causes
    ]
    most = max((item.value.value or 0.0 for item in items), default=0.0)
    return charts.bars(
        key="endings",
        title=_("Why pairings ended early"),
        description=_("Number of pairings for each cause."),
        headings=(_("Cause"), _("Pairings")),
        items=items,
        axis=charts.Scale(0, max(most, 1)),
    )


def costs(figures: Figures) -> Drawing | None:
    """Time against fixed costs; ``None`` while costs are hidden or no fixed cost is stated."""
    found = figures.costs
    if not isinstance(found, CostFigures) or found.missing or not found.total:
        return None
    items = [
        Item(label, Value(float(amount), wording.money(amount, found.currency)))
        for label, amount in ((_("Time given"), found.time), (_("Fixed costs"), found.fixed))
    ]
    return charts.segments(
        key="costs",
        title=_("Where the cost comes from"),
        description="; ".join(f"{item.label} {item.value.text}" for item in items),
        headings=(_("Cost"), _("Amount")),
        items=items,
    )
