"""Who may see and who may steer a programme and its enrolments."""

from django.db.models import Q, QuerySet

from people.models import Person
from programmes.models import Enrolment, Programme, Responsibility


def steered(person: Person) -> QuerySet[Programme]:
    """Programmes that ``person`` configures and runs: all for HR, else those they direct."""
    rows = Programme.objects.all()
    if person.is_hr:
        return rows
    return rows.filter(
        responsibilities__person=person,
        responsibilities__role=Responsibility.Role.DIRECTOR,
    )


def reported(person: Person) -> QuerySet[Programme]:
    """Programmes whose results and reports ``person`` may read: steered ones and sponsored ones."""
    rows = Programme.objects.all()
    if person.is_hr:
        return rows
    return rows.filter(pk__in=Responsibility.objects.filter(person=person).values("programme"))


def programmes(person: Person) -> QuerySet[Programme]:
    """Programmes whose page ``person`` may open.

    Steered, sponsored, or with an own enrolment in a programme that is not a draft any more.
    """
    rows = Programme.objects.all()
    if person.is_hr:
        return rows
    own = Enrolment.objects.of(person).values("programme")
    held = Responsibility.objects.filter(person=person).values("programme")
    return rows.filter(Q(pk__in=held) | (Q(pk__in=own) & ~Q(status=Programme.Status.DRAFT)))


def enrolments(person: Person) -> QuerySet[Enrolment]:
    """Enrolments that ``person`` may administer: those of the programmes they steer."""
    return Enrolment.objects.filter(programme__in=steered(person))


def own_enrolments(person: Person) -> QuerySet[Enrolment]:
    """``person``'s own enrolments in programmes that are not drafts."""
    return Enrolment.objects.of(person).exclude(programme__status=Programme.Status.DRAFT)
