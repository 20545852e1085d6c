"""Criteria of a programme, runs of the matching, what they propose, and what mentees prefer."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.models import Job, JobQuerySet, StoppableJob
from people.models import Person
from programmes.models import Enrolment, Programme


class Criterion(models.Model):
    """One thing that makes two people a good pair, with its weight in this programme."""

    class Kind(models.TextChoices):
        SKILLS = "skills", _("job skills offered and wanted")
        NEEDS = "needs", _("needs and experience")
        LEVEL_GAP = "level_gap", _("career-level gap")
        FUNCTION = "function", _("function")
        DEPARTMENT = "department", _("department")
        SITE = "site", _("site")
        LANGUAGES = "languages", _("languages")
        AVAILABILITY = "availability", _("availability in common")
        SENIORITY = "seniority", _("years in the company")

    class Direction(models.TextChoices):
        SIMILAR = "similar", _("alike")
        DIFFERENT = "different", _("different")
        ABOVE = "above", _("mentor above")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="criteria")
    kind = models.CharField(max_length=16, choices=Kind)
    weight = models.PositiveSmallIntegerField(default=50)
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.SIMILAR)
    is_must = models.BooleanField(default=False)
    parameter = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "kind"], name="criterion_once"),
            models.CheckConstraint(
                condition=Q(weight__gte=0, weight__lte=100), name="criterion_weight_0_to_100"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class MatchingRunQuerySet(JobQuerySet["MatchingRun"]):
    """Questions about runs."""

    def official(self) -> Self:
        """Those of the programme itself; scenarios of the lab are apart."""
        return self.exclude(purpose=MatchingRun.Purpose.SCENARIO)

    def scenarios(self) -> Self:
        """Those that a scenario of the lab asked for."""
        return self.filter(purpose=MatchingRun.Purpose.SCENARIO)

    def done(self) -> Self:
        """Those that came to a result."""
        return self.filter(status=Job.Status.DONE)

    def reviewable(self) -> Self:
        """Proposals and settlements that wait for HR."""
        return (
            self.official()
            .done()
            .filter(published_at__isnull=True)
            .exclude(purpose=MatchingRun.Purpose.SHORTLIST)
        )

    def shortlists(self) -> Self:
        """Shortlists that mentees could or can rank."""
        return self.done().filter(purpose=MatchingRun.Purpose.SHORTLIST)

    def ranking(self, today: date) -> Self:
        """Shortlists that mentees can rank today: the programme alive, the date not past."""
        settled = (Job.Status.QUEUED, Job.Status.RUNNING, Job.Status.DONE)
        return (
            self.shortlists()
            .filter(rank_until__gte=today, programme__in=Programme.objects.alive())
            .exclude(settlements__status__in=settled)
        )

    def overdue(self, today: date) -> Self:
        """Shortlists past their date that nobody has settled or tried to settle."""
        return self.shortlists().filter(rank_until__lt=today, settlements__isnull=True)


class MatchingRun(StoppableJob):
    """One computation of pairs, frozen: rules, hash of its inputs, engine version, what it found.

    ``purpose``: a ``shortlist`` is what mentees of a hybrid programme rank; a ``proposal`` is what
    HR reviews; a ``settlement`` turns rankings into a proposal; a ``scenario`` is tried in the lab.
    One run of the first three kinds is under way at a time; scenarios wait in line.
    """

    class Purpose(models.TextChoices):
        PROPOSAL = "proposal", _("proposal of pairs")
        SHORTLIST = "shortlist", _("shortlists for ranking")
        SETTLEMENT = "settlement", _("settlement of the rankings")
        SCENARIO = "scenario", _("scenario of the lab")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="runs")
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.PROPOSAL)
    requested_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    shortlist_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="settlements"
    )
    rank_until = models.DateField(null=True, blank=True)
    rules: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    result: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    engine_version = models.CharField(max_length=20, blank=True)
    inputs_hash = models.CharField(max_length=64, blank=True)
    plan_hash = models.CharField(max_length=64, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects = MatchingRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(status__in=("queued", "running")) & ~Q(purpose="scenario"),
                name="matching_run_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme} #{self.pk}"

    @property
    def is_shortlist(self) -> bool:
        """Whether it is for mentees to rank rather than for HR to review."""
        return self.purpose == self.Purpose.SHORTLIST

    @property
    def hears_rankings(self) -> bool:
        """Whether what mentees ranked counts in its plan."""
        return not self.is_shortlist and self.shortlist_from_id is not None

    @property
    def is_reviewable(self) -> bool:
        """Whether HR may decide on it: done, not published, a proposal or a settlement."""
        is_proposal = self.purpose in (self.Purpose.PROPOSAL, self.Purpose.SETTLEMENT)
        return self.status == self.Status.DONE and self.published_at is None and is_proposal

    def takes_rankings(self, today: date) -> bool:
        """Whether its date lets mentees rank today; whether it is settled is a question of rows."""
        return (
            self.is_shortlist
            and self.status == self.Status.DONE
            and self.rank_until is not None
            and today <= self.rank_until
        )


class Suggestion(models.Model):
    """One mentor put forward for one mentee by a run, with points and reasons.

    ``is_planned`` marks the pair of the optimal plan; ``rank`` orders the mentee's shortlist.
    ``decision`` is HR's. ``points`` are out of 50 000; ``reasons`` are codes, points and facts.
    """

    class Decision(models.TextChoices):
        OPEN = "open", _("to decide")
        ACCEPTED = "accepted", _("accepted")
        LOCKED = "locked", _("locked")
        REFUSED = "refused", _("refused")

    FULL = 50_000

    run = models.ForeignKey(MatchingRun, models.CASCADE, related_name="suggestions")
    mentee = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    mentor = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField()
    points = models.PositiveIntegerField()
    reasons: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    is_planned = models.BooleanField(default=False)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "mentee", "mentor"], name="suggestion_once"),
            models.UniqueConstraint(
                fields=["run", "mentee"],
                condition=Q(is_planned=True),
                name="suggestion_one_planned_mentor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentee} ← {self.mentor}"

    @property
    def score(self) -> int:
        """Points as a rounded percentage; pairs are always made on points."""
        return round(100 * self.points / self.FULL)


class Preference(models.Model):
    """A mentee's private rank of one mentor of the shortlist (1 = first). HR sees only totals."""

    run = models.ForeignKey(MatchingRun, models.CASCADE, related_name="preferences")
    mentee = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    mentor = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "mentee", "mentor"], name="preference_once"),
            models.UniqueConstraint(fields=["run", "mentee", "rank"], name="preference_rank_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}"
