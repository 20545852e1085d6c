"""Persons of one company, their skills, the files they came from, their mail, the journal."""

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from companies.models import Company, Job, JobQuerySet
from people.chain import Link
from people.roster import Declared

# Sorting and searching as people do, on every database: some know no French collation.
_ACCENTED = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖŒÙÚÛÜÝŸŠŽàáâãäåçèéêëìíîïñòóôõöœùúûüýÿšž"
_PLAIN = "aaaaaaceeeeiiiinoooooouuuuyysz" * 2
_TO_PLAIN = str.maketrans(_ACCENTED, _PLAIN)


def folded(expression: str | Combinable) -> Func:
    """The text without capitals and accents, in SQL."""
    return Func(
        Lower(expression),
        Value(_ACCENTED),
        Value(_PLAIN),
        function="translate",
        output_field=models.TextField(),
    )


def fold(text: str) -> str:
    """The same for a text at hand."""
    return text.translate(_TO_PLAIN).lower()


class PersonQuerySet(models.QuerySet["Person"]):
    """Questions about persons."""

    def present(self) -> Self:
        """Those who still work here."""
        return self.exclude(status=Person.Status.LEFT)

    def known(self) -> Self:
        """Those whose identity has not been erased."""
        return self.filter(erased_at=None)

    def by_name(self) -> Self:
        """Sorted as in a directory, whatever capitals and accents."""
        return self.order_by(folded("family_name"), folded("given_name"), "pk")

    def hr(self) -> Self:
        """HR admins."""
        return self.present().filter(role=Person.Role.HR)

    def leaving_before(self, day: date) -> Self:
        """Those whose last day is over and who have not been let go yet."""
        return self.filter(status=Person.Status.LEAVING, leaving_on__lt=day)


