"""Forgets what people keep to themselves about each other as soon as one of them has gone."""

from django.db.models import Q

from introductions.models import Conflict
from people.models import Person


def release() -> int:
    """Forget conflicts of whoever has left; how many. Safe to run again."""
    left = Person.objects.filter(status=Person.Status.LEFT)
    count, _by_table = Conflict.objects.filter(Q(person__in=left) | Q(other__in=left)).delete()
    return count
