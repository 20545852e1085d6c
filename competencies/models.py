"""What people can need, the competencies that a company looks at, where each sees themself."""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.models import Person


def in_two(row: models.Model, name: str) -> str:
    """The field ``name`` of a row in the reader's language, else in the other one."""
    french, english = getattr(row, f"{name}_fr"), getattr(row, f"{name}_en")
    first, second = (french, english) if reads_french() else (english, french)
    return str(first or second)


def reads_french() -> bool:
    """Whether the page is being made for somebody who reads French."""
    return (get_language() or "").startswith("fr")


class Catalogue(models.Model):
    """The company's own copy of the catalogue of needs: one row, once it is loaded.

    ``version`` grows with every change of words; answers keep the version they were given to.
    """

    ONLY = 1

    version = models.PositiveIntegerField(default=1)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="catalogue_is_one")]

    def __str__(self) -> str:
        return f"{self.version}"


class Framework(models.Model):
    """A set of competencies with what is aimed at; programmes choose one of its profiles.

    ``code`` names the one that ships, "" for a company's own. ``version`` grows with every change
    of a competency; self-assessments keep the version they were made with.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=40, blank=True, default="")
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="framework_shipped_once"
            )
        ]

    def __str__(self) -> str:
        return in_two(self, "name")


class Profile(models.Model):
    """Whom targets are for, such as people who lead a team for the first time."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="profiles")
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    place = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("framework", Lower("name_fr"), name="profile_name_fr_once"),
            models.UniqueConstraint("framework", Lower("name_en"), name="profile_name_en_once"),
        ]

    def __str__(self) -> str:
        return in_two(self, "name")


class Competency(models.Model):
    """One competency of a framework; what it says is in its wordings, the newest in force."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="competencies")
    code = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="competency_code_once")
        ]

    def __str__(self) -> str:
        return self.code


class CompetencyWording(models.Model):
    """What a competency says from one version of its framework on, in both languages.

    ``low``, ``middle`` and ``high`` are what one sees at levels 1, 3 and 5. Never changed: an edit
    writes the next one.
    """

    competency = models.ForeignKey(Competency, models.CASCADE, related_name="wordings")
    since = models.PositiveIntegerField()
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    description_fr = models.CharField(max_length=400)
    description_en = models.CharField(max_length=400)
    low_fr = models.CharField(max_length=300)
    low_en = models.CharField(max_length=300)
    middle_fr = models.CharField(max_length=300)
    middle_en = models.CharField(max_length=300)
    high_fr = models.CharField(max_length=300)
    high_en = models.CharField(max_length=300)
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["competency", "since"], name="competency_wording_once_per_version"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language."""
        return in_two(self, "name")

    @property
    def description(self) -> str:
        """In the reader's language."""
        return in_two(self, "description")

    @property
    def anchors(self) -> list[tuple[int, str]]:
        """Levels with what one sees at them, in the reader's language."""
        return [(1, in_two(self, "low")), (3, in_two(self, "middle")), (5, in_two(self, "high"))]


class Target(models.Model):
    """The level that a wording asks of a profile, from 1 to 5."""

    wording = models.ForeignKey(CompetencyWording, models.CASCADE, related_name="targets")
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="targets")
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wording", "profile"], name="target_once"),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=5), name="target_level_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}/5"


class Need(models.Model):
    """Something that a mentee may ask for and a mentor may help with.

    ``code`` stands on the answers and never changes; a need is retired, never deleted.
    ``synonyms`` are further words by which lists of people call it.
    """

    class Situation(models.TextChoices):
        NEW = "new", _("new to the role")
        DIFFICULTY = "difficulty", _("in difficulty")
        READY = "ready", _("ready for more")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=40, unique=True)
    situation = models.CharField(max_length=10, choices=Situation)
    place = models.PositiveSmallIntegerField(default=0)
    synonyms = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    competencies = models.ManyToManyField(Competency, related_name="needs", blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class NeedWording(models.Model):
    """What a need is called from one version of the catalogue on. Never changed."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="wordings")
    since = models.PositiveIntegerField()
    label_fr = models.CharField(max_length=80)
    label_en = models.CharField(max_length=80)
    hint_fr = models.CharField(max_length=200, blank=True)
    hint_en = models.CharField(max_length=200, blank=True)
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need", "since"], name="need_wording_once_per_version")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """In the reader's language."""
        return in_two(self, "label")

    @property
    def hint(self) -> str:
        """In the reader's language."""
        return in_two(self, "hint")


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Questions about self-assessments."""

    def of(self, person: Person) -> Self:
        """One person's, the newest first."""
        return self.filter(person=person).order_by("-taken_at", "-pk")


class Assessment(models.Model):
    """Where somebody saw themself at one moment, against a profile, in the words of ``version``.

    Read by nobody but the person, and the partner with whom they share it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="assessments")
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="assessments")
    version = models.PositiveIntegerField()
    taken_at = models.DateTimeField()

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-taken_at"], name="assessment_of_person")]

    def __str__(self) -> str:
        return f"{self.profile}"


class Rating(models.Model):
    """The level that somebody sees themself at in one competency, from 1 to 5."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="ratings")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="ratings")
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "competency"], name="rating_once"),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=5), name="rating_level_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}/5"
