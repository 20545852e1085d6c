"""What is learnt when a programme ends, who is thanked for it, and the cohort that follows."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from companies.models import Company, Job, JobQuerySet
from people.models import Person
from programmes.models import Enrolment, Programme, Stage


class Cause(models.TextChoices):
    """Why programmes fade out: the five causes, or another one."""

    PURPOSE = "purpose", _("no purpose")
    METHOD = "method", _("no method")
    MENTORS = "mentors", _("wrong mentors")
    IMPOSED = "imposed", _("imposed role")
    TRUST = "trust", _("no trust")
    OTHER = "other", _("another cause")


class Retrospective(models.Model):
    """The look back at one programme; what its sponsor reads once it is published."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.OneToOneField(Programme, models.CASCADE, related_name="retrospective")
    begun_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.programme}"


class Remark(models.Model):
    """What one contributor says in one section; a row of its own, so that nobody overwrites it.

    ``cause`` goes with the section of causes. ``is_shared`` once published to the sponsor.
    """

    class Section(models.TextChoices):
        WORKED = "worked", _("what worked")
        FAILED = "failed", _("what did not")
        CAUSES = "causes", _("why")
        ADVICE = "advice", _("what to do next time")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    retrospective = models.ForeignKey(Retrospective, models.CASCADE, related_name="remarks")
    section = models.CharField(max_length=8, choices=Section)
    cause = models.CharField(max_length=8, choices=Cause, blank=True, default="")
    words = models.TextField(max_length=600)
    author = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    is_shared = models.BooleanField(default=False)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(section="causes") & ~Q(cause="") | ~Q(section="causes") & Q(cause=""),
                name="remark_names_a_cause_among_the_causes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_section_display()} #{self.pk}"


class Lesson(models.Model):
    """A short sentence worth reading before the next programme, found by its cause and stage."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    retrospective = models.ForeignKey(Retrospective, models.CASCADE, related_name="lessons")
    sentence = models.CharField(max_length=240)
    cause = models.CharField(max_length=8, choices=Cause, blank=True, default="")
    stage = models.CharField(max_length=10, choices=Stage, blank=True, default="")
    author = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    is_shared = models.BooleanField(default=False)
    written_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sentence


class Recognition(models.Model):
    """The thanks of a company to one mentor of one programme, and what the mentor wants of it.

    Nothing is shown to others, no hours are printed and nobody is asked again before the mentor
    said yes to each.
    """

    class Answer(models.TextChoices):
        OPEN = "open", _("not answered")
        YES = "yes", _("yes")
        NO = "no", _("no")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="recognition")
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    mention = models.CharField(max_length=4, choices=Answer, default=Answer.OPEN)
    again = models.CharField(max_length=4, choices=Answer, default=Answer.OPEN)
    shows_hours = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.enrolment}"


class Certificate(Job):
    """One printed certificate, for the mentor alone; thrown away after some days, made again."""

    recognition = models.ForeignKey(Recognition, models.CASCADE, related_name="certificates")
    language = models.CharField(max_length=2, choices=Company.Language)
    with_hours = models.BooleanField(default=False)
    pdf = models.BinaryField(default=bytes)

    objects = JobQuerySet["Certificate"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recognition"],
                condition=Q(status__in=("queued", "running")),
                name="certificate_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.recognition} ({self.language})"


class Renewal(models.Model):
    """One cohort follows another: each programme has at most one successor and one predecessor."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    predecessor = models.OneToOneField(Programme, models.CASCADE, related_name="renewed_by")
    successor = models.OneToOneField(Programme, models.CASCADE, related_name="renewal_of")
    created_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="renewal_of_another_programme"
            )
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Proposal(models.Model):
    """One change that the last cohort suggests for the next, and what became of it.

    ``before`` and ``after`` are the values of ``renewal.proposals``; ``subject`` the public id of
    an indicator of the successor, or the kind of a criterion. ``reason`` is a code with ``facts``;
    ``lessons`` are the public ids of those it cites: who reads the proposal may not read each.
    """

    class Kind(models.TextChoices):
        DURATION = "duration", _("duration")
        CADENCE = "cadence", _("cadence")
        GOAL = "goal", _("starting value and target")
        WEIGHT = "weight", _("weight in the matching")

    class Decision(models.TextChoices):
        OPEN = "open", _("to decide")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    renewal = models.ForeignKey(Renewal, models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=8, choices=Kind)
    subject = models.CharField(max_length=36, blank=True, default="")
    before: "models.JSONField[Any, Any]" = models.JSONField()
    after: "models.JSONField[Any, Any]" = models.JSONField()
    reason = models.CharField(max_length=16)
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    lessons: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.OPEN)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["renewal", "kind", "subject"], name="proposal_once_per_subject"
            ),
            models.CheckConstraint(
                condition=Q(decision="open", decided_at__isnull=True)
                | (~Q(decision="open") & Q(decided_at__isnull=False)),
                name="proposal_decided_at_goes_with_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}".strip()
