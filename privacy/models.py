"""What the privacy desk keeps: periods, holds, exports, erasures, notices, requests, documents."""

import uuid
from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.models import Company, Job, JobQuerySet
from people.models import Person


class Period(models.Model):
    """How long the company keeps one category, where it differs from the default.

    ``amount`` is in the unit of the category (`privacy.periods`).
    """

    kept = models.CharField(max_length=12)
    amount = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kept"], name="period_once")]

    def __str__(self) -> str:
        return f"{self.kept}: {self.amount}"


class HoldQuerySet(models.QuerySet["Hold"]):
    """Questions about legal holds."""

    def standing(self) -> Self:
        """Those not lifted."""
        return self.filter(lifted_at=None)


class Hold(models.Model):
    """A dispute or a legal duty: until it is lifted, nothing about its subject is erased.

    The subject is a person or a programme, by public id: a programme belongs to a higher floor.
    ``name`` is how it was called when the hold was placed.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("a person")
        PROGRAMME = "programme", _("a programme")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=9, choices=Kind)
    subject_id = models.UUIDField()
    name = models.CharField(max_length=310)
    reason = models.CharField(max_length=300)
    placed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(lifted_at__isnull=True),
                name="hold_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Export(Job):
    """Everything that is known about one person, packed once, for that person alone.

    ``archive`` is sealed (`companies.envelope`) and goes with ``expires_at``. ``sent_to`` is the
    private address of somebody who left; it goes at the same time.
    """

    LIFE = timedelta(days=7)

    person = models.ForeignKey(Person, models.CASCADE, related_name="exports")
    requested_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=2, choices=Company.Language)
    archive = models.TextField(blank=True)
    sent_to = models.EmailField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet["Export"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(status__in=("queued", "running")),
                name="export_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def can_be_taken(self) -> bool:
        """Whether the file is there and still good."""
        return bool(self.archive and self.expires_at and timezone.now() < self.expires_at)


class ErasureQuerySet(models.QuerySet["Erasure"]):
    """Questions about erasures."""

    def pending(self) -> Self:
        """Asked for, not done, not taken back."""
        return self.filter(status=Erasure.Status.PENDING)

    def due(self) -> Self:
        """Pending ones whose time to think is over."""
        return self.pending().filter(due_at__lte=timezone.now())


class Erasure(models.Model):
    """That HR asked to erase who somebody was: done at once by a second HR admin, else in 7 days.

    Once done, ``person`` is the nameless record that remains.
    """

    DELAY = timedelta(days=7)

    class Ground(models.TextChoices):
        LEFT = "left", _("they have left")
        ASKED = "asked", _("they asked for it (art. 17)")
        OBJECTED = "objected", _("they objected (art. 21)")

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting")
        DONE = "done", _("done")
        TAKEN_BACK = "taken_back", _("taken back")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="erasures")
    ground = models.CharField(max_length=8, choices=Ground)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    requested_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(status="pending"), name="erasure_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | ~Q(status="done")
                | ~Q(decided_by=F("requested_by")),
                name="erasure_needs_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}"


class Notice(models.Model):
    """One published version of the information given to people (art. 13 and 14).

    The text is the product's; ``contact`` is the DPO or whoever answers, ``article_fr`` and
    ``article_en`` are what the company adds. ``template`` is the version of the product's text.
    """

    version = models.PositiveIntegerField(unique=True)
    template = models.PositiveSmallIntegerField()
    controller = models.CharField(max_length=200)
    contact = models.CharField(max_length=200)
    article_fr = models.TextField(max_length=4000, blank=True)
    article_en = models.TextField(max_length=4000, blank=True)
    published_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.version}"


class Acknowledgement(models.Model):
    """That somebody said to have read one edition of the notice. It is not a consent.

    ``edition`` is the version of the company, a dot, the version of the product's text.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="acknowledgements")
    edition = models.CharField(max_length=12)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "edition"], name="acknowledged_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.edition}"


class RightsRequestQuerySet(models.QuerySet["RightsRequest"]):
    """Questions about requests."""

    def open(self) -> Self:
        """Those without an answer."""
        return self.filter(status=RightsRequest.Status.OPEN)


class RightsRequest(models.Model):
    """Somebody uses a right that the RGPD gives them; an answer is due within one month."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("to know what is held (art. 15)")
        RECTIFICATION = "rectification", _("to have something corrected (art. 16)")
        ERASURE = "erasure", _("to be erased (art. 17)")
        LIMITATION = "limitation", _("to have the use of facts limited (art. 18)")
        OBJECTION = "objection", _("to object (art. 21)")

    class Status(models.TextChoices):
        OPEN = "open", _("to answer")
        GRANTED = "granted", _("granted")
        PARTLY = "partly", _("granted in part")
        REFUSED = "refused", _("refused")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="rights_requests")
    kind = models.CharField(max_length=13, choices=Kind)
    words = models.TextField(max_length=2000, blank=True)
    received_on = models.DateField()
    due_on = models.DateField()
    noted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    objects = RightsRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", answered_at__isnull=True)
                | (~Q(status="open") & Q(answered_at__isnull=False)),
                name="request_answered_at_goes_with_answer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"


class Document(Job):
    """A document made from the register and the settings of the company, printed once as PDF."""

    class Kind(models.TextChoices):
        REGISTER = "register", _("register of processing")
        DPIA = "dpia", _("impact assessment (AIPD)")
        COUNCIL = "council", _("information of the works council (CSE)")

    kind = models.CharField(max_length=8, choices=Kind)
    requested_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=2, choices=Company.Language)
    pdf = models.BinaryField(default=bytes)
    pages = models.PositiveSmallIntegerField(default=0)

    objects = JobQuerySet["Document"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language"],
                condition=Q(status__in=("queued", "running")),
                name="document_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"
