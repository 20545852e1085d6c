"""Whose questions, scenarios and prescriptions one may open: those of programmes one steers."""

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet

from lab.models import Enquiry, Prescription, Scenario
from matching import access as matching_access
from matching.actions import inputs
from matching.models import MatchingRun
from pairings.models import Pairing
from people.models import Person
from programmes import access as programmes_access
from programmes.models import Enrolment, EnrolmentQuerySet, Programme


def enquiries(person: Person) -> QuerySet[Enquiry]:
    """Questions about programmes that ``person`` steers."""
    return Enquiry.objects.filter(programme__in=programmes_access.steered(person))


def scenarios(person: Person) -> QuerySet[Scenario]:
    """Scenarios of programmes that ``person`` steers, the newest last."""
    rows = Scenario.objects.filter(programme__in=programmes_access.steered(person))
    return rows.select_related("programme", "run", "created_by", "heard").order_by("pk")


def prescriptions(person: Person) -> QuerySet[Prescription]:
    """Prescriptions for programmes that ``person`` steers."""
    return Prescription.objects.filter(programme__in=programmes_access.steered(person))


def proposal(person: Person, programme: Programme, public_id: uuid.UUID) -> MatchingRun | None:
    """A proposal of this programme that waits for decisions, by its public id."""
    rows = matching_access.runs(person).reviewable().filter(programme=programme)
    return rows.filter(public_id=public_id).first()


def last_enquiries(person: Person, programme: Programme, count: int = 5) -> list[Enquiry]:
    """The last questions asked about a programme, both persons loaded."""
    rows = enquiries(person).filter(programme=programme).order_by("-pk")
    return list(rows.select_related("mentee__person", "mentor__person")[:count])


def last_prescriptions(person: Person, programme: Programme, count: int = 3) -> list[Prescription]:
    """The last prescriptions for a programme."""
    rows = prescriptions(person).filter(programme=programme).order_by("-pk")
    return list(rows.select_related("scenario")[:count])


def newest_proposal(person: Person, programme: Programme) -> MatchingRun | None:
    """The last proposal of this programme that waits for decisions, if any."""
    rows = matching_access.runs(person).reviewable().filter(programme=programme)
    return rows.order_by("-pk").first()


def sides(programme: Programme, role: str) -> EnrolmentQuerySet:
    """Who said yes to a programme on one side, persons loaded, by name."""
    rows = Enrolment.objects.filter(programme=programme, role=role).accepted()
    return rows.select_related("person").by_name()


def tried(programme: Programme, ids: Iterable[int]) -> EnrolmentQuerySet:
    """Of a programme those whom a scenario tries something with, whatever they said since."""
    rows = Enrolment.objects.filter(programme=programme, pk__in=list(ids))
    return rows.select_related("person").by_name()


def mentees(person: Person) -> EnrolmentQuerySet:
    """Mentees of programmes that ``person`` steers, persons and programmes loaded."""
    rows = programmes_access.enrolments(person).filter(role=Enrolment.Role.MENTEE)
    return rows.select_related("person", "programme")


def waiting(person: Person, programme: Programme) -> EnrolmentQuerySet:
    """Mentees of a programme who can be paired today and have nobody, by name."""
    there = inputs.presence(programme.pk)
    return mentees(person).filter(programme=programme, pk__in=there.waiting).by_name()


def last_pairs(programme: Programme, persons: Iterable[int]) -> dict[int, Pairing]:
    """The last pair that is over of each of these mentees (persons' pks), one query for all."""
    rows = Pairing.objects.filter(programme=programme, mentee__person__in=list(persons))
    over = rows.exclude(status=Pairing.Status.ACTIVE).with_people().order_by("ended_at", "pk")
    return {one.mentee.person_id: one for one in over}


def named(programme: Programme, ids: Iterable[int]) -> dict[int, Enrolment]:
    """Enrolments of a programme by their ids, persons loaded."""
    rows = Enrolment.objects.filter(programme=programme).select_related("person")
    return rows.in_bulk(list(ids))
