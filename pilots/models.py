"""A sheet of mentorings that took place before, what it shows, and what HR made of it."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from objectives.models import Objective
from people.models import Person
from programmes.models import Programme


class PilotSheet(models.Model):
    """One uploaded sheet: its bytes, how its columns map, the programme that was drafted from it.

    ``counted`` mentorings were evaluated, ``refused`` lines left out. The bytes hold names and
    free remarks: with the name of the file they are gone at ``forgotten_at``, at the latest when
    the draft is made.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uploaded_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    encoding = models.CharField(max_length=16, blank=True)
    delimiter = models.CharField(max_length=4, blank=True)
    mapping = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    counted = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    evaluated_at = models.DateTimeField(null=True, blank=True)
    programme = models.ForeignKey(
        Programme, models.SET_NULL, null=True, blank=True, related_name="pilot_sheets"
    )
    forgotten_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.filename or _("Sheet of %(day)s") % {
            "day": date_format(timezone.localdate(self.created_at))
        }

    @property
    def has_file(self) -> bool:
        """Whether its bytes are still kept."""
        return bool(self.content)


class NamedPerson(models.Model):
    """Somebody of the company whom a sheet names, as long as its bytes are kept."""

    sheet = models.ForeignKey(PilotSheet, models.CASCADE, related_name="named")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "person"], name="named_person_once")
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.person}"


class Finding(models.Model):
    """What a sheet shows, in numbers about at least five; see :mod:`pilots.findings`."""

    sheet = models.ForeignKey(PilotSheet, models.CASCADE, related_name="findings")
    code = models.CharField(max_length=16)
    n = models.PositiveIntegerField(default=0)
    values: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    is_withheld = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "code"], name="finding_once_per_sheet")
        ]

    def __str__(self) -> str:
        return self.code


class Proposal(models.Model):
    """What was proposed from a sheet and whether HR took it: ``cites`` are codes of its findings.

    ``objective`` is the one that came of it, as long as it exists.
    """

    sheet = models.ForeignKey(PilotSheet, models.CASCADE, related_name="proposals")
    code = models.CharField(max_length=16)
    part = models.CharField(max_length=10)
    cites = ArrayField(models.CharField(max_length=16), default=list)
    values: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    is_accepted = models.BooleanField()
    objective = models.ForeignKey(
        Objective, models.SET_NULL, null=True, blank=True, related_name="pilot_proposals"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "code"], name="proposal_once_per_sheet")
        ]

    def __str__(self) -> str:
        return self.code
