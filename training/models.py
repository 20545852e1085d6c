"""What people learn before they meet: modules, quizzes, live workshops, and who has done what."""

import json
import uuid
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from companies import keys
from people.models import Person
from programmes.models import Enrolment, Programme

LANGUAGES = ("fr", "en")


def said(texts: dict[str, str]) -> tuple[str, str]:
    """The text in the reader's language, else in the other one, with the language it is in."""
    own = (get_language() or "en")[:2]
    order = (own, *(one for one in LANGUAGES if one != own))
    return next(((texts[one], one) for one in order if texts.get(one)), ("", own))


class Trainer(models.Model):
    """Who trains in a programme: a colleague, or a name from elsewhere, with their role."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="trainers")
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="trainings_given"
    )
    name = models.CharField(max_length=160, blank=True)
    job = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person"],
                condition=Q(person__isnull=False),
                name="trainer_once_per_programme",
            )
        ]

    def __str__(self) -> str:
        return str(self.person) if self.person else self.name


class ModuleQuerySet(models.QuerySet["Module"]):
    """Questions about modules."""

    def live(self) -> Self:
        """Those people read now: published and not retired."""
        return self.filter(published_at__isnull=False, retired_at__isnull=True)

    def needed(self) -> Self:
        """Those without which nobody counts as trained."""
        return self.live().filter(is_mandatory=True)

    def for_role(self, role: Any) -> Self:
        """Those for one side; ``role`` may be an expression."""
        return self.filter(Q(audience=Module.Audience.BOTH) | Q(audience=role))

    def in_order(self) -> Self:
        """As HR arranged them."""
        return self.order_by("place", "pk")


class Module(models.Model):
    """One thing to learn: a text, a case from earlier pairs, or a workshop held on some dates.

    Texts are Markdown, in French, English or both. With questions it is done when the quiz is
    passed, as a workshop when somebody was there, else when its reader says so. ``tries`` are
    per day. ``starter`` is its code in the starter set it came from. ``place`` orders.
    """

    class Kind(models.TextChoices):
        LESSON = "lesson", _("lesson")
        CASE = "case", _("case from an earlier pair")
        WORKSHOP = "workshop", _("live workshop")

    class Audience(models.TextChoices):
        MENTOR = "mentor", _("mentors")
        MENTEE = "mentee", _("mentees")
        BOTH = "both", _("mentors and mentees")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="modules")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.LESSON)
    audience = models.CharField(max_length=6, choices=Audience, default=Audience.BOTH)
    place = models.PositiveSmallIntegerField(default=0)
    title_fr = models.CharField(max_length=120, blank=True)
    title_en = models.CharField(max_length=120, blank=True)
    body_fr = models.TextField(max_length=20_000, blank=True)
    body_en = models.TextField(max_length=20_000, blank=True)
    link = models.URLField(max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(default=10)
    is_mandatory = models.BooleanField(default=True)
    trainer = models.ForeignKey(
        Trainer, models.SET_NULL, null=True, blank=True, related_name="modules"
    )
    pass_mark = models.PositiveSmallIntegerField(default=80)
    tries = models.PositiveSmallIntegerField(default=3)
    starter = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ModuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_fr="") | ~Q(title_en=""), name="module_has_a_title"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=480), name="module_takes_1_to_480_minutes"
            ),
            models.CheckConstraint(
                condition=Q(pass_mark__gte=1, pass_mark__lte=100, tries__gte=1, tries__lte=20),
                name="module_quiz_can_be_passed",
            ),
            models.UniqueConstraint(
                fields=["programme", "starter"],
                condition=~Q(starter=""),
                name="module_starter_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its title in the reader's language, else in the other one."""
        return said({"fr": self.title_fr, "en": self.title_en})[0]

    @property
    def body(self) -> str:
        """Its text as Markdown, in the same way."""
        return said({"fr": self.body_fr, "en": self.body_en})[0]

    @property
    def language(self) -> str:
        """The language of :attr:`body`, or of the title when there is no text."""
        body, language = said({"fr": self.body_fr, "en": self.body_en})
        return language if body else said({"fr": self.title_fr, "en": self.title_en})[1]

    @property
    def is_live(self) -> bool:
        """Whether people read it now."""
        return self.published_at is not None and self.retired_at is None


