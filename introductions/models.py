"""What people keep to themselves before a pair is made: conflicts, and mentors' answers."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.models import MatchingRun
from people.models import Person
from programmes.models import Enrolment


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


class Answer(models.Model):
    """What a mentor answers in private about a mentee on whose shortlist they are.

    Read by the mentor and by the settlement; HR sees how many mentors answered.
    """

    class Word(models.TextChoices):
        PREFER = "prefer", _("I would like that")
        FINE = "fine", _("fine with me")
        RATHER_NOT = "rather_not", _("rather not")

    run = models.ForeignKey(MatchingRun, models.CASCADE, related_name="answers")
    mentor = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    mentee = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    word = models.CharField(max_length=10, choices=Word)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "mentor", "mentee"], name="answer_once"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
