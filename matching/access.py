"""Whose runs, shortlists and rankings one may open."""

from django.db.models import QuerySet

from matching.models import MatchingRun, MatchingRunQuerySet, Suggestion
from people.models import Person
from programmes import access as programmes_access
from programmes.models import Enrolment


def runs(person: Person) -> MatchingRunQuerySet:
    """Runs of the programmes that ``person`` steers; scenarios are opened in the lab."""
    rows = MatchingRun.objects.official()
    return rows.filter(programme__in=programmes_access.steered(person))


def suggestions(run: MatchingRun, ids: list[int]) -> QuerySet[Suggestion]:
    """Suggestions of a run by their ids, both persons loaded, in the order of the mentees."""
    rows = run.suggestions.filter(pk__in=ids).select_related("mentee__person", "mentor__person")
    return rows.order_by("mentee__person__family_name", "mentee__person__given_name", "pk")


def people_of(run: MatchingRun, ids: list[int]) -> list[Enrolment]:
    """Enrolments of a run's programme by their ids, persons loaded, in the order of the names."""
    rows = Enrolment.objects.filter(programme=run.programme_id, pk__in=ids)
    return list(rows.select_related("person").by_name())


def choosing(person: Person) -> QuerySet[Enrolment]:
    """``person``'s own accepted enrolments as mentee: the only rankings they may open."""
    return Enrolment.objects.filter(
        pk__in=programmes_access.own_enrolments(person).values("pk")
    ).filter(role=Enrolment.Role.MENTEE, status=Enrolment.Status.ACCEPTED)
