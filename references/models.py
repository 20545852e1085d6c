"""Letters to colleagues whom a mentor named as references, and what they answered."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person
from programmes.models import Enrolment
from references import questions


class ReferenceRequestQuerySet(models.QuerySet["ReferenceRequest"]):
    """Questions about letters to references."""

    def asked(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(status=ReferenceRequest.Status.ASKED)

    def unsettled(self) -> Self:
        """Those of which the mentor does not know yet how they ended."""
        return self.filter(shown=ReferenceRequest.Status.ASKED)

    def counting(self) -> Self:
        """Those that are a reference, or may become one, as far as the mentor knows."""
        return self.filter(shown__in=ReferenceRequest.COUNTING)


class ReferenceRequest(models.Model):
    """A mentor named ``referee``, who gets one letter with a link, and one reminder.

    ``answers`` goes from a question (``references.questions``) to a mark, 1–5; what somebody cannot
    say is left out. ``words`` are read by whoever decides on the qualification, by nobody else.
    ``shown`` is ``status`` as the mentor reads it: a no stays asked until a silence would end.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("asked")
        ANSWERED = "answered", _("answered")
        DECLINED = "declined", _("would rather not")
        LAPSED = "lapsed", _("did not answer in time")
        TAKEN_BACK = "taken_back", _("taken back")
        NOT_NEEDED = "not_needed", _("no longer needed")

    class Knows(models.TextChoices):
        TEAM = "team", _("we are, or were, in the same team")
        PROJECT = "project", _("we have worked on something together")
        MANAGED = "managed", _("one of us manages, or managed, the other")
        OTHERWISE = "otherwise", _("otherwise")

    COUNTING = (Status.ASKED, Status.ANSWERED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="reference_requests")
    referee = models.ForeignKey(Person, models.CASCADE, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    shown = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    knows = models.CharField(max_length=10, choices=Knows, blank=True)
    answers: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    words = models.TextField(max_length=questions.LONGEST_WORDS, blank=True, default="")

    objects = ReferenceRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "referee"], name="reference_asked_once_per_referee"
            ),
            models.CheckConstraint(
                condition=Q(status="asked", closed_at__isnull=True)
                | (~Q(status="asked") & Q(closed_at__isnull=False)),
                name="reference_closed_at_goes_with_status",
            ),
            models.CheckConstraint(
                condition=~Q(shown="declined"), name="reference_no_is_never_shown"
            ),
        ]

    def __str__(self) -> str:
        # Not the two names: this text may end up in a log.
        return f"#{self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether the mentor knows that no reference comes from it: they may name somebody else."""
        return self.shown not in self.COUNTING
