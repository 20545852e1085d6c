"""Events: seats, the waiting list, calendars that follow, attendance."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communication import tasks
from communication.actions import event
from communication.models import Event, Registration
from companies.errors import Refusal
from companies.models import Company
from people.models import Mail, Person
from tests import factories


@pytest.fixture
def workshop(alice: Person) -> Event:
    page = factories.LandingPageFactory()
    return factories.EventFactory(programme=page.programme, seats=1)


def facts(**more: Any) -> dict[str, Any]:
    begins = timezone.now() + dt.timedelta(days=3)
    given = {"kind": "workshop", "title_fr": "Atelier", "title_en": "", "place": "Salle 1"}
    texts = {"description_fr": "", "description_en": ""}
    times = {"starts_at": begins, "ends_at": begins + dt.timedelta(hours=1)}
    return given | texts | times | {"seats": 5} | more


def appointments(person: Person) -> list[tuple[str, int]]:
    rows = Mail.objects.filter(person=person, kind="event").order_by("pk")
    found = [row.context["appointment"] for row in rows]
    return [(one["method"], one["sequence"]) for one in found if one]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("title_fr", {"title_fr": " "}),
        ("place", {"place": ""}),
        ("seats", {"seats": 0}),
        ("seats", {"seats": 2001}),
        ("kind", {"kind": "party"}),
        ("day", {"starts_at": timezone.now() - dt.timedelta(days=1)}),
        ("day", {"starts_at": timezone.now() + dt.timedelta(days=5000)}),
        ("until", {"ends_at": timezone.now() + dt.timedelta(days=3) - dt.timedelta(hours=1)}),
        ("description_en", {"description_en": "x" * 2001}),
    ],
)
def test_events_that_cannot_be_are_refused(
    alice: Person, field: str, wrong: dict[str, Any]
) -> None:
    programme = factories.ProgrammeFactory()
    assert event.plan(programme, by=alice, **facts()).pk
    with pytest.raises(Refusal) as refused:
        event.plan(programme, by=alice, **facts(**wrong))
    assert refused.value.field == field


def test_only_those_who_steer_plan_and_change(workshop: Event, charlie: Person) -> None:
    for act in (
        lambda: event.plan(workshop.programme, by=charlie, **facts()),
        lambda: event.change(workshop, by=charlie, **facts()),
        lambda: event.cancel(workshop, by=charlie),
        lambda: event.note_attendance(workshop, came=[], by=charlie),
    ):
        with pytest.raises(Refusal):
            act()


def test_the_last_seat_goes_once_and_the_next_person_waits(
    workshop: Event, bob: Person, charlie: Person
) -> None:
    assert event.register(workshop, by=bob).status == "seated"
    assert event.register(workshop, by=bob).status == "seated"
    assert event.register(workshop, by=charlie).status == "waiting"
    assert Registration.objects.count() == 2
    assert Mail.objects.filter(kind="event").count() == 2
    assert appointments(bob) == [("REQUEST", 0)]
    assert appointments(charlie) == []


def test_who_waits_moves_up_and_calendars_follow(
    workshop: Event, bob: Person, charlie: Person
) -> None:
    event.register(workshop, by=bob)
    event.register(workshop, by=charlie)
    event.give_up(workshop, by=bob)
    event.give_up(workshop, by=bob)
    assert appointments(bob) == [("REQUEST", 0), ("CANCEL", 1)]
    assert appointments(charlie) == [("REQUEST", 0)]
    assert event.register(workshop, by=bob).status == "waiting"
    event.give_up(workshop, by=charlie)
    assert appointments(bob)[-1] == ("REQUEST", 2)


def test_a_moved_event_reaches_every_calendar_with_a_higher_number(
    workshop: Event, alice: Person, bob: Person, charlie: Person
) -> None:
    event.register(workshop, by=bob)
    event.register(workshop, by=charlie)
    event.change(workshop, by=alice, **facts(seats=1, description_fr="Plus de détails"))
    occasions = Mail.objects.filter(kind="event").order_by("pk")
    assert [one.context["occasion"] for one in occasions[2:]] == ["moved", "moved_waiting"]
    assert appointments(bob) == [("REQUEST", 0), ("REQUEST", 1)]
    uids = {one.context["appointment"]["uid"] for one in occasions if one.context["appointment"]}
    assert uids == {f"{workshop.public_id}@aubepine.mentorat"}


def test_words_that_no_calendar_shows_are_changed_in_silence(
    workshop: Event, alice: Person, bob: Person
) -> None:
    event.register(workshop, by=bob)
    names = ("kind", "title_fr", "title_en", "place", "starts_at", "ends_at", "seats")
    same = {name: getattr(workshop, name) for name in names}
    event.change(workshop, by=alice, **same, description_fr="Plus", description_en="")
    assert Mail.objects.filter(kind="event").count() == 1


def test_more_seats_let_those_who_wait_in_and_fewer_than_taken_are_refused(
    workshop: Event, alice: Person, bob: Person, charlie: Person
) -> None:
    event.register(workshop, by=bob)
    event.register(workshop, by=charlie)
    event.change(workshop, by=alice, **facts(seats=2))
    assert Registration.objects.seated().count() == 2
    with pytest.raises(Refusal) as refused:
        event.change(workshop, by=alice, **facts(seats=1))
    assert refused.value.field == "seats"


def test_a_cancelled_event_leaves_every_calendar_and_takes_nobody(
    workshop: Event, alice: Person, bob: Person, charlie: Person
) -> None:
    event.register(workshop, by=bob)
    event.cancel(workshop, by=alice)
    assert appointments(bob)[-1] == ("CANCEL", 1)
    for act in (
        lambda: event.register(workshop, by=charlie),
        lambda: event.give_up(workshop, by=bob),
        lambda: event.cancel(workshop, by=alice),
        lambda: event.change(workshop, by=alice, **facts()),
    ):
        with pytest.raises(Refusal):
            act()


def test_an_event_of_a_page_that_is_not_published_is_for_those_inside(
    workshop: Event, alice: Person, charlie: Person, bob: Person
) -> None:
    workshop.programme.landing.published_at = None
    workshop.programme.landing.save()
    with pytest.raises(Refusal):
        event.register(workshop, by=charlie)
    factories.EnrolmentFactory(programme=workshop.programme, person=bob)
    assert event.register(workshop, by=bob).status == "seated"


def test_who_has_a_seat_opens_the_event_when_its_page_is_taken_back(
    workshop: Event, bob: Person, charlie: Person, as_person: Callable[[Person], Client]
) -> None:
    event.register(workshop, by=bob)
    event.register(workshop, by=charlie)
    workshop.programme.landing.published_at = None
    workshop.programme.landing.save()
    page = reverse("communication:event", args=[workshop.public_id])
    his, another = as_person(bob), as_person(charlie)
    assert his.get(page).status_code == another.get(page).status_code == 200
    given_back = his.post(page, {"give_up": "1"}, follow=True)
    assert given_back.status_code == 200
    assert given_back.redirect_chain[-1][0] == reverse("home")
    assert his.get(page).status_code == 404
    assert Registration.objects.seated().get().person == charlie
    stranger = factories.PersonFactory()
    assert as_person(stranger).get(page).status_code == 404


def test_the_seat_of_a_leaver_goes_to_who_waits(
    workshop: Event, bob: Person, charlie: Person, company: Company
) -> None:
    event.register(workshop, by=bob)
    event.register(workshop, by=charlie)
    tasks.release_seats(company.schema_name)
    assert Registration.objects.seated().get().person == bob
    Person.objects.filter(pk=bob.pk).update(status="left")
    tasks.release_seats(company.schema_name)
    assert Registration.objects.seated().get().person == charlie
    assert Registration.objects.get(person=bob).status == "given_up"
    assert appointments(charlie) == [("REQUEST", 0)]
    assert event.release() == 0


def test_leavers_keep_the_seat_of_an_event_that_was(workshop: Event, bob: Person) -> None:
    event.register(workshop, by=bob)
    Event.objects.update(starts_at=timezone.now() - dt.timedelta(hours=1))
    Person.objects.filter(pk=bob.pk).update(status="left")
    assert event.release() == 0
    assert Registration.objects.seated().get().person == bob


def test_who_has_a_seat_is_reminded_once_the_day_before(
    workshop: Event, bob: Person, charlie: Person
) -> None:
    event.register(workshop, by=bob)
    event.register(workshop, by=charlie)
    Event.objects.update(
        starts_at=F("starts_at") + dt.timedelta(days=9), ends_at=F("ends_at") + dt.timedelta(days=9)
    )
    workshop.refresh_from_db()
    assert event.remind() == 0
    with time_machine.travel(workshop.starts_at - dt.timedelta(hours=24)):
        assert [event.remind(), event.remind()] == [1, 0]
    told = [one for one in Mail.objects.all() if one.context.get("occasion") == "reminder"]
    assert [(one.person, one.context["title"]) for one in told] == [(bob, str(workshop))]


def test_who_takes_a_seat_on_the_day_before_is_not_reminded_of_it(
    workshop: Event, bob: Person
) -> None:
    with time_machine.travel(workshop.starts_at - dt.timedelta(hours=24)):
        event.register(workshop, by=bob)
        assert event.remind() == 0


def test_nobody_is_reminded_of_an_event_that_is_cancelled(
    workshop: Event, alice: Person, bob: Person
) -> None:
    event.register(workshop, by=bob)
    with time_machine.travel(workshop.starts_at - dt.timedelta(hours=24)):
        event.cancel(workshop, by=alice)
        assert event.remind() == 0


def test_who_came_is_noted_once_it_has_begun(workshop: Event, alice: Person, bob: Person) -> None:
    mine = event.register(workshop, by=bob)
    with pytest.raises(Refusal):
        event.note_attendance(workshop, came=[mine.pk], by=alice)
    Event.objects.update(starts_at=timezone.now() - dt.timedelta(hours=1))
    assert event.note_attendance(workshop, came=[mine.pk, 0], by=alice) == 1
    assert event.note_attendance(workshop, came=[], by=alice) == 0
    mine.refresh_from_db()
    assert mine.attended is False
    with pytest.raises(Refusal):
        event.register(workshop, by=alice)
