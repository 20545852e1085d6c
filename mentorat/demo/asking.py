"""A small programme of a demo company in which mentees ask the mentor themselves."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from django.utils import translation

from asking.actions import answer, pause, request
from asking.models import MentorRequest
from mentorat.demo.cast import Cast
from mentorat.demo.diary import Diary, last_working_day, moment
from objectives.actions import objective
from programmes import wording
from programmes.actions import enrolment, programme
from programmes.models import Enrolment, Programme, Responsibility

OPENS_IN, ENROLS_UNTIL_IN, STARTS_IN, ENDS_IN = -24, -10, -9, 256
"""Days from the day on which the demo is built."""


class Asking:
    """Some ask, one is accepted, one waits for the mentor with a login, one mentor pauses."""

    def __init__(self, facts: Mapping[str, Any], cast: Cast, diary: Diary, today: date) -> None:
        self.facts, self.cast, self.diary, self.today = facts, cast, diary, today
        self.opens_on = self._day(OPENS_IN)

    def note(self) -> None:
        """Write into the diary what happens."""
        chance = Random(str(self.facts["name"]))

        def plan(days: int, deed: Callable[[], None]) -> None:
            day = last_working_day(self._day(days))
            self.diary.note(moment(day, chance, first=9, last=17), deed)

        plan(OPENS_IN - 6, self._design)
        plan(OPENS_IN, self._open)
        plan(OPENS_IN + 5, self._accept)
        for one in self.facts["requests"]:
            plan(one["asked_in"], partial(self._ask, one["mentee"], one["mentors"]))
            if "accepted_in" in one:
                plan(one["accepted_in"], partial(self._say_yes, one["mentee"]))
            if "taken_back_in" in one:
                plan(one["taken_back_in"], partial(self._take_back, one["mentee"]))
        plan(self.facts["pause"]["since_in"], self._pause)

    def _day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    @property
    def programme(self) -> Programme:
        """The row as it is now."""
        return Programme.objects.get(name=self.facts["name"])

    def _design(self) -> None:
        goal = self.facts["objective"]
        with translation.override(self.cast.hr.language):
            words: dict[str, Any] = dict(wording.starters())
        row = programme.create(
            **words,
            name=self.facts["name"],
            purpose=self.facts["purpose"].strip(),
            audience=self.facts["audience"],
            mode=Programme.Mode.SELF,
            enrol_until=self._day(ENROLS_UNTIL_IN),
            starts_on=self._day(STARTS_IN),
            ends_on=self._day(ENDS_IN),
            by=self.cast.hr,
        )
        indicator = {
            **{name: goal[name] for name in ("name", "unit")},
            "baseline": Decimal(goal["baseline"]),
            "baseline_on": self._day(OPENS_IN - 6),
            "target": Decimal(goal["target"]),
            "due_on": self._day(ENDS_IN),
            "source": "survey",
            "owner": self.cast.hr,
        }
        objective.set_objective(
            row, kind="skills", statement=goal["title"], indicator=indicator, by=self.cast.hr
        )
        for role in Responsibility.Role.values:
            person = self.cast.find(self.facts[role])
            programme.appoint(row, person=person, role=role, by=self.cast.hr)
        for role in Enrolment.Role.values:
            people = [self.cast.find(email) for email in self.facts[f"{role}s"]]
            enrolment.invite(row, people=people, role=role, by=self.cast.hr)

    def _open(self) -> None:
        programme.open(self.programme, by=self.cast.find(self.facts["director"]))

    def _accept(self) -> None:
        needs = self.facts["needs"]
        rows = self.programme.enrolments.select_related("person", "programme")
        for place, row in enumerate(rows.order_by("person__email")):
            self.cast.join(row.person)
            chosen = [needs[(place + step) % len(needs)] for step in range(3)]
            enrolment.accept(
                row,
                capacity=2 if row.is_mentor and place % 2 else 1,
                needs=chosen,
                availability=["tue_am", "thu_pm"],
                by=row.person,
            )

    def _part(self, email: str) -> Enrolment:
        rows = self.programme.enrolments.select_related("person", "programme")
        return rows.get(person__email=email)

    def _ask(self, email: str, mentors: list[str]) -> None:
        mentee = self._part(email)
        request.ask(
            mentee,
            mentors=[self._part(one).pk for one in mentors],
            needs=mentee.needs[:2],
            by=mentee.person,
        )

    def _own(self, email: str) -> MentorRequest:
        return MentorRequest.objects.select_related("mentee").get(mentee=self._part(email))

    def _say_yes(self, email: str) -> None:
        choice = self._own(email).choices.select_related("mentor__person").get(place=1)
        answer.accept(choice, by=choice.mentor.person)

    def _take_back(self, email: str) -> None:
        asked = self._own(email)
        request.take_back(asked, by=asked.mentee.person)

    def _pause(self) -> None:
        mentor = self._part(self.facts["pause"]["mentor"])
        until = self._day(self.facts["pause"]["until_in"])
        pause.begin(mentor, until=until, by=mentor.person)
