"""Findings of a report → sentences with their figures, in the language of the reader."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from evaluations import wording
from evaluations.findings import Finding, Findings
from evaluations.metrics import IndicatorProgress, Mean, Proportion

type Facts = dict[str, str | int]
type Indicators = Mapping[str, Mapping[str, Any]]
"""From the code of an indicator to its ``indicator`` (name) and ``unit``."""


def meaning(found: Findings) -> str:
    """What page 1 concludes: how the sessions are lived, then where the objective stands."""
    return f"{_EXPERIENCE[found.experience]} {_OBJECTIVE[found.objective]}".strip()


def strength(finding: Finding, indicators: Indicators) -> str:
    """A success factor."""
    return str(_STRENGTHS[finding.code]) % _quoted(finding, indicators)


def risk(finding: Finding, indicators: Indicators) -> str:
    """Something that endangers the programme."""
    facts = _quoted(finding, indicators)
    if finding.code in _COUNTED:
        return _COUNTED[finding.code](facts)
    return str(_RISKS[finding.code]) % facts


def advice(finding: Finding) -> tuple[str, str]:
    """A recommendation: what to do, and how."""
    title, how = _ADVICE[finding.code]
    return str(title), str(how)


def limit(finding: Finding, indicators: Indicators) -> str:
    """Something that the figures do not allow one to say."""
    return str(_LIMITS[finding.code]) % _quoted(finding, indicators)


# ---------------------------------------------------------------- the figures quoted


def _quoted(finding: Finding, indicators: Indicators) -> Facts:
    facts: Facts = {}
    for name, value in finding.facts.items():
        match value:
            case Mean():
                facts[name] = wording.number(value.value, 1)
                facts[f"{name}_range"] = wording.interval(value)
            case Proportion():
                facts[name] = wording.percent(value.share)
                facts[f"{name}_range"] = wording.interval(value)
            case IndicatorProgress():
                facts |= _indicator(value, indicators[value.code])
            case int():
                facts[name] = value
            case _:
                facts[name] = wording.cause(value) if value else ""
    return facts


def _indicator(one: IndicatorProgress, words: Mapping[str, Any]) -> Facts:
    unit = str(words["unit"])
    return {
        "indicator": str(words["indicator"]),
        "value": wording.quantity(one.value, unit) if one.value is not None else "",
        "baseline": wording.quantity(one.baseline, unit),
        "target": wording.quantity(one.target, unit),
        "way": wording.percent(max(one.share or 0.0, 0.0)),
        "expected": wording.percent(one.expected),
        "due": wording.day(one.due_on),
    }


def _never_met(facts: Facts) -> str:
    told = ngettext(
        "%(count)s of %(of)s people accompanied has not met their mentor yet.",
        "%(count)s of %(of)s people accompanied have not met their mentor yet.",
        int(facts["count"]),
    )
    return told % facts


def _early(facts: Facts) -> str:
    told = ngettext(
        "%(count)s pairing of %(of)s ended before its term.",
        "%(count)s pairings of %(of)s ended before their term.",
        int(facts["count"]),
    )
    told %= facts
    if facts["cause"]:
        told += " " + gettext("The cause most often given: %(cause)s.") % facts
    return told


_COUNTED: Mapping[str, Callable[[Facts], str]] = {"never_met": _never_met, "early_endings": _early}

# ---------------------------------------------------------------- the sentences

_EXPERIENCE: Mapping[str, str | Promise] = {
    "good": _("Those who answered find their sessions useful."),
    "fair": _("Those who answered find their sessions rather useful, with room to improve."),
    "weak": _("Those who answered find their sessions of little use so far."),
    "unknown": _("Too few answers can be counted yet to say how useful the sessions are."),
}

_OBJECTIVE: Mapping[str, str | Promise] = {
    "reached": _("The objective of the programme is reached."),
    "on_track": _("The objective of the programme is on track."),
    "behind": _("At least one objective of the programme is behind its plan."),
    "no_measure": _("At least one objective has not been measured yet."),
    "none": "",
}

_STRENGTHS: Mapping[str, str | Promise] = {
    "useful": _(
        "The sessions are found useful: %(mean)s out of 5 (95%% interval: %(mean_range)s)."
    ),
    "cadence": _(
        "The rhythm holds: %(share)s of the pairings never let more time pass between two "
        "sessions than was agreed (95%% interval: %(share_range)s)."
    ),
    "listened": _(
        "People feel listened to: %(mean)s out of 5 (95%% interval: %(mean_range)s). Trust is "
        "what everything else in mentoring rests on."
    ),
    "objective_reached": _(
        "“%(indicator)s” has reached its target: %(value)s, for a target of %(target)s and a "
        "start at %(baseline)s."
    ),
    "objective_on_track": _(
        "“%(indicator)s” is on track: %(value)s, that is %(way)s of the way from %(baseline)s to "
        "%(target)s, when the plan expected %(expected)s."
    ),
    "same_view": _(
        "Both sides see it alike: the people accompanied give usefulness %(mentees)s out of 5 "
        "(%(mentees_range)s), the mentors %(mentors)s (%(mentors_range)s)."
    ),
    "rising": _(
        "Usefulness has risen from %(first)s (%(first_range)s) in the first survey to %(last)s "
        "(%(last_range)s) in the latest."
    ),
    "response": _(
        "People answer: %(share)s of the questionnaires came back (95%% interval: "
        "%(share_range)s), so that few voices are missing from these figures."
    ),
}

_RISKS: Mapping[str, str | Promise] = {
    "objective_behind": _(
        "“%(indicator)s” is behind its plan: %(value)s, that is %(way)s of the way from "
        "%(baseline)s to %(target)s, when the plan expected %(expected)s."
    ),
    "objective_unmeasured": _(
        "“%(indicator)s” has not been measured since the start. Its target, %(target)s by "
        "%(due)s, cannot be judged."
    ),
    "useful": _(
        "Usefulness is under what a programme needs to last: %(mean)s out of 5 (95%% interval: "
        "%(mean_range)s)."
    ),
    "cadence": _(
        "The rhythm is fragile: %(share)s of the pairings kept the agreed rhythm (95%% interval: "
        "%(share_range)s). Relationships that space out tend to end without a word."
    ),
    "cadence_weak": _(
        "Only %(share)s of the pairings kept the agreed rhythm (95%% interval: %(share_range)s). "
        "Relationships that space out tend to end without a word."
    ),
    "listened": _("Feeling listened to is weak: %(mean)s out of 5 (%(mean_range)s)."),
    "challenged": _(
        "Ideas are rarely challenged: %(mean)s out of 5 (%(mean_range)s). Pleasant conversations "
        "are not yet development."
    ),
    "balance": _(
        "Speaking time is not shared well: %(mean)s out of 5 (%(mean_range)s). When the mentor "
        "speaks most of the time, the person accompanied learns less."
    ),
    "expectation": _("Expectations are met only in part: %(mean)s out of 5 (%(mean_range)s)."),
    "views_differ": _(
        "The two sides do not see the same relationship: usefulness is %(mentees)s out of 5 for "
        "the people accompanied (%(mentees_range)s), %(mentors)s for the mentors "
        "(%(mentors_range)s)."
    ),
    "falling": _(
        "Usefulness has fallen from %(first)s (%(first_range)s) in the first survey to %(last)s "
        "(%(last_range)s) in the latest."
    ),
    "response": _(
        "Few people answer: %(share)s of the questionnaires came back (95%% interval: "
        "%(share_range)s). Those who are silent may think otherwise."
    ),
}

_ADVICE: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "review_objective": (
        _("Look at the objective with its owner."),
        _("Decide together whether the means or the target have to change, and date the decision."),
    ),
    "prepare_sessions": (
        _("Give each session a purpose."),
        _("Send both partners a short agenda beforehand, and offer mentors a workshop on it."),
    ),
    "protect_time": (
        _("Protect the time of the pairs."),
        _(
            "Have the next three sessions booked in advance, and ask managers to treat them as "
            "working time."
        ),
    ),
    "train_listening": (
        _("Train mentors to listen."),
        _("Plan half a day of practice in pairs, on listening and sharing the time."),
    ),
    "train_challenge": (
        _("Train mentors to ask questions that move people."),
        _("Bring mentors together once a quarter around anonymous cases, led by an expert."),
    ),
    "clarify_expectations": (
        _("Say again what the programme is and is not."),
        _("Have each pair write down, in its next session, what it expects by the end."),
    ),
    "mid_term_review": (
        _("Hold a review in every pair."),
        _("One session, with a guide: what helps, what does not, what each side will change."),
    ),
    "launch_meetings": (
        _("Call the pairs that have not met."),
        _("Offer them two dates: choosing is easier than daring to ask."),
    ),
    "learn_from_endings": (
        _("Learn from the pairings that ended early."),
        _(
            "Look at the causes before the next matching: some call for other criteria, "
            "others for better preparation."
        ),
    ),
    "explain_anonymity": (
        _("Explain again how answers are protected."),
        _("Show what HR sees: groups of five or more, never a name, never a single answer."),
    ),
    "measure_objective": (
        _("Measure the indicator."),
        _("Name who measures it and when; without a measure no later report can conclude."),
    ),
    "keep_rhythm": (
        _("Keep what works."),
        _("Keep cadence, preparation and support as they are for the next group."),
    ),
    "widen": (
        _("Open the programme to more people."),
        _("Begin with the sites or functions that had more requests than places."),
    ),
    "collect_facts": (
        _("Collect what changed at work."),
        _(
            "Invite each pair to note dated facts with an indicator: they alone will allow a "
            "return on investment to be calculated."
        ),
    ),
    "measure_again": (
        _("Measure again six months after the end."),
        _("An effect that lasts is worth more than one measured on the last day."),
    ),
}

_LIMITS: Mapping[str, str | Promise] = {
    "declared": _(
        "Usefulness, quality and progress are declared by the participants; nobody observed the "
        "sessions, and nothing was read of what the partners said to each other."
    ),
    "no_comparison": _(
        "The indicators were not compared with those of similar people outside the programme. A "
        "change seen here may have other causes: it is associated with the programme, not proved "
        "to come from it."
    ),
    "no_return": _(
        "No return on investment is given. It needs operational facts with their value, and none "
        "has been collected. The break-even benefit says what would be needed, not what was "
        "obtained."
    ),
    "few_answers": _("Fewer than five answers can be counted together: no opinion can be shown."),
    "small_sample": _(
        "%(n)s people have answered: the intervals are wide, and a small difference between two "
        "figures means nothing."
    ),
    "silent_people": _(
        "%(share)s of the questionnaires came back. Those who did not answer may think otherwise."
    ),
}
