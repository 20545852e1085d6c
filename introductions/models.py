"""What happens between people before a pair is made: conflicts, answers, short conversations."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
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


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Questions about conversations."""

    def of(self, person: Person) -> Self:
        """Those of one person, on either side."""
        return self.filter(Q(mentee__person=person) | Q(mentor__person=person))

    def open(self) -> Self:
        """Asked for and not settled, or agreed."""
        return self.filter(status__in=Conversation.OPEN)


class Conversation(models.Model):
    """A short conversation that a mentee asked a mentor of their shortlist for.

    ``times``: up to three moments that ``proposed_by`` (a side) can take, while nothing is agreed;
    ``starts_at``: the one that both agreed. ``sequence`` grows with each calendar file. Each may
    note afterwards that it took place. There are no words between the two: nothing is written.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("times proposed")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("cancelled")
        LAPSED = "lapsed", _("not arranged in time")

    class Way(models.TextChoices):
        VIDEO = "video", _("by video")
        PHONE = "phone", _("by phone")
        IN_PERSON = "in_person", _("in person")

    class Decline(models.TextChoices):
        NO_TIME = "no_time", _("no time before the ranking closes")
        ENOUGH = "enough", _("as many conversations as I can hold")
        AWAY = "away", _("away during these days")

    OPEN = ("proposed", "agreed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(MatchingRun, models.CASCADE, related_name="conversations")
    mentee = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    mentor = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)
    way = models.CharField(max_length=10, choices=Way, default=Way.VIDEO)
    minutes = models.PositiveSmallIntegerField(default=20)
    times = ArrayField(models.DateTimeField(), default=list, blank=True)
    proposed_by = models.CharField(max_length=8, choices=Enrolment.Role)
    starts_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=10, choices=Decline, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    proposed_at = models.DateTimeField(default=timezone.now)
    noted_by_mentee_at = models.DateTimeField(null=True, blank=True)
    noted_by_mentor_at = models.DateTimeField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "mentee", "mentor"], name="conversation_once_per_run"
            ),
            models.CheckConstraint(
                condition=~Q(status="agreed") | Q(starts_at__isnull=False),
                name="conversation_agreed_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=10, minutes__lte=60), name="conversation_is_short"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def ends_at(self) -> datetime | None:
        """When an agreed one is over."""
        return self.starts_at and self.starts_at + timedelta(minutes=self.minutes)

    def side_of(self, person: Person) -> str:
        """On which side ``person`` is."""
        is_mentor = self.mentor.person_id == person.pk
        return Enrolment.Role.MENTOR if is_mentor else Enrolment.Role.MENTEE

    def partner_of(self, person: Person) -> Person:
        """The other one."""
        is_mentor = self.mentor.person_id == person.pk
        return self.mentee.person if is_mentor else self.mentor.person

    def noted_by(self, person: Person) -> bool:
        """Whether ``person`` noted that it took place."""
        is_mentor = self.mentor.person_id == person.pk
        return bool(self.noted_by_mentor_at if is_mentor else self.noted_by_mentee_at)
