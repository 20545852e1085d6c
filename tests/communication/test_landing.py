"""The page of a programme and the wishes it brings; nobody is enrolled by a wish."""

import pytest

from communication import access
from communication.actions import landing, wish
from communication.models import LandingPage, Wish
from companies.errors import Refusal
from people.models import Person
from programmes.models import Enrolment, Programme
from tests import factories

TEXTS = {"about_fr": "Pour progresser.", "about_en": "To grow."}


def test_a_page_is_written_published_and_taken_back_by_those_who_steer(
    alice: Person, bob: Person, charlie: Person
) -> None:
    programme = factories.ProgrammeFactory()
    factories.ResponsibilityFactory(programme=programme, person=bob)
    landing.write(programme, by=bob, **TEXTS)
    assert access.published(programme) is None
    landing.publish(programme, by=bob)
    first = landing.publish(programme, by=alice)
    assert first.published_by == bob
    assert programme in access.presented(charlie)
    landing.take_back(programme, by=alice)
    assert programme not in access.presented(charlie)
    for act in (landing.publish, landing.take_back):
        with pytest.raises(Refusal):
            act(programme, by=charlie)


def test_a_page_that_says_nothing_is_not_published(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    with pytest.raises(Refusal):
        landing.publish(programme, by=alice)
    landing.write(programme, by=alice, about_en="To grow.")
    with pytest.raises(Refusal) as refused:
        landing.publish(programme, by=alice)
    assert refused.value.field == "about_fr"
    landing.write(programme, by=alice, **TEXTS)
    landing.publish(programme, by=alice)
    with pytest.raises(Refusal):
        landing.write(programme, by=alice, about_en="To grow.")
    with pytest.raises(Refusal) as refused:
        landing.write(programme, by=alice, **TEXTS, effort_fr="x" * 2001)
    assert refused.value.field == "effort_fr"


def test_a_closed_programme_is_not_published(alice: Person) -> None:
    page = factories.LandingPageFactory(
        programme__status=Programme.Status.CLOSED, published_at=None
    )
    with pytest.raises(Refusal):
        landing.publish(page.programme, by=alice)


def test_a_wish_enrols_nobody_until_it_is_answered_with_an_invitation(
    alice: Person, bob: Person
) -> None:
    programme = factories.LandingPageFactory().programme
    wish.make(programme, role="mentee", by=bob)
    mine = wish.make(programme, role="mentor", by=bob)
    assert wish.make(programme, role="mentor", by=bob) == mine
    assert not Enrolment.objects.exists()
    settled = wish.invite(mine, by=alice)
    assert settled.status == Wish.Status.INVITED
    assert Enrolment.objects.get().status == Enrolment.Status.INVITED
    for act in (wish.invite, wish.set_aside):
        with pytest.raises(Refusal):
            act(mine, by=alice)
    with pytest.raises(Refusal):
        wish.make(programme, role="mentee", by=bob)


def test_wishes_are_answered_by_those_who_steer_only(bob: Person, charlie: Person) -> None:
    programme = factories.LandingPageFactory().programme
    mine = wish.make(programme, role="mentor", by=bob)
    for act in (wish.invite, wish.set_aside):
        with pytest.raises(Refusal):
            act(mine, by=charlie)
    assert not access.wishes(charlie).exists()


def test_a_wish_set_aside_may_be_made_again_and_taken_back(alice: Person, bob: Person) -> None:
    programme = factories.LandingPageFactory().programme
    mine = wish.make(programme, role="mentor", by=bob)
    assert wish.set_aside(mine, by=alice).settled_by == alice
    again = wish.make(programme, role="mentor", by=bob)
    assert (again.pk, again.status) == (mine.pk, Wish.Status.WAITING)
    wish.take_back(programme, by=bob)
    assert not Wish.objects.exists()


@pytest.mark.parametrize("status", ["running", "closed"])
def test_wishes_are_welcome_while_people_may_join(bob: Person, status: str) -> None:
    programme = factories.LandingPageFactory().programme
    assert wish.make(programme, role="mentor", by=bob).pk
    Programme.objects.filter(pk=programme.pk).update(status=status)
    with pytest.raises(Refusal):
        wish.make(programme, role="mentee", by=bob)
    LandingPage.objects.update(published_at=None)
    Programme.objects.filter(pk=programme.pk).update(status="open")
    with pytest.raises(Refusal):
        wish.make(programme, role="mentee", by=bob)


def test_offered_programmes_are_open_presented_and_not_ones_own(bob: Person) -> None:
    programme = factories.LandingPageFactory().programme
    assert list(access.offered(bob)) == [programme]
    mine = factories.EnrolmentFactory(programme=programme, person=bob)
    assert not access.offered(bob)
    mine.status = Enrolment.Status.WITHDRAWN
    mine.save()
    assert list(access.offered(bob)) == [programme]
