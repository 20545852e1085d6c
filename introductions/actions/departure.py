"""Forgets what people keep to themselves about each other as soon as one of them has gone."""

from django.db.models import Q

from introductions.models import Answer, Conflict
from people.models import Person


def release() -> int:
    """Forget conflicts and answers of and about whoever has left; how many. Safe to run again."""
    left = Person.objects.filter(status=Person.Status.LEFT)
    conflicts = Conflict.objects.filter(Q(person__in=left) | Q(other__in=left))
    answers = Answer.objects.filter(Q(mentor__person__in=left) | Q(mentee__person__in=left))
    return conflicts.delete()[0] + answers.delete()[0]