class PersonManager(BaseUserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]
    """Finds a person by e-mail, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Used by the login form."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody of the company; also the account with which they log in.

    ``level`` is the company's own order of grades (a higher number is more senior).
    ``manager`` draws the org chart. ``declared`` holds the company's own facts, by the key of their
    `Attribute`: a text, a number or a list of texts. Nobody has a password until they choose one.
    ``leaving_on`` is the last day here; whoever has left cannot log in. With ``erased_at`` the row
    is nobody's any more: a pseudonym that facts without identity hang on.
    """

    class Role(models.TextChoices):
        HR = "hr", _("HR admin")
        MEMBER = "member", _("employee")
        # Of the operator's company only: who runs the installation and enters no company.
        OPERATOR = "operator", _("operator")

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        LEAVING = "leaving", _("leaving")
        LEFT = "left", _("left")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField()
    employee_number = models.CharField(max_length=50, blank=True)
    given_name = models.CharField(max_length=150)
    family_name = models.CharField(max_length=150)
    job_title = models.CharField(max_length=200, blank=True)
    function = models.CharField(max_length=200, blank=True)
    department = models.CharField(max_length=200, blank=True)
    site = models.CharField(max_length=200, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    manager = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    hired_on = models.DateField(null=True, blank=True)
    leaving_on = models.DateField(null=True, blank=True)
    languages = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    declared: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=2, choices=Company.Language, blank=True)
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    invited_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_name", "family_name"]

    objects = PersonManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_unique"),
            models.UniqueConstraint(
                fields=["employee_number"],
                condition=~Q(employee_number=""),
                name="person_employee_number_unique",
            ),
            models.CheckConstraint(
                condition=Q(manager__isnull=True) | ~Q(manager=F("id")),
                name="person_is_not_own_manager",
            ),
        ]
        indexes = [models.Index(fields=["family_name", "given_name"], name="person_by_name")]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """Given name, then family name."""
        return f"{self.given_name} {self.family_name}".strip()

    def get_short_name(self) -> str:
        """What a colleague would call them."""
        return self.given_name

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        return (self.given_name[:1] + self.family_name[:1]).upper()

    def chain(self) -> list["Person"]:
        """Their manager, the manager's manager and so on, the nearest first."""
        above: list[Person] = []
        manager = self.manager
        while manager is not None and manager not in above and len(above) < 30:
            above.append(manager)
            manager = manager.manager
        return above

    @property
    def spoken(self) -> str:
        """Languages spoken, in the language of the reader; an unknown code stays a code."""
        return ", ".join(_language_name(code) for code in self.languages)

    @property
    def is_hr(self) -> bool:
        """Whether they administer the company's space."""
        return self.role == self.Role.HR

    @property
    def is_operator(self) -> bool:
        """Whether they run the installation; true in the operator's company only."""
        return self.role == self.Role.OPERATOR

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Leavers cannot log in."""
        return self.status != self.Status.LEFT


def _language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


class Skill(models.Model):
    """A skill named by the company."""

    name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="skill_name_unique")]

    def __str__(self) -> str:
        return self.name


class PersonSkill(models.Model):
    """What a person offers or wants, with a level from 1 (notions) to 5 (could teach it)."""

    class Direction(models.TextChoices):
        OFFERED = "offered", _("offered")
        WANTED = "wanted", _("wanted")

    person = models.ForeignKey(Person, models.CASCADE, related_name="person_skills")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="person_skills")
    direction = models.CharField(max_length=8, choices=Direction)
    level = models.PositiveSmallIntegerField(default=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "skill", "direction"], name="person_skill_once"
            ),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=5), name="person_skill_level_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill} {self.level}/5"


class Attribute(models.Model):
    """A fact about people that the company itself declares, beyond those that every record has."""

    class Kind(models.TextChoices):
        TEXT = "text", _("a text")
        NUMBER = "number", _("a number")
        CHOICE = "choice", _("one answer of a list")
        CHOICES = "choices", _("several answers of a list")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind)
    options = ArrayField(models.CharField(max_length=80), default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="attribute_name_unique")]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Where a person keeps it."""
        return f"attribute_{self.pk}"

    @property
    def is_list(self) -> bool:
        """Whether its answers are chosen from a list."""
        return self.kind in (self.Kind.CHOICE, self.Kind.CHOICES)

    @property
    def column(self) -> Declared:
        """The same for the reader of files."""
        return Declared(self.key, self.name, self.kind, tuple(self.options))

    def shown(self, person: Person) -> str:
        """What ``person`` has, in words; "" when nothing is known."""
        value = person.declared.get(self.key)
        if isinstance(value, list):
            return ", ".join(value)
        if isinstance(value, int | float):
            return str(number_format(value))
        return value or ""


class PeopleImportQuerySet(JobQuerySet["PeopleImport"]):
    """Questions about imports."""

    def confirmed(self) -> Self:
        """Those that somebody asked to apply."""
        return self.filter(confirmed_at__isnull=False)


class PeopleImport(Job):
    """One uploaded file of people: its bytes, how its columns map, what applying it did.

    A row stays ``queued`` with ``confirmed_at`` empty while its preview is being looked at.
    ``problems`` are the refused lines as they were when the file was applied, ``new_skills`` the
    ids of the skills it named first; both, with `ImportedPerson`, let it be undone, until
    ``forgotten_at``, when the file and the memory of what it changed are erased.
    """

    uploaded_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=4, blank=True)
    mapping = models.JSONField(default=dict)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    problems: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    new_skills: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = PeopleImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.filename

    @property
    def has_file(self) -> bool:
        """Whether its bytes are still kept."""
        return bool(self.content)


class ImportedPerson(models.Model):
    """What one import did to one record: how it was before, what it was afterwards.

    ``before`` is a record as `people.actions.snapshot` writes it, ``None`` for a new person;
    ``after`` the digest of what the import made of it.
    """

    batch = models.ForeignKey(PeopleImport, models.CASCADE, related_name="touched")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    before: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    after = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "person"], name="imported_person_once")
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.person}"


