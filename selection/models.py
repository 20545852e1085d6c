"""How people are selected for a programme: forms and answers, rules, qualification, waitlist."""

import uuid
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.models import Attribute, Person
from programmes.models import Enrolment, Programme
from selection import eligibility, questions, scores
from training.models import Module


def said(fr: str, en: str) -> str:
    """The words in the language of the reader."""
    return fr if (get_language() or "").startswith("fr") else en


class Policy(models.Model):
    """What HR settled for one programme; without a row nothing is asked that was not before.

    ``is_qualified_first``: only qualified mentors are matched. ``limits_fr`` and ``limits_en`` say
    in the company's own words what the programme is not, beside the standard ones.
    """

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="policy")
    is_qualified_first = models.BooleanField(default=False)
    limits_fr = models.TextField(max_length=1200, blank=True, default="")
    limits_en = models.TextField(max_length=1200, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.programme}"

    @property
    def limits(self) -> str:
        """What the programme is not, in the language of the reader."""
        return said(self.limits_fr, self.limits_en)


class FormVersionQuerySet(models.QuerySet["FormVersion"]):
    """Questions about forms."""

    def published(self) -> Self:
        """Those that people have been asked."""
        return self.filter(published_at__isnull=False)

    def drafts(self) -> Self:
        """Those that HR still writes."""
        return self.filter(published_at__isnull=True)


class FormVersion(models.Model):
    """The questions of one role of a programme as they are, or were, asked.

    A published version never changes: an edit makes the next one. One draft at a time.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="forms")
    role = models.CharField(max_length=8, choices=Enrolment.Role)
    number = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "role", "number"], name="form_version_number_once"
            ),
            models.UniqueConstraint(
                fields=["programme", "role"],
                condition=Q(published_at__isnull=True),
                name="form_one_draft_per_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.number}"


class Question(models.Model):
    """One question of one version of a form, in both languages.

    ``key`` stays the same from version to version, so that an answer follows its question;
    ``code`` is that of a starting question (``selection.questions``), "" for HR's own.
    ``is_shared``: the partner reads the answer too, otherwise HR and the director alone.
    ``least``: how many slots an availability names at least, 0 when any number will do.
    """

    class Kind(models.TextChoices):
        TEXT = questions.TEXT, _("free text")
        NUMBER = questions.NUMBER, _("a number")
        CHOICE = questions.CHOICE, _("one answer of a list")
        CHOICES = questions.CHOICES, _("several answers of a list")
        SCALE = questions.SCALE, _("a scale from 1 to 5")
        SKILLS = questions.SKILLS, _("a list to rate, each from 1 to 5")
        AVAILABILITY = questions.AVAILABILITY, _("availability: days and parts of the day")

    form = models.ForeignKey(FormVersion, models.CASCADE, related_name="questions")
    key = models.UUIDField(default=uuid.uuid4)
    code = models.CharField(max_length=16, blank=True, default="")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    label_fr = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    options: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    least = models.PositiveSmallIntegerField(default=0, db_default=0)
    is_mandatory = models.BooleanField(default=False)
    is_shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "key"], name="question_once_per_version")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The question in the language of the reader."""
        return said(self.label_fr, self.label_en)

    @property
    def field(self) -> str:
        """Its name on the page."""
        return f"q_{self.key.hex}"

    @property
    def codes(self) -> list[str]:
        """The codes of its options."""
        return [one["code"] for one in self.options]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Its options in the language of the reader."""
        return [(one["code"], said(one["fr"], one["en"])) for one in self.options]

    @property
    def wording(self) -> tuple[Any, ...]:
        """Everything that says how it is asked: differs when two versions ask differently."""
        return (
            *(self.kind, self.label_fr, self.label_en, self.options),
            *(self.is_mandatory, self.is_shared, self.least),
        )


class Response(models.Model):
    """What somebody answered to one question; ``question`` is the version they read.

    ``words`` is the same as they read it, for their export and for questions asked no longer.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="responses")
    question = models.ForeignKey(Question, models.CASCADE, related_name="responses")
    key = models.UUIDField()
    value: "models.JSONField[Any, Any]" = models.JSONField()
    words = models.TextField(max_length=2400)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "key"], name="response_once_per_question")
        ]

    def __str__(self) -> str:
        return self.words


