"""Programmes whose next stage is near while its gate still asks for something."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.translation import ngettext

from mentorat.today.items import Item
from programmes import gates as stages_of_all
from programmes.actions import stage as stages
from programmes.models import Programme, Stage

NEAR = timedelta(days=7)
MOST = 5
"""How many gates are looked at: each asks every floor what it knows."""


def gates(rows: QuerySet[Programme], today: date) -> dict[int, list[Item]]:
    """What the gates of these programmes wait for, by programme, the longest overdue first."""
    coming = [
        (day, stage, row)
        for row in rows.prefetch_related("passages")
        if (stage := stages_of_all.following(stages.current(row)))
        and (day := stages.planned(row)[stage]) <= today + NEAR
    ]
    coming.sort(key=lambda one: (one[0], one[2].pk))
    found = {row.pk: _waiting(row, stage, day, today) for day, stage, row in coming[:MOST]}
    return {pk: items for pk, items in found.items() if items}


def _waiting(programme: Programme, stage: Stage, day: date, today: date) -> list[Item]:
    still_open = [fact for fact in stages.gate(programme, stage) if not fact.done]
    if not still_open:
        return []
    if day > today:
        sentence = ngettext(
            "“%(programme)s” enters “%(stage)s” on %(day)s: %(count)s point is still open.",
            "“%(programme)s” enters “%(stage)s” on %(day)s: %(count)s points are still open.",
            len(still_open),
        )
    else:
        sentence = ngettext(
            "“%(programme)s” was to enter “%(stage)s” on %(day)s: %(count)s point is still open.",
            "“%(programme)s” was to enter “%(stage)s” on %(day)s: %(count)s points are still open.",
            len(still_open),
        )
    words = {
        "programme": programme.name,
        "stage": stage.label,
        "day": formats.date_format(day, "j F"),
        "count": len(still_open),
    }
    is_pressing = day <= today and any(fact.mandatory for fact in still_open)
    return [
        Item(
            tone="warn" if is_pressing else "info",
            title=sentence % words,
            url=reverse("programmes:stages", args=[programme.public_id]),
            action=ngettext("Settle it", "Settle them", len(still_open)),
        )
    ]
