"""Codes of closing and renewal → sentences in the language of the reader."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evaluations import wording
from matching.models import Criterion
from objectives.models import Indicator
from pairings.models import Pairing
from renewal.models import Proposal, Remark
from renewal.proposals import DAYS_PER_MONTH

COHORT_WORDS: Final = ("cohort", "cohorte")
"""How the number of a cohort is written at the end of a name, in either language."""

PROMPTS: Final[Mapping[str, Promise]] = {
    Remark.Section.WORKED: gettext_lazy("What would you do again in the same way?"),
    Remark.Section.FAILED: gettext_lazy("What cost more than it gave, or did not happen?"),
    Remark.Section.CAUSES: gettext_lazy("Which of the five causes of failure was at work?"),
    Remark.Section.ADVICE: gettext_lazy("What should the next cohort do differently?"),
}

STANDINGS: Final[Mapping[str, Promise]] = {
    "term": gettext_lazy("went to the end"),
    "early": gettext_lazy("ended earlier, with honour"),
    "running": gettext_lazy("still accompanies somebody"),
    "never_met": gettext_lazy("no session was declared"),
    "unpaired": gettext_lazy("was not paired"),
}


def cohort_name(base: str, number: int) -> str:
    """The name of a cohort, to be changed at will."""
    return _("%(name)s, cohort %(number)d") % {"name": base, "number": number}


def carried(counts: Mapping[str, int]) -> list[str]:
    """What a renewal takes over, each kind with its number: “12 modules”; none is left out."""
    said: dict[str, Callable[[int], str]] = {
        "modules": lambda n: ngettext("%(n)d module", "%(n)d modules", n),
        "trainers": lambda n: ngettext("%(n)d trainer", "%(n)d trainers", n),
        "forms": lambda n: ngettext("%(n)d form", "%(n)d forms", n),
        "rules": lambda n: ngettext("%(n)d rule of eligibility", "%(n)d rules of eligibility", n),
        "grid": lambda n: ngettext(
            "an interview grid with %(n)d criterion", "an interview grid with %(n)d criteria", n
        ),
        "messages": lambda n: ngettext("%(n)d message", "%(n)d messages", n),
        "pages": lambda n: _("the page of the programme"),
        "days": lambda n: ngettext(
            "the %(n)d day that mentors have to answer",
            "the %(n)d days that mentors have to answer",
            n,
        ),
    }
    return [said[code](count) % {"n": count} for code, count in counts.items() if count]


@dataclass(frozen=True)
class Change:
    """One proposal in words."""

    proposal: Proposal
    title: str
    before: str
    after: str
    why: str
    lessons: tuple[str, ...]


def change(
    row: Proposal, indicators: Mapping[str, Indicator], lessons: Mapping[str, str]
) -> Change:
    """What is proposed, from and to, the figure behind it, and those of ``lessons`` it cites."""
    unit = str(row.facts.get("unit", ""))
    said: Callable[[Mapping[str, Any]], str] = {
        Proposal.Kind.DURATION.value: _months,
        Proposal.Kind.CADENCE.value: _every,
        Proposal.Kind.GOAL.value: lambda values: _goal(values, unit),
        Proposal.Kind.WEIGHT.value: _weight,
    }[row.kind]
    return Change(
        row,
        _title(row, indicators),
        said(row.before),
        said(row.after),
        why(row),
        tuple(lessons[code] for code in row.lessons if code in lessons),
    )


def _title(row: Proposal, indicators: Mapping[str, Indicator]) -> str:
    if row.kind == Proposal.Kind.GOAL:
        known = indicators.get(row.subject)
        return known.name if known else _("An indicator that is no longer in the draft")
    if row.kind == Proposal.Kind.WEIGHT:
        label = str(dict(Criterion.Kind.choices).get(row.subject, row.subject))
        return _("Weight of “%(criterion)s”") % {"criterion": label}
    return str(row.get_kind_display()).capitalize()


def _months(values: Mapping[str, Any]) -> str:
    months = round(values["days"] / DAYS_PER_MONTH, 1)
    return _("%(months)s months") % {"months": wording.number(months)}


def _every(values: Mapping[str, Any]) -> str:
    days = values["days"]
    return ngettext("a session every day", "a session every %(days)d days", days) % {"days": days}


def _goal(values: Mapping[str, Any], unit: str) -> str:
    first, last = (Decimal(values[name]) for name in ("baseline", "target"))
    return _("from %(baseline)s to %(target)s") % {
        "baseline": wording.quantity(first, unit),
        "target": wording.quantity(last, unit),
    }


def _weight(values: Mapping[str, Any]) -> str:
    return _("%(weight)d of 100") % {"weight": values["weight"]}


def why(row: Proposal) -> str:
    """The figure a proposal rests on, in a sentence."""
    facts = dict(row.facts)
    if row.reason in ("rhythm_lost", "rhythm_weak"):
        facts = {"share": wording.percent(facts["share"])}
    elif row.reason in ("too_short", "too_long"):
        facts = {"months": wording.number(facts["months"])}
    elif row.reason == "endings":
        facts["cause"] = str(dict(Pairing.EndReason.choices).get(facts["cause"], ""))
    elif row.kind == Proposal.Kind.GOAL:
        unit = str(facts.get("unit", ""))
        facts = {
            "latest": wording.quantity(Decimal(facts["latest"]), unit),
            "target": wording.quantity(Decimal(facts["target"]), unit),
        }
    return str(_WHY[row.reason]) % facts


_WHY: Final[Mapping[str, Promise]] = {
    "too_short": gettext_lazy(
        "The last cohort lasted %(months)s months: too short for real development."
    ),
    "too_long": gettext_lazy(
        "The last cohort lasted %(months)s months: beyond a year, pairs tend to stagnate."
    ),
    "rhythm_lost": gettext_lazy(
        "Only %(share)s of the pairs kept the rhythm: this is the one they really had."
    ),
    "rhythm_weak": gettext_lazy("%(share)s of the pairs kept the rhythm: a week more helps."),
    "reached": gettext_lazy(
        "The target of %(target)s was reached, with %(latest)s: half a step further."
    ),
    "on_the_way": gettext_lazy(
        "More than half of the way is done, with %(latest)s: the target stays."
    ),
    "half_way": gettext_lazy(
        "Less than half of the way is done, with %(latest)s: half a step is within reach."
    ),
    "not_moved": gettext_lazy(
        "It has not moved towards %(target)s yet: half a step to begin with."
    ),
    "endings": gettext_lazy(
        "%(count)d of %(of)d pairs ended early, most often for this reason: %(cause)s."
    ),
    "lesson": gettext_lazy("No figure says so, but a lesson of the last cohort does."),
}