class Attachment(models.Model):
    """A file of a module; its content is left out of lists."""

    MOST = 5
    """How many a module has at most."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    module = models.ForeignKey(Module, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    added_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """One question of a module's quiz.

    ``choices``: a list of ``{"fr", "en", "right", "why_fr", "why_en"}``; ``why`` is told to
    whoever chose it. With several right ones, all of them and no other must be chosen.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    module = models.ForeignKey(Module, models.CASCADE, related_name="questions")
    prompt_fr = models.CharField(max_length=300, blank=True)
    prompt_en = models.CharField(max_length=300, blank=True)
    is_multiple = models.BooleanField(default=False)
    choices: "models.JSONField[Any, Any]" = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(prompt_fr="") | ~Q(prompt_en=""), name="question_asks_something"
            )
        ]

    def __str__(self) -> str:
        return self.prompt

    @property
    def prompt(self) -> str:
        """What is asked, in the reader's language, else in the other one."""
        return said({"fr": self.prompt_fr, "en": self.prompt_en})[0]

    @property
    def edition(self) -> str:
        """Names it in the words of now: answers are positions among these very choices.

        It gives nothing away of which ones are right.
        """
        said = [self.prompt_fr, self.prompt_en, self.is_multiple, self.choices]
        made = salted_hmac(
            keys.salt("question"), json.dumps(said, sort_keys=True), algorithm="sha256"
        )
        return f"{self.public_id}.{made.hexdigest()[:16]}"

    @property
    def right(self) -> frozenset[int]:
        """Which of its choices are right, counted from 0."""
        return frozenset(n for n, one in enumerate(self.choices) if one["right"])

    @property
    def offered(self) -> list[dict[str, str]]:
        """Its choices with their explanations, in the reader's language."""
        return [
            {
                "text": said({one: choice.get(one, "") for one in LANGUAGES})[0],
                "why": said({one: choice.get(f"why_{one}", "") for one in LANGUAGES})[0],
            }
            for choice in self.choices
        ]


class Progress(models.Model):
    """How far one person is with one module.

    ``tries`` counts those of the day ``tried_on``; ``answers`` go from the edition of a question to
    choices. What was answered and the score (percent) are the person's own: nobody else reads more
    than whether it is done.
    """

    module = models.ForeignKey(Module, models.CASCADE, related_name="progress")
    person = models.ForeignKey(Person, models.CASCADE, related_name="training")
    done_at = models.DateTimeField(null=True, blank=True)
    tried_on = models.DateField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    score = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    answers: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["module", "person"], name="progress_once_per_module")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.module}"


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    """Questions about workshops."""

    def standing(self) -> Self:
        """Those that were not cancelled."""
        return self.filter(cancelled_at__isnull=True)


class Workshop(models.Model):
    """One date on which a module of the kind workshop is held."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    module = models.ForeignKey(Module, models.CASCADE, related_name="workshops")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=300, blank=True)
    seats = models.PositiveSmallIntegerField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    ticked_at = models.DateTimeField(null=True, blank=True)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="workshop_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1, seats__lte=500), name="workshop_has_1_to_500_seats"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module} {self.starts_at:%Y-%m-%d}"

    @property
    def whereabouts(self) -> str:
        """The room, else the address of the meeting."""
        return self.place or self.link


class Registration(models.Model):
    """A person who asked for a seat in a workshop.

    ``asked_at`` is their turn on the waiting list; ``sequence`` grows with each letter that
    changes what their calendar holds; ``attended`` is unknown until somebody ticked it.
    """

    class Status(models.TextChoices):
        SEATED = "seated", _("registered")
        WAITING = "waiting", _("on the waiting list")
        LEFT = "left", _("gave the seat back")

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="registrations")
    person = models.ForeignKey(Person, models.CASCADE, related_name="workshops")
    status = models.CharField(max_length=8, choices=Status)
    asked_at = models.DateTimeField()
    sequence = models.PositiveSmallIntegerField(default=0)
    attended = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workshop", "person"], name="seat_asked_for_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.workshop}"


class Requirement(models.Model):
    """When one side of a programme must be trained; no row means: whenever they like."""

    class Moment(models.TextChoices):
        MATCHING = "matching", _("before the matching")
        SESSION = "session", _("before the first session")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="training_requirements")
    role = models.CharField(max_length=8, choices=Enrolment.Role)
    moment = models.CharField(max_length=8, choices=Moment)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "role"], name="requirement_once_per_role")
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.get_role_display()} {self.get_moment_display()}"


class Exemption(models.Model):
    """One person in one programme who need not be trained, and why."""

    class Reason(models.TextChoices):
        ELSEWHERE = "elsewhere", _("trained elsewhere")
        EXPERIENCED = "experienced", _("experienced: has done this before")
        ABSENT = "absent", _("could not be there, caught up in person")
        OTHER = "other", _("another reason")

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="exemption")
    reason = models.CharField(max_length=12, choices=Reason)
    note = models.CharField(max_length=300, blank=True)
    given_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.enrolment}"
