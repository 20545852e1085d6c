"""The relationships of one programme: sessions as they are logged, early ends, answers."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from random import Random

from django.utils import timezone

from evaluations import questions
from evaluations.actions import pulse
from evaluations.models import Pulse, PulseRequest
from mentorat.demo import pairs
from mentorat.demo.diary import moment, working_day
from mentorat.demo.pairs import Habit
from mentorat.demo.scene import Scene
from pairings.actions import pairing, session, sharing
from pairings.models import Pairing

ANSWERING = 0.79
"""Share of those asked who answer a pulse."""
LOG_DELAYS = (0, 0, 0, 1, 1, 3, 6)
"""Days after which a session is logged."""


class Relations:
    """What the pairs of a programme do, each at its own time."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._habits: dict[int, Habit] = {}

    def begin(self, made: Sequence[Pairing]) -> None:
        """The pairs have been published: their sessions and partings go into the diary."""
        by_mentee = {one.mentee.person.email: one for one in made}
        habits = pairs.share_out(list(by_mentee), self.scene.chance("habits"))
        for email, one in sorted(by_mentee.items()):
            habit = habits[email] if not self._is_shown(one) else pairs.EXCELLENT
            self._habits[one.pk] = habit
            self._plan(one, habit)
            if self.scene.cast.login(email):
                self._share(one)

    def _share(self, one: Pairing) -> None:
        """The mentee lets their mentor read how they see themselves."""
        mentee = one.mentee.person
        own = mentee.assessments.filter(profile=one.programme.mentee_target_id).order_by("-pk")
        if taken := own.first():
            sharing.share(one, taken, by=mentee)

    def _is_shown(self, one: Pairing) -> bool:
        """Whether a printed login is in it: such a pair has something to show."""
        login = self.scene.cast.login
        return any(login(each.person.email) for each in (one.mentor, one.mentee))

    def _plan(self, one: Pairing, habit: Habit) -> None:
        chance = self.scene.chance("sessions", one.mentee.person.email)
        cadence = int(self.scene.file.facts["cadence_days"])
        days = list(
            pairs.session_days(
                habit,
                starts_on=one.started_on,
                ends_on=self.scene.ends_on,
                cadence=cadence,
                chance=chance,
            )
        )
        if self._is_shown(one):
            days = self._with_one_to_log(one, days, cadence)
        whole = (self.scene.ends_on - one.started_on).days
        for number, day in enumerate(days, start=1):
            logged = min(
                working_day(day + timedelta(days=chance.choice(LOG_DELAYS))),
                working_day(self.scene.ends_on),
            )
            share = (day - one.started_on).days / whole
            self.scene.diary.note(
                moment(max(day, logged), chance, first=11, last=19),
                partial(self._log, one, number, day, share, habit),
            )
        if habit.parts_for:
            last = days[-1] if days else one.started_on
            day = last + timedelta(days=chance.randrange(9, 25))
            self.scene.diary.note(moment(day, chance), partial(self._part, one, habit, chance))

    def _with_one_to_log(self, one: Pairing, days: list[date], cadence: int) -> list[date]:
        """The mentee's login has just passed the rhythm: a session waits to be logged."""
        if one.mentee.person.email != self.scene.cast.mentee_email:
            return days
        quiet_since = self.scene.today - timedelta(days=cadence + 2)
        kept = [day for day in days if day < quiet_since - timedelta(days=8)]
        return [*kept, working_day(quiet_since)] if self.scene.file.state == "running" else days

    def _log(self, one: Pairing, number: int, day: date, share: float, habit: Habit) -> None:
        chance = self.scene.chance("session", one.mentee.person.email, number)
        usual = int(self.scene.file.facts["session_minutes"])
        together = one.mentor.person.site == one.mentee.person.site
        session.log(
            pairing=one,
            held_on=day,
            minutes=chance.choice((usual, usual, usual, usual, 30, 60, 90)),
            format=_format(together, chance),
            themes=pairs.themes(number, share, chance),
            progress=pairs.progress(habit, share, chance),
            key=uuid.UUID(int=chance.getrandbits(128), version=4),
            by=(one.mentor if chance.random() < 0.6 else one.mentee).person,
        )

    def _part(self, one: Pairing, habit: Habit, chance: Random) -> None:
        by = one.mentee if chance.random() < 0.6 else one.mentor
        pairing.end(pairing=one, reason=habit.parts_for, by=by.person)

    def hear(self, asked: Sequence[PulseRequest]) -> None:
        """People of this programme were asked for a pulse: most get a day on which to answer."""
        for request in asked:
            chance = self.scene.chance(
                "pulse", request.pulse.occasion, request.pairing_id, request.person.email
            )
            if self._leaves_it_open(request) or chance.random() > ANSWERING:
                continue
            day = timezone.localdate(request.asked_at) + timedelta(
                days=int(18 * chance.betavariate(1, 3))
            )
            self.scene.diary.note(
                moment(day, chance, first=10, last=20), partial(self._answer, request, chance)
            )

    def _leaves_it_open(self, request: PulseRequest) -> bool:
        """The printed logins still have the pulse of mid-term to answer."""
        shown = self.scene.cast.login(request.person.email) is not None
        return shown and request.pulse.occasion == Pulse.Occasion.MID_TERM

    def _answer(self, request: PulseRequest, chance: Random) -> None:
        habit = self._habits[request.pairing_id]
        values = {
            question.code: pairs.answer(
                habit,
                question,
                side=pulse.side(request),
                occasion=request.pulse.occasion,
                chance=chance,
            )
            for question in questions.asked(request.pulse.occasion)
        }
        pulse.answer(request=request, values=values, by=None)


def _format(together: bool, chance: Random) -> str:
    """Where two people meet who work on the same site, or on two."""
    weights = (70, 20, 10) if together else (12, 70, 18)
    return chance.choices(("in_person", "video", "phone"), weights)[0]
