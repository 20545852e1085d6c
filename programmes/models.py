"""A mentoring programme, its stages, who steers it, and who takes part as mentor or mentee."""

import uuid
from datetime import date, datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from competencies.models import Profile
from people.models import Person, folded
from programmes import formats, intake


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Questions about programmes."""

    def alive(self) -> Self:
        """Neither closed nor still a draft."""
        return self.filter(status__in=(Programme.Status.OPEN, Programme.Status.RUNNING))

    def closed_before(self, moment: datetime) -> Self:
        """Those that were closed before ``moment``."""
        return self.filter(status=Programme.Status.CLOSED, closed_at__lt=moment)

    def taking(self, today: date) -> Self:
        """Those whose letters leave and who could take in somebody invited ``today``."""
        by_then = ExpressionWrapper(Value(today) + F("answer_days"), models.DateField())
        return self.alive().filter(
            Q(status=Programme.Status.OPEN, enrol_until__gte=today) | Q(ends_on__gt=by_then)
        )


class Programme(models.Model):
    """A programme with a purpose, dates, a cadence and a way of matching.

    Draft (being designed) → open (people answer, pairs are made) → running → closed. Within this
    coarse state it goes through six stages (:class:`Passage`). ``mentor_profile`` says who can be
    a mentor, ``preparation`` how mentors are prepared and supported, ``confidentiality`` what
    stays between the two. ``mentee_target`` and ``mentor_target`` are the competency profiles that
    each side compares itself with. ``template`` is the code of the one it began with,
    ``steps_done`` the steps of the canvas that were saved. With ``answer_days`` people may join
    after ``enrol_until`` too: whoever is invited then has so many days to answer.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("being designed")
        OPEN = "open", _("open for enrolment")
        RUNNING = "running", _("running")
        CLOSED = "closed", _("closed")

    class Mode(models.TextChoices):
        ADMINISTRATIVE = "administrative", _("HR decides on the proposed pairs")
        HYBRID = "hybrid", _("mentees rank, the solver settles")
        SELF = "self", _("mentees ask the mentor themselves")

    class Format(models.TextChoices):
        ONE_TO_ONE = "one_to_one", _("one to one")
        REVERSE = "reverse", _("reverse: the junior mentors the senior")
        PEER = "peer", _("between peers")
        GROUP = "group", _("group: one mentor, several mentees")
        FLASH = "flash", _("flash: a single session")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    purpose = models.TextField(max_length=1200)
    audience = models.TextField(max_length=600, blank=True)
    mode = models.CharField(max_length=16, choices=Mode, default=Mode.HYBRID)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    enrol_until = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    answer_days = models.PositiveSmallIntegerField(null=True, blank=True)
    cadence_days = models.PositiveSmallIntegerField(default=21)
    format = models.CharField(max_length=12, choices=Format, default=Format.ONE_TO_ONE)
    template = models.CharField(max_length=32, blank=True, default="")
    steps_done = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    communication = models.TextField(max_length=1200, blank=True, default="")
    success_factors = models.TextField(max_length=1200, blank=True, default="")
    risks = models.TextField(max_length=1200, blank=True, default="")
    needs = ArrayField(
        models.CharField(max_length=40),
        default=list,
        db_default=Value([], ArrayField(models.CharField(max_length=40))),
        blank=True,
    )
    surveys = models.TextField(max_length=1200, blank=True, default="", db_default="")
    mentor_profile = models.TextField(max_length=1200, blank=True, default="")
    preparation = models.TextField(max_length=1200, blank=True, default="")
    confidentiality = models.TextField(max_length=1200, blank=True, default="")
    mentee_target = models.ForeignKey(
        Profile, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    mentor_target = models.ForeignKey(
        Profile, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hourly_cost = models.DecimalField(max_digits=8, decimal_places=2, default=55)
    fixed_cost = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    created_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="programme_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(enrol_until__lte=F("starts_on")),
                name="programme_enrols_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(cadence_days__gte=1, cadence_days__lte=92),
                name="programme_cadence_is_sane",
            ),
            models.CheckConstraint(
                condition=Q(answer_days__isnull=True)
                | Q(answer_days__gte=intake.FEWEST, answer_days__lte=intake.MOST),
                name="programme_answer_days_are_sane",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_editable(self) -> bool:
        """Whether its design may still change."""
        return self.status in (self.Status.DRAFT, self.Status.OPEN)

    def last_day_to_answer(self, today: date) -> date | None:
        """Until when somebody invited ``today`` may answer; ``None``: nobody is invited now."""
        return intake.last_day(
            status=self.status,
            enrol_until=self.enrol_until,
            ends_on=self.ends_on,
            answer_days=self.answer_days,
            today=today,
        )

    @property
    def months(self) -> float:
        """Planned duration in months of 30.44 days."""
        return round((self.ends_on - self.starts_on).days / 30.44, 1)

    @property
    def sessions_planned(self) -> int:
        """How many sessions each pair is expected to hold: by its format, or dates and cadence."""
        fixed = formats.FORMATS[self.format].sessions
        if fixed is not None:
            return fixed
        return max(1, round((self.ends_on - self.starts_on).days / self.cadence_days))

    @property
    def hours_expected(self) -> int:
        """Hours asked of one person for one pairing: 1.5 a session, preparation included."""
        return round(self.sessions_planned * 1.5)


class Stage(models.TextChoices):
    """The six stages of a programme, in their order."""

    FRAMING = "framing", _("framing")
    LAUNCH = "launch", _("launch and planning")
    SELECTION = "selection", _("selection and pairing")
    TRAINING = "training", _("training")
    EXECUTION = "execution", _("execution and supervision")
    FOLLOW_UP = "follow_up", _("follow-up, closing or renewal")


class Passage(models.Model):
    """When a programme is meant to enter a stage, and when it did: who let it, and why."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="passages")
    stage = models.CharField(max_length=10, choices=Stage)
    planned_on = models.DateField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)
    passed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.TextField(max_length=600, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "stage"], name="passage_once_per_stage")
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.get_stage_display()}"


class CanvasReviewQuerySet(models.QuerySet["CanvasReview"]):
    """Questions about reviews."""

    def waiting(self) -> Self:
        """Those whose colleague may still read and remark: of a draft, and not ended."""
        return self.filter(ended_at__isnull=True, programme__status=Programme.Status.DRAFT)


class CanvasReview(models.Model):
    """A colleague was asked to read the canvas of a draft; they may until ``ended_at``."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="canvas_reviews")
    reviewer = models.ForeignKey(Person, models.CASCADE, related_name="canvas_reviews")
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    note = models.TextField(max_length=600, blank=True, default="")
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CanvasReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "reviewer"],
                condition=Q(ended_at__isnull=True),
                name="canvas_review_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.reviewer}"


class CanvasRemarkQuerySet(models.QuerySet["CanvasRemark"]):
    """Questions about remarks."""

    def open(self) -> Self:
        """Those that nobody has settled yet."""
        return self.filter(resolved_at__isnull=True)


class CanvasRemark(models.Model):
    """What a colleague said about one step of the canvas, until somebody settles it.

    ``version`` is the fingerprint of the step as the colleague read it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    review = models.ForeignKey(CanvasReview, models.CASCADE, related_name="remarks")
    step = models.CharField(max_length=12)
    words = models.TextField(max_length=1200)
    version = models.CharField(max_length=16)
    written_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = CanvasRemarkQuerySet.as_manager()

    def __str__(self) -> str:
        return self.words


class Responsibility(models.Model):
    """A role that a person holds for one programme, apart from taking part in it."""

    class Role(models.TextChoices):
        DIRECTOR = "director", _("programme director")
        SPONSOR = "sponsor", _("sponsor")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="responsibilities")
    person = models.ForeignKey(Person, models.CASCADE, related_name="responsibilities")
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person", "role"], name="responsibility_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Questions about enrolments."""

    def by_name(self) -> Self:
        """Sorted by their persons as in a directory."""
        return self.order_by(folded("person__family_name"), folded("person__given_name"), "pk")

    def mentors(self) -> Self:
        """On the mentors' side."""
        return self.filter(role=Enrolment.Role.MENTOR)

    def mentees(self) -> Self:
        """On the mentees' side."""
        return self.filter(role=Enrolment.Role.MENTEE)

    def accepted(self) -> Self:
        """Those who said yes and have not gone."""
        return self.filter(status=Enrolment.Status.ACCEPTED, person__status=Person.Status.ACTIVE)

    def of(self, person: Person) -> Self:
        """One person's."""
        return self.filter(person=person)


class Enrolment(models.Model):
    """One person in one programme as mentor or mentee. Nobody is enrolled without an explicit yes.

    ``capacity``: how many mentees a mentor offers to accompany (1–5); 1 for a mentee.
    ``needs``: codes of the company's catalogue, ranked for a mentee; for a mentor, what they can
    help with. ``needs_version``: the version of the catalogue in whose words they were chosen.
    ``availability``: half days such as ``tue_am``. ``answer_by``: the last day to answer of whoever
    was invited after that of the programme.
    """

    class Role(models.TextChoices):
        MENTOR = "mentor", _("mentor")
        MENTEE = "mentee", _("mentee")

    class Status(models.TextChoices):
        INVITED = "invited", _("invited")
        ACCEPTED = "accepted", _("takes part")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Slot(models.TextChoices):
        MON_AM = "mon_am", _("Monday morning")
        MON_PM = "mon_pm", _("Monday afternoon")
        TUE_AM = "tue_am", _("Tuesday morning")
        TUE_PM = "tue_pm", _("Tuesday afternoon")
        WED_AM = "wed_am", _("Wednesday morning")
        WED_PM = "wed_pm", _("Wednesday afternoon")
        THU_AM = "thu_am", _("Thursday morning")
        THU_PM = "thu_pm", _("Thursday afternoon")
        FRI_AM = "fri_am", _("Friday morning")
        FRI_PM = "fri_pm", _("Friday afternoon")

    class Decline(models.TextChoices):
        NO_TIME = "no_time", _("no time at the moment")
        NOT_READY = "not_ready", _("I do not feel ready for it")
        OTHER_PROGRAMME = "other_programme", _("already committed elsewhere")
        NOT_INTERESTED = "not_interested", _("it does not interest me")
        LEAVING = "leaving", _("I am changing post or leaving")
        OTHER = "other", _("another reason")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(Person, models.CASCADE, related_name="enrolments")
    role = models.CharField(max_length=8, choices=Role)
    status = models.CharField(max_length=10, choices=Status, default=Status.INVITED)
    capacity = models.PositiveSmallIntegerField(default=1)
    needs = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    needs_version = models.PositiveIntegerField(default=1, db_default=1)
    availability = ArrayField(
        models.CharField(max_length=6, choices=Slot), default=list, blank=True
    )
    decline_reason = models.CharField(max_length=16, choices=Decline, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    invited_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person", "role"], name="enrolment_once_per_role"
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=5), name="enrolment_capacity_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(status="invited", answered_at__isnull=True)
                | (~Q(status="invited") & Q(answered_at__isnull=False)),
                name="enrolment_answered_at_goes_with_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"

    @property
    def last_day(self) -> date:
        """The last day on which this invitation may be answered."""
        return self.answer_by or self.programme.enrol_until

    @property
    def is_mentor(self) -> bool:
        """Whether they are on the mentors' side."""
        return self.role == self.Role.MENTOR

    @property
    def availability_labels(self) -> list[str]:
        """The half days in words, in their order."""
        names = dict(self.Slot.choices)
        return [str(names[code]) for code in self.availability if code in names]
