"""What programmes and enrolments hold about persons: purpose, readers, time."""

from django.utils.translation import gettext_lazy as _

from companies.personal import Kept, Purpose, Reader, Table

_STEERING = (Reader.SELF, Reader.HR, Reader.DIRECTOR)

TABLES = (
    Table(
        model="programmes.Programme",
        title=_("mentoring programmes"),
        actors=("created_by",),
        plain=(
            *("id", "public_id", "name", "purpose", "audience", "mode", "status", "enrol_until"),
            *("starts_on", "ends_on", "cadence_days", "hourly_cost", "fixed_cost"),
            *("mentor_profile", "preparation", "confidentiality", "format", "template"),
            *("steps_done", "communication", "success_factors", "risks"),
            *("created_at", "opened_at", "closed_at"),
        ),
        links=("mentee_target", "mentor_target"),
        apart=_("Describes a programme, not a person; your part in it is under enrolments."),
        stands=("created_by",),
        programme="pk",
        closed="closed_at",
    ),
    Table(
        model="programmes.Passage",
        title=_("stages of programmes"),
        actors=("passed_by",),
        links=("programme",),
        plain=("id", "stage", "planned_on", "passed_at", "reason"),
        apart=_("Says how a programme advances, nothing of a person."),
        stands=("passed_by",),
        programme="programme",
    ),
    Table(
        model="programmes.Orientation",
        title=_("strategic orientations of the company"),
        plain=("id", "public_id", "name"),
        apart=_("Describes the company, not a person."),
    ),
    Table(
        model="programmes.Objective",
        title=_("objectives of programmes"),
        links=("programme", "orientation"),
        plain=("id", "public_id", "kind", "statement"),
        apart=_("Describes a programme, not a person."),
    ),
    Table(
        model="programmes.Indicator",
        title=_("indicators of programmes and who looks after them"),
        purpose=Purpose.PROGRAMMES,
        seen_by=_STEERING,
        kept=Kept.FACTS,
        personal={"name": _("indicator they look after"), "due_on": _("deadline")},
        links=("objective", "owner"),
        plain=("id", "public_id", "unit", "baseline", "baseline_on", "target", "source"),
        person=("owner",),
        stands=("owner",),
        programme="objective__programme",
    ),
    Table(
        model="programmes.ObjectiveReview",
        title=_("reviews of objectives"),
        actors=("held_by",),
        links=("objective",),
        plain=("id", "due_on", "held_on", "standing", "reason", "before"),
        apart=_("Says how an objective stands, nothing of a person."),
        stands=("held_by",),
        programme="objective__programme",
    ),
    Table(
        model="programmes.EvaluationPlan",
        title=_("evaluation plans of programmes"),
        links=("programme",),
        plain=(
            *("id", "outcomes", "comparison", "horizon_months", "frozen_at", "frozen"),
            "digest",
        ),
        apart=_("Says what will be compared, nothing of a person."),
    ),
    Table(
        model="programmes.Responsibility",
        title=_("who directs or sponsors a programme"),
        purpose=Purpose.PROGRAMMES,
        seen_by=(*_STEERING, Reader.PARTNER),
        kept=Kept.FACTS,
        personal={"role": _("responsibility"), "programme": _("programme")},
        links=("person",),
        plain=("id",),
        person=("person",),
        stands=("person",),
        programme="programme",
    ),
    Table(
        model="programmes.Enrolment",
        title=_("enrolments of mentors and mentees"),
        purpose=Purpose.PROGRAMMES,
        seen_by=_STEERING,
        kept=Kept.FACTS,
        personal={
            "programme": _("programme"),
            "role": _("mentor or mentee"),
            "status": _("answer to the invitation"),
            "capacity": _("how many mentees they offer to accompany"),
            "needs": _("needs, or what they can help with"),
            "availability": _("half days when they are free"),
            "decline_reason": _("reason for declining"),
            "invited_at": _("when they were invited"),
            "answered_at": _("when they answered"),
        },
        links=("person",),
        plain=("id", "public_id", "needs_version"),
        seen={
            "needs": (*_STEERING, Reader.PARTNER, Reader.CANDIDATES),
            "availability": (*_STEERING, Reader.PARTNER),
        },
        person=("person",),
        stands=("person",),
        programme="programme",
        blanked={"needs": [], "availability": [], "decline_reason": ""},
    ),
)

CLOCKS = ()
