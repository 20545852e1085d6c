"""What people hear of a programme: messages, its page inside the company, wishes, events."""

import uuid
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.models import Mail, Person
from programmes.models import Enrolment, Programme

LANGUAGES = ("fr", "en")


def told(row: Any, name: str, language: str) -> str:
    """A text of ``row`` in a language; in the other one where nobody wrote it."""
    both = (language, *(one for one in LANGUAGES if one != language))
    return next((text for one in both if (text := getattr(row, f"{name}_{one}"))), "")


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """Questions about messages."""

    def due(self) -> Self:
        """Those whose moment has come, and those of which letters are still to be written.

        While a programme is a draft, what is about a part in it waits.
        """
        now = timezone.now()
        rows = self.filter(
            Q(status=Announcement.Status.SENDING)
            | Q(status=Announcement.Status.SCHEDULED, send_at__lte=now)
        )
        return rows.exclude(
            ~Q(audience=Announcement.Audience.EVERYBODY),
            programme__status=Programme.Status.DRAFT,
        )


class Announcement(models.Model):
    """A message of the campaign of a programme, in both languages, with placeholders.

    ``sites``, ``functions`` and ``departments`` narrow the audience; empty means all of them.
    Draft → scheduled → sending → sent, which means that its letters are in the outbox; it may be
    paused or cancelled until the last of them has left.
    """

    class Kind(models.TextChoices):
        TEASER = "teaser", _("teaser")
        CALL = "call", _("call for mentors")
        KICK_OFF = "kick_off", _("kick-off")
        STORIES = "stories", _("stories")
        RESULTS = "results", _("results")
        THANKS = "thanks", _("thanks")

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", _("everybody in the company")
        MENTORS = "mentors", _("people invited as mentors")
        MENTEES = "mentees", _("people invited as mentees")
        TAKING_PART = "taking_part", _("people who take part")
        UNANSWERED = "unanswered", _("people who have not answered")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SCHEDULED = "scheduled", _("scheduled")
        SENDING = "sending", _("being sent")
        PAUSED = "paused", _("paused")
        SENT = "sent", _("sent")
        CANCELLED = "cancelled", _("cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="announcements")
    kind = models.CharField(max_length=10, choices=Kind)
    audience = models.CharField(max_length=12, choices=Audience)
    sites = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    functions = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    departments = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    subject_fr = models.CharField(max_length=120, blank=True)
    body_fr = models.TextField(max_length=6000, blank=True)
    subject_en = models.CharField(max_length=120, blank=True)
    body_en = models.TextField(max_length=6000, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    send_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    scheduled_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=("draft", "cancelled")) | Q(send_at__isnull=False),
                name="announcement_leaves_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status="sent", finished_at__isnull=False)
                | (~Q(status="sent") & Q(finished_at__isnull=True)),
                name="announcement_finished_when_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.programme}"

    @property
    def is_editable(self) -> bool:
        """Whether its words and its audience may still change."""
        return self.status in (self.Status.DRAFT, self.Status.SCHEDULED, self.Status.PAUSED)

    @property
    def is_for_everybody(self) -> bool:
        """Whether it goes to people whatever their part: they may have asked not to get it."""
        return self.audience == self.Audience.EVERYBODY

    @property
    def is_too_early(self) -> bool:
        """Whether it speaks of a part in a programme that nobody has been invited to yet."""
        return not self.is_for_everybody and self.programme.status == Programme.Status.DRAFT


class Delivery(models.Model):
    """One message to one person: the row that keeps it from being sent twice."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="deliveries")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    mail = models.OneToOneField(Mail, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "person"], name="delivery_once")
        ]

    def __str__(self) -> str:
        return f"{self.announcement} → {self.person}"


class Unsubscription(models.Model):
    """Somebody who wants no announcements about programmes that they are not part of."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.person)


class LandingPage(models.Model):
    """The page of a programme for everybody of the company; Markdown, in both languages."""

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="landing")
    about_fr = models.TextField(max_length=4000, blank=True)
    about_en = models.TextField(max_length=4000, blank=True)
    audience_fr = models.TextField(max_length=2000, blank=True)
    audience_en = models.TextField(max_length=2000, blank=True)
    effort_fr = models.TextField(max_length=2000, blank=True)
    effort_en = models.TextField(max_length=2000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.programme}"


class Wish(models.Model):
    """Somebody who would like to take part. It enrols nobody: HR or the director invites."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("to be seen")
        INVITED = "invited", _("invited")
        SET_ASIDE = "set_aside", _("set aside")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="wishes")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    role = models.CharField(max_length=8, choices=Enrolment.Role)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    made_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "person"], name="wish_once"),
            models.CheckConstraint(
                condition=Q(status="waiting", settled_at__isnull=True)
                | (~Q(status="waiting") & Q(settled_at__isnull=False)),
                name="wish_settled_at_goes_with_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"


class EventQuerySet(models.QuerySet["Event"]):
    """Questions about events."""

    def coming(self) -> Self:
        """Those that are still to begin, the next one first."""
        rows = self.filter(cancelled_at=None, starts_at__gt=timezone.now())
        return rows.order_by("starts_at", "pk")


class Event(models.Model):
    """A workshop or a seminar that makes a programme known, with a number of seats.

    ``place`` is a room or an address on the web.
    """

    class Kind(models.TextChoices):
        WORKSHOP = "workshop", _("workshop")
        SEMINAR = "seminar", _("seminar")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=8, choices=Kind)
    title_fr = models.CharField(max_length=120, blank=True)
    title_en = models.CharField(max_length=120, blank=True)
    description_fr = models.TextField(max_length=2000, blank=True)
    description_en = models.TextField(max_length=2000, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    seats = models.PositiveSmallIntegerField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="event_has_a_seat"),
            models.CheckConstraint(
                condition=~Q(title_fr="", title_en=""), name="event_has_a_title"
            ),
        ]

    def __str__(self) -> str:
        return told(self, "title", (get_language() or LANGUAGES[0])[:2])

    @property
    def has_begun(self) -> bool:
        """Whether it has begun, or is over."""
        return self.starts_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether people may still ask for a seat."""
        return self.cancelled_at is None and not self.has_begun

    @property
    def is_online(self) -> bool:
        """Whether its place is an address on the web."""
        return self.place.startswith(("https://", "http://"))


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Questions about registrations."""

    def seated(self) -> Self:
        """Those who have a seat."""
        return self.filter(status=Registration.Status.SEATED)

    def waiting(self) -> Self:
        """Those who wait for one, in their turn."""
        return self.filter(status=Registration.Status.WAITING).order_by("asked_at", "pk")


class Registration(models.Model):
    """Somebody who asked for a seat; ``sequence`` counts what was sent to their calendar."""

    class Status(models.TextChoices):
        SEATED = "seated", _("has a seat")
        WAITING = "waiting", _("on the waiting list")
        GIVEN_UP = "given_up", _("given up")

    event = models.ForeignKey(Event, models.CASCADE, related_name="registrations")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    status = models.CharField(max_length=8, choices=Status)
    asked_at = models.DateTimeField(default=timezone.now)
    attended = models.BooleanField(null=True, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="registration_once"),
            models.CheckConstraint(
                condition=Q(status="seated") | Q(attended__isnull=True),
                name="registration_attended_with_a_seat",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_status_display()})"
