"""How one programme of a demo company chooses: its questions, interviews and decisions."""

import tomllib
from itertools import islice
from random import Random
from typing import Any

from django.utils import timezone

from mentorat.demo.scene import Scene
from people.models import Person
from programmes.models import Enrolment, Programme
from references import questions
from references.actions import answer as reference
from references.actions import request
from selection import access
from selection.actions import answer, form, policy, qualification
from selection.models import FormVersion, Question
from selection.scores import POTENTIAL

TRAINED, LATER = 2, 1
"""How many mentors are qualified after training, and how many not this time."""


class Selecting:
    """Asks, answers and decides for the programme of one scene, by actions."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        path = scene.file.folder / str(scene.file.facts.get("form", ""))
        self.is_on = path.is_file()
        self._words: dict[str, Any] = tomllib.loads(path.read_text()) if self.is_on else {}
        self._asked: dict[str, tuple[FormVersion, list[Question], str]] = {}
        self._talked_to: list[int] = []

    def prepare(self, programme: Programme, *, by: Person) -> None:
        """Publish both forms and the honest page; only qualified mentors will be matched."""
        for role in Enrolment.Role.values:
            form.begin(programme, role, by=by)
            for one in self._words["questions"]:
                if one["role"] == role:
                    question = {name: value for name, value in one.items() if name != "role"}
                    form.ask(programme, role, **question, by=by)
            form.publish(programme, role, by=by)
        policy.say_limits(
            programme,
            limits_fr="Ce n’est pas un vivier : y participer ne réserve aucun poste.",
            limits_en="It is no talent pool: taking part reserves no post.",
            by=by,
        )
        policy.qualify_first(programme, is_on=True, by=by)

    def accept(self, row: Enrolment) -> None:
        """The person reads the page, answers every question and says yes."""
        version, asked, seen = self._current(row)
        chance = self.scene.chance("form", row.person.email)
        answer.accept(
            row,
            seen_form=version.number,
            seen_page=seen,
            values={one.key.hex: self._value(one, chance) for one in asked},
            capacity=row.capacity,
            needs=row.needs,
            availability=row.availability,
            by=row.person,
        )

    def _current(self, row: Enrolment) -> tuple[FormVersion, list[Question], str]:
        """Nothing changes while the programme enrols, so that it is read once."""
        if row.role not in self._asked:
            version = access.form(row.programme, row.role)
            assert version is not None
            seen = answer.digest(answer.honest(row.programme))
            self._asked[row.role] = version, access.asked(version), seen
        return self._asked[row.role]

    def _value(self, one: Question, chance: Random) -> Any:
        if one.kind == Question.Kind.TEXT:
            return chance.choice(self._words["texts"][one.code])
        if one.kind == Question.Kind.NUMBER:
            most = {"years": 32, "team": 24, "accompanied": 6}[one.code]
            return round(most * chance.betavariate(2, 3))
        if one.kind == Question.Kind.SKILLS:
            return {code: chance.choice((2, 3, 3, 4, 4, 5)) for code in one.codes}
        if one.kind == Question.Kind.SCALE:
            return chance.choice((1, 2, 3, 3, 4))
        if one.kind == Question.Kind.CHOICES:
            return chance.sample(one.codes, chance.choice((1, 2)))
        if one.kind == Question.Kind.AVAILABILITY:
            return sorted(chance.sample(one.codes, one.least + 1), key=one.codes.index)
        return chance.choice(one.codes)

    def interview(self, programme: Programme, *, by: Person) -> None:
        """The mentors about whom the answers say least are talked to."""
        marks = [one.pk for one in access.grid(programme)]
        for row in self._doubted(programme, by=by):
            self._talked_to.append(row.pk)
            chance = self.scene.chance("interview", row.person.email)
            asked = qualification.assign(row, interviewer=self.scene.cast.hr, by=by)
            qualification.hold_interview(
                asked,
                ratings={pk: chance.choice((2, 3, 3, 4)) for pk in marks},
                notes="",
                held_on=timezone.localdate(),
                by=self.scene.cast.hr,
            )

    def refer(self, programme: Programme, *, by: Person) -> None:
        """Some of those who were talked to name a colleague: one answers, one would rather not."""
        for number, row in enumerate(self._mentors(programme, by=by)):
            if row.pk not in self._talked_to:
                continue
            chance = self.scene.chance("reference", row.person.email)
            near = Person.objects.filter(
                department=row.person.department, status=Person.Status.ACTIVE
            ).exclude(pk=row.person_id)
            peers = (one for one in near.order_by("email") if row.person not in one.chain())
            for place, colleague in enumerate(islice(peers, questions.MOST)):
                asked = request.name(row, referee=colleague, by=row.person)
                if (number + place) % 3 == 2:
                    reference.decline(asked)
                    continue
                reference.answer(
                    asked,
                    knows="team",
                    answers={code: chance.choice((3, 4, 4, 5)) for code in questions.QUESTIONS},
                    words=chance.choice(self._words["texts"]["references"]),
                )

    def decide(self, programme: Programme, *, by: Person) -> None:
        """HR decides about every mentor who said yes."""
        for row in self._mentors(programme, by=by):
            verdict = "qualified"
            if row.pk in self._talked_to[:TRAINED]:
                verdict = "after_training"
            elif row.pk in self._talked_to[TRAINED:]:
                verdict = "not_now"
            reason = "practice" if verdict == "not_now" else ""
            qualification.decide(row, verdict=verdict, reason=reason, by=by)

    def train(self, programme: Programme, *, by: Person) -> None:
        """Those who were asked to train have done so."""
        for verdict in access.verdicts(programme).filter(verdict="after_training"):
            row = Enrolment.objects.get(pk=verdict.enrolment_id)
            qualification.note_training(row, by=by)

    def _mentors(self, programme: Programme, *, by: Person) -> list[Enrolment]:
        rows = access.mentors(by).filter(programme=programme).accepted()
        return list(rows.select_related("person", "programme").order_by("person__email"))

    def _doubted(self, programme: Programme, *, by: Person) -> list[Enrolment]:
        """Three mentors with one place and the lowest potential, none of them with a login."""
        rows = access.mentors(by).filter(programme=programme).accepted()
        scored = qualification.scored(rows)
        hr = self.scene.cast.hr
        known = [
            row
            for row in self._mentors(programme, by=by)
            if not self.scene.cast.login(row.person.email)
            and hr not in row.person.chain()
            and row.person not in hr.chain()
        ]
        known.sort(key=lambda row: (row.capacity, scored[row.pk][POTENTIAL].value or 0))
        return known[: TRAINED + LATER]
