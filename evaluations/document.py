"""Frozen figures → the HTML of the impact report, in the language of its reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from companies import branding, palette, walls
from companies.branding import COLOURS, LOGO
from evaluations import drawings, findings, metrics, questions, sentences, wording
from evaluations.metrics import (
    CostFigures,
    Figures,
    Hidden,
    IndicatorProgress,
    Mean,
    Nps,
    Proportion,
)
from objectives import wording as plan_wording
from objectives.models import Objective
from programmes.models import Programme


@dataclass(frozen=True)
class Answer:
    """One of the three figures of the first page: never a number alone."""

    label: str
    value: str
    unit: str
    sure: str
    note: str


def html(frozen: Mapping[str, Any], language: str) -> str:
    """The whole report as a page of HTML, made from what was frozen and from nothing else."""
    with translation.override(language):
        whole = context(frozen, language) | {"files": files(frozen)}
        return render_to_string("reports/impact.html", whole)


def files(frozen: Mapping[str, Any]) -> dict[str, bytes]:
    """What the page refers to besides our own files: the colours and the logo that were frozen.

    A logo that was replaced since is left out: the page shows the company's name anyway.
    """
    frozen_looks = frozen.get("branding", {})
    given = {COLOURS: b"", LOGO: b""}
    if colour := frozen_looks.get("colour"):
        given[COLOURS] = palette.palette(colour).css().encode()
    if digest := frozen_looks.get("logo"):
        picture = branding.logo(walls.current())
        if picture is not None and picture.digest == digest:
            given[LOGO] = bytes(picture.content)
    return {name: content for name, content in given.items() if content}


def context(frozen: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Everything that the template of the report shows."""
    figures = metrics.from_dict(frozen["figures"])
    programme = frozen["programme"]
    indicators = {one["code"]: one for one in programme["objectives"]}
    found = findings.find(figures)
    starts_on, ends_on = (date.fromisoformat(programme[end]) for end in ("starts_on", "ends_on"))
    drawn = charts(figures, indicators, ends_on)
    return {
        "language": language,
        "company": frozen["company"],
        "programme": programme,
        "period": _("Programme from %(start)s to %(end)s. Figures as of %(day)s.")
        % {
            "start": wording.day(starts_on),
            "end": wording.day(ends_on),
            "day": wording.day(figures.as_of),
        },
        "as_of": figures.as_of,
        "as_of_words": wording.day(figures.as_of),
        "hourly_cost": wording.money(Decimal(programme["hourly_cost"]), _currency(figures), 2),
        "participation": participation(figures),
        "counts": counts(figures),
        "mode": dict(Programme.Mode.choices)[programme["mode"]],
        "figures": figures,
        "answers": three(figures, programme),
        "meaning": sentences.meaning(found),
        "plan": plan(programme),
        "objectives": [objective(one, indicators[one.code]) for one in figures.indicators],
        "strengths": [sentences.strength(one, indicators) for one in found.strengths],
        "risks": [sentences.risk(one, indicators) for one in found.risks],
        "advice": [sentences.advice(one) for one in found.advice],
        "limits": [sentences.limit(one, indicators) for one in found.limits],
        "rhythm": rhythm(figures),
        "costs": costs(figures),
        "samples": samples(figures),
        "charts": drawn,
        # The objectives have a table of their own, with their plan.
        "tables": [chart for name, chart in drawn.items() if chart and name != "objectives"],
        "endings_hidden": isinstance(figures.endings, Hidden)
        and figures.endings.reason == "small_group",
        "months_note": months_note(figures),
        "answered": answered(figures),
        "recommend": recommend(figures),
        "minimum": metrics.MINIMUM_GROUP,
    }


def _currency(figures: Figures) -> str:
    return figures.costs.currency if isinstance(figures.costs, CostFigures) else "EUR"


def charts(
    figures: Figures, indicators: Mapping[str, Mapping[str, Any]], ends_on: date
) -> dict[str, Any]:
    """Every drawing of page and report by name; ``None`` for one that has nothing to show."""
    return {
        "mentees": drawings.funnel("funnel-mentees", _("People accompanied"), figures.mentees),
        "mentors": drawings.funnel("funnel-mentors", _("Mentors"), figures.mentors),
        "months": drawings.months(figures, ends_on),
        "sides_mentees": drawings.sides(
            "sides-mentees", _("According to the people accompanied"), figures, "mentee"
        ),
        "sides_mentors": drawings.sides(
            "sides-mentors", _("According to the mentors"), figures, "mentor"
        ),
        "waves": drawings.waves(figures, "useful"),
        "objectives": drawings.objectives(figures.indicators, indicators),
        "endings": drawings.endings(figures),
        "costs": drawings.costs(figures),
    }


# ---------------------------------------------------------------- the answer in three figures


def three(figures: Figures, programme: Mapping[str, Any]) -> list[Answer]:
    """Usefulness, rhythm, and the objective that is least advanced."""
    return [_usefulness(figures), _cadence(figures), _objective(figures, programme)]