class HonestPage(models.Model):
    """What the programme is and is not, as somebody acknowledged it: a version that never changes.

    ``content`` is everything the page said, ``digest`` its SHA-256.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="honest_pages")
    number = models.PositiveSmallIntegerField()
    content: "models.JSONField[Any, Any]" = models.JSONField()
    digest = models.CharField(max_length=64)
    first_read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "digest"], name="honest_page_once"),
            models.UniqueConstraint(fields=["programme", "number"], name="honest_page_number_once"),
        ]

    def __str__(self) -> str:
        return str(_("version %(number)d") % {"number": self.number})


class Acknowledgement(models.Model):
    """Somebody read the honest page, which version and when; the last time counts."""

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="acknowledgement")
    page = models.ForeignKey(HonestPage, models.CASCADE, related_name="acknowledgements")
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.enrolment} {self.page}"


class EligibilityRule(models.Model):
    """One condition that whoever takes this role must meet (``selection.eligibility``).

    ``trained_in`` is the other programme whose training is asked for: all of it, or ``module``.
    """

    class Kind(models.TextChoices):
        LEVEL_MIN = eligibility.LEVEL_MIN, _("level of at least")
        LEVEL_MAX = eligibility.LEVEL_MAX, _("level of at most")
        SENIORITY = eligibility.SENIORITY, _("months in the company, at least")
        FUNCTION = eligibility.FUNCTION, _("function")
        SITE = eligibility.SITE, _("site")
        DEPARTMENT = eligibility.DEPARTMENT, _("department")
        ATTRIBUTE = eligibility.ATTRIBUTE, _("a fact of the company's own")
        TRAINING = eligibility.TRAINING, _("training done")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="eligibility_rules")
    role = models.CharField(max_length=8, choices=Enrolment.Role)
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    values = ArrayField(models.CharField(max_length=150), default=list, blank=True)
    attribute = models.ForeignKey(
        Attribute, models.PROTECT, null=True, blank=True, related_name="+"
    )
    trained_in = models.ForeignKey(
        Programme, models.CASCADE, null=True, blank=True, related_name="+"
    )
    module = models.ForeignKey(Module, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=eligibility.NUMBERED, number__isnull=False)
                | (~Q(kind__in=eligibility.NUMBERED) & Q(number__isnull=True)),
                name="eligibility_number_goes_with_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="attribute", attribute__isnull=False)
                | (~Q(kind="attribute") & Q(attribute__isnull=True)),
                name="eligibility_attribute_goes_with_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="training", trained_in__isnull=False)
                | (~Q(kind="training") & Q(trained_in__isnull=True, module__isnull=True)),
                name="eligibility_training_goes_with_kind",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def rule(self) -> eligibility.Rule:
        """The same for the pure module."""
        return eligibility.Rule(
            kind=self.kind,
            number=self.number or 0,
            values=tuple(self.values),
            key=f"attribute_{self.attribute_id}" if self.attribute_id else self.training,
            pk=self.pk,
        )

    @property
    def training(self) -> str:
        """The key of the training that is asked for; "" for a rule about something else."""
        if self.module_id:
            return f"module_{self.module_id}"
        return f"programme_{self.trained_in_id}" if self.trained_in_id else ""


class GridCriterion(models.Model):
    """One line of the interview grid of a programme, with what each mark from 1 to 5 means.

    ``anchors`` are ten sentences: five in French, then the same five in English; a sentence may
    be empty. A line that was rated is retired, never deleted.
    """

    class Measure(models.TextChoices):
        EXPERIENCE = scores.EXPERIENCE, _("experience")
        POTENTIAL = scores.POTENTIAL, _("potential to mentor")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="grid")
    place = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=10, choices=Measure)
    label_fr = models.CharField(max_length=160)
    label_en = models.CharField(max_length=160)
    anchors = ArrayField(models.CharField(max_length=200, blank=True), size=10)
    is_retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The criterion in the language of the reader."""
        return said(self.label_fr, self.label_en)

    @property
    def marks(self) -> list[tuple[int, str]]:
        """Each mark with what it means."""
        half = len(self.anchors) // 2
        fr, en = self.anchors[:half], self.anchors[half:]
        return [
            (mark, said(*words)) for mark, words in enumerate(zip(fr, en, strict=True), start=1)
        ]


