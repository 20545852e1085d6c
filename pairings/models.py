"""The relationship between a mentor and a mentee, and the sessions they declare."""

import uuid
from datetime import date, timedelta
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Max, Q, Value
from django.utils.translation import gettext_lazy as _

from competencies.models import Assessment
from people.models import Person, fold, folded
from programmes.models import Enrolment, Programme


class PairingQuerySet(models.QuerySet["Pairing"]):
    """Questions about pairings."""

    def active(self) -> Self:
        """Those under way."""
        return self.filter(status=Pairing.Status.ACTIVE)

    def by_name(self) -> Self:
        """Those under way first, then by mentee as in a directory."""
        mentee = folded("mentee__person__family_name"), folded("mentee__person__given_name")
        return self.order_by("status", *mentee, "pk")

    def naming(self, query: str) -> Self:
        """Those in which every word of ``query`` is in the name of one of the partners."""
        names = [
            f"{side}__person__{name}"
            for side in ("mentor", "mentee")
            for name in ("given_name", "family_name")
        ]
        rows = self.alias(**{f"plain_{name}": folded(name) for name in names})
        for word in query.split()[:6]:
            wanted = Q()
            for name in names:
                wanted |= Q(**{f"plain_{name}__contains": fold(word)})
            rows = rows.filter(wanted)
        return rows

    def of(self, person: Person) -> Self:
        """Those in which this person is mentor or mentee."""
        return self.filter(Q(mentor__person=person) | Q(mentee__person=person))

    def with_last_session(self) -> Self:
        """Adds ``last_session_on`` (or ``None``)."""
        return self.annotate(last_session_on=Max("sessions__held_on"))

    def idle(self, today: date, days: int) -> Self:
        """Active ones without a session for at least ``days`` days (counted from the start)."""
        limit = today - timedelta(days=days)
        return (
            self.active()
            .with_last_session()
            .filter(
                Q(last_session_on__lte=limit)
                | Q(last_session_on__isnull=True, started_on__lte=limit)
            )
        )

    def due(self, today: date) -> Self:
        """Active ones whose programme is closed or past its last day, and their own day too."""
        over = Q(programme__status=Programme.Status.CLOSED) | Q(programme__ends_on__lt=today)
        return self.active().filter(over).exclude(runs_until__gte=today)

    def with_facts(self) -> Self:
        """Adds ``sessions_count`` and ``last_session_on`` (or ``None``)."""
        return self.with_last_session().annotate(sessions_count=Count("sessions"))

    def with_people(self) -> Self:
        """Loads the programme and both partners along."""
        return self.select_related("programme", "mentor__person", "mentee__person")


class Pairing(models.Model):
    """One mentor and one mentee in one programme.

    ``score`` (0–100) and ``reasons`` are copied from the matching as values, so that both partners
    may see why they were put together; they are empty when HR paired by hand. ``changed`` says
    which criteria HR weighed otherwise for this pair (``{criterion, change}``).
    ``silence_reported_on`` is when the directors were last told that this pair had gone silent,
    ``runs_until`` the day until which it may go on after its programme has ended.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("under way")
        COMPLETED = "completed", _("completed")
        ENDED = "ended", _("ended early")

    class EndReason(models.TextChoices):
        GOAL_REACHED = "goal_reached", _("goal reached")
        TERM = "term", _("end of the programme")
        WRONG_MATCH = "wrong_match", _("the pair did not fit")
        NO_TIME = "no_time", _("time was no longer given")
        LACK_OF_TRAINING = "lack_of_training", _("lack of preparation")
        UNCLEAR = "unclear", _("unclear expectations")
        DEPARTURE = "departure", _("a departure")
        OTHER = "other", _("another reason")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="pairings")
    mentor = models.ForeignKey(Enrolment, models.CASCADE, related_name="pairings_as_mentor")
    mentee = models.ForeignKey(Enrolment, models.CASCADE, related_name="pairings_as_mentee")
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    reasons: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    changed: "models.JSONField[Any, Any]" = models.JSONField(
        default=list, db_default=Value([], models.JSONField()), blank=True
    )
    choice_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    started_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=16, choices=EndReason, blank=True)
    silence_reported_on = models.DateField(null=True, blank=True)
    runs_until = models.DateField(null=True, blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "mentee"],
                condition=Q(status="active"),
                name="pairing_one_active_mentor_per_mentee",
            ),
            models.CheckConstraint(
                condition=Q(status="active", ended_at__isnull=True, end_reason="")
                | (~Q(status="active") & Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="pairing_end_has_a_date_and_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor.person} – {self.mentee.person}"

    def partner_of(self, person: Person) -> Person:
        """The other one. Needs both enrolments with their persons loaded."""
        return self.mentee.person if self.mentor.person_id == person.pk else self.mentor.person


class MentoringSession(models.Model):
    """A session as declared by one of the partners: facts only, no words.

    ``key`` is made by the form that was shown, so that a double click logs one session.
    ``progress`` is how far the mentee felt to have moved, 0 (not at all) to 5.
    """

    class Format(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        VIDEO = "video", _("by video")
        PHONE = "phone", _("by phone")

    class Theme(models.TextChoices):
        ACQUAINTANCE = "acquaintance", _("getting to know each other")
        GOALS = "goals", _("setting goals")
        SITUATION = "situation", _("a situation at work")
        SKILL = "skill", _("a skill to develop")
        CAREER = "career", _("career")
        NETWORK = "network", _("network and introductions")
        FEEDBACK = "feedback", _("feedback")
        REVIEW = "review", _("mid-term or final review")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="sessions")
    held_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    format = models.CharField(max_length=10, choices=Format)
    themes = ArrayField(models.CharField(max_length=16, choices=Theme), default=list, blank=True)
    progress = models.PositiveSmallIntegerField()
    logged_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    logged_at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=480), name="session_lasts_5_to_480_minutes"
            ),
            models.CheckConstraint(
                condition=Q(progress__gte=0, progress__lte=5), name="session_progress_0_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on}"


class SharedAssessment(models.Model):
    """A self-assessment that one partner lets the other one read, until they take it back.

    One of each partner at most; gone when the pairing is over.
    """

    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="shared_assessments")
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+")
    shared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "assessment"], name="assessment_shared_once_per_pairing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment}"
