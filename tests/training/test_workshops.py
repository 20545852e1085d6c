"""Workshops: seats in turn, letters that move calendars, attendance that counts."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from icalendar import Calendar

from companies.errors import Refusal
from people.actions import mail
from people.models import Mail, Person
from tests import factories
from tests.training.scene import Scene
from training import standing
from training.actions import workshop
from training.models import Module, Registration, Workshop

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def topic(scene: Scene) -> Module:
    made: Module = factories.ModuleFactory(programme=scene.programme, kind="workshop")
    return made


@pytest.fixture
def date(topic: Module) -> Workshop:
    made: Workshop = factories.WorkshopFactory(module=topic, seats=1)
    return made


def _facts(row: Workshop, **changes: Any) -> dict[str, Any]:
    names = ("starts_at", "ends_at", "seats", "place", "link")
    return {**{name: getattr(row, name) for name in names}, **changes}


def _letters(kind: str = "") -> list[tuple[str, str, str]]:
    rows = Mail.objects.filter(kind__startswith=kind or "workshop").order_by("pk")
    return [
        (
            one.person.given_name,
            one.context["what"],
            one.context.get("appointment", {}).get("method", ""),
        )
        for one in rows.select_related("person")
    ]


def test_last_seat_goes_to_the_first_and_the_next_waits(scene: Scene, date: Workshop) -> None:
    assert workshop.join(date, by=scene.bob).status == "seated"
    assert workshop.join(date, by=scene.dana).status == "waiting"
    assert workshop.join(date, by=scene.dana).status == "waiting"
    assert _letters() == [("Bob", "seated", "REQUEST"), ("Dana", "waiting", "")]


def test_seat_given_back_goes_to_who_waits_first(scene: Scene, date: Workshop) -> None:
    other = scene.one_more()
    for person in (scene.bob, scene.dana, other):
        workshop.join(date, by=person)
    workshop.leave(date, by=scene.bob)
    workshop.leave(date, by=scene.bob)
    states = dict(date.registrations.values_list("person__given_name", "status"))
    assert states == {"Bob": "left", "Dana": "seated", other.given_name: "waiting"}
    assert _letters()[-2:] == [("Bob", "left", "CANCEL"), ("Dana", "promoted", "REQUEST")]


def test_who_comes_back_asks_anew_and_gets_a_newer_appointment(
    scene: Scene, date: Workshop
) -> None:
    for _ in range(2):
        workshop.join(date, by=scene.bob)
        workshop.leave(date, by=scene.bob)
    workshop.join(date, by=scene.bob)
    told = [one.context["appointment"]["sequence"] for one in Mail.objects.order_by("pk")]
    assert told == [1, 2, 3, 4, 5]
    assert len({one.context["appointment"]["uid"] for one in Mail.objects.all()}) == 1


def test_only_those_it_is_for_get_a_seat(scene: Scene, charlie: Person) -> None:
    topic = factories.ModuleFactory(programme=scene.programme, kind="workshop", audience="mentor")
    date = factories.WorkshopFactory(module=topic)
    for by in (charlie, scene.dana, scene.hr):
        with pytest.raises(Refusal):
            workshop.join(date, by=by)
    assert workshop.join(date, by=scene.bob).status == "seated"


def test_second_date_of_the_same_workshop_is_refused(scene: Scene, date: Workshop) -> None:
    other = factories.WorkshopFactory(module=date.module)
    workshop.join(date, by=scene.bob)
    with pytest.raises(Refusal, match="another date"):
        workshop.join(other, by=scene.bob)
    workshop.leave(date, by=scene.bob)
    assert workshop.join(other, by=scene.bob).status == "seated"


def test_move_tells_those_with_a_seat_and_their_calendars(scene: Scene, date: Workshop) -> None:
    workshop.join(date, by=scene.bob)
    workshop.join(date, by=scene.dana)
    later = {"starts_at": date.starts_at + HOUR, "ends_at": date.ends_at + HOUR}
    workshop.change(date, **_facts(date, **later), by=scene.hr)
    assert _letters("workshop_change") == [
        ("Bob", "moved", "REQUEST"),
        ("Dana", "moved_waiting", ""),
    ]
    row = Mail.objects.filter(kind="workshop_change").earliest("pk")
    assert row.context["appointment"]["sequence"] == 2


def test_more_seats_seat_those_who_wait_and_fewer_than_taken_are_refused(
    scene: Scene, date: Workshop
) -> None:
    for person in (scene.bob, scene.dana):
        workshop.join(date, by=person)
    workshop.change(date, **_facts(date, seats=2), by=scene.hr)
    assert set(date.registrations.values_list("status", flat=True)) == {"seated"}
    assert _letters("workshop_change") == []
    with pytest.raises(Refusal, match="leave as many"):
        workshop.change(date, **_facts(date, seats=1), by=scene.hr)


def test_cancelling_tells_everybody_why_once(scene: Scene, date: Workshop) -> None:
    workshop.join(date, by=scene.bob)
    workshop.join(date, by=scene.dana)
    with pytest.raises(Refusal, match="Say why"):
        workshop.cancel(date, reason=" ", by=scene.hr)
    for _ in range(2):
        workshop.cancel(date, reason="The trainer is ill.", by=scene.hr)
    assert _letters("workshop_change") == [
        ("Bob", "cancelled", "CANCEL"),
        ("Dana", "cancelled", ""),
    ]
    with pytest.raises(Refusal, match="cancelled"):
        workshop.join(date, by=scene.one_more())


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": -HOUR},
        {"ends_at": -HOUR * 24 * 8},
        {"ends_at": HOUR * 24},
        {"starts_at": dt.timedelta(days=9000), "ends_at": dt.timedelta(days=9001)},
    ],
)
def test_absurd_times_are_refused(
    scene: Scene, topic: Module, date: Workshop, changes: dict[str, dt.timedelta]
) -> None:
    base = timezone.now() if "ends_at" not in changes or len(changes) > 1 else date.ends_at
    wrong = {name: base + by for name, by in changes.items()}
    with pytest.raises(Refusal):
        workshop.schedule(topic, **_facts(date, **wrong), by=scene.hr)
    with pytest.raises(Refusal):
        workshop.change(date, **_facts(date, **wrong), by=scene.hr)


def test_date_without_a_place_is_refused_and_a_link_is_one(scene: Scene, topic: Module) -> None:
    facts = {
        "starts_at": timezone.now() + HOUR,
        "ends_at": timezone.now() + HOUR * 2,
        "seats": 3,
        "by": scene.hr,
    }
    with pytest.raises(Refusal, match="where"):
        workshop.schedule(topic, **facts)
    assert workshop.schedule(topic, **facts, link="https://visio.example/1").whereabouts


def test_only_trainer_and_steerers_tick_and_only_once_it_has_begun(
    scene: Scene, topic: Module, date: Workshop, charlie: Person
) -> None:
    trainer = factories.PersonFactory()
    topic.trainer = topic.programme.trainers.create(person=trainer)
    topic.save()
    seat = workshop.join(date, by=scene.bob)
    with pytest.raises(Refusal, match="begun"):
        workshop.tick(date, present=[seat.pk], by=trainer)
    with time_machine.travel(date.starts_at + HOUR):
        for by in (charlie, scene.bob):
            with pytest.raises(Refusal, match="Only the trainer"):
                workshop.tick(date, present=[seat.pk], by=by)
        workshop.tick(date, present=[seat.pk], by=trainer)
        assert standing.summaries([scene.mentor])[scene.mentor.pk].is_complete
        workshop.tick(date, present=[], by=scene.hr)
        assert not standing.summaries([scene.mentor])[scene.mentor.pk].is_complete


def test_who_was_at_another_date_stays_trained(scene: Scene, topic: Module, date: Workshop) -> None:
    workshop.join(date, by=scene.bob)
    other = factories.WorkshopFactory(module=topic)
    past = Registration.objects.create(
        workshop=other, person=scene.bob, status="seated", asked_at=timezone.now()
    )
    with time_machine.travel(date.starts_at + HOUR * 2):
        workshop.tick(other, present=[past.pk], by=scene.hr)
        workshop.tick(date, present=[date.registrations.get().pk], by=scene.hr)
        workshop.tick(date, present=[], by=scene.hr)
    assert standing.summaries([scene.mentor])[scene.mentor.pk].is_complete


def test_reminder_comes_once_the_day_before(scene: Scene, date: Workshop) -> None:
    workshop.join(date, by=scene.bob)
    workshop.join(date, by=scene.dana)
    assert workshop.remind() == 0
    with time_machine.travel(date.starts_at - HOUR * 24):
        workshop.remind()
        workshop.remind()
    assert [name for name, _what, _method in _letters("workshop_reminder")] == ["Bob"]


def test_seat_of_somebody_who_withdrew_goes_to_who_waits(scene: Scene, date: Workshop) -> None:
    workshop.join(date, by=scene.bob)
    workshop.join(date, by=scene.dana)
    assert workshop.release() == 0
    scene.mentor.status = "withdrawn"
    scene.mentor.save()
    assert workshop.release() == 1
    assert date.registrations.get(person=scene.dana).status == "seated"


ATTACK = 'x"\r\nATTACH:https://evil.example/a;,\\n\r\nBEGIN:VALARM'


def test_texts_of_hr_never_add_lines_to_a_calendar(
    scene: Scene, topic: Module, date: Workshop, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    Module.objects.filter(pk=topic.pk).update(title_fr=ATTACK, title_en=ATTACK)
    Workshop.objects.filter(pk=date.pk).update(place=ATTACK)
    scene.programme.__class__.objects.update(name=ATTACK)
    workshop.join(Workshop.objects.get(pk=date.pk), by=scene.bob)
    mail.deliver(Mail.objects.get().pk)
    message: Any = mailoutbox[-1].message()
    (part,) = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    parsed = Calendar.from_ical(part.get_content())
    (event,) = parsed.walk("VEVENT")
    assert not parsed.walk("VALARM")
    assert "ATTACH" not in event
    assert str(event["summary"]).split() == ATTACK.split()
