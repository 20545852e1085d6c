"""The sentences behind the codes of a programme: its roster, its measures, what is missing."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people import wording
from people.roster import Problem, RosterError, Severity

_COLUMNS: Final[Mapping[str, Promise]] = {
    "email": gettext_lazy("e-mail"),
    "role": gettext_lazy("role (mentor or mentee)"),
}

_PROBLEMS: Final[Mapping[str, tuple[Promise, Promise]]] = {
    "email_missing": (
        gettext_lazy("There is no e-mail."),
        gettext_lazy("Add the person's address."),
    ),
    "email_invalid": (
        gettext_lazy("This is not an e-mail address."),
        gettext_lazy("Correct the address."),
    ),
    "email_unknown": (
        gettext_lazy("Nobody in the company directory has this address."),
        gettext_lazy("Correct it, or import the person first."),
    ),
    "person_leaving": (
        gettext_lazy("This person is leaving or has left."),
        gettext_lazy("Take the line out."),
    ),
    "role_missing": (
        gettext_lazy("There is no role."),
        gettext_lazy("Write mentor or mentee."),
    ),
    "role_unknown": (
        gettext_lazy("This role is not known."),
        gettext_lazy("Write mentor or mentee."),
    ),
    "places_invalid": (
        gettext_lazy("A mentor has 1 to 5 places."),
        gettext_lazy("Correct the number, or leave it empty."),
    ),
    "other_side": (
        gettext_lazy("This person is on the other side of this programme already."),
        gettext_lazy("Nobody is mentor and mentee at once: choose one."),
    ),
    "repeated": (
        gettext_lazy("This address is on an earlier line."),
        gettext_lazy("Keep one of the two lines."),
    ),
    "already_there": (
        gettext_lazy("Already on the list: left as it is."),
        gettext_lazy("Nothing to do."),
    ),
    "said_no": (
        gettext_lazy("This person said no or left: not asked again by a file."),
        gettext_lazy("Invite them again from the list, if you have spoken to them."),
    ),
    "places_of_mentee": (
        gettext_lazy("Places are for mentors only."),
        gettext_lazy("Nothing to do."),
    ),
    "need_unknown": (
        gettext_lazy("This need is not in the list: left out."),
        gettext_lazy("The person can choose another one when answering."),
    ),
    "needs_too_many": (
        gettext_lazy("More than five needs: the first five are kept."),
        gettext_lazy("The person can change them when answering."),
    ),
    "slot_unknown": (
        gettext_lazy("This half day is not understood: left out."),
        gettext_lazy("Write it as “Tuesday morning”."),
    ),
}


class Told(NamedTuple):
    """One problem in words, ready for a table."""

    line: int
    column: str
    value: str
    is_error: bool
    cause: str
    remedy: str


def told(problem: Problem) -> Told:
    """One problem of a line, in the language of the reader."""
    cause, remedy = _PROBLEMS[problem.code]
    return Told(
        line=problem.line,
        column=problem.column,
        value=problem.value,
        is_error=problem.severity is Severity.ERROR,
        cause=str(cause),
        remedy=str(remedy),
    )


def refused_file(error: RosterError) -> str:
    """Why a file cannot be used, and what to do instead."""
    if error.code == "column_missing":
        return _(
            "The file has no column for %(column)s. Name it in the first row: "
            "“E-mail”, “Role”, “Places”, “Needs”, “Availability”."
        ) % {"column": _COLUMNS[str(error.facts["field"])]}
    return wording.refused_file(error)


_GAPS: Final[Mapping[str, Promise]] = {
    "indicator": gettext_lazy("It has no indicator: name the figure that will show it."),
    "name": gettext_lazy("Name the indicator that will show it."),
    "unit": gettext_lazy("Give the unit of the indicator, such as % or days."),
    "baseline": gettext_lazy(
        "There is no starting value: without today's figure nobody can tell what changed."
    ),
    "target": gettext_lazy("There is no target: say which value would be a success."),
    "same": gettext_lazy("The target equals today's value: nothing would have to change."),
    "due_on": gettext_lazy("There is no deadline: say by when the target is to be reached."),
    "too_early": gettext_lazy("The deadline has to come after the starting value was measured."),
}

_WISHES: Final[Mapping[str, Promise]] = {
    "baseline_on": gettext_lazy("Say on which day the starting value was measured."),
    "source": gettext_lazy("Say where the figure comes from."),
    "owner": gettext_lazy("Name who will measure it: a figure that is nobody's is not measured."),
}

_DEVIATIONS: Final[Mapping[str, Promise]] = {
    "dates": gettext_lazy("The dates of the programme were changed."),
    "purpose": gettext_lazy("The purpose was rewritten."),
    "added": gettext_lazy("Added: “%(what)s”."),
    "changed": gettext_lazy("Changed: “%(what)s”."),
    "removed": gettext_lazy("Taken out: “%(what)s”."),
}


def gap(code: str) -> str:
    """What an indicator lacks, and what to do."""
    return str(_GAPS[code])


def wish(code: str) -> str:
    """What would make an indicator stronger."""
    return str(_WISHES[code])


def unmeasurable(statement: str, gaps: list[str]) -> str:
    """Why a programme cannot open because of one objective."""
    return _("“%(objective)s” cannot be measured yet. %(why)s") % {
        "objective": statement,
        "why": " ".join(gap(code) for code in gaps),
    }


def deviation(code: str, what: str) -> str:
    """What differs from the plan that was frozen at the launch."""
    return str(_DEVIATIONS[code]) % {"what": what}
