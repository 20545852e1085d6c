"""What HR tries before deciding: questions about a pair, scenarios, and what it would take."""

from typing import Any

from django.db import models

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
