"""Whose seat it is, who says that somebody was there, and that nobody is unticked unawares."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.errors import Refusal
from people.models import AuditEntry, Mail, Person
from programmes.models import Enrolment
from tests import factories
from tests.training.scene import Scene
from training.actions import gate, workshop
from training.models import Exemption, Module, Progress, Registration, Workshop

type As = Callable[[Person | None], Client]


@pytest.fixture
def date(scene: Scene) -> Workshop:
    made: Workshop = factories.WorkshopFactory(module__programme=scene.programme)
    return made


@pytest.fixture
def begun(date: Workshop) -> Iterator[None]:
    with time_machine.travel(date.starts_at + dt.timedelta(hours=1)):
        yield


def _seat(date: Workshop, person: Person) -> Registration:
    made: Registration = Registration.objects.create(
        workshop=date, person=person, status="seated", asked_at=timezone.now()
    )
    return made


def test_hr_who_is_a_mentor_is_exempted_by_somebody_else(scene: Scene) -> None:
    own = factories.EnrolmentFactory(programme=scene.programme, person=scene.hr, role="mentor")
    with pytest.raises(Refusal, match="Somebody else in HR decides"):
        gate.exempt(own, reason="experienced", by=scene.hr)
    assert not Exemption.objects.exists()
    gate.exempt(own, reason="experienced", by=factories.PersonFactory(role="hr"))
    assert Exemption.objects.get().enrolment == own


@pytest.mark.usefixtures("begun")
def test_trainer_with_a_seat_is_ticked_by_somebody_else(scene: Scene, date: Workshop) -> None:
    Module.objects.update(trainer=scene.programme.trainers.create(person=scene.bob))
    own, other = _seat(date, scene.bob), _seat(date, scene.dana)
    workshop.tick(date, present=[own.pk, other.pk], by=scene.bob)
    assert list(Progress.objects.values_list("person", flat=True)) == [scene.dana.pk]
    assert AuditEntry.objects.get(verb="workshop.ticked").facts == {"present": 1}
    workshop.tick(date, present=[own.pk, other.pk], by=scene.hr)
    workshop.tick(date, present=[other.pk], by=scene.bob)
    assert set(Registration.objects.values_list("attended", flat=True)) == {True}


@pytest.mark.usefixtures("begun")
def test_own_line_cannot_be_ticked_on_the_page(scene: Scene, date: Workshop, as_person: As) -> None:
    Module.objects.update(trainer=scene.programme.trainers.create(person=scene.bob))
    _seat(date, scene.bob)
    page = reverse("training:presence", args=[date.public_id])
    assert "disabled" in as_person(scene.bob).get(page).text
    assert "disabled" not in as_person(scene.hr).get(page).text


@pytest.mark.usefixtures("begun")
def test_journal_names_who_ticked(scene: Scene, date: Workshop) -> None:
    seat = _seat(date, scene.dana)
    workshop.tick(date, present=[seat.pk], by=scene.hr)
    entry = AuditEntry.objects.get(verb="module.done")
    assert (entry.actor, entry.facts) == (scene.hr, {"person": str(scene.dana.public_id)})


def _sent(page: Any, *present: Registration) -> dict[str, Any]:
    return {"seen": page.context["seen"], "present": [one.pk for one in present]}


@pytest.mark.usefixtures("begun")
def test_stale_page_unticks_nobody_and_keeps_its_ticks(
    scene: Scene, date: Workshop, as_person: As
) -> None:
    dana, bob = _seat(date, scene.dana), _seat(date, scene.bob)
    at, browser = reverse("training:presence", args=[date.public_id]), as_person(scene.hr)
    page = browser.get(at)
    workshop.tick(date, present=[dana.pk], by=scene.hr)
    stale: Any = browser.post(at, _sent(page, bob))
    assert stale.status_code == 422
    assert [one["is_ticked"] for one in stale.context["rows"]] == [True, False]
    assert stale.text.count("par quelqu’un d’autre") == 2
    assert Progress.objects.get().person == scene.dana
    assert "par quelqu’un d’autre" not in browser.get(at).text
    assert browser.post(at, _sent(stale, bob, dana)).status_code == 302
    assert Progress.objects.count() == 2


@pytest.mark.usefixtures("begun")
def test_second_click_with_the_same_ticks_is_no_conflict(
    scene: Scene, date: Workshop, as_person: As
) -> None:
    dana = _seat(date, scene.dana)
    at, browser = reverse("training:presence", args=[date.public_id]), as_person(scene.hr)
    sent = _sent(browser.get(at), dana)
    assert [browser.post(at, sent).status_code for _ in range(2)] == [302, 302]
    assert AuditEntry.objects.filter(verb="workshop.ticked").count() == 1


def _told() -> list[tuple[str, str, str]]:
    rows = Mail.objects.filter(kind="workshop_seat").order_by("pk").select_related("person")
    return [
        (one.person.given_name, one.context["what"], one.context["appointment"]["method"])
        for one in rows
        if "appointment" in one.context
    ]


def test_withdrawn_person_who_waits_gets_no_seat(scene: Scene, date: Workshop) -> None:
    Workshop.objects.update(seats=1)
    third = scene.one_more()
    for person in (scene.bob, scene.dana, third):
        workshop.join(date, by=person)
    Enrolment.objects.filter(person=scene.dana).update(status="withdrawn")
    workshop.leave(date, by=scene.bob)
    states = dict(date.registrations.values_list("person", "status"))
    assert states == {scene.bob.pk: "left", scene.dana.pk: "waiting", third.pk: "seated"}


def test_released_seat_leaves_the_calendar_too(scene: Scene, date: Workshop) -> None:
    Workshop.objects.update(seats=1)
    third = scene.one_more()
    for person in (scene.bob, scene.dana, third):
        workshop.join(date, by=person)
    Enrolment.objects.filter(person__in=[scene.bob, scene.dana]).update(status="withdrawn")
    assert [workshop.release(), workshop.release()] == [2, 0]
    assert _told()[1:] == [
        ("Bob", "left", "CANCEL"),
        (third.given_name, "promoted", "REQUEST"),
    ]
    bob = date.registrations.get(person=scene.bob)
    assert (bob.status, bob.sequence) == ("left", 2)
