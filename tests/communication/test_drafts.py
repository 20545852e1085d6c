"""What people hear of a programme that is still a draft: nothing about a part of their own."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communication.actions import announcement, delivery, wish
from communication.models import Announcement, Wish
from companies.errors import Refusal
from people.models import Mail, Person
from programmes.models import Enrolment, Programme
from tests import factories

type AsPerson = Callable[[Person | None], Client]

ON_THE_LIST = "Invitations leave when the programme opens"


@pytest.fixture
def draft(alice: Person) -> Programme:
    """A draft with a published page."""
    row: Programme = factories.LandingPageFactory(
        programme__status=Programme.Status.DRAFT
    ).programme
    return row


def invited(programme: Programme, person: Person) -> Enrolment:
    row: Enrolment = factories.EnrolmentFactory(
        programme=programme, person=person, status="invited", answered_at=None
    )
    return row


@pytest.mark.parametrize("audience", ["mentors", "mentees", "taking_part", "unanswered"])
def test_a_draft_writes_to_nobody_about_their_part(
    alice: Person, bob: Person, draft: Programme, audience: str
) -> None:
    at = timezone.now() + dt.timedelta(hours=1)
    factories.EnrolmentFactory(programme=draft, person=bob)
    row = factories.AnnouncementFactory(programme=draft, audience=audience)
    with pytest.raises(Refusal) as refused:
        announcement.schedule(row, send_at=at, by=alice)
    assert refused.value.field == "audience"
    everybody = factories.AnnouncementFactory(programme=draft)
    assert announcement.schedule(everybody, send_at=at, by=alice).status == "scheduled"
    with pytest.raises(Refusal):
        announcement.write(
            draft,
            kind="call",
            audience=audience,
            announcement=everybody,
            subject_fr="Oui",
            body_fr="Oui",
            by=alice,
        )
    paused = factories.AnnouncementFactory(
        programme=draft, audience=audience, status="paused", send_at=at
    )
    with pytest.raises(Refusal):
        announcement.resume(paused, by=alice)


def test_what_is_scheduled_already_waits_until_the_programme_is_open(
    alice: Person, bob: Person, draft: Programme
) -> None:
    invited(draft, bob)
    due = {"status": "scheduled", "send_at": timezone.now() - dt.timedelta(minutes=1)}
    row = factories.AnnouncementFactory(programme=draft, audience="unanswered", **due)
    factories.AnnouncementFactory(programme=draft, kind="call", **due)
    assert delivery.send_due() == 2
    assert not row.deliveries.exists()
    Mail.objects.all().delete()
    Programme.objects.filter(pk=draft.pk).update(status="open")
    assert delivery.send_due() == 1
    assert Mail.objects.get().person == bob
    assert Announcement.objects.get(pk=row.pk).status == "sent"


def test_the_page_of_a_draft_tells_nobody_of_an_invitation_that_has_not_left(
    alice: Person, bob: Person, charlie: Person, draft: Programme, as_person: AsPerson
) -> None:
    page = reverse("communication:page", args=[draft.public_id])
    invited(draft, bob)
    Person.objects.update(language="en")
    his, another = as_person(bob), as_person(charlie)
    for browser in (his, another):
        shown = browser.get(page).content.decode()
        assert ON_THE_LIST not in shown
        assert 'value="mentor"' in shown
    wish.invite(wish.make(draft, role="mentee", by=charlie), by=alice)
    assert ON_THE_LIST in another.get(page).content.decode()
    his.post(page, {"role": "mentor"})
    assert Wish.objects.get(person=bob).status == Wish.Status.WAITING
    assert ON_THE_LIST not in his.get(page).content.decode()


def test_a_wish_of_somebody_on_the_list_is_answered_by_that_place(
    alice: Person, bob: Person, draft: Programme
) -> None:
    part = invited(draft, bob)
    settled = wish.invite(wish.make(draft, role=part.role, by=bob), by=alice)
    assert settled.status == Wish.Status.INVITED
    assert list(Enrolment.objects.all()) == [part]
    Programme.objects.filter(pk=draft.pk).update(status="open")
    with pytest.raises(Refusal):
        wish.make(draft, role=part.role, by=bob)
