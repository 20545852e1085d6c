"""What HR tries before deciding: questions about a pair, scenarios, and what it would take."""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.models import JobQuerySet, StoppableJob
from matching.models import MatchingRun
from people.models import Person
from programmes.models import Enrolment, Programme


class EnquiryQuerySet(JobQuerySet["Enquiry"]):
    """Questions about enquiries."""


class Enquiry(StoppableJob):
    """One question: why is this mentee not paired with this mentor, and what would it cost?

    ``run`` is the proposal it is about, none when it is about the criteria as they are.
    ``rules`` are those asked about; ``state_hash`` is what they made of the people. ``answer``
    holds codes of rules, points, and who would move; private rankings take no part in it.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="enquiries")
    run = models.ForeignKey(MatchingRun, models.SET_NULL, null=True, related_name="+")
    mentee = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    mentor = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    rules: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    answer: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    state_hash = models.CharField(max_length=64, blank=True)

    objects = EnquiryQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.mentee} ← {self.mentor}?"


class Scenario(models.Model):
    """Rules that HR tries on a programme without touching its criteria or its proposals.

    ``rules`` are those of a run, with what is tried besides: ``places`` a mentor would have in
    all, ``exceptions`` (mentee, rule left out), ``fairness`` and the ``policy`` of rankings.
    ``run`` is its last computation, frozen; ``heard`` the settled shortlist whose rankings count.
    """

    class Fairness(models.TextChoices):
        SUM = "sum", _("the best total")
        CONCAVE = "concave", _("the weakest pairs count more")
        MAXIMIN = "maximin", _("the worst-off mentee first")

    class Policy(models.TextChoices):
        BALANCED = "balanced", _("choices weigh beside the scores")
        STABLE = "stable", _("choices come first")

    MOST = 12

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="scenarios")
    name = models.CharField(max_length=80)
    created_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    rules: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    heard = models.ForeignKey(MatchingRun, models.SET_NULL, null=True, related_name="+")
    run = models.OneToOneField(
        MatchingRun, models.SET_NULL, null=True, blank=True, related_name="scenario"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="scenario_name_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        """Whether it waits in line or is being computed."""
        return self.run is not None and not self.run.is_finished

    @property
    def is_computed(self) -> bool:
        """Whether there are figures to read."""
        return self.run is not None and self.run.status == MatchingRun.Status.DONE

    @property
    def is_changed(self) -> bool:
        """Whether its rules were changed since it was computed."""
        return self.run is not None and self.run.rules != self.rules


class PrescriptionQuerySet(JobQuerySet["Prescription"]):
    """Questions about prescriptions."""


class Prescription(StoppableJob):
    """What it would take to match everybody under some rules: the smallest set of changes.

    ``run`` is the proposal it is about, ``scenario`` the scenario, one of the two; ``result``
    holds the changes, whom nothing helps, and whether it is proven that fewer do not do.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="prescriptions")
    run = models.ForeignKey(MatchingRun, models.SET_NULL, null=True, related_name="+")
    scenario = models.ForeignKey(
        Scenario, models.SET_NULL, null=True, blank=True, related_name="prescriptions"
    )
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    rules: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    result: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    objects = PrescriptionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.programme} {self.created_at:%Y-%m-%d}"
