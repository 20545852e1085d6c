"""What people hear of one programme of a demo company: messages, its page, an event, wishes."""

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from communication.actions import announcement, delivery, event, landing, wish
from communication.models import Announcement, Event, Registration
from mentorat.demo.diary import last_working_day, moment, working_day
from people.models import Person

if TYPE_CHECKING:
    from mentorat.demo.course import Course

AFTER_DESIGN = timedelta(days=1)


class Campaign:
    """The part of ``programmes.toml`` about communication, noted in the diary of a course."""

    def __init__(self, course: "Course") -> None:
        self.course = course
        self.told: dict[str, Any] = course.file.facts.get("communication", {})
        self.event_id = 0

    def note(self, designed_on: date) -> None:
        """Write into the diary what is planned; nothing for a programme without a campaign."""
        if not self.told:
            return
        chance = self.course.chance("campaign")
        note = self.course.diary.note
        first = designed_on + AFTER_DESIGN
        note(moment(first, chance, first=14, last=15), self.begin)
        if "event" in self.told:
            day = working_day(self.course.today + timedelta(days=self.told["event"]["day_in"]))
            planned = working_day(
                self.course.today + timedelta(days=self.told["event"]["planned_in"])
            )
            note(moment(planned, chance, first=9, last=10), partial(self.plan, day))
            registered = moment(planned + timedelta(days=1), chance, first=9, last=10)
            note(registered, self.register)
            note(moment(day + timedelta(days=1), chance, first=9, last=10), self.attend)
        lately = last_working_day(self.course.today - timedelta(days=2))
        note(moment(lately, chance, first=14, last=16), self.wish)

    def begin(self) -> None:
        """The page is published, the messages lie ready; each is scheduled when it is time."""
        course = self.course
        landing.write(course.programme, **self.told["page"], by=course.director)
        landing.publish(course.programme, by=course.director)
        if not self.told.get("messages"):
            return
        for row in announcement.start(course.programme, by=course.director):
            words = self.told["messages"].get(row.kind)
            if words:
                announcement.write(
                    course.programme,
                    kind=row.kind,
                    audience=row.audience,
                    announcement=row,
                    by=course.director,
                    **{name: text.strip() for name, text in words.items()},
                )
            if row.send_at is not None:
                self._lead(row)

    def _lead(self, row: Announcement) -> None:
        """A message of the past leaves at its time; the first one to come is scheduled today."""
        note = self.course.diary.note
        leaves = row.send_at
        assert leaves is not None
        if leaves < self.course.diary.until:
            note(leaves - timedelta(hours=20), partial(self.schedule, row.pk))
            note(leaves + timedelta(minutes=1), self.send)
        elif row.kind == "results":
            yesterday = last_working_day(self.course.today - timedelta(days=1))
            chance = self.course.chance("results")
            note(moment(yesterday, chance, first=9, last=10), partial(self.schedule, row.pk))

    def schedule(self, announcement_id: int) -> None:
        """The director lets a message leave at its time."""
        row = Announcement.objects.select_related("programme").get(pk=announcement_id)
        assert row.send_at is not None
        announcement.schedule(row, send_at=row.send_at, by=self.course.director)

    def send(self) -> None:
        """What the worker does each minute."""
        while delivery.send_due():
            continue

    def plan(self, day: date) -> None:
        """The director plans the event."""
        facts = self.told["event"]
        begins = announcement.at(day, facts["begins"])
        row = event.plan(
            self.course.programme,
            kind=facts["kind"],
            title_fr=facts["title_fr"],
            title_en=facts["title_en"],
            description_fr=facts["description_fr"],
            description_en=facts["description_en"],
            starts_at=begins,
            ends_at=begins + timedelta(minutes=facts["minutes"]),
            place=facts["place"],
            seats=facts["seats"],
            by=self.course.director,
        )
        self.event_id = row.pk

    def register(self) -> None:
        """People ask for seats, more than there are."""
        row = Event.objects.select_related("programme").get(pk=self.event_id)
        for person in self._people("event", self.told["event"]["registered"]):
            event.register(row, by=person)

    def attend(self) -> None:
        """Most of those with a seat came."""
        row = Event.objects.select_related("programme").get(pk=self.event_id)
        seated = Registration.objects.seated().filter(event=row).order_by("pk")
        keys = list(seated.values_list("pk", flat=True))
        event.note_attendance(row, came=keys[: len(keys) * 5 // 6], by=self.course.director)

    def wish(self) -> None:
        """Some say that they would like to take part."""
        programme = self.course.programme
        if not wish.is_welcome(programme) or programme.enrol_until < timezone.localdate():
            return
        taken = set(programme.enrolments.values_list("person_id", flat=True))
        willing = [one for one in self._people("wish", 60) if one.pk not in taken]
        for number, person in enumerate(willing[: int(self.told.get("wishes", 0))]):
            wish.make(programme, role="mentor" if number % 3 == 0 else "mentee", by=person)

    def _people(self, about: str, count: int) -> list[Person]:
        """Some people with an account and without a printed login, the same every time."""
        rows = Person.objects.present().exclude(joined_at=None).order_by("email")
        people = [one for one in rows if self.course.cast.login(one.email) is None]
        self.course.chance(about).shuffle(people)
        return people[:count]
