"""What a mentee asks of mentors, what they answer, and who takes no requests for a while."""

import uuid
from datetime import date
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asking import timing
from programmes.models import Enrolment, Programme


class Terms(models.Model):
    """How many days mentors of a programme have to answer; without a row, the usual number."""

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="asking_terms")
    days = models.PositiveSmallIntegerField(default=timing.USUAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=timing.FEWEST, days__lte=timing.MOST),
                name="terms_days_are_sane",
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.days}"


class MentorRequestQuerySet(models.QuerySet["MentorRequest"]):
    """Questions about requests."""

    def open(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(status=MentorRequest.Status.OPEN)


class MentorRequest(models.Model):
    """A mentee asks up to three mentors, one after the other, in an order that stays private.

    ``needs`` are codes of the company's catalogue that she aims at, in the words of
    ``needs_version``. Over: nobody on her list could take her; closed: what it was for came
    otherwise, or went (paired by HR, withdrawn from the programme, programme closed).
    """

    class Status(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ACCEPTED = "accepted", _("a mentor said yes")
        OVER = "over", _("nobody on the list could say yes")
        WITHDRAWN = "withdrawn", _("taken back")
        CLOSED = "closed", _("closed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentee = models.ForeignKey(Enrolment, models.CASCADE, related_name="requests_made")
    needs = ArrayField(models.CharField(max_length=40), default=list)
    needs_version = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = MentorRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mentee"], condition=Q(status="open"), name="request_one_open_per_mentee"
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True)
                | (~Q(status="open") & Q(closed_at__isnull=False)),
                name="request_closed_at_goes_with_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentee}: {self.get_status_display()}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.status == self.Status.OPEN


class ChoiceQuerySet(models.QuerySet["Choice"]):
    """Questions about choices."""

    def asked(self) -> Self:
        """Those whose mentor has the request before them."""
        return self.filter(status=Choice.Status.ASKED)

    def answerable(self, today: date) -> Self:
        """Those asked whose last day is not over."""
        return self.asked().filter(answer_by__gte=today)

    def refused_since(self, day: date) -> Self:
        """Those asked on ``day`` or later to whom no yes came, taken back by the mentee or not."""
        said_no = Q(status__in=(Choice.Status.DECLINED, Choice.Status.EXPIRED))
        taken_back = Q(status=Choice.Status.DROPPED, request__status=MentorRequest.Status.WITHDRAWN)
        return self.filter(said_no | taken_back, asked_at__date__gte=day)


class Choice(models.Model):
    """One mentor of a request: its place on the list, what was said, and why they fit.

    ``points`` are out of 50 000, ``reasons`` the stored reasons of the matching, as they were when
    the mentor was asked. ``decline_reason`` is for the mentor and for totals alone.
    """

    class Status(models.TextChoices):
        NEXT = "next", _("not asked yet")
        ASKED = "asked", _("asked")
        ACCEPTED = "accepted", _("said yes")
        DECLINED = "declined", _("said no this time")
        EXPIRED = "expired", _("no answer in time")
        UNAVAILABLE = "unavailable", _("had no place any more")
        DROPPED = "dropped", _("not needed any more")

    class Decline(models.TextChoices):
        NO_TIME = "no_time", _("I have no time for it at the moment")
        NOT_MY_FIELD = "not_my_field", _("somebody else can help better with these needs")
        TOO_CLOSE = "too_close", _("we work too closely together")
        ALREADY_ENGAGED = "already_engaged", _("I accompany enough people as it is")
        UNSAID = "unsaid", _("I prefer not to say")

    FULL = 50_000

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(MentorRequest, models.CASCADE, related_name="choices")
    mentor = models.ForeignKey(Enrolment, models.CASCADE, related_name="requests_received")
    place = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=Status, default=Status.NEXT)
    points = models.PositiveIntegerField(default=0)
    reasons: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    asked_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=16, choices=Decline, blank=True, default="")

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "mentor"], name="choice_once_per_mentor"),
            models.UniqueConstraint(fields=["request", "place"], name="choice_once_per_place"),
            models.UniqueConstraint(
                fields=["request"], condition=Q(status="asked"), name="choice_one_asked_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=3), name="choice_place_1_to_3"
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True, answer_by__isnull=True)
                | Q(asked_at__isnull=False, answer_by__isnull=False),
                name="choice_asked_with_a_last_day",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("asked", "accepted", "declined", "expired"))
                | Q(asked_at__isnull=False),
                name="choice_answered_only_when_asked",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("accepted", "declined"), answered_at__isnull=False)
                | (~Q(status__in=("accepted", "declined")) & Q(answered_at__isnull=True)),
                name="choice_answered_at_goes_with_answer",
            ),
            models.CheckConstraint(
                condition=(Q(status="declined") & ~Q(decline_reason=""))
                | (~Q(status="declined") & Q(decline_reason="")),
                name="choice_reason_goes_with_a_no",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.get_status_display()}"

    @property
    def score(self) -> int:
        """Points as a rounded percentage."""
        return round(100 * self.points / self.FULL)


class PauseQuerySet(models.QuerySet["Pause"]):
    """Questions about pauses."""

    def current(self, today: date) -> Self:
        """Those that are not over."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=today))


class Pause(models.Model):
    """A mentor takes no requests, until a last day that counts, or until they say otherwise."""

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="pause")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="pause_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.since}–{self.until or ''}"