def _usefulness(figures: Figures) -> Answer:
    label = str(wording.LABELS["useful"])
    found = findings.question(figures, "useful")
    figure = found.overall if found else Hidden("no_data")
    if not isinstance(figure, Mean):
        return _unknown(label, figure if isinstance(figure, Hidden) else Hidden())
    return Answer(
        label=label,
        value=wording.score(figure),
        unit=_("out of 5"),
        sure=wording.sure(figure),
        note=_("according to %(n)s people, both sides together") % {"n": figure.n},
    )


def _cadence(figures: Figures) -> Answer:
    label = _("Rhythm kept")
    figure = figures.cadence_kept
    if isinstance(figure, Hidden):
        return _unknown(label, figure)
    return Answer(
        label=label,
        value=wording.percent(figure.share),
        unit=_("of the pairings"),
        sure=wording.sure(figure),
        note=_("no gap between two sessions longer than agreed, %(n)s pairings")
        % {"n": figure.total},
    )


def _objective(figures: Figures, programme: Mapping[str, Any]) -> Answer:
    order = ("behind", "on_track", "reached", "no_measure")
    measured = sorted(figures.indicators, key=lambda one: order.index(one.standing))
    if not measured:
        return _unknown(_("Objective"), Hidden("no_data"))
    one = measured[0]
    words = next(each for each in programme["objectives"] if each["code"] == one.code)
    if one.value is None or one.measured_on is None:
        return Answer(words["indicator"], "–", "", _("not measured yet"), _plan(one, words))
    return Answer(
        label=words["indicator"],
        value=wording.quantity(one.value, words["unit"]),
        unit=str(wording.STANDINGS[one.standing]),
        sure=_plan(one, words),
        note=_("measured on %(day)s; a single measure has no interval")
        % {"day": wording.day(one.measured_on)},
    )


def _plan(one: IndicatorProgress, words: Mapping[str, Any]) -> str:
    return _("start %(start)s, target %(target)s on %(day)s") % {
        "start": wording.quantity(one.baseline, words["unit"]),
        "target": wording.quantity(one.target, words["unit"]),
        "day": wording.day(one.due_on),
    }


def counts(figures: Figures) -> list[dict[str, str]]:
    """Four counts that give the size of the programme."""
    hours, costs = figures.hours, figures.costs
    shown: list[tuple[str, int | str | Hidden]] = [
        (_("pairings"), figures.pairings),
        (_("sessions held"), figures.sessions),
        (
            _("hours given by both sides"),
            hours if isinstance(hours, Hidden) else wording.number(hours.total, 0),
        ),
        (
            _("cost per pairing"),
            costs
            if isinstance(costs, Hidden)
            else wording.money(costs.cost_per_pairing, costs.currency),
        ),
    ]
    return [
        {
            "label": f"{label}, {wording.hidden(value)}" if isinstance(value, Hidden) else label,
            "value": _count(value),
        }
        for label, value in shown
    ]


def _count(value: int | str | Hidden) -> str:
    if isinstance(value, Hidden):
        return "–"
    return wording.number(value) if isinstance(value, int) else value


def participation(figures: Figures) -> str:
    """How many were invited, said yes and were paired, in one sentence a side."""
    told = []
    for sentence, steps in (
        (
            _(
                "Invited to be accompanied: %(invited)s people; %(accepted)s said yes, %(paired)s "
                "were paired."
            ),
            figures.mentees,
        ),
        (
            _(
                "Invited as mentors: %(invited)s people; %(accepted)s said yes, %(paired)s were "
                "paired."
            ),
            figures.mentors,
        ),
    ):
        told.append(sentence % {step.code: wording.count(step.count) for step in steps})
    return " ".join(told)


def recommend(figures: Figures) -> Answer | None:
    """The net promoter score, ``None`` while it may not be shown."""
    found = findings.question(figures, "recommend")
    if found is None or not isinstance(found.overall, Nps):
        return None
    return Answer(
        label=str(wording.LABELS["recommend"]),
        value=wording.score(found.overall),
        unit=_("on a scale from −100 to 100"),
        sure=wording.sure(found.overall),
        note=_("those who would recommend it minus those who would not, %(n)s people")
        % {"n": found.overall.n},
    )


def answered(figures: Figures) -> str:
    """How many questionnaires came back, in one sentence."""
    share = figures.response
    if isinstance(share, Hidden):
        return ""
    return _("%(share)s of %(sent)s questionnaires came back (95%% interval: %(bounds)s).") % {
        "share": wording.percent(share.share),
        "sent": share.total,
        "bounds": wording.interval(share),
    }


def _unknown(label: str, why: Hidden) -> Answer:
    return Answer(label, "–", "", wording.hidden(why), _("no figure can be shown yet"))


# ---------------------------------------------------------------- the parts


def plan(programme: Mapping[str, Any]) -> dict[str, Any]:
    """When the evaluation plan was frozen and what was changed since; empty without one."""
    known = programme.get("plan")
    if not known:
        return {}
    return {
        "frozen_on": wording.day(date.fromisoformat(known["frozen_on"])),
        "digest": known["digest"],
        "deviations": [plan_wording.deviation(*one) for one in known["deviations"]],
    }


