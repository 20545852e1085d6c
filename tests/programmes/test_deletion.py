"""HR deletes a draft that nobody answered; it says what goes, and the journal keeps who and why."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communication.actions import announcement, delivery
from communication.actions import event as events
from companies.errors import Refusal
from people import journal
from people.models import AuditEntry, Mail, Person
from programmes.actions import canvas as canvases
from programmes.actions import deletion as actions
from programmes.models import Programme
from tests import factories

type Browser = Callable[[Person | None], Client]


@pytest.fixture
def draft(alice: Person) -> Programme:
    return canvases.begin("open", language="fr", by=alice)


def page(programme: Programme) -> str:
    return reverse("programmes:delete", args=[programme.public_id])


def test_a_draft_goes_with_all_that_hangs_on_it_and_the_journal_keeps_who_and_why(
    alice: Person, draft: Programme
) -> None:
    announcement.start(draft, by=alice)
    factories.ModuleFactory(programme=draft)
    factories.ObjectiveFactory(programme=draft)
    other = factories.ObjectiveFactory().programme
    actions.delete(draft, reason=" Fait double emploi ", by=alice)
    assert list(Programme.objects.all()) == [other]
    entry = AuditEntry.objects.get(verb="programme.deleted")
    assert entry.actor == alice and entry.subject_id == str(draft.public_id)
    assert entry.facts == {"name": draft.name, "reason": "Fait double emploi"}
    assert draft.name in journal.told(entry) and "Fait double emploi" in journal.told(entry)
    actions.delete(draft, reason="Encore", by=alice)
    assert AuditEntry.objects.filter(verb="programme.deleted").count() == 1


def test_hr_reads_what_goes_and_deletes_with_a_reason(
    alice: Person, draft: Programme, as_person: Browser
) -> None:
    factories.ObjectiveFactory(programme=draft)
    announcement.start(draft, by=alice)
    client = as_person(alice)
    assert page(draft) in client.get(reverse("programmes:detail", args=[draft.public_id])).text
    words = client.get(page(draft)).text
    assert "objectif" in words and "6 messages" in words
    assert client.post(page(draft), {"reason": ""}).status_code == 422
    assert client.post(page(draft), {"reason": "x" * 601}).status_code == 422
    assert client.post(page(draft), {"reason": "  "}).status_code == 422
    assert Programme.objects.filter(pk=draft.pk).exists()
    answer = client.post(page(draft), {"reason": "Fait double emploi"}, follow=True)
    assert draft.name in answer.text and not Programme.objects.filter(pk=draft.pk).exists()
    assert client.get(page(draft)).status_code == 404


def test_only_hr_deletes_a_draft(
    bob: Person, charlie: Person, draft: Programme, as_person: Browser
) -> None:
    factories.ResponsibilityFactory(programme=draft, person=bob, role="director")
    for person in (bob, charlie):
        assert as_person(person).get(page(draft)).status_code == 404
        assert as_person(person).post(page(draft), {"reason": "Oui"}).status_code == 404
    with pytest.raises(Refusal):
        actions.delete(draft, reason="Oui", by=bob)
    detail = as_person(bob).get(reverse("programmes:detail", args=[draft.public_id])).text
    assert page(draft) not in detail


@pytest.mark.parametrize("status", ["open", "running", "closed"])
def test_a_programme_that_was_opened_is_never_deleted(
    alice: Person, as_person: Browser, status: str
) -> None:
    programme = factories.ProgrammeFactory(status=status)
    with pytest.raises(Refusal):
        actions.delete(programme, reason="Oui", by=alice)
    client = as_person(alice)
    assert "jamais supprimé" in client.get(page(programme)).text
    assert client.post(page(programme), {"reason": "Oui"}).status_code == 422
    assert Programme.objects.filter(pk=programme.pk).exists()


def test_a_draft_that_somebody_answered_stays_and_one_that_nobody_did_goes(
    alice: Person, bob: Person, draft: Programme
) -> None:
    part = factories.EnrolmentFactory(programme=draft, person=bob)
    with pytest.raises(Refusal):
        actions.delete(draft, reason="Oui", by=alice)
    part.status, part.answered_at = "invited", None
    part.save()
    actions.delete(draft, reason="Oui", by=alice)
    assert not Programme.objects.filter(pk=draft.pk).exists()
    assert Person.objects.filter(pk=bob.pk).exists()


def test_letters_on_their_way_hold_a_draft_and_those_that_left_are_said(
    alice: Person, draft: Programme, as_person: Browser
) -> None:
    row = factories.AnnouncementFactory(programme=draft)
    announcement.schedule(row, send_at=timezone.now(), by=alice)
    delivery.send_due()
    client = as_person(alice)
    held = client.get(page(draft)).text
    assert reverse("communication:message", args=[row.public_id]) in held
    assert client.post(page(draft), {"reason": "Oui"}).status_code == 422
    mails = Mail.objects.filter(kind="announcement")
    mails.update(status="sent", sent_at=timezone.now())
    assert "courriel" in client.get(page(draft)).text
    assert client.post(page(draft), {"reason": "Oui"}).status_code == 302
    assert mails.exists() and not Programme.objects.filter(pk=draft.pk).exists()


def test_whoever_has_a_seat_is_told_before_the_draft_goes(
    alice: Person, bob: Person, draft: Programme
) -> None:
    event = factories.EventFactory(
        programme=draft,
        starts_at=timezone.now() + dt.timedelta(days=3),
        ends_at=timezone.now() + dt.timedelta(days=3, hours=1),
    )
    event.registrations.create(person=bob, status="seated")
    with pytest.raises(Refusal):
        actions.delete(draft, reason="Oui", by=alice)
    events.cancel(event, by=alice)
    actions.delete(draft, reason="Oui", by=alice)
    assert not Programme.objects.filter(pk=draft.pk).exists()
