"""Says in words what a scenario tries and what a prescription asks for."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import Criterion
from programmes.models import Enrolment


def change(one: Mapping[str, Any], people: Mapping[int, Enrolment]) -> str:
    """One change of a prescription as a sentence: whom to ask, or which rule to leave out."""
    person = people.get(one["person"])
    name = str(person.person) if person else _("somebody who left")
    if one["kind"] == "place":
        sentence = ngettext(
            "Ask %(name)s for one more place",
            "Ask %(name)s for %(count)s more places",
            one["more"],
        )
        return sentence % {"name": name, "count": one["more"]}
    return exception(one["rule"], name)


def trial(one: Mapping[str, Any]) -> str:
    """One change of a prescription as the name of its scenario, which names nobody."""
    if one["kind"] == "place":
        count = one["more"]
        return ngettext("%(count)s more place", "%(count)s more places", count) % {"count": count}
    return _("One exception: %(rule)s") % {"rule": rule(one["rule"])}


def exception(code: str, name: str) -> str:
    """A rule that is left out for somebody, as a sentence."""
    if code == "minimum":
        return _("Accept a pair below the lowest score for %(name)s") % {"name": name}
    if code == "language":
        return _("Accept a mentor without a common language for %(name)s") % {"name": name}
    return _("Do without the must-have “%(criterion)s” for %(name)s") % {
        "criterion": rule(code),
        "name": name,
    }


def rule(code: str) -> str:
    """A rule that can be left out, by its name."""
    if code == "minimum":
        return _("lowest score")
    if code == "language":
        return _("common language")
    kind = code.removeprefix("must_")
    return str(Criterion.Kind(kind).label) if kind in Criterion.Kind else kind
