"""Confidentiality of a relationship: partners see theirs, HR sees facts and never words."""

from collections.abc import Collection

from django.db.models import QuerySet

from pairings.models import MentoringSession, Pairing, PairingQuerySet, SharedAssessment
from people.models import Person
from programmes import access as programmes_access
from programmes.models import Enrolment


def own(person: Person) -> PairingQuerySet:
    """Pairings in which ``person`` is mentor or mentee."""
    return Pairing.objects.of(person)


def supervised(person: Person) -> PairingQuerySet:
    """Pairings whose declared facts ``person`` may see, as HR or director of the programme."""
    return Pairing.objects.filter(programme__in=programmes_access.steered(person))


def left_alone(rows: PairingQuerySet, ids: Collection[int]) -> set[int]:
    """Those of ``rows`` (pks among ``ids``) that are over and whose mentee waits for a mentor."""
    over = rows.exclude(status=Pairing.Status.ACTIVE).filter(
        pk__in=ids, mentee__in=Enrolment.objects.accepted()
    )
    return set(over.exclude(mentee__in=rows.active().values("mentee")).values_list("pk", flat=True))


def sessions(person: Person) -> QuerySet[MentoringSession]:
    """Sessions of ``person``'s own pairings."""
    return MentoringSession.objects.filter(pairing__in=own(person)).select_related("logged_by")


def shared_by(person: Person) -> QuerySet[SharedAssessment]:
    """Own self-assessments that ``person`` lets a partner read."""
    return _shared(person).filter(assessment__person=person)


def shared_with(person: Person) -> QuerySet[SharedAssessment]:
    """Self-assessments that ``person``'s partners let them read; HR has no such access."""
    return _shared(person).exclude(assessment__person=person)


def _shared(person: Person) -> QuerySet[SharedAssessment]:
    rows = SharedAssessment.objects.filter(pairing__in=own(person).active())
    return rows.select_related("assessment__profile__framework")
