"""The pulses that leave by themselves in every programme, for its canvas."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluations.actions.pulse import AFTER_START
from evaluations.models import Pulse
from programmes import planned
from programmes.models import Programme


def contribute() -> None:
    """Be asked whenever a canvas is read."""
    planned.contribute(of)


def of(programme: Programme) -> list[str]:
    """Each pulse with the day on which it comes, for pairs that begin on the first day."""
    first, last = programme.starts_on, programme.ends_on
    days = {
        Pulse.Occasion.DAY_30: first + AFTER_START,
        Pulse.Occasion.MID_TERM: first + (last - first) / 2,
        Pulse.Occasion.FINAL: last,
    }
    found = [_("Pulse after the first session of each pair")]
    for occasion, day in days.items():
        # Halfway through a short programme, or at its end, the later question replaces this one.
        if occasion == Pulse.Occasion.DAY_30 and day >= days[Pulse.Occasion.MID_TERM]:
            continue
        found.append(
            _("Pulse %(occasion)s, about %(day)s")
            % {"occasion": occasion.label, "day": date_format(day)}
        )
    return found
