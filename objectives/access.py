"""Who may see and who may change the objectives of a programme."""

from datetime import date

from django.db.models import F, Prefetch, QuerySet

from objectives.models import (
    Indicator,
    Objective,
    ObjectiveQuerySet,
    ObjectiveReview,
    Orientation,
)
from people.models import Person, PersonQuerySet, folded
from programmes import access as programmes_access
from programmes.models import Programme


def objectives(person: Person) -> QuerySet[Objective]:
    """Objectives that ``person`` may change: those of the programmes they steer."""
    return Objective.objects.filter(programme__in=programmes_access.steered(person))


def reviews_due(person: Person, today: date) -> QuerySet[ObjectiveReview]:
    """Planned reviews whose day has come, of objectives still pursued in programmes that live."""
    rows = ObjectiveReview.objects.filter(
        held_on=None,
        due_on__lte=today,
        objective__retired_at=None,
        objective__programme__in=programmes_access.steered(person).alive(),  # type: ignore[attr-defined]
    )
    return rows.select_related("objective__programme").order_by("due_on", "pk")


def told(programme: Programme) -> ObjectiveQuerySet:
    """A programme's objectives with their orientation, indicators, owners and reviews, in order.

    Those that were retired come last.
    """
    return (
        Objective.objects.filter(programme=programme)
        .select_related("orientation")
        .prefetch_related(
            Prefetch("indicators", Indicator.objects.select_related("owner").order_by("pk")),
            Prefetch("reviews", ObjectiveReview.objects.order_by("due_on", "pk")),
        )
        .order_by(F("retired_at").asc(nulls_first=True), "pk")
    )


def indicators(person: Person) -> QuerySet[Indicator]:
    """Indicators that ``person`` may change: those of the programmes they steer."""
    return Indicator.objects.filter(objective__programme__in=programmes_access.steered(person))


def orientations() -> QuerySet[Orientation]:
    """The company's strategic orientations, in alphabetical order."""
    return Orientation.objects.order_by(folded("name"), "pk")


def owners() -> PersonQuerySet:
    """Who may answer for an indicator: anybody of the company who stays."""
    return Person.objects.filter(status=Person.Status.ACTIVE).by_name()
