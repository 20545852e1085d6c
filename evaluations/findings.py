"""Figures → what speaks for the programme, what endangers it, what to do: codes only (pure)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from evaluations.metrics import (
    Endings,
    Figures,
    Group,
    IndicatorProgress,
    Mean,
    Proportion,
    QuestionFigures,
)

GOOD, FAIR = 4.0, 3.5
"""On a 1–5 scale: from 4 good, under 3.5 to be worked on."""
CADENCE_GOOD, CADENCE_WEAK = 0.7, 0.5
RESPONSE_GOOD, RESPONSE_WEAK = 0.6, 0.4
GAP = 0.5
"""Points of a 1–5 scale between the two sides that are worth a conversation."""
EARLY = 0.2
"""Share of pairings ended early from which their causes matter most."""
SMALL_SAMPLE = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """A code, and the figures its sentence quotes."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the rules found, each list in the order to read it."""

    experience: str
    objective: str
    strengths: tuple[Finding, ...]
    risks: tuple[Finding, ...]
    advice: tuple[Finding, ...]
    limits: tuple[Finding, ...]


def find(figures: Figures) -> Findings:
    """Apply every rule to the figures that may be shown; hidden figures trigger none."""
    risks = tuple(_risks(figures))
    return Findings(
        experience=experience(figures),
        objective=objective(figures.indicators),
        strengths=tuple(_strengths(figures)),
        risks=risks,
        advice=tuple(_advice(figures, risks)),
        limits=tuple(_limits(figures)),
    )


def question(figures: Figures, code: str) -> QuestionFigures | None:
    """The figures of one question."""
    return next((one for one in figures.questions if one.code == code), None)


def overall(figures: Figures, code: str) -> Mean | None:
    """The mean of one question over everybody, ``None`` when it is hidden."""
    found = question(figures, code)
    return found.overall if found and isinstance(found.overall, Mean) else None


def group(groups: tuple[Group, ...], code: str) -> Mean | None:
    """The mean of one role or wave, ``None`` when it is hidden."""
    found = next((one.figure for one in groups if one.code == code), None)
    return found if isinstance(found, Mean) else None


def experience(figures: Figures) -> str:
    """`good`, `fair`, `weak` or `unknown`: how useful the sessions are said to be."""
    useful = overall(figures, "useful")
    if useful is None:
        return "unknown"
    return "good" if useful.value >= GOOD else "fair" if useful.value >= FAIR else "weak"


def objective(indicators: tuple[IndicatorProgress, ...]) -> str:
    """The least advanced standing among the indicators, `none` when there is no objective."""
    standings = {one.standing for one in indicators}
    order = ("behind", "no_measure", "on_track", "reached")
    return next((standing for standing in order if standing in standings), "none")


def _strengths(figures: Figures) -> Iterator[Finding]:
    useful, kept, answered = overall(figures, "useful"), figures.cadence_kept, figures.response
    if useful and useful.value >= GOOD:
        yield Finding("useful", {"mean": useful})
    if isinstance(kept, Proportion) and kept.share >= CADENCE_GOOD:
        yield Finding("cadence", {"share": kept})
    listened = overall(figures, "listened")
    if listened and listened.value >= GOOD:
        yield Finding("listened", {"mean": listened})
    for one in figures.indicators:
        if one.standing in ("reached", "on_track"):
            yield Finding(f"objective_{one.standing}", {"indicator": one})
    sides = _sides(figures, "useful")
    if sides and abs(sides[0].value - sides[1].value) < GAP:
        yield Finding("same_view", {"mentees": sides[0], "mentors": sides[1]})
    waves = _first_and_last(figures, "useful")
    if waves and waves[1].low > waves[0].high:
        yield Finding("rising", {"first": waves[0], "last": waves[1]})
    if isinstance(answered, Proportion) and answered.share >= RESPONSE_GOOD:
        yield Finding("response", {"share": answered})


