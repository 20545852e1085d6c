"""Lets the drafts of a campaign follow the dates of their programme."""

from dataclasses import asdict

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communication import campaign
from communication.actions.announcement import at
from communication.models import Announcement
from companies import walls
from people import audit
from people.models import Person
from programmes.actions import dates
from programmes.actions.dates import Dates
from programmes.models import Programme

_WAITING = (Announcement.Status.SCHEDULED, Announcement.Status.PAUSED)


def contribute() -> None:
    """Be called whenever the dates of a programme have moved."""
    dates.contribute(follow, left_behind)


def follow(programme: Programme, was: Dates, by: Person) -> None:
    """Move the drafts that still have the day counted from the old dates; the hour stays.

    A draft whose new day has passed is left without a day, as in the starter plan.
    """
    zone, today = walls.zone(walls.current()), timezone.localdate()
    before, now = campaign.days(**asdict(was)), campaign.days(**asdict(dates.of(programme)))
    drafts = Announcement.objects.filter(
        programme=programme, status=Announcement.Status.DRAFT, send_at__isnull=False
    )
    moved = []
    for row in drafts.select_for_update(of=("self",)):
        moment = timezone.localtime(row.send_at, zone)
        day = now[row.kind]
        if moment.date() == before[row.kind] and day != before[row.kind]:
            row.send_at = at(day, moment.time()) if day >= today else None
            moved.append(row)
    if moved:
        Announcement.objects.bulk_update(moved, ["send_at"])
        audit.record("announcement.campaign_moved", by=by, on=programme, messages=len(moved))


def left_behind(programme: Programme, was: Dates) -> list[str]:
    """The scheduled messages whose day would be another one if it were counted anew."""
    zone = walls.zone(walls.current())
    before, now = campaign.days(**asdict(was)), campaign.days(**asdict(dates.of(programme)))
    rows = Announcement.objects.filter(
        programme=programme, status__in=_WAITING, send_at__gt=timezone.now()
    )
    return [
        _("The message “%(kind)s” still leaves on %(day)s: see under Communication if it fits.")
        % {
            "kind": row.get_kind_display(),
            "day": date_format(timezone.localtime(row.send_at, zone).date()),
        }
        for row in rows.order_by("send_at", "pk")
        if before[row.kind] != now[row.kind]
    ]