def objective(one: IndicatorProgress, words: Mapping[str, Any]) -> dict[str, Any]:
    """One objective with its plan in words."""
    unit = words["unit"]
    return {
        "code": one.code,
        "kind": dict(Objective.Kind.choices).get(words["kind"], ""),
        "statement": _("%(objective)s (retired)") % {"objective": words["statement"]}
        if words.get("is_retired")
        else words["statement"],
        "indicator": words["indicator"],
        "baseline": wording.quantity(one.baseline, unit),
        "target": wording.quantity(one.target, unit),
        "latest": wording.quantity(one.value, unit) if one.value is not None else "–",
        "due_words": _("due on %(due)s") % {"due": wording.day(one.due_on)},
        "way": wording.percent(max(one.share, 0.0)) if one.share is not None else "–",
        "expected": wording.percent(one.expected),
        "standing": one.standing,
        "standing_words": wording.STANDINGS[one.standing],
        "plan_words": _way(one),
    }


def _way(one: IndicatorProgress) -> str:
    if one.share is None:
        return _("to be measured, due on %(due)s") % {"due": wording.day(one.due_on)}
    return _("%(way)s of the way, when the plan expects %(expected)s; due on %(due)s") % {
        "way": wording.percent(max(one.share, 0.0)),
        "expected": wording.percent(one.expected),
        "due": wording.day(one.due_on),
    }


def months_note(figures: Figures) -> str:
    """Why some months show no number."""
    if any(isinstance(month.sessions, Hidden) for month in figures.months):
        return _("Hidden months protect groups of fewer than five.")
    return ""


def rhythm(figures: Figures) -> list[dict[str, str]]:
    """The figures of the rhythm as label, value and what makes it sure; none while all hidden."""
    rows = [_shown(_("Pairings that kept the rhythm"), figures.cadence_kept)]
    rows.append(_shown(_("Sessions per pairing"), figures.sessions_per_pairing))
    rows.append(_shown(_("Progress declared after sessions, 0 to 5"), figures.progress))
    held, hours = figures.sessions, figures.hours
    rows.append(
        _row(_("Sessions held"), held if isinstance(held, Hidden) else wording.number(held))
    )
    given = (
        hours
        if isinstance(hours, Hidden)
        else pgettext("hours", "%(n)s h") % {"n": wording.number(hours.total, 0)}
    )
    rows.append(_row(_("Time given by both sides"), given, _("preparation included")))
    return [] if all(row["value"] == "–" for row in rows) else rows


def _shown(label: str, figure: Mean | Proportion | Hidden) -> dict[str, str]:
    if isinstance(figure, Hidden):
        return _row(label, figure)
    value = (
        wording.percent(figure.share) if isinstance(figure, Proportion) else wording.score(figure)
    )
    n = figure.total if isinstance(figure, Proportion) else figure.n
    return _row(label, value, wording.sure(figure), str(n))


def _row(label: str, value: str | Hidden, sure: str = "", n: str = "") -> dict[str, str]:
    if isinstance(value, Hidden):
        return {"label": label, "value": "–", "sure": wording.hidden(value), "n": ""}
    return {"label": label, "value": value, "sure": sure or _("a count, no interval"), "n": n}


def costs(figures: Figures) -> dict[str, Any] | None:
    """What the programme cost, in words; ``None`` while it may not be shown."""
    found = figures.costs
    if not isinstance(found, CostFigures):
        return None
    return {
        "time": wording.money(found.time, found.currency),
        "fixed": wording.money(found.fixed, found.currency),
        "total": wording.money(found.total, found.currency),
        "per_pairing": wording.money(found.cost_per_pairing, found.currency),
        "break_even": wording.money(found.break_even_benefit, found.currency)
        if found.break_even_benefit is not None
        else "",
        "missing": [wording.MISSING_COSTS[code] for code in found.missing],
    }


def samples(figures: Figures) -> list[dict[str, str]]:
    """How many people or pairings each kind of figure rests on."""
    rows = [
        {
            "label": _("Pairings"),
            "n": wording.hidden(figures.pairings)
            if isinstance(figures.pairings, Hidden)
            else str(figures.pairings),
        },
        {
            "label": _("Questionnaires sent and answered"),
            "n": wording.hidden(figures.response)
            if isinstance(figures.response, Hidden)
            else _("%(sent)s sent, %(share)s answered (%(bounds)s)")
            % {
                "sent": figures.response.total,
                "share": wording.percent(figures.response.share),
                "bounds": wording.interval(figures.response),
            },
        },
    ]
    for one in questions.QUESTIONS:
        found = findings.question(figures, one.code)
        if found is None:
            continue
        overall = found.overall
        n = (
            wording.hidden(overall)
            if isinstance(overall, Hidden)
            else _("%(n)s people") % {"n": overall.n}
        )
        rows.append({"label": str(wording.LABELS[one.code]), "n": n})
    return rows