def _risks(figures: Figures) -> Iterator[Finding]:
    for one in figures.indicators:
        if one.standing == "behind":
            yield Finding("objective_behind", {"indicator": one})
    useful, kept, answered = overall(figures, "useful"), figures.cadence_kept, figures.response
    if useful and useful.value < FAIR:
        yield Finding("useful", {"mean": useful})
    if isinstance(kept, Proportion) and kept.share < CADENCE_GOOD:
        yield Finding("cadence_weak" if kept.share < CADENCE_WEAK else "cadence", {"share": kept})
    for code in ("listened", "challenged", "balance", "expectation"):
        mean = overall(figures, code)
        if mean and mean.value < FAIR:
            yield Finding(code, {"mean": mean})
    sides = _sides(figures, "useful")
    if sides and abs(sides[0].value - sides[1].value) >= GAP:
        yield Finding("views_differ", {"mentees": sides[0], "mentors": sides[1]})
    waves = _first_and_last(figures, "useful")
    if waves and waves[1].high < waves[0].low:
        yield Finding("falling", {"first": waves[0], "last": waves[1]})
    steps = {step.code: step.count for step in figures.mentees}
    paired, met = steps["paired"], steps["first_session"]
    if paired.least - met.most >= 1 and met.exact and paired.exact:
        yield Finding("never_met", {"count": paired.least - met.least, "of": paired.least})
    yield from _early(figures)
    if isinstance(answered, Proportion) and answered.share < RESPONSE_WEAK:
        yield Finding("response", {"share": answered})
    for one in figures.indicators:
        if one.standing == "no_measure":
            yield Finding("objective_unmeasured", {"indicator": one})


def _early(figures: Figures) -> Iterator[Finding]:
    endings, pairings = figures.endings, figures.pairings
    if not isinstance(endings, Endings) or not isinstance(pairings, int):
        return
    if isinstance(endings.total, int) and endings.total >= EARLY * pairings > 0:
        shown = [cause for cause in endings.causes if isinstance(cause.count, int)]
        cause = shown[0].code if shown else None
        yield Finding("early_endings", {"count": endings.total, "of": pairings, "cause": cause})


_ANSWERS = {
    "objective_behind": "review_objective",
    "useful": "prepare_sessions",
    "cadence_weak": "protect_time",
    "cadence": "protect_time",
    "listened": "train_listening",
    "challenged": "train_challenge",
    "balance": "train_listening",
    "expectation": "clarify_expectations",
    "views_differ": "mid_term_review",
    "falling": "mid_term_review",
    "never_met": "launch_meetings",
    "early_endings": "learn_from_endings",
    "response": "explain_anonymity",
    "objective_unmeasured": "measure_objective",
}


def _advice(figures: Figures, risks: tuple[Finding, ...]) -> Iterator[Finding]:
    given = dict.fromkeys(_ANSWERS[risk.code] for risk in risks)
    if not given:
        given = {"keep_rhythm": None, "widen": None}
    yield from (Finding(code) for code in given)
    yield Finding("collect_facts")
    if "measure_objective" not in given and figures.indicators:
        yield Finding("measure_again")


def _limits(figures: Figures) -> Iterator[Finding]:
    yield Finding("declared")
    yield Finding("no_comparison")
    yield Finding("no_return")
    useful = overall(figures, "useful")
    if useful is None:
        yield Finding("few_answers")
    elif useful.n < SMALL_SAMPLE:
        yield Finding("small_sample", {"n": useful.n})
    if isinstance(figures.response, Proportion) and figures.response.share < RESPONSE_GOOD:
        yield Finding("silent_people", {"share": figures.response})


def _sides(figures: Figures, code: str) -> tuple[Mean, Mean] | None:
    found = question(figures, code)
    mentees = group(found.roles, "mentee") if found else None
    mentors = group(found.roles, "mentor") if found else None
    return (mentees, mentors) if mentees and mentors else None


def _first_and_last(figures: Figures, code: str) -> tuple[Mean, Mean] | None:
    found = question(figures, code)
    shown = [w.figure for w in found.waves if isinstance(w.figure, Mean)] if found else []
    return (shown[0], shown[-1]) if len(shown) > 1 else None
