"""Who may answer, who may read results, who may download a report."""

from django.db.models import QuerySet

from evaluations.models import ImpactReport, ImpactReportQuerySet, PulseRequest
from people.models import Person
from programmes import access as programmes_access
from programmes.models import Programme


def requests(person: Person) -> QuerySet[PulseRequest]:
    """Requests to answer that were sent to ``person``."""
    return PulseRequest.objects.filter(person=person)


def programmes_with_results(person: Person) -> QuerySet[Programme]:
    """Programmes whose aggregated results ``person`` may read."""
    return programmes_access.reported(person)


def reports(person: Person) -> ImpactReportQuerySet:
    """Impact reports that ``person`` may download."""
    return ImpactReport.objects.filter(programme__in=programmes_access.reported(person))