class Interview(models.Model):
    """An interview of a mentor by somebody HR asked: marks of the grid, notes that HR alone reads.

    ``ratings`` goes from the id of a criterion to a mark, 1–5.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="interviews")
    interviewer = models.ForeignKey(Person, models.CASCADE, related_name="+")
    planned_on = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    ratings: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    notes = models.TextField(max_length=4000, blank=True, default="")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "interviewer"], name="interview_once_per_interviewer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}"


class Reference(models.Model):
    """What a colleague told HR of a mentor: two marks from 1 to 5."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="references")
    referee = models.ForeignKey(Person, models.CASCADE, related_name="+")
    experience = models.PositiveSmallIntegerField()
    potential = models.PositiveSmallIntegerField()
    noted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "referee"], name="reference_once_per_referee"
            ),
            models.CheckConstraint(
                condition=Q(experience__range=(1, 5), potential__range=(1, 5)),
                name="reference_marks_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}"


class VerdictQuerySet(models.QuerySet["Verdict"]):
    """Questions about verdicts."""

    def standing(self) -> Self:
        """Those that count: the mentor has not left since."""
        return self.filter(set_aside_at__isnull=True)

    def qualifying(self) -> Self:
        """Those with which a mentor can be matched."""
        return self.standing().filter(
            Q(verdict=Verdict.Outcome.QUALIFIED)
            | Q(verdict=Verdict.Outcome.AFTER_TRAINING, trained_on__isnull=False)
        )


class Verdict(models.Model):
    """What HR decided about a mentor, with the scores as they were on that day.

    ``trained_on`` is set when the training asked for is done. ``basis`` holds the parts of both
    scores, so that the decision can be explained later. ``set_aside_at``: the mentor left and said
    yes anew since; it stays as history until HR decides again.
    """

    class Outcome(models.TextChoices):
        QUALIFIED = "qualified", _("qualified")
        AFTER_TRAINING = "after_training", _("qualified after training")
        NOT_NOW = "not_now", _("not now")

    class Reason(models.TextChoices):
        TIME = "time", _("the time it takes is hard to find at the moment")
        DISTANCE = "distance", _("a little more distance from one's own start would help")
        OTHER_ROLE = "other_role", _("another role in the programme suits better")
        PRACTICE = "practice", _("listening and asking deserve some practice first")
        ENOUGH = "enough", _("there are already enough mentors with this profile")

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="verdict")
    verdict = models.CharField(max_length=16, choices=Outcome)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    trained_on = models.DateField(null=True, blank=True)
    experience = models.PositiveSmallIntegerField(null=True, blank=True)
    potential = models.PositiveSmallIntegerField(null=True, blank=True)
    basis: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()
    set_aside_at = models.DateTimeField(null=True, blank=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="not_now") & ~Q(reason="")
                | ~Q(verdict="not_now") & Q(reason=""),
                name="verdict_not_now_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(trained_on__isnull=True) | Q(verdict="after_training"),
                name="verdict_trained_when_asked",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_verdict_display())

    @property
    def is_qualifying(self) -> bool:
        """Whether the mentor can be matched."""
        return self.verdict == self.Outcome.QUALIFIED or self.trained_on is not None

    @property
    def mark(self) -> str:
        """Which decision it is: differs once somebody decides again."""
        return self.decided_at.isoformat()

    @property
    def awaits_training(self) -> bool:
        """Whether a training was asked for that is not noted as done."""
        return self.verdict == self.Outcome.AFTER_TRAINING and self.trained_on is None


class WaitingQuerySet(models.QuerySet["Waiting"]):
    """Questions about the waitlist."""

    def open(self) -> Self:
        """Those who still wait and still take part."""
        return self.filter(
            ended_at__isnull=True,
            enrolment__status=Enrolment.Status.ACCEPTED,
            enrolment__person__status=Person.Status.ACTIVE,
        )

    def in_order(self) -> Self:
        """The first who came first."""
        return self.order_by("since", "pk")


class Waiting(models.Model):
    """Somebody who said yes and has no place yet, why, and since when.

    ``is_held``: not matched before HR takes them in; the others stay in every matching.
    """

    class Reason(models.TextChoices):
        UNPLACED = "unplaced", _("no mentor could be found yet")
        FULL = "full", _("all places are taken")
        LATE = "late", _("the answer came after the last day")

    class Outcome(models.TextChoices):
        PLACED = "placed", _("paired")
        TAKEN_IN = "taken_in", _("taken in")
        LEFT = "left", _("left meanwhile")

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="waiting")
    reason = models.CharField(max_length=10, choices=Reason)
    is_held = models.BooleanField(default=False)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="")
                | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="waiting_ended_at_goes_with_outcome",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_reason_display())
