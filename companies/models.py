"""The companies themselves (catalogue, public schema) and the shape of a long work."""

import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin

# Shorter than PostgreSQL's 63 bytes, lower case, no quoting ever needed.
SCHEMA_NAME = RegexValidator(r"^[a-z][a-z0-9_]{2,40}\Z")
RESERVED = frozenset(
    {"public", "information_schema", "pg_catalog", "www", "api", "admin", "static"}
)
SPARE_PREFIX = "spare_"
RESERVED_PREFIXES = ("pg_", SPARE_PREFIX)


def asks_for_second_factor() -> bool:
    """Whether a new company starts with the obligation: always, except in a demo."""
    return not settings.DEMO


class Company(TenantMixin):
    """One customer: a subdomain, a schema, a default language and time zone.

    ``mfa_required`` obliges HR admins and sponsors to log in with a second factor. ``colour`` is
    ``#rrggbb`` and readable (``companies.palette``), empty for ours; ``contact`` is where people
    write to HR.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")

    class Language(models.TextChoices):
        FRENCH = "fr", "Français"
        ENGLISH = "en", "English"

    schema_name = models.CharField(max_length=63, unique=True, validators=[SCHEMA_NAME])
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=Language, default=Language.FRENCH)
    time_zone = models.CharField(max_length=64, default="Europe/Paris")
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    mfa_required = models.BooleanField(default=asks_for_second_factor)
    colour = models.CharField(max_length=7, blank=True, default="")
    logo_digest = models.CharField(max_length=24, blank=True, default="")
    contact = models.EmailField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    # The schema is made by an action (people.actions.company), never as a side effect of save().
    auto_create_schema = False

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(schema_name__regex=r"^[a-z][a-z0-9_]{2,40}$"),
                name="company_schema_name_is_plain",
            ),
            models.CheckConstraint(
                condition=Q(colour="") | Q(colour__regex=r"^#[0-9a-f]{6}$"),
                name="company_colour_is_plain",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Domain(DomainMixin):
    """A host name at which a company answers; one is primary and used in every link."""


class Logo(models.Model):
    """The picture of a company, re-drawn by us; apart, so that finding a company stays light.

    In the catalogue because pages show it before anybody is known.
    """

    company = models.OneToOneField(Company, models.CASCADE, related_name="logo")
    digest = models.CharField(max_length=24)
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.digest


class Blueprint(models.Model):
    """How the tables of a company are made: the statements of its migrations, written down."""

    ONLY = 1

    fingerprint = models.CharField(max_length=64, unique=True)
    migrations = models.JSONField()
    script = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="blueprint_is_one_row"),
        ]

    def __str__(self) -> str:
        return self.fingerprint[:12]


class SpareSchema(models.Model):
    """A schema with all its tables and no company yet; without a fingerprint it is being made."""

    schema_name = models.CharField(max_length=63, unique=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.schema_name


class JobQuerySet[Model: models.Model](models.QuerySet[Model]):
    """Questions about rows that stand for a long work."""

    def unfinished(self) -> Self:
        """Those waiting or being worked on."""
        return self.filter(status__in=(Job.Status.QUEUED, Job.Status.RUNNING))

    def stale(self) -> Self:
        """Those that nobody works on any more: lost message, dead worker."""
        now = timezone.now()
        return self.filter(
            Q(status=Job.Status.QUEUED, created_at__lt=now - Job.PATIENCE)
            | Q(status=Job.Status.RUNNING, leased_until__lt=now)
        )


class Job(models.Model):
    """A long work as a row: the row is the truth, a task only makes it happen sooner."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("in progress")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    LEASE = timedelta(minutes=5)
    PATIENCE = timedelta(minutes=1)
    ATTEMPTS = 3

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    step = models.CharField(max_length=40, blank=True)
    steps_done = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in (self.Status.DONE, self.Status.FAILED)

    def claim(self) -> bool:
        """Take the work for one lease; false when it is finished or somebody else has it.

        After ``ATTEMPTS`` tries the row is marked failed instead: a poisonous job stops.
        """
        rows = type(self)._default_manager.filter(pk=self.pk)
        now = timezone.now()
        free = Q(status=self.Status.QUEUED) | Q(status=self.Status.RUNNING, leased_until__lt=now)
        rows.filter(free, attempts__gte=self.ATTEMPTS).update(
            status=self.Status.FAILED, problem="too_many_attempts", finished_at=now
        )
        taken = rows.filter(free).update(
            status=self.Status.RUNNING, leased_until=now + self.LEASE, attempts=F("attempts") + 1
        )
        self.refresh_from_db()
        return bool(taken)

    def report(self, step: str, done: int, total: int) -> None:
        """Say how far the work is and renew the lease; call it outside the final transaction."""
        type(self)._default_manager.filter(pk=self.pk, status=self.Status.RUNNING).update(
            step=step,
            steps_done=done,
            steps_total=total,
            leased_until=timezone.now() + self.LEASE,
        )

    def finish(self) -> None:
        """Mark it done; nothing happens to a work that has come to its end."""
        self._end(self.Status.DONE, "")

    def fail(self, problem: str) -> None:
        """Mark it failed with a code that a template turns into a sentence.

        A worker that lost its lease comes too late: what another one finished stays as it is.
        """
        self._end(self.Status.FAILED, problem)

    def _end(self, status: str, problem: str) -> None:
        rows = type(self)._default_manager.filter(pk=self.pk)
        rows.filter(status__in=(self.Status.QUEUED, self.Status.RUNNING)).update(
            status=status, problem=problem, finished_at=timezone.now()
        )
        self.refresh_from_db(fields=["status", "problem", "finished_at"])
