"""Home tells of gates that are near, of proposals to decide on, of drafts whose day has passed."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from communication.actions import announcement
from companies.models import Company
from mentorat import today
from people.models import Person
from programmes.actions import programme as programmes
from programmes.models import Programme, Stage
from renewal.models import Proposal, Renewal
from tests import factories

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def english(company: Company) -> Iterator[None]:
    with translation.override("en"):
        yield


def selecting(days: int) -> Programme:
    """An open programme whose selection is to begin in so many days, without any answer."""
    row: Programme = factories.ProgrammeFactory(
        enrol_until=timezone.localdate() + days * DAY,
        starts_on=timezone.localdate() + (days + 30) * DAY,
    )
    return row


def at_gates(person: Person) -> list[today.Item]:
    return [one for one in today.steering(person) if one["url"].endswith("/stages")]


def test_a_gate_with_open_points_is_told_a_week_before_its_day(
    alice: Person, bob: Person, charlie: Person
) -> None:
    programme = selecting(8)
    assert at_gates(alice) == []
    Programme.objects.update(enrol_until=timezone.localdate() + 7 * DAY)
    factories.ResponsibilityFactory(programme=programme, person=bob)
    for person in (alice, bob):
        (item,) = at_gates(person)
        assert "enters “selection and pairing” on" in item["title"] and item["tone"] == "info"
        assert "points are still open" in item["title"] and item in today.of(person)
    assert at_gates(charlie) == []


def test_a_day_that_has_come_presses_until_the_stage_is_entered(alice: Person) -> None:
    programme = selecting(0)
    (item,) = at_gates(alice)
    assert item["tone"] == "warn" and "was to enter" in item["title"]
    for role in ("mentor", "mentee"):
        factories.EnrolmentFactory(programme=programme, role=role, status="accepted")
    programmes.enter(programme, Stage.SELECTION, by=alice)
    assert all("selection" not in one["title"] for one in at_gates(alice))


def test_a_draft_near_its_launch_says_what_is_missing_instead_of_being_designed(
    alice: Person,
) -> None:
    programme = factories.ProgrammeFactory(
        status="draft",
        enrol_until=timezone.localdate() + 90 * DAY,
        starts_on=timezone.localdate() + 100 * DAY,
    )
    assert "still being designed" in today.steering(alice)[0]["title"]
    Programme.objects.filter(pk=programme.pk).update(enrol_until=timezone.localdate() + 20 * DAY)
    (item,) = today.steering(alice)
    assert item["tone"] == "warn" and "launch" in item["title"]


def test_no_more_than_five_gates_are_looked_at(alice: Person) -> None:
    for _number in range(7):
        selecting(0)
    assert len(at_gates(alice)) == 5


def test_changes_of_a_renewal_wait_until_they_are_decided(alice: Person, bob: Person) -> None:
    after = factories.ProgrammeFactory(status="draft", name="Cap 2")
    row = Renewal.objects.create(
        predecessor=factories.ProgrammeFactory(status="closed"), successor=after
    )
    change = Proposal.objects.create(
        renewal=row, kind="cadence", before={"days": 21}, after={"days": 28}, reason="rhythm_weak"
    )
    (item,) = today.proposals(alice)
    assert item["title"].startswith("1 change") and "Cap 2" in item["title"]
    assert item["url"] == reverse("renewal:changes", args=[after.public_id])
    assert item in today.of(alice) and today.proposals(bob) == []
    Proposal.objects.filter(pk=change.pk).update(decision="refused", decided_at=timezone.now())
    assert today.proposals(alice) == []


def test_drafts_of_a_campaign_are_told_once_their_day_has_passed(
    alice: Person, bob: Person
) -> None:
    row = factories.AnnouncementFactory(send_at=timezone.now() + DAY)
    factories.AnnouncementFactory(programme=row.programme)
    assert today.campaigns(alice) == []
    row.send_at = timezone.now() - DAY
    row.save()
    (item,) = today.campaigns(alice)
    assert item["title"].startswith("The day of 1 message") and item in today.of(alice)
    assert today.campaigns(bob) == []
    announcement.schedule(row, send_at=timezone.now() + DAY, by=alice)
    assert today.campaigns(alice) == []


def test_thanks_are_missed_for_a_month_after_the_programme_has_closed(alice: Person) -> None:
    row = factories.AnnouncementFactory(
        kind="thanks", programme__status="closed", send_at=timezone.now() - 29 * DAY
    )
    assert len(today.campaigns(alice)) == 1
    row.send_at = timezone.now() - 31 * DAY
    row.save()
    assert today.campaigns(alice) == []
