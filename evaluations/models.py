"""Pulses and their unlinked answers, measured indicators, and frozen impact reports."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.models import Company, Job, JobQuerySet
from objectives.models import Indicator
from pairings.models import Pairing
from people.models import Person
from programmes.models import Programme


class Pulse(models.Model):
    """One wave of the same short survey in one programme (after the first session, day 30, …)."""

    class Occasion(models.TextChoices):
        FIRST_SESSION = "first_session", _("after the first session")
        DAY_30 = "day_30", _("after 30 days")
        MID_TERM = "mid_term", _("at mid-term")
        FINAL = "final", _("at the end")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="pulses")
    occasion = models.CharField(max_length=16, choices=Occasion)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "occasion"], name="pulse_once")]

    def __str__(self) -> str:
        return self.get_occasion_display()


class PulseRequestQuerySet(models.QuerySet["PulseRequest"]):
    """Questions about requests to answer."""

    def open(self) -> Self:
        """Neither answered nor expired."""
        return self.filter(answered_on__isnull=True, expires_at__gt=timezone.now())

    def of_side(self, side: str) -> Self:
        """Those that ask somebody as ``mentor`` or as ``mentee``."""
        return self.filter(**{f"pairing__{side}__person": F("person")})


class Waiting(models.TextChoices):
    """Why an answer is not in the figures yet: it waits for others, or with them for the next."""

    NEW = "new"
    HELD = "held"


class PulseRequest(models.Model):
    """That one person was asked; it says whether they answered, never what.

    ``answered_on`` is a day, not an instant, so that it cannot be lined up with an answer.
    ``waiting`` is empty once the answer is in the figures.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pulse = models.ForeignKey(Pulse, models.CASCADE, related_name="requests")
    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="pulse_requests")
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    reminded_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    # The default of the database lets code of before write while a deployment goes on.
    waiting = models.CharField(max_length=4, choices=Waiting, blank=True, default="", db_default="")

    objects = PulseRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pulse", "pairing", "person"], name="pulse_request_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pulse} #{self.pk}"


class Side(models.TextChoices):
    """Which of the two partners speaks."""

    MENTOR = "mentor", _("mentor")
    MENTEE = "mentee", _("mentee")


class SealedAnswer(models.Model):
    """An answer that waits for others, encrypted; it becomes a :class:`PulseAnswer` with them.

    Sealed, because a row written together with its request can be lined up with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pulse = models.ForeignKey(Pulse, models.CASCADE, related_name="+")
    side = models.CharField(max_length=8, choices=Side)
    waiting = models.CharField(max_length=4, choices=Waiting, default=Waiting.NEW)
    sealed = models.TextField()

    def __str__(self) -> str:
        return f"{self.pulse}"


class PulseAnswer(models.Model):
    """An answer without its author: no person, no pairing, no instant, written among others.

    ``values`` maps a question's code to its value on its scale.
    """

    # A random key, not a sequence: the order of answers must not tell who wrote them.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pulse = models.ForeignKey(Pulse, models.CASCADE, related_name="answers")
    side = models.CharField(max_length=8, choices=Side)
    values: "models.JSONField[Any, Any]" = models.JSONField()

    def __str__(self) -> str:
        return f"{self.pulse}"


class IndicatorValue(models.Model):
    """A measured value of an indicator on a day, with where it comes from."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values")
    measured_on = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=2)
    source = models.CharField(max_length=12, choices=Indicator.Source)
    entered_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "measured_on"], name="indicator_value_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measured_on}: {self.value}"


class ImpactReportQuerySet(JobQuerySet["ImpactReport"]):
    """Questions about reports."""

    def done(self) -> Self:
        """Those whose file can be taken."""
        return self.filter(status=Job.Status.DONE)

    def latest_first(self) -> Self:
        """The newest on top."""
        return self.order_by("-created_at", "-pk")

    def without_file(self) -> Self:
        """Leaves the bytes of the file in the database."""
        return self.defer("pdf")


class ImpactReport(Job):
    """One impact report: its figures frozen as values, their hash, and the PDF made of them."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="reports")
    language = models.CharField(max_length=2, choices=Company.Language)
    as_of = models.DateField()
    requested_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    figures: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    inputs_hash = models.CharField(max_length=64, blank=True)
    pdf = models.BinaryField(default=bytes)
    pages = models.PositiveSmallIntegerField(default=0)

    objects = ImpactReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "language"],
                condition=Q(status__in=("queued", "running")),
                name="impact_report_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.as_of} ({self.language})"
