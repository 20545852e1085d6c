"""The sentences behind the codes of pilot sheets: what is wrong, what was found, what it means."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from objectives.models import Indicator
from people import wording
from people.roster import Problem, RosterError, Severity
from pilots.findings import FADED_AT, MINIMUM, MOST_MENTEES
from pilots.proposals import Proposal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FIELDS: Final[Mapping[str, "_StrPromise"]] = {
    "mentor": gettext_lazy("Mentor"),
    "mentee": gettext_lazy("Mentee"),
    "started_on": gettext_lazy("Start of the mentoring"),
    "ended_on": gettext_lazy("End of the mentoring"),
    "sessions": gettext_lazy("Sessions held"),
    "way": gettext_lazy("Way of meeting"),
    "theme": gettext_lazy("Topic"),
    "satisfaction": gettext_lazy("Satisfaction"),
    "reason": gettext_lazy("Reason of the end"),
    "remark": gettext_lazy("Free remark"),
}

_FILES: Final[Mapping[str, Promise]] = {
    "empty": gettext_lazy("The file is empty. Choose the sheet that holds the mentorings."),
    "no_header": gettext_lazy(
        "No line with the names of the columns was found. Add one on top (Mentor, Mentee, Start, "
        "End, Sessions…), then choose the file again."
    ),
    "no_rows": gettext_lazy(
        "Below the names of the columns there is no line: no mentoring to look at."
    ),
    "not_a_table": gettext_lazy(
        "This file is not a table. Save the sheet as CSV, XLSX or ODS, then choose it."
    ),
}

# Each code: what is wrong, and what to do about it.
_PROBLEMS: Final[Mapping[str, tuple[Promise, Promise]]] = {
    "mentor_missing": (
        gettext_lazy("There is no mentor, on this line or above."),
        gettext_lazy("Write who the mentor was."),
    ),
    "mentee_missing": (
        gettext_lazy("Nobody is named as mentee."),
        gettext_lazy("Write who was accompanied, or take the line out."),
    ),
    "with_self": (
        gettext_lazy("Mentor and mentee are the same person."),
        gettext_lazy("Correct one of the two."),
    ),
    "dates_contradict": (
        gettext_lazy("The mentoring would end before it starts."),
        gettext_lazy("Correct one of the two days."),
    ),
    "repeated": (
        gettext_lazy("The same two people with the same start are on a line above."),
        gettext_lazy("Keep one of the two lines."),
    ),
    "totals_line": (
        gettext_lazy("This is a line of totals, not a mentoring."),
        gettext_lazy("Nothing to do: the line is left out."),
    ),
    "section_line": (
        gettext_lazy("This is a title within the sheet, not a mentoring."),
        gettext_lazy("Nothing to do: the line is left out."),
    ),
    "header_repeated": (
        gettext_lazy("This line repeats the names of the columns."),
        gettext_lazy("Nothing to do: the line is left out."),
    ),
    "mentor_above": (
        gettext_lazy("The cell of the mentor is merged or empty: the mentor above was taken."),
        gettext_lazy("Nothing to do when that is right; otherwise write the mentor here."),
    ),
    "date_invalid": (
        gettext_lazy("This is not a date that can be read."),
        gettext_lazy("Write it as 2026-03-31, 31/03/2026 or March 2026. The date is left out."),
    ),
    "date_ahead": (
        gettext_lazy("This day is in the future."),
        gettext_lazy("Correct it, or leave the cell empty. The date is left out."),
    ),
    "sessions_invalid": (
        gettext_lazy("This is not a number of sessions."),
        gettext_lazy("Write a whole number. The value is left out."),
    ),
    "satisfaction_invalid": (
        gettext_lazy("This is neither a mark from 0 to 5 nor a word for one."),
        gettext_lazy("Write for example 4, 4/5, 80 % or “satisfied”. The value is left out."),
    ),
    "way_unknown": (
        gettext_lazy("This way of meeting is not known."),
        gettext_lazy("Write in person, remote or mixed. The value is left out."),
    ),
    "reason_unknown": (
        gettext_lazy("This reason belongs to none of the known causes."),
        gettext_lazy("Nothing to do: it is counted as another reason."),
    ),
    "dates_month_first": (
        gettext_lazy("Dates are written with the month first."),
        gettext_lazy("Check a date in the preview."),
    ),
}

CAUSES: Final[Mapping[str, "_StrPromise"]] = {
    "purpose": gettext_lazy("no clear purpose"),
    "method": gettext_lazy("no method, no time"),
    "mentors": gettext_lazy("the wrong mentor"),
    "imposed": gettext_lazy("an imposed role"),
    "trust": gettext_lazy("no trust"),
}

_TITLES: Final[Mapping[str, "_StrPromise"]] = {
    "volume": gettext_lazy("How many"),
    "duration": gettext_lazy("Duration"),
    "sessions": gettext_lazy("Sessions"),
    "reached": gettext_lazy("Goals reached"),
    "faded": gettext_lazy("Faded out"),
    "silent": gettext_lazy("Silent endings"),
    "same_line": gettext_lazy("Same line of management"),
    "overloaded": gettext_lazy("Mentors with many mentees"),
    "satisfaction": gettext_lazy("Satisfaction"),
    "causes": gettext_lazy("Causes of failure"),
    "lasts_purpose": gettext_lazy("With a topic, without"),
    "lasts_trust": gettext_lazy("Outside the line of management, inside"),
    "lasts_mentors": gettext_lazy("Mentors with few mentees, with many"),
}

_PROPOSALS: Final[Mapping[str, tuple[Promise, Promise]]] = {
    "months": (
        gettext_lazy("Duration of the programme"),
        gettext_lazy("%(value)s months"),
    ),
    "cadence": (
        gettext_lazy("Rhythm of the sessions"),
        gettext_lazy("A session every %(value)s days"),
    ),
    "risk_same_line": (
        gettext_lazy("Risk: same line of management"),
        gettext_lazy(
            "Pairs within one line of management: nobody confides in somebody above. Keep mentor "
            "and mentee in different lines."
        ),
    ),
    "risk_overloaded": (
        gettext_lazy("Risk: overloaded mentors"),
        gettext_lazy("Mentors with too many mentees: give nobody more than three places."),
    ),
    "cause_purpose": (
        gettext_lazy("Risk: no clear purpose"),
        gettext_lazy(
            "Pairs that do not know what they are for: have each pair agree on a topic at the "
            "first session."
        ),
    ),
    "cause_method": (
        gettext_lazy("Risk: no method, no time"),
        gettext_lazy(
            "No time and no frame: settle the rhythm with the managers, and prepare mentors before "
            "the first session."
        ),
    ),
    "cause_mentors": (
        gettext_lazy("Risk: the wrong mentor"),
        gettext_lazy(
            "Mentors who do not fit: say who can be a mentor, and let people change without fault."
        ),
    ),
    "cause_imposed": (
        gettext_lazy("Risk: an imposed role"),
        gettext_lazy("Roles that were imposed: invite, never appoint; accept a no."),
    ),
    "cause_trust": (
        gettext_lazy("Risk: no trust"),
        gettext_lazy(
            "What was said got around: write down what stays between the two, and who sees what."
        ),
    ),
    "keep_purpose": (
        gettext_lazy("Success factor: a topic from the start"),
        gettext_lazy("Each pair has a topic from the start: those that had one lasted."),
    ),
    "keep_trust": (
        gettext_lazy("Success factor: another line of management"),
        gettext_lazy("Mentor and mentee are in different lines of management: such pairs lasted."),
    ),
    "keep_mentors": (
        gettext_lazy("Success factor: few mentees per mentor"),
        gettext_lazy("A mentor has three mentees at most: such pairs lasted."),
    ),
}


class Measured(NamedTuple):
    """The words of an objective with its indicator; ``unit`` is a sign, ``source`` a code."""

    statement: Promise
    indicator: Promise
    unit: str
    source: str


_OBJECTIVES: Final[Mapping[str, Measured]] = {
    "lasting": Measured(
        gettext_lazy("Have pairs meet long enough to get somewhere"),
        gettext_lazy("Pairs that did not fade out after three sessions or fewer"),
        "%",
        Indicator.Source.HR_FIGURES,
    ),
    "said": Measured(
        gettext_lazy("Let no pair end without a word"),
        gettext_lazy("Pairs that ended without a stated reason"),
        "%",
        Indicator.Source.HR_FIGURES,
    ),
    "satisfied": Measured(
        gettext_lazy("Make mentoring worth the time of those who take part"),
        gettext_lazy("Mean satisfaction, from 0 to 5"),
        "/ 5",
        Indicator.Source.SURVEY,
    ),
}


def refused_file(error: RosterError) -> str:
    """Why a sheet or its mapping cannot be used, and what to do instead."""
    if error.code == "columns_missing":
        names = error.facts["fields"]
        assert isinstance(names, tuple)
        return _(
            "Say which column holds: %(fields)s. Without it there is no mentoring to look at."
        ) % {"fields": ", ".join(str(FIELDS[name]) for name in names)}
    if error.code in _FILES:
        return str(_FILES[error.code])
    return wording.refused_file(error)


def told(problem: Problem) -> dict[str, Any]:
    """A problem with its cause and its remedy, in the language of the reader."""
    cause, remedy = _PROBLEMS[problem.code]
    return {
        "problem": problem,
        "cause": str(cause),
        "remedy": str(remedy),
        "is_error": problem.severity is Severity.ERROR,
    }


def title(code: str) -> str:
    """What a finding is about."""
    return str(_TITLES[code])


def sentence(code: str, n: int, values: Mapping[str, Any], *, is_withheld: bool = False) -> str:
    """A finding in one sentence with its numbers."""
    if is_withheld:
        return _("Fewer than %(minimum)d: nothing is told of so few.") % {"minimum": MINIMUM}
    facts: dict[str, Any] = {
        name: _plainly(value) if isinstance(value, float) else value
        for name, value in values.items()
    } | {"n": n, "most": MOST_MENTEES, "faded": FADED_AT}
    return _SENTENCES[code](facts)


def _plainly(number: float) -> str:
    """3 and 3.5, never 3.0, in the writing of the reader."""
    return str(number_format(int(number) if number.is_integer() else number))


def _volume(facts: Mapping[str, Any]) -> str:
    return _("%(n)d mentorings, of %(mentors)d mentors and %(mentees)d mentees.") % facts


def _duration(facts: Mapping[str, Any]) -> str:
    return (
        _("Half lasted %(median)s months or more, the middle half %(low)s to %(high)s months.")
        % facts
    )


def _sessions(facts: Mapping[str, Any]) -> str:
    return _("Half held %(median)s sessions or more, the middle half %(low)s to %(high)s.") % facts


def _share(facts: Mapping[str, Any]) -> str:
    return _("%(share)d %% (95 %% interval: %(low)d to %(high)d %%)") % facts


def _reached(facts: Mapping[str, Any]) -> str:
    return _("Of those that gave a reason, a goal was reached by %(share)s.") % {
        "share": _share(facts)
    }


def _faded(facts: Mapping[str, Any]) -> str:
    return _("After %(faded)d sessions or fewer, faded out: %(share)s.") % {
        "faded": facts["faded"],
        "share": _share(facts),
    }


def _silent(facts: Mapping[str, Any]) -> str:
    return _("Ended without a stated reason: %(share)s.") % {"share": _share(facts)}


def _same_line(facts: Mapping[str, Any]) -> str:
    return _("Of pairs whose two people are known, one is above the other in %(share)s.") % {
        "share": _share(facts)
    }


def _overloaded(facts: Mapping[str, Any]) -> str:
    return ngettext(
        "%(count)d mentor of %(n)d had more than %(most)d mentees.",
        "%(count)d mentors of %(n)d had more than %(most)d mentees.",
        facts["count"],
    ) % {name: facts[name] for name in ("count", "n", "most")}


def _satisfaction(facts: Mapping[str, Any]) -> str:
    return _("%(mean)s out of 5 on average (95 %% interval: %(low)s to %(high)s).") % facts


def _causes(facts: Mapping[str, Any]) -> str:
    names = ", ".join(str(CAUSES[cause]) for cause in facts["ranked"])
    return _("Named most often first: %(causes)s.") % {"causes": names}


def _lasting(facts: Mapping[str, Any]) -> str:
    compared = (
        _(
            "%(share)d %% lasted of %(of)d, against %(other_share)d %% of %(other_of)d (95 %% "
            "interval of the difference: %(low)d to %(high)d points)."
        )
        % facts
    )
    if facts["is_clear"]:
        return compared
    doubt = _("Chance may explain this difference.")
    return f"{compared} {doubt}"


_SENTENCES: Final = {
    "volume": _volume,
    "duration": _duration,
    "sessions": _sessions,
    "reached": _reached,
    "faded": _faded,
    "silent": _silent,
    "same_line": _same_line,
    "overloaded": _overloaded,
    "satisfaction": _satisfaction,
    "causes": _causes,
    "lasts_purpose": _lasting,
    "lasts_trust": _lasting,
    "lasts_mentors": _lasting,
}


def objective(code: str) -> Measured:
    """The words of a proposed objective."""
    return _OBJECTIVES[code]


def heading(code: str) -> str:
    """What a proposal is about, in a few words."""
    if code in _OBJECTIVES:
        return _("Objective: %(statement)s") % {"statement": _OBJECTIVES[code].statement}
    if code == "purpose":
        return _("Purpose")
    return str(_PROPOSALS[code][0])


def written(proposal: Proposal) -> str:
    """What the draft would say."""
    if proposal.code in _OBJECTIVES:
        words = _OBJECTIVES[proposal.code]
        return _("%(indicator)s: from %(baseline)s to %(target)s %(unit)s.") % {
            "indicator": words.indicator,
            "baseline": number_format(proposal.values["baseline"]),
            "target": number_format(proposal.values["target"]),
            "unit": words.unit,
        }
    if proposal.code == "purpose":
        return ""
    return str(_PROPOSALS[proposal.code][1]) % proposal.values


def purpose(proposal: Proposal, findings: Mapping[str, Any], last: Any) -> str:
    """A first purpose for the draft, with what it rests on; HR rewrites it.

    ``findings`` are those cited, by code; ``last`` the last day of the sheet, if known.
    """
    found = [
        _("%(pairs)d mentorings took place without a programme") % proposal.values
        + (_(" until %(day)s") % {"day": date_format(last)} if last else "")
        + "."
    ]
    if "faded" in findings:
        found.append(
            _("%(share)d %% faded out after %(faded)d sessions or fewer.")
            % {"share": findings["faded"].values["share"], "faded": FADED_AT}
        )
    found.append(
        _("Give mentoring a frame, so that those who commit themselves get where they want to.")
    )
    return " ".join(found)


def decision(*, is_accepted: bool) -> str:
    """What HR made of a proposal."""
    return pgettext("proposal", "accepted") if is_accepted else pgettext("proposal", "refused")
