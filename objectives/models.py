"""What a programme should change, the figures that show it, how it stands, what will be compared.

The tables have kept the names that they had on the floor of programmes (decision 34).
"""

import uuid
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from objectives import measurability
from people.models import Person
from programmes.models import Programme


class Orientation(models.Model):
    """A strategic orientation of the company, which objectives of programmes may serve."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=160, unique=True)

    class Meta:
        db_table = "programmes_orientation"

    def __str__(self) -> str:
        return self.name


class ObjectiveQuerySet(models.QuerySet["Objective"]):
    """Questions about objectives."""

    def current(self) -> Self:
        """Those that the programme still pursues."""
        return self.filter(retired_at__isnull=True)


class Objective(models.Model):
    """What the programme should change, measured by its indicators.

    One of a launched programme is never deleted: at ``retired_at`` it is given up, for the reason
    that its last review tells.
    """

    class Kind(models.TextChoices):
        SKILLS = "skills", _("technical skills")
        LEADERSHIP = "leadership", _("leadership")
        COMMUNICATION = "communication", _("internal communication")
        PRODUCTIVITY = "productivity", _("productivity")
        RETENTION = "retention", _("retention")
        OTHER = "other", _("other")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="objectives")
    kind = models.CharField(max_length=16, choices=Kind)
    statement = models.CharField(max_length=300)
    orientation = models.ForeignKey(
        Orientation, models.PROTECT, null=True, blank=True, related_name="objectives"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        db_table = "programmes_objective"

    def __str__(self) -> str:
        return self.statement

    @property
    def gaps(self) -> list[str]:
        """What is missing before it can be measured: ``indicator``, or the gaps of the first
        unfinished one."""
        rows = sorted(self.indicators.all(), key=lambda one: one.pk)
        if not rows:
            return ["indicator"]
        return next((one.gaps for one in rows if one.gaps), [])

    @property
    def is_measurable(self) -> bool:
        """Whether it has an indicator, and each says from where to where and by when."""
        return not self.gaps


class Indicator(models.Model):
    """A figure that shows whether an objective is reached.

    ``baseline`` (its value on ``baseline_on``) and ``target`` are in ``unit``; the target may be
    below the baseline. While the programme is a draft, everything but the name may be missing.
    """

    class Source(models.TextChoices):
        HR_FIGURES = "hr_figures", _("HR figures")
        SURVEY = "survey", _("internal survey")
        FINANCE = "finance", _("finance")
        ESTIMATE = "estimate", _("estimate")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    objective = models.ForeignKey(Objective, models.CASCADE, related_name="indicators")
    name = models.CharField(max_length=160)
    unit = models.CharField(max_length=20, blank=True)
    baseline = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    target = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=12, choices=Source, blank=True)
    owner = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="indicators"
    )

    class Meta:
        db_table = "programmes_indicator"
        constraints = [
            models.CheckConstraint(
                condition=~Q(baseline=F("target")), name="indicator_target_differs_from_baseline"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def gaps(self) -> list[str]:
        """What is missing before it can be measured, as codes of :mod:`measurability`."""
        return measurability.gaps(self.measure)

    @property
    def wishes(self) -> list[str]:
        """What would make it stronger, as codes of :mod:`measurability`."""
        return measurability.wishes(self.measure)

    @property
    def is_measurable(self) -> bool:
        """Whether unit, starting value, target and deadline are known."""
        return not self.gaps

    @property
    def measure(self) -> measurability.Measure:
        """Its values, without the row."""
        return measurability.Measure(
            name=self.name,
            unit=self.unit,
            baseline=self.baseline,
            baseline_on=self.baseline_on,
            target=self.target,
            due_on=self.due_on,
            source=self.source,
            has_owner=self.owner_id is not None,
        )


class ObjectiveReview(models.Model):
    """A look at an objective: planned for ``due_on``, held on ``held_on`` with what was found.

    ``before`` keeps what the objective and its indicators said until then, when they were changed
    or the objective was retired.
    """

    class Standing(models.TextChoices):
        ON_TRACK = "on_track", _("on track")
        AT_RISK = "at_risk", _("at risk")
        CHANGED = "changed", _("changed")
        RETIRED = "retired", _("retired")

    objective = models.ForeignKey(Objective, models.CASCADE, related_name="reviews")
    due_on = models.DateField()
    held_on = models.DateField(null=True, blank=True)
    standing = models.CharField(max_length=10, choices=Standing, blank=True)
    reason = models.TextField(max_length=600, blank=True)
    before: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    held_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "programmes_objectivereview"
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on__isnull=True, standing="")
                | (Q(held_on__isnull=False) & ~Q(standing="")),
                name="objective_review_held_with_a_finding",
            )
        ]

    def __str__(self) -> str:
        return f"{self.objective} {self.held_on or self.due_on}"


class EvaluationPlan(models.Model):
    """What will be compared with what, and from how many people on: written before the launch.

    ``frozen`` is the whole plan as it stood at ``frozen_at``, with objectives and indicators;
    ``digest`` its SHA-256, so that nobody chooses an outcome after having seen it.
    """

    class Outcome(models.TextChoices):
        RETENTION = "retention", _("people who stay")
        PROMOTION = "promotion", _("promotions")
        MOBILITY = "mobility", _("internal mobility")
        ENGAGEMENT = "engagement", _("engagement score")
        PERFORMANCE = "performance", _("performance band")

    class Comparison(models.TextChoices):
        NONE = "none", _("no comparison: figures of participants alone")
        WAITLIST = "waitlist", _("people on the waiting list")
        COLLEAGUES = "colleagues", _("comparable colleagues (level, function, site, seniority)")

    MINIMUM_PER_GROUP = 20
    """Below it, a comparison does not allow a conclusion and is refused."""

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="plan")
    outcomes = ArrayField(
        models.CharField(max_length=12, choices=Outcome), default=list, blank=True
    )
    comparison = models.CharField(max_length=10, choices=Comparison, default=Comparison.NONE)
    horizon_months = models.PositiveSmallIntegerField(default=12)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "programmes_evaluationplan"

    def __str__(self) -> str:
        return f"{self.programme}"

    @property
    def outcome_labels(self) -> list[str]:
        """The outcomes in words, in their order."""
        names = dict(self.Outcome.choices)
        return [str(names[code]) for code in self.outcomes if code in names]
