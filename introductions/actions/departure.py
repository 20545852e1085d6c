"""Forgets what people keep to themselves about each other as soon as one of them has gone."""

from django.db.models import Q

from introductions.actions import conversation
from introductions.models import Answer, Conflict, Conversation
from people.models import Person


def release() -> int:
    """Forget what was kept of and about whoever has left, conversations called off before.

    How many rows. Safe to run again.
    """
    conversation.close_due()
    left = Person.objects.filter(status=Person.Status.LEFT)
    conflicts = Conflict.objects.filter(Q(person__in=left) | Q(other__in=left))
    answers = Answer.objects.filter(Q(mentor__person__in=left) | Q(mentee__person__in=left))
    held = Conversation.objects.filter(Q(mentor__person__in=left) | Q(mentee__person__in=left))
    return sum(rows.delete()[0] for rows in (conflicts, answers, held))
