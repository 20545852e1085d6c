"""A cohort that has ended and was selected, trained and told, with traces of everybody in it."""

from django.utils import timezone

from communication.actions import announcement, landing
from communication.models import Announcement, Delivery
from people.models import Person
from programmes.models import Programme
from selection.actions import form, policy, rule
from tests import factories
from tests.renewal import scene
from training.actions import gate, module
from training.models import Module

FILE = b"%PDF-1.7 the same bytes"


def cohort(hr: Person) -> Programme:
    """Two forms, a rule, a grid of five, three live modules, six messages and the page."""
    programme = scene.ended("running")
    select(programme, hr)
    teach(programme, hr)
    tell(programme, hr)
    leave_traces(programme)
    Programme.objects.filter(pk=programme.pk).update(status="closed", closed_at=timezone.now())
    programme.refresh_from_db()
    return programme


def select(programme: Programme, hr: Person) -> None:
    """The mentors' form is in its second version, that of mentees has a draft beside it."""
    for role in ("mentor", "mentee"):
        form.begin(programme, role, by=hr)
        form.publish(programme, role, by=hr)
        form.ask(programme, role, kind="text", label_fr="Pourquoi ?", label_en="Why?", by=hr)
    form.publish(programme, "mentor", by=hr)
    rule.add(programme, "mentor", kind="seniority", number=24, by=hr)
    policy.say_limits(programme, limits_fr="Pas un vivier.", limits_en="No talent pool.", by=hr)
    policy.qualify_first(programme, is_on=True, by=hr)


def teach(programme: Programme, hr: Person) -> None:
    """A lesson with a quiz and a file, a workshop and a case; a draft and a retired one."""
    job = "Facilitates"
    here = module.name_trainer(programme, person=factories.PersonFactory(), job=job, by=hr)
    gone = module.name_trainer(programme, person=factories.PersonFactory(), by=hr)
    module.name_trainer(programme, name="Cabinet Aulne", by=hr)
    lesson = factories.ModuleFactory(programme=programme, place=3, trainer=here)
    factories.QuestionFactory(module=lesson)
    module.attach(lesson, name="guide.pdf", content=FILE, by=hr)
    factories.ModuleFactory(programme=programme, place=9, kind="workshop", trainer=gone)
    factories.ModuleFactory(programme=programme, place=5, kind="case", is_mandatory=False)
    factories.ModuleFactory(programme=programme, published_at=None)
    factories.ModuleFactory(programme=programme, retired_at=timezone.now())
    gate.require(programme, role="mentor", moment="matching", by=hr)
    gate.require(programme, role="mentee", moment="session", by=hr)
    Person.objects.filter(pk=gone.person_id).update(status="left")


def tell(programme: Programme, hr: Person) -> None:
    """The six messages, one of them sent and one given up for another; the page is published."""
    rows = announcement.start(programme, by=hr)
    Announcement.objects.filter(pk=rows[0].pk).update(
        status="sent", send_at=timezone.now(), finished_at=timezone.now(), sites=["Lyon"]
    )
    factories.AnnouncementFactory(programme=programme, status="cancelled")
    landing.write(programme, about_fr="Pour progresser.", about_en="To grow.", by=hr)
    landing.publish(programme, by=hr)


def leave_traces(programme: Programme) -> None:
    """A mentor and a mentee of whom each floor holds something."""
    mentor = scene.mentor(programme)
    one = mentor.person
    lesson, workshop = (programme.modules.filter(kind=kind)[0] for kind in ("lesson", "workshop"))
    lesson.progress.create(person=one, done_at=timezone.now(), score=90, answers={"a": [0]})
    seat = {"person": one, "asked_at": timezone.now(), "status": "seated"}
    factories.WorkshopFactory(module=workshop).registrations.create(**seat)
    Delivery.objects.create(announcement=programme.announcements.all()[0], person=one)
    programme.wishes.create(person=one, role="mentor")
    factories.EventFactory(programme=programme).registrations.create(person=one, status="seated")
    question = programme.forms.get(role="mentor", number=1).questions.all()[0]
    said = {"question": question, "key": question.key, "value": "Oui", "words": "Oui"}
    mentor.responses.create(**said)


def live(programme: Programme) -> list[Module]:
    """What is taught, in its order."""
    return list(programme.modules.live().in_order())
