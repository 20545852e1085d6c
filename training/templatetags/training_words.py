"""Instants of workshops in words, and languages of texts."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from people.models import Person

register = template.Library()


@register.simple_tag
def span_for(person: Person, starts_at: str, ends_at: str) -> str:
    """Day and hours of two instants (ISO), in the time zone of ``person``, else in the chosen one.

    The zone is named, since letters are read elsewhere. What is no instant is shown as it is.
    """
    try:
        zone = ZoneInfo(person.time_zone) if person.time_zone else None
    except (ZoneInfoNotFoundError, ValueError):
        zone = None
    try:
        starts, ends = (datetime.fromisoformat(one) for one in (starts_at, ends_at))
    except ValueError:
        return f"{starts_at} {ends_at}"
    return spoken(starts, ends, zone)


@register.simple_tag
def span_of(starts_at: datetime, ends_at: datetime) -> str:
    """Day and hours of two instants in the time zone of the page."""
    return spoken(starts_at, ends_at, None)


def spoken(starts_at: datetime, ends_at: datetime, zone: ZoneInfo | None) -> str:
    """« Thursday 3 December 2026, 14:30–16:30 (Europe/Paris) »."""
    starts, ends = timezone.localtime(starts_at, zone), timezone.localtime(ends_at, zone)
    return _("%(day)s, %(from)s–%(until)s (%(zone)s)") % {
        "day": formats.date_format(starts, "l j F Y"),
        "from": formats.time_format(starts, "TIME_FORMAT"),
        "until": formats.time_format(ends, "TIME_FORMAT"),
        "zone": zone or timezone.get_current_timezone_name(),
    }
