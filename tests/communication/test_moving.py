"""The campaign follows the dates of its programme: drafts move, scheduled messages are named."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communication import campaign
from communication.actions import announcement
from communication.models import Announcement
from companies import versions, walls
from people.models import AuditEntry, Person
from programmes.actions import canvas as canvases
from programmes.actions import programme as programmes
from programmes.models import Programme
from tests import factories

type Browser = Callable[[Person | None], Client]


@pytest.fixture
def programme(alice: Person) -> Programme:
    today = timezone.localdate()
    row: Programme = factories.ProgrammeFactory(
        status="draft",
        enrol_until=today + dt.timedelta(days=50),
        starts_on=today + dt.timedelta(days=60),
        ends_on=today + dt.timedelta(days=330),
    )
    announcement.start(row, by=alice)
    return row


def later(row: Programme, days: int) -> dict[str, Any]:
    names = ("enrol_until", "starts_on", "ends_on")
    return {name: getattr(row, name) + dt.timedelta(days=days) for name in names}


def day(row: Programme, kind: str) -> dt.date | None:
    found = Announcement.objects.get(programme=row, kind=kind).send_at
    return found and timezone.localtime(found, walls.zone(walls.current())).date()


def counted(row: Programme) -> dict[str, dt.date]:
    return campaign.days(enrol_until=row.enrol_until, starts_on=row.starts_on, ends_on=row.ends_on)


def test_drafts_of_the_campaign_move_with_the_dates(alice: Person, programme: Programme) -> None:
    row = programmes.edit(programme, **later(programme, 45), by=alice)
    assert {kind: day(row, kind) for kind in counted(row)} == counted(row)
    entry = AuditEntry.objects.get(verb="announcement.campaign_moved")
    assert entry.facts == {"messages": 6} and entry.actor == alice


def test_only_messages_whose_day_changes_move(alice: Person, programme: Programme) -> None:
    before = counted(programme)
    end = programme.ends_on + dt.timedelta(days=28)
    row = programmes.edit(programme, ends_on=end, by=alice)
    assert day(row, "kick_off") == before["kick_off"] and day(row, "teaser") == before["teaser"]
    assert day(row, "results") == counted(row)["results"] != before["results"]
    programmes.edit(row, purpose="Autre chose", by=alice)
    assert AuditEntry.objects.filter(verb="announcement.campaign_moved").count() == 1


def test_a_day_that_was_not_counted_and_one_that_has_passed_stay_out(
    alice: Person, programme: Programme
) -> None:
    chosen = announcement.at(timezone.localdate() + dt.timedelta(days=11), dt.time(15))
    Announcement.objects.filter(kind="stories").update(send_at=chosen)
    row = programmes.edit(programme, **later(programme, -20), by=alice)
    assert Announcement.objects.get(kind="stories").send_at == chosen
    assert day(row, "teaser") is None
    assert day(row, "kick_off") == counted(row)["kick_off"]


def test_scheduled_messages_stay_and_are_named_to_whoever_moves_the_dates(
    alice: Person, programme: Programme, as_person: Browser
) -> None:
    row = Announcement.objects.get(programme=programme, kind="teaser")
    assert row.send_at
    announcement.schedule(row, send_at=row.send_at, by=alice)
    page = reverse("programmes:canvas", args=[programme.public_id, "format"])
    step = canvases.values(programme, "format")
    moved = {name: value or "" for name, value in step.items()} | later(programme, 45)
    seen = versions.fingerprint(step)
    answer = as_person(alice).post(page, moved | {"seen": seen, "moves_along": "on"}, follow=True)
    assert "« avant-goût » part toujours le" in answer.text.replace("\N{NO-BREAK SPACE}", " ")
    assert Announcement.objects.get(pk=row.pk).send_at == row.send_at
    row.refresh_from_db()
    programme.refresh_from_db()
    assert day(programme, "kick_off") == counted(programme)["kick_off"]


def test_whoever_moves_no_date_is_told_nothing(
    alice: Person, programme: Programme, as_person: Browser
) -> None:
    row = Announcement.objects.get(programme=programme, kind="teaser")
    assert row.send_at
    announcement.schedule(row, send_at=row.send_at, by=alice)
    page = reverse("programmes:canvas", args=[programme.public_id, "format"])
    step = canvases.values(programme, "format")
    given = {name: value or "" for name, value in step.items()}
    answer = as_person(alice).post(page, given | {"seen": versions.fingerprint(step)}, follow=True)
    assert answer.status_code == 200 and "part toujours le" not in answer.text
