"""Ends the pairs of people who have left the company; the one who stays is told kindly."""

from django.db import transaction
from django.db.models import Q

from pairings.actions import pairing
from pairings.models import Pairing
from people.models import Person


def end_departed() -> int:
    """End every pair under way one of whose partners has left; how many. Safe to run again."""
    left = Person.Status.LEFT
    departed = Q(mentor__person__status=left) | Q(mentee__person__status=left)
    ended = 0
    for pk in Pairing.objects.active().filter(departed).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            free = Pairing.objects.active().select_for_update(of=("self",), skip_locked=True)
            found = free.filter(pk=pk).first()
            if found is not None:
                pairing.end(pairing=found, reason=Pairing.EndReason.DEPARTURE, by=None)
                ended += 1
    return ended
