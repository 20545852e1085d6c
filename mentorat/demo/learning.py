"""The training of a demo programme: modules, a case, a workshop, and who has learnt what."""

from datetime import datetime, time, timedelta
from typing import Any, Final

from django.utils import timezone

from companies.errors import Refusal
from mentorat.demo.diary import last_working_day
from mentorat.demo.scene import Scene
from people.models import Person
from programmes.models import Enrolment, Programme
from training.actions import gate, module, reading, workshop
from training.models import Exemption, Module, Workshop

CASE: Final[dict[str, Any]] = {
    "title_fr": "Trois séances, et le silence",
    "title_en": "Three sessions, then silence",
    "body_fr": (
        "Une responsable d’équipe et son mentor se sont vus trois fois, avec plaisir. Puis un "
        "grand projet a pris toute la place ; deux rendez-vous ont été reportés, le troisième "
        "n’a pas été fixé.\n\n# Ce qui s’est passé\n\nChacun pensait que l’autre n’avait plus "
        "le temps. Personne ne l’a demandé.\n\n# Ce qui les a remis en route\n\nUn message de "
        "deux lignes : « J'ai moins de temps qu’avant, mais j’aimerais continuer. Une "
        "demi-heure par mois, est-ce que cela vous irait ? »\n\n# À vous\n\n- Qu’auriez-vous "
        "écrit, et quand ?\n- Que fixez-vous avant de vous quitter ?"
    ),
    "body_en": (
        "A team leader and her mentor had met three times, with pleasure. Then a large project "
        "took all the room; two appointments were put off and the third was never fixed.\n\n"
        "# What happened\n\nEach thought that the other had no time any more. Nobody asked.\n\n"
        "# What got them going again\n\nA message of two lines: “I have less time than before, "
        "but I would like to go on. Half an hour a month, would that suit you?”\n\n"
        "# Over to you\n\n- What would you have written, and when?\n- What do you fix before "
        "you part?"
    ),
}
TOPIC: Final[dict[str, Any]] = {
    "title_fr": "Atelier : s’exercer à trois",
    "title_en": "Workshop: practising in threes",
    "body_fr": "Deux heures pour s’exercer : l’un raconte, l’autre écoute, le troisième observe.",
    "body_en": "Two hours of practice: one tells, one listens, the third observes.",
}
SEATS: Final = 8


class Learning:
    """What is taught and learnt around one programme."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    @property
    def hr(self) -> Person:
        """Who arranges it."""
        return self.scene.cast.hr

    def prepare(self, row: Programme, *, director: Person, held_in: int) -> None:
        """Modules are published, a workshop is fixed in ``held_in`` days, mentors ask for seats."""
        trainer = module.name_trainer(row, person=director, job=director.job_title, by=self.hr)
        module.start(row, by=self.hr)
        facts: dict[str, Any] = {
            "minutes": 8,
            "is_mandatory": False,
            "audience": Module.Audience.BOTH,
        }
        module.save(row, kind=Module.Kind.CASE, **CASE, **facts, by=self.hr)
        facts = {"minutes": 120, "is_mandatory": False, "audience": Module.Audience.MENTOR}
        topic = module.save(
            row, kind=Module.Kind.WORKSHOP, **TOPIC, **facts, trainer=trainer, by=self.hr
        )
        module.publish_all(row, by=self.hr)
        gate.require(row, role=Enrolment.Role.MENTOR, moment="session", by=self.hr)
        day = last_working_day(timezone.localdate() + timedelta(days=held_in))
        starts_at = timezone.make_aware(datetime.combine(day, time(14)))
        date = workshop.schedule(
            topic,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            seats=SEATS,
            place="Salle Jacquard" if self.hr.language == "fr" else "Foundry room",
            by=self.hr,
        )
        mentors = row.enrolments.mentors().accepted().select_related("person")
        for one in mentors.order_by("person__email")[: SEATS + 2]:
            workshop.join(date, by=one.person)

    def learn(self, row: Programme) -> None:
        """Every mentor and two mentees in three do what is mandatory; who came is ticked.

        One mentor has done it all elsewhere and is exempt.
        """
        exempt = self._exempt(row)
        modules = list(Module.objects.needed().filter(programme=row).in_order())
        people = row.enrolments.accepted().select_related("person").order_by("person__email")
        for one in people.exclude(pk=exempt):
            chance = self.scene.chance("training", one.person.email)
            if one.is_mentor or chance.random() < 0.66:
                for wanted in modules:
                    if wanted.audience in (Module.Audience.BOTH, one.role):
                        self._do(wanted, one.person)
        for date in Workshop.objects.filter(module__programme=row, starts_at__lt=timezone.now()):
            seated = date.registrations.filter(status="seated").order_by("pk")
            present = list(seated.values_list("pk", flat=True))[1:]
            workshop.tick(date, present=present, by=self.hr)

    def _exempt(self, row: Programme) -> int:
        """Let the mentor who has been here longest, and has no login, do without; their pk."""
        mentors = row.enrolments.mentors().accepted().exclude(person=self.hr)
        known = [
            one
            for one in mentors.select_related("person").order_by("person__hired_on", "pk")
            if not self.scene.cast.login(one.person.email)
        ]
        gate.exempt(known[0], reason=Exemption.Reason.EXPERIENCED, by=self.hr)
        return known[0].pk

    def _do(self, wanted: Module, person: Person) -> None:
        questions = list(wanted.questions.all())
        try:
            if questions:
                right = {one.edition: one.right for one in questions}
                reading.answer(wanted, answers=right, by=person)
            else:
                reading.finish(wanted, by=person)
        except Refusal:
            # They had done it before: two roles, one module.
            return
