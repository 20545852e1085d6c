"""Who may read, write and tick what in the training of a programme."""

from django.db.models import Q, QuerySet

from people.models import Person, PersonQuerySet
from programmes import access as programmes_access
from programmes.models import Enrolment, EnrolmentQuerySet, Programme
from training.models import (
    Attachment,
    Exemption,
    Module,
    ModuleQuerySet,
    Progress,
    Question,
    Registration,
    Trainer,
    Workshop,
    WorkshopQuerySet,
)


def modules(person: Person) -> ModuleQuerySet:
    """Modules that ``person`` may change: those of the programmes they steer."""
    return Module.objects.filter(programme__in=programmes_access.steered(person))


def questions(person: Person) -> QuerySet[Question]:
    """Questions that ``person`` may change."""
    return Question.objects.filter(module__in=modules(person))


def workshops(person: Person) -> WorkshopQuerySet:
    """Dates that ``person`` may change."""
    return Workshop.objects.filter(module__in=modules(person))


def tickable(person: Person) -> WorkshopQuerySet:
    """Dates on which ``person`` may tick who was there: steered ones, and those they train on."""
    return Workshop.objects.filter(
        Q(module__programme__in=programmes_access.steered(person))
        | Q(module__trainer__person=person)
    )


def taught(person: Person) -> WorkshopQuerySet:
    """Dates on which ``person`` is the trainer."""
    return Workshop.objects.standing().filter(module__trainer__person=person)


def trainers(person: Person) -> QuerySet[Trainer]:
    """Trainers whom ``person`` may change."""
    rows = Trainer.objects.filter(programme__in=programmes_access.steered(person))
    return rows.select_related("person")


def staying_trainers(programme: Programme) -> QuerySet[Trainer]:
    """Trainers who can train again: colleagues who stay, and names from elsewhere."""
    rows = Trainer.objects.filter(programme=programme).filter(
        Q(person__status=Person.Status.ACTIVE) | Q(person__isnull=True) & ~Q(name="")
    )
    return rows.select_related("person").order_by("pk")


def colleagues(person: Person) -> PersonQuerySet:
    """Whom ``person`` may name as a trainer: anybody who stays, for those who steer something."""
    rows = Person.objects.filter(status=Person.Status.ACTIVE).by_name()
    return rows if programmes_access.steered(person).exists() else rows.none()


def own_parts(person: Person) -> EnrolmentQuerySet:
    """``person``'s own enrolments that they said yes to."""
    return programmes_access.own_enrolments(person).filter(status=Enrolment.Status.ACCEPTED)


def programmes(person: Person) -> QuerySet[Programme]:
    """Programmes in which ``person`` has a training of their own."""
    return Programme.objects.filter(pk__in=own_parts(person).values("programme"))


def own_modules(person: Person) -> ModuleQuerySet:
    """What ``person`` may read: live modules for a side on which they take part."""
    parts = own_parts(person)
    mentoring = parts.filter(role=Enrolment.Role.MENTOR).values("programme")
    accompanied = parts.filter(role=Enrolment.Role.MENTEE).values("programme")
    return Module.objects.live().filter(
        Q(programme__in=mentoring, audience__in=(Module.Audience.MENTOR, Module.Audience.BOTH))
        | Q(programme__in=accompanied, audience__in=(Module.Audience.MENTEE, Module.Audience.BOTH))
    )


def attachments(person: Person) -> QuerySet[Attachment]:
    """Files that ``person`` may open: of modules they read or change."""
    return Attachment.objects.filter(
        Q(module__in=own_modules(person)) | Q(module__in=modules(person))
    )


def own_progress(person: Person) -> QuerySet[Progress]:
    """``person``'s own progress, results included: nobody else's."""
    return Progress.objects.filter(person=person)


def own_workshops(person: Person) -> WorkshopQuerySet:
    """Dates on which ``person`` may ask for a seat."""
    return Workshop.objects.filter(module__in=own_modules(person))


def own_registrations(person: Person) -> QuerySet[Registration]:
    """``person``'s own seats."""
    return Registration.objects.filter(person=person)


def own_exemptions(person: Person) -> QuerySet[Exemption]:
    """What ``person`` need not do, and why."""
    return Exemption.objects.filter(enrolment__person=person)


def takers(person: Person) -> EnrolmentQuerySet:
    """Accepted enrolments whose training ``person`` follows: done or not, never how."""
    return programmes_access.enrolments(person).accepted()
