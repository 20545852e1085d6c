"""Whom somebody must never be paired with: kept by the person, read by nobody else."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from people.models import Person


class Conflict(models.Model):
    """``person`` asks never to be paired with ``other``, in no programme; no reason is kept.

    Only ``person`` ever reads it: not the other, not HR, not the operator.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="conflicts")
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")
    declared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "other"], name="conflict_once"),
            models.CheckConstraint(
                condition=~Q(person=F("other")), name="conflict_with_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        # Not the two names: this text may end up in a log.
        return f"#{self.pk}"
