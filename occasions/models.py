"""Rules by which what happens in a working life opens a programme, and whom they invited."""

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from occasions import moments
from people.models import Attribute, Person
from programmes.models import Enrolment, Programme
from selection import eligibility


class LifeRule(models.Model):
    """Who lived this less than ``days`` ago and meets the conditions is invited: never enrolled.

    ``attribute`` is the company's own fact that holds the day, where the record has none of its
    own. The rule acts in the name of ``switched_by``, from ``switched_at`` until it is paused.
    """

    class Occasion(models.TextChoices):
        HIRED = moments.HIRED, _("joined the company")
        APPOINTED = moments.APPOINTED, _("took up new duties")
        RETURNED = moments.RETURNED, _("came back from a long absence")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="life_rules")
    role = models.CharField(max_length=8, choices=Enrolment.Role)
    occasion = models.CharField(max_length=10, choices=Occasion)
    days = models.PositiveSmallIntegerField()
    attribute = models.ForeignKey(
        Attribute, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    functions = ArrayField(models.CharField(max_length=150), default=list, blank=True)
    departments = ArrayField(models.CharField(max_length=150), default=list, blank=True)
    sites = ArrayField(models.CharField(max_length=150), default=list, blank=True)
    level_min = models.PositiveSmallIntegerField(null=True, blank=True)
    level_max = models.PositiveSmallIntegerField(null=True, blank=True)
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    is_on = models.BooleanField(default=False)
    switched_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    switched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=365), name="life_rule_within_a_year"
            ),
            models.CheckConstraint(
                condition=Q(level_min__isnull=True)
                | Q(level_max__isnull=True)
                | Q(level_min__lte=F("level_max")),
                name="life_rule_levels_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_occasion_display())

    @property
    def event(self) -> moments.Event:
        """The event for the pure module."""
        key = f"attribute_{self.attribute_id}" if self.attribute_id else ""
        return moments.Event(kind=self.occasion, days=self.days, key=key)

    @property
    def is_readable(self) -> bool:
        """Whether the record still holds the day it looks at."""
        return self.occasion == moments.HIRED or self.attribute_id is not None

    @property
    def conditions(self) -> list[eligibility.Rule]:
        """Whom it is meant for, for the pure module."""
        placed = {
            eligibility.FUNCTION: self.functions,
            eligibility.DEPARTMENT: self.departments,
            eligibility.SITE: self.sites,
        }
        levels = {
            eligibility.LEVEL_MIN: self.level_min,
            eligibility.LEVEL_MAX: self.level_max,
        }
        return [
            *(eligibility.Rule(kind, values=tuple(held)) for kind, held in placed.items() if held),
            *(
                eligibility.Rule(kind, number=level)
                for kind, level in levels.items()
                if level is not None
            ),
        ]

    def day(self, traits: eligibility.Traits, today: date) -> date | None:
        """When it happened to somebody for whom the rule is meant; None for everybody else."""
        return moments.met(traits, self.event, self.conditions, today)


class LifeInvitation(models.Model):
    """Somebody was invited because of a rule: once, whatever becomes of the invitation.

    ``happened_on`` is empty once their identity is erased: the day would tell who it was.
    """

    rule = models.ForeignKey(LifeRule, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, models.CASCADE, related_name="life_invitations")
    happened_on = models.DateField(null=True, blank=True)
    invited_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "person"], name="life_invitation_once_per_rule")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.rule}"
