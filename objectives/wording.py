"""The sentences behind the codes of an objective: what it lacks, what differs from the plan."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    "retired": gettext_lazy("Retired: “%(what)s”. Reason given: %(reason)s"),
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


def deviation(code: str, what: str, reason: str = "") -> str:
    """What differs from the plan that was frozen at the launch."""
    return str(_DEVIATIONS[code]) % {"what": what, "reason": reason}
