"""The year of one demo company: founded, filled with people, its programmes lived in date order."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from django.db import transaction
from django.utils import timezone, translation

from companies import walls
from companies.versions import fingerprint
from competencies.actions import catalogue, need
from competencies.models import Competency, Need
from evaluations.actions import pulse
from evaluations.models import PulseRequest
from mentorat.demo.asking import Asking
from mentorat.demo.cast import Cast
from mentorat.demo.course import Course
from mentorat.demo.diary import Diary, last_working_day, moment, standing_at
from mentorat.demo.files import CompanyFile, Departure, Plea
from pairings.actions import rhythm
from people import roster
from people.actions import attributes, company, invitation, leaving, mail, people_import, space
from pilots.actions import draft as pilot_draft
from pilots.actions import sheet as pilot
from privacy.actions import notice, rights
from programmes.actions import canvas, enrolment, review

type Say = Callable[[str], None]

SET_UP_DAYS = 30
"""Days between the founding of the company and the opening of its first programme."""
TIMETABLE_DAYS = (0, 3)
"""Days of the week (0 = Monday) on which the timetable of the past is looked at."""
IDLE_DAY = 0
"""The one of them on which idle pairs are looked for."""
PILOT_STARTS_IN = 56
"""Days from now to the start of the programme that is framed from a pilot."""


def live(file: CompanyFile, say: Say) -> None:
    """Found the company and live its past, in one transaction: all of it or nothing.

    Letters of the past count as delivered at their time; nothing reaches a worker.
    """
    story = Story(file, timezone.now(), say)
    with transaction.atomic(), mail.delivered_in_the_past():
        story.live()


class Story:
    """What happens to one company until now."""

    def __init__(self, file: CompanyFile, now: datetime, say: Say) -> None:
        self.file, self.say = file, say
        self.today = timezone.localdate(now)
        self.diary = Diary(until=now)
        self.cast = Cast(file)
        self.courses = [Course(one, self.cast, self.diary, self.today) for one in file.programmes]

    def live(self) -> None:
        """Everything, in date order."""
        first = min(course.opens_on for course in self.courses)
        chance = Random(self.file.subdomain)
        founded = moment(first - timedelta(days=SET_UP_DAYS), chance, first=9, last=10)
        with standing_at(founded):
            self._found()
        with walls.inside(self.file.subdomain):
            self.diary.note(founded + timedelta(hours=2), self._settle_in)
            self.diary.note(founded + timedelta(hours=3), self._import)
            self.diary.note(founded + timedelta(hours=27), self._invite_stewards)
            for course in self.courses:
                course.note()
            if facts := self.file.asking:
                Asking(facts, self.cast, self.diary, self.today).note()
            for one in self.file.departures:
                announced = self.today + timedelta(days=one.announced_in)
                at = moment(announced, chance, first=9, last=12)
                self.diary.note(at, partial(self._announce, one))
            for plea in self.file.pleas:
                received = last_working_day(self.today + timedelta(days=plea.received_in))
                at = moment(received, chance, first=9, last=12)
                self.diary.note(at, partial(self._use_a_right, plea))
            yesterday = last_working_day(self.today - timedelta(days=1))
            self.diary.note(moment(yesterday, chance, first=9, last=12), self._receive_arrivals)
            self.diary.note(moment(yesterday, chance, first=14, last=17), self._frame)
            self.diary.live(self._pass)
            pulse.count_waiting()
        self.say(f"{self.file.name}: a year has passed.")

    def _found(self) -> None:
        hr = self._hr_admin()
        company.found(
            name=self.file.name,
            subdomain=self.file.subdomain,
            language=self.file.language,
            time_zone=str(self.file.facts["time_zone"]),
            hr_email=hr.email,
            hr_given_name=hr.given_name,
            hr_family_name=hr.family_name,
        )
        self.say(f"{self.file.name}: founded, {hr.given_name} {hr.family_name} is HR admin.")

    def _hr_admin(self) -> roster.PersonRow:
        """The line of the export that speaks of the HR admin."""
        table = roster.read(self.file.people.read_bytes(), self.file.people.name)
        rows = roster.parse(table, roster.guess_mapping(table.headers)).rows
        return next(row for row in rows if row.email == self.cast.hr_email)

    def _settle_in(self) -> None:
        self.cast.join(self.cast.hr)
        if looks := self.file.looks:
            own = walls.current()
            space.settle(
                own,
                name=own.name,
                language=own.language,
                time_zone=own.time_zone,
                colour=looks["colour"],
                contact=looks["contact"],
                by=self.cast.hr,
            )
        if words := self.file.notice:
            notice.publish(**words, by=self.cast.hr)
        for fact in self.file.own_facts:
            attributes.declare(
                name=fact.name, kind=fact.kind, options=fact.options, by=self.cast.hr
            )

        self._complete_catalogue()

    def _complete_catalogue(self) -> None:
        """HR adds a need of its own to those that ship, and rewords one."""
        catalogue.furnish()
        need.add(
            situation="ready",
            words=need.Words(
                label_fr="piloter un budget",
                label_en="steering a budget",
                hint_fr="Dépenser au bon endroit et savoir l'expliquer.",
                hint_en="Spending in the right place and being able to say why.",
            ),
            competencies=Competency.objects.filter(code="decide"),
            by=self.cast.hr,
        )
        row = Need.objects.get(code="company_codes")
        need.change(
            row,
            seen=row.wordings.get().since,
            situation=row.situation,
            words=need.Words(
                label_fr="comprendre les usages de la maison",
                label_en="understanding how things are done here",
                hint_fr="Qui décide vraiment, ce qui se dit et ce qui ne s'écrit nulle part.",
                hint_en="Who really decides, what is said and what is written nowhere.",
            ),
            competencies=row.competencies.all(),
            by=self.cast.hr,
        )

    def _announce(self, departure: Departure) -> None:
        leaving.announce(
            self.cast.find(departure.email),
            last_day=self.today + timedelta(days=departure.last_day_in),
            by=self.cast.hr,
        )

    def _use_a_right(self, plea: Plea) -> None:
        person = self.cast.find(plea.email)
        rights.receive(person, kind=plea.kind, words=plea.words, by=person)

    def _import(self) -> None:
        batch = people_import.receive(
            content=self.file.people.read_bytes(), filename=self.file.people.name, by=self.cast.hr
        )
        people_import.confirm(batch, by=self.cast.hr)
        batch.refresh_from_db()
        people_import.perform(batch)
        batch.refresh_from_db()
        self.cast.forget()
        self.say(
            f"{self.file.name}: {batch.created} people imported from {batch.filename}, "
            f"{batch.refused} lines refused."
        )

    def _invite_stewards(self) -> None:
        """Directors and sponsors open their accounts."""
        for key in ("programme_director", "sponsor"):
            person = self.cast.find(self.file.login(key).email)
            invitation.invite(person, by=self.cast.hr)
            self.cast.join(person)

    def _receive_arrivals(self) -> None:
        """A second file lies there, looked at and not applied."""
        people_import.receive(
            content=self.file.arrivals.read_bytes(),
            filename=self.file.arrivals.name,
            by=self.cast.hr,
        )

    def _frame(self) -> None:
        """HR has begun to design the next programme; a colleague is reading its first steps."""
        draft = canvas.begin("expertise", language=self.file.language, by=self.cast.hr)
        for step in ("purpose", "format"):
            now = canvas.values(draft, step)
            canvas.save(draft, step, seen=fingerprint(now), design=now, by=self.cast.hr)
        if opinion := self.file.opinion:
            colleague = self.cast.find(self.file.login("programme_director").email)
            review.ask(draft, reviewer=colleague, note=opinion["note"], by=self.cast.hr)
            for one in opinion["remarks"]:
                seen = review.version(draft, one["step"])
                review.remark(draft, one["step"], words=one["words"], seen=seen, by=colleague)

        canvas.begin("reverse", language=self.file.language, by=self.cast.hr)
        if self.file.pilot:
            self._frame_from_a_pilot(self.file.pilot)

    def _frame_from_a_pilot(self, path: Path) -> None:
        """Another draft rests on a sheet of mentorings; one proposal was refused."""
        row = pilot.receive(content=path.read_bytes(), filename=path.name, by=self.cast.hr)
        pilot.evaluate(row, by=self.cast.hr)
        with translation.override(self.file.language):
            decisions = {one.code: one.part != "design" for one in pilot_draft.proposed(row)}
            pilot_draft.draft(
                row,
                name="Du mentorat informel au programme",
                purpose=(
                    "Donner un cadre aux mentorats qui existent déjà, pour que ceux qui s'engagent "
                    "aillent au bout de ce qu'ils cherchent."
                ),
                starts_on=self.today + timedelta(days=PILOT_STARTS_IN),
                decisions=decisions,
                by=self.cast.hr,
            )

    def _pass(self, day: date) -> None:
        """What the timetable does: answers are counted daily, all else is done twice a week."""
        pulse.count_waiting()
        if day.weekday() not in TIMETABLE_DAYS:
            return
        leaving.end_due()
        if any(course.is_enrolling(day) for course in self.courses):
            enrolment.remind()
        if any(course.is_alive(day) for course in self.courses):
            if day.weekday() == IDLE_DAY:
                rhythm.remind_idle()
            pulse.remind(today=day)
            if pulse.send_due(today=day):
                self._hear_of_pulses()

    def _hear_of_pulses(self) -> None:
        asked = PulseRequest.objects.filter(asked_at=timezone.now()).select_related(
            "pulse", "person", "pairing__mentor"
        )
        for course in self.courses:
            course.relations.hear([one for one in asked if course.owns(one.pulse)])
