"""The companies themselves (catalogue, public schema) and the shape of a long work."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
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


def not_reserved(name: str) -> None:
    """Validator: refuse a schema name that is PostgreSQL's, the catalogue's or a spare's."""
    if name in RESERVED or name.startswith(RESERVED_PREFIXES):
        raise ValidationError(_("The address “%(name)s” is reserved."), params={"name": name})


def asks_for_second_factor() -> bool:
    """Whether a new company starts with the obligation: always, except in a demo."""
    return not settings.DEMO


def new_key_salt() -> str:
    """What makes the keys of one company its own: 256 random bits in hexadecimal."""
    return secrets.token_hex(32)


class Company(TenantMixin):
    """One customer: a subdomain, a schema, a default language and time zone.

    ``mfa_required`` obliges HR admins and sponsors to log in with a second factor. ``key_salt``
    goes into every key and signature of the company: whoever comes after it at the same address
    opens nothing that was its own. ``delete_on`` is the day on which a suspended company is
    erased. ``is_operator`` marks the one reserved company, whose persons run the installation.
    ``colour`` is ``#rrggbb`` and readable (``companies.palette``), empty for ours; ``contact`` is
    where people write to HR.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")

    class Language(models.TextChoices):
        FRENCH = "fr", "Français"
        ENGLISH = "en", "English"

    schema_name = models.CharField(
        max_length=63, unique=True, validators=[SCHEMA_NAME, not_reserved]
    )
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=Language, default=Language.FRENCH)
    time_zone = models.CharField(max_length=64, default="Europe/Paris")
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    mfa_required = models.BooleanField(default=asks_for_second_factor)
    key_salt = models.CharField(max_length=64, default=new_key_salt, editable=False)
    is_operator = models.BooleanField(default=False, editable=False)
    delete_on = models.DateField(null=True, blank=True)
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
                condition=Q(delete_on__isnull=True) | Q(status="suspended"),
                name="company_waits_suspended_for_its_deletion",
            ),
            models.CheckConstraint(
                condition=Q(is_operator=False) | Q(status="active"),
                name="company_of_the_operator_stays_open",
            ),
            models.UniqueConstraint(
                fields=["is_operator"],
                condition=Q(is_operator=True),
                name="company_of_the_operator_is_one",
            ),
            # Only what would never be a company's, so that the list of names may change freely.
            models.CheckConstraint(
                condition=~Q(schema_name__regex=r"^(public|information_schema|pg_.*|spare_.*)$"),
                name="company_schema_is_its_own",
            ),
            models.CheckConstraint(
                condition=Q(colour="") | Q(colour__regex=r"^#[0-9a-f]{6}$"),
                name="company_colour_is_plain",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key_digest(self) -> str:
        """Tells two companies of one name apart without telling the salt; 64 hexadecimal digits."""
        return hashlib.sha256(self.key_salt.encode()).hexdigest()


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

    def clean(self) -> None:
        """The digest, which pages and caches go by, is that of the picture."""
        if self.digest != hashlib.sha256(self.content).hexdigest()[:24]:
            raise ValidationError("the digest is that of another picture")


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


class RetiredAddress(models.Model):
    """A host of an erased company: given to nobody else until a day, and known not to be free.

    ``key_digest`` is that of the company that had it: its own archive may come back earlier.
    """

    host = models.CharField(max_length=253, unique=True)
    schema_name = models.CharField(max_length=63)
    key_digest = models.CharField(max_length=64)
    until = models.DateField()

    def __str__(self) -> str:
        return self.host


class JobQuerySet[Model: models.Model](models.QuerySet[Model]):
    """Questions about rows that stand for a long work."""

    def unfinished(self) -> Self:
        """Those waiting or being worked on."""
        return self.filter(status__in=Job.UNFINISHED)

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

    UNFINISHED = (Status.QUEUED, Status.RUNNING)
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


class StoppedError(Exception):
    """Somebody asked that this work stop: whoever does it ends it as cancelled."""


class StoppableJob(Job):
    """A long work that a person may stop: at once while it waits, else at its next report."""

    CANCELLED = "cancelled"

    stop_asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_cancelled(self) -> bool:
        """Whether it was stopped before its end."""
        return self.status == self.Status.FAILED and self.problem == self.CANCELLED

    def ask_to_stop(self) -> None:
        """Stop it: now when nobody works on it, else when its worker reports next."""
        now = timezone.now()
        rows = type(self)._default_manager.filter(pk=self.pk)
        idle = Q(status=self.Status.QUEUED) | Q(status=self.Status.RUNNING, leased_until__lt=now)
        rows.filter(idle).update(
            status=self.Status.FAILED, problem=self.CANCELLED, finished_at=now, stop_asked_at=now
        )
        rows.filter(status=self.Status.RUNNING).update(stop_asked_at=now)
        self.refresh_from_db()

    def report(self, step: str, done: int, total: int) -> None:
        """Say how far the work is; raises ``StoppedError`` when it was asked to stop."""
        super().report(step, done, total)
        rows = type(self)._default_manager.filter(pk=self.pk)
        if rows.filter(stop_asked_at__isnull=False).exists():
            raise StoppedError


class SignUpQuerySet(JobQuerySet["SignUp"]):
    """Questions about sign-ups."""

    def without_code(self) -> Self:
        """Those whose code was asked for and has not been made."""
        return self.filter(code_made_at__isnull=True, verified_at__isnull=True)

    def verified(self) -> Self:
        """Those whose e-mail is proven: a company may be opened."""
        return self.filter(verified_at__isnull=False)


class SignUp(Job):
    """Somebody who opens a company by themselves; kept until it is open, at most a day.

    Nothing of the company exists before ``verified_at``. The code itself is nowhere: only a digest
    of it, with the number of wrong tries. Once the company is open, nothing is left of the person
    but ``admin``, the public id of their record over there.
    """

    # Opening a company takes a second; whoever waits should not wait long for a dead worker.
    LEASE = timedelta(minutes=1)

    company_name = models.CharField(max_length=120)
    subdomain = models.CharField(max_length=40)
    language = models.CharField(max_length=2, choices=Company.Language)
    time_zone = models.CharField(max_length=64)
    email = models.EmailField(blank=True)
    given_name = models.CharField(max_length=150, blank=True)
    family_name = models.CharField(max_length=150, blank=True)
    terms = models.CharField(max_length=20)
    codes = models.PositiveSmallIntegerField(default=1)
    code_asked_at = models.DateTimeField()
    code_made_at = models.DateTimeField(null=True, blank=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    verified_at = models.DateTimeField(null=True, blank=True)
    admin = models.UUIDField(null=True, blank=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="done")
                | Q(email="", given_name="", family_name="", code_digest="", admin__isnull=False),
                name="sign_up_forgets_the_person",
            ),
            models.CheckConstraint(
                condition=Q(status="queued") | Q(verified_at__isnull=False),
                name="sign_up_works_once_verified",
            ),
        ]

    def __str__(self) -> str:
        return self.subdomain

    @property
    def hint(self) -> str:
        """The e-mail as far as its owner needs it to see a slip of the keyboard."""
        name, _, host = self.email.rpartition("@")
        return f"{name[:1]}…@{host}"


class CompanyArchiveQuerySet(JobQuerySet["CompanyArchive"]):
    """Questions about archives."""

    def expired(self) -> Self:
        """Those kept long enough."""
        return self.filter(created_at__lt=timezone.now() - CompanyArchive.KEPT)


class CompanyArchive(Job):
    """One archive of a company, asked for by the operator: sealed, in parts, for a few days.

    ``requested_by`` is the public id of a person of the operator's company. ``size`` counts the
    bytes of all parts, ``sha256`` is their digest.
    """

    KEPT = timedelta(days=7)
    # Nobody renews it while the rows are read: longer than a worker may work.
    LEASE = timedelta(minutes=20)

    company = models.ForeignKey(Company, models.CASCADE, related_name="archives")
    requested_by = models.UUIDField(null=True, editable=False)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = CompanyArchiveQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.company} {self.created_at:%Y-%m-%d}"

    @property
    def kept_until(self) -> datetime:
        """When it is thrown away."""
        return self.created_at + self.KEPT


class ArchivePart(models.Model):
    """A piece of a sealed archive, at most one mebibyte: nobody holds all of it in memory."""

    archive = models.ForeignKey(CompanyArchive, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["archive", "number"], name="archive_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.archive} #{self.number}"
