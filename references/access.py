"""Who names references, who answers about whom, and who reads the answers."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from people import access as people_access
from people.models import Person, PersonQuerySet
from programmes import access as programmes_access
from programmes.models import Enrolment, EnrolmentQuerySet, Programme
from references.models import ReferenceRequest, ReferenceRequestQuerySet
from selection import access as selection_access
from selection.models import Policy, Verdict

FOUND = 8
"""Names shown at most for a search."""


def naming(person: Person) -> EnrolmentQuerySet:
    """``person``'s own places as a mentor in programmes that qualify their mentors first."""
    rows = programmes_access.own_offers(person)
    qualifying = Policy.objects.filter(is_qualified_first=True)
    return rows.filter(programme__in=qualifying.values("programme"))


def read(person: Person) -> EnrolmentQuerySet:
    """Mentors on whose qualification ``person`` decides: whose references they read."""
    return selection_access.mentors(person)


def of(enrolment: Enrolment) -> ReferenceRequestQuerySet:
    """The letters about one mentor, the first named first."""
    rows = ReferenceRequest.objects.filter(enrolment=enrolment)
    return rows.select_related("referee").order_by("pk")


def is_decided(enrolment: Enrolment) -> bool:
    """Whether HR has decided, so that nobody need answer any more."""
    return Verdict.objects.filter(enrolment=enrolment).standing().exists()


def is_needed(row: ReferenceRequest) -> bool:
    """Whether an answer would be read: a mentor takes part and HR has still to decide on them."""
    enrolment = row.enrolment
    return (
        enrolment.is_mentor
        and enrolment.status == Enrolment.Status.ACCEPTED
        and enrolment.programme.status in (Programme.Status.OPEN, Programme.Status.RUNNING)
        and row.referee.status == Person.Status.ACTIVE
        and selection_access.is_qualified_first(enrolment.programme)
        and not is_decided(enrolment)
    )


def is_wanted(row: ReferenceRequest) -> bool:
    """Whether an answer may still come: asked for, in time, and needed."""
    return (
        row.status == ReferenceRequest.Status.ASKED
        and row.answer_by >= timezone.localdate()
        and is_needed(row)
    )


def colleagues(person: Person, words: str) -> PersonQuerySet:
    """Whom ``person`` may name: who works here and stays, found by name."""
    return people_access.colleagues(person, words).filter(status=Person.Status.ACTIVE)


def named(person: Person, public_id: str) -> Person | None:
    """A colleague by public id, as the search gives it; None for nobody and for oneself."""
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    rows = Person.objects.known().filter(status=Person.Status.ACTIVE).exclude(pk=person.pk)
    return rows.filter(public_id=wanted).first()


def opened(public_id: UUID) -> QuerySet[ReferenceRequest]:
    """The letter that a good link opens."""
    return ReferenceRequest.objects.filter(public_id=public_id).select_related(
        "referee", "enrolment__person", "enrolment__programme"
    )
