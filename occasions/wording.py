"""The sentences behind a rule about life events: whom it is meant for, why somebody is invited."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from occasions import moments
from occasions.models import LifeRule
from programmes.models import Enrolment

_HINDRANCES: Final[Mapping[str, Promise]] = {
    "enrolled": gettext_lazy("in the programme already"),
    "said_no": gettext_lazy("said no, or left: not asked again"),
}

_REASONS: Final[Mapping[str, Promise]] = {
    moments.HIRED: gettext_lazy(
        "Why you, why now? You joined the company on %(day)s, and this programme is meant for "
        "that moment."
    ),
    moments.APPOINTED: gettext_lazy(
        "Why you, why now? You took up new duties on %(day)s, and this programme is meant for "
        "that moment."
    ),
    moments.RETURNED: gettext_lazy(
        "Why you, why now? You came back on %(day)s, and this programme is meant for that moment."
    ),
}


def rule(row: LifeRule) -> str:
    """A rule as one sentence."""
    days = {"days": row.days}
    if row.occasion == moments.HIRED:
        event = ngettext(
            "Joined the company less than %(days)d day ago",
            "Joined the company less than %(days)d days ago",
            row.days,
        )
    elif row.occasion == moments.APPOINTED:
        event = ngettext(
            "Took up new duties less than %(days)d day ago",
            "Took up new duties less than %(days)d days ago",
            row.days,
        )
    else:
        event = ngettext(
            "Came back from a long absence less than %(days)d day ago",
            "Came back from a long absence less than %(days)d days ago",
            row.days,
        )
    return " · ".join([event % days, *_conditions(row)])


def _conditions(row: LifeRule) -> list[str]:
    placed = (
        (_("function"), row.functions),
        (_("department"), row.departments),
        (_("site"), row.sites),
    )
    said = [
        _("%(fact)s: %(values)s") % {"fact": fact, "values": _(" or ").join(held)}
        for fact, held in placed
        if held
    ]
    if row.level_min is not None:
        said.append(_("a level of at least %(number)d") % {"number": row.level_min})
    if row.level_max is not None:
        said.append(_("a level of at most %(number)d") % {"number": row.level_max})
    return said


def reason(row: LifeRule, day: date | None) -> str:
    """Why somebody is invited, for their letter; for readers of a preview, without the day."""
    return str(_REASONS[row.occasion]) % {"day": date_format(day) if day else "…"}


def hindrance(code: str) -> str:
    """Why somebody to whom it happened is not invited."""
    return str(_HINDRANCES[code])


def answer(status: str | None) -> str:
    """What became of an invitation; "" when the enrolment is gone."""
    return str(Enrolment.Status(status).label) if status else ""