class Connection(models.Model):
    """How a company's own accounts log in here: one provider, and what it is trusted with.

    ``domains`` are the mail domains it speaks for. ``vouches`` accepts addresses about which it
    says nothing; ``trusts_second_factor`` takes its word that a second factor was asked.
    ``is_compulsory`` leaves no other way in to people of these domains, except HR admins.
    ``secret`` is sealed. Only an offered connection logs anybody in.
    """

    class Kind(models.TextChoices):
        OPENID = "openid_connect", "OpenID Connect"
        SAML = "saml", "SAML 2.0"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=60)
    domains = ArrayField(models.CharField(max_length=253))
    is_offered = models.BooleanField(default=False)
    is_compulsory = models.BooleanField(default=False)
    vouches = models.BooleanField(default=False)
    trusts_second_factor = models.BooleanField(default=False)
    issuer = models.CharField(max_length=500, blank=True)
    client_id = models.CharField(max_length=191, blank=True)
    secret = models.TextField(blank=True)
    entity_id = models.CharField(max_length=1024, blank=True)
    sign_on_url = models.CharField(max_length=1024, blank=True)
    certificates = ArrayField(models.TextField(), default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_problem = models.CharField(max_length=40, blank=True)
    last_problem_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="connection_name_unique"),
            models.CheckConstraint(
                condition=Q(kind="openid_connect", entity_id="", sign_on_url="")
                & ~Q(issuer="")
                & ~Q(client_id="")
                | Q(kind="saml", issuer="", client_id="", secret="")
                & ~Q(entity_id="")
                & ~Q(sign_on_url=""),
                name="connection_is_of_one_kind",
            ),
            models.CheckConstraint(
                condition=Q(domains__len__gt=0), name="connection_speaks_for_a_domain"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What links of people to their accounts at this provider are kept under."""
        return self.public_id.hex

    @property
    def is_openid(self) -> bool:
        """Whether it speaks OpenID Connect; otherwise SAML."""
        return self.kind == self.Kind.OPENID

    def speaks_for(self, email: str) -> bool:
        """Whether an address lies in one of its domains."""
        return email.rpartition("@")[2].lower() in self.domains


class ReceivedAnswer(models.Model):
    """A checked answer of a SAML provider on its way to the browser that asked; good once.

    The provider's page sends it without the cookie of the session, so it waits here for the next
    request. ``facts`` are emptied when it is used; the row stays until the answer would have
    expired, so that it is not accepted again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="answers")
    digest = models.CharField(max_length=64)
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    received_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "digest"], name="answer_received_once")
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class MailQuerySet(models.QuerySet["Mail"]):
    """Questions about letters."""

    def due(self) -> Self:
        """Those not handed to the mail server yet."""
        return self.filter(status=Mail.Status.QUEUED)


class Mail(models.Model):
    """One letter to one person: written with the change it tells of, sent after commit.

    ``key`` makes it unique: the same occasion never sends twice. ``unknown`` means that the
    process died while talking to the mail server; it is never resent by itself. ``context`` holds
    what the template needs, and is emptied when nothing more happens to the letter. ``queued_at``
    moves on when a try is put off.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        UNKNOWN = "unknown", _("not known")

    kind = models.CharField(max_length=40)
    person = models.ForeignKey(Person, models.CASCADE, related_name="mails")
    key = models.CharField(max_length=160, unique=True)
    context = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["queued_at"], condition=Q(status="queued"), name="mail_waiting")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False)
                | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="mail_sent_at_goes_with_sent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class AuditEntry(models.Model):
    """Who did what to what, when: appended by actions, read by HR, never changed.

    ``facts`` holds declared facts only; never words written between partners. ``number`` counts
    from 1 without gaps, ``digest`` is that of the entry and covers ``previous``, the digest of the
    entry before (`people.chain`); the database itself refuses to change or to delete a row.
    ``actor`` is kept as a public id, so that an entry outlives the person's record.
    """

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        Person,
        models.DO_NOTHING,
        to_field="public_id",
        db_constraint=False,
        null=True,
        related_name="+",
    )
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    request = models.CharField(max_length=32, blank=True)
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"

    @property
    def link(self) -> Link:
        """The entry as it is digested."""
        return Link(
            number=self.number,
            previous=self.previous,
            at=self.at,
            actor=str(self.actor_id or ""),
            verb=self.verb,
            subject_kind=self.subject_kind,
            subject_id=self.subject_id,
            request=self.request,
            facts=self.facts,
            digest=self.digest,
        )
