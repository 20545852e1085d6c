"""Confidentiality of a relationship: partners see theirs, HR sees facts and never words."""

from django.db.models import QuerySet

from pairings.models import Pairing
from people.models import Person
from programmes import access as programmes_access


def own(person: Person) -> QuerySet[Pairing]:
    """Pairings in which ``person`` is mentor or mentee."""
    return Pairing.objects.of(person)


def supervised(person: Person) -> QuerySet[Pairing]:
    """Pairings whose declared facts ``person`` may see, as HR or director of the programme."""
    return Pairing.objects.filter(programme__in=programmes_access.steered(person))
