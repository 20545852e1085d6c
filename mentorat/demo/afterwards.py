"""After the end of a programme: people look back, mentors are thanked, the next cohort begins."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from mentorat.demo.diary import last_working_day, moment
from mentorat.demo.scene import Scene
from people.models import Person
from programmes.models import Programme
from renewal.actions import recognition, renewal, retrospective
from renewal.models import Recognition

MENTIONED, AGAIN, HOURS, ANSWERING = 0.7, 0.65, 0.5, 0.85
"""Shares of the mentors thanked who like to be named, asked again, who show their hours; of those
who answer at all."""


class Afterwards:
    """What happens in one closed programme, each thing by an action."""

    def __init__(self, scene: Scene, programme: Callable[[], Programme]) -> None:
        self.scene, self.programme = scene, programme
        self.file = scene.file.looking_back

    def note(self) -> None:
        """Write into the diary what is planned after the last day."""
        scene, chance = self.scene, self.scene.chance("afterwards")

        def plan(days: int, deed: Callable[[], None]) -> None:
            day = scene.ends_on + timedelta(days=days)
            scene.diary.note(moment(day, chance, first=9, last=17), deed)

        plan(6, self.thank)
        for number, one in enumerate(self.file["remarks"]):
            plan(8 + number, partial(self._say, one))
        plan(20, self._learn)
        plan(24, self._publish)
        lately = last_working_day(scene.today - timedelta(days=self.file["renewed_before"]))
        scene.diary.note(moment(lately, chance, first=9, last=12), self.renew)

    def _who(self, part: str) -> Person:
        cast = self.scene.cast
        return cast.hr if part == "hr" else cast.find(str(self.scene.file.facts["director"]))

    def _say(self, one: dict[str, str]) -> None:
        retrospective.say(
            self.programme(),
            section=one["section"],
            words=one["words"],
            cause=one.get("cause", ""),
            by=self._who(one["by"]),
        )

    def _learn(self) -> None:
        for one in self.file["lessons"]:
            retrospective.learn(
                self.programme(),
                sentence=one["sentence"],
                cause=one.get("cause", ""),
                stage=one.get("stage", ""),
                by=self._who("director"),
            )

    def _publish(self) -> None:
        """The sponsor reads everything but what was answered to “what did not”."""
        begun = retrospective.begin(self.programme(), by=self._who("hr"))
        retrospective.publish(
            self.programme(),
            remarks={
                one.public_id: retrospective.fingerprint(one)
                for one in begun.remarks.exclude(section="failed")
            },
            lessons=set(begun.lessons.values_list("public_id", flat=True)),
            by=self._who("hr"),
        )

    def thank(self) -> None:
        """HR thanks the mentors; most say within two weeks what they want of it."""
        programme, scene = self.programme(), self.scene
        recognition.thank(programme, by=self._who("hr"))
        rows = Recognition.objects.filter(enrolment__programme=programme)
        for row in rows.select_related("enrolment__person").order_by("enrolment__person__email"):
            person = row.enrolment.person
            chance = scene.chance("thanks", person.email)
            if scene.cast.login(person.email) or chance.random() > ANSWERING:
                continue
            day = scene.ends_on + timedelta(days=7 + chance.randrange(12))
            wants = (chance.random() < MENTIONED, chance.random() < HOURS, chance.random() < AGAIN)
            scene.diary.note(moment(day, chance), partial(self._answer, row, wants))

    def _answer(self, row: Recognition, wants: tuple[bool, bool, bool]) -> None:
        mention, shows_hours, again = wants
        person = row.enrolment.person
        recognition.answer(row, mention=mention, shows_hours=shows_hours, again=again, by=person)

    def renew(self) -> None:
        """The next cohort is a draft; its goal is accepted, everything else is to be decided."""
        hr = self._who("hr")
        row = renewal.renew(
            self.programme(),
            name=self.file["next_name"],
            starts_on=self.scene.today + timedelta(days=self.file["next_starts_in"]),
            by=hr,
        )
        for one in row.proposals.filter(kind="goal"):
            renewal.decide(one, accepted=True, by=hr)
