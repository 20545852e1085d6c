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
            *("starts_on", "ends_on", "cadence_days", "answer_days", "hourly_cost"),
            "fixed_cost",
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
        model="programmes.CanvasReview",
        title=_("reviews of a canvas asked of a colleague"),
        purpose=Purpose.PROGRAMMES,
        seen_by=_STEERING,
        kept=Kept.FACTS,
        personal={
            "programme": _("programme"),
            "asked_at": _("when they were asked"),
            "ended_at": _("when their review ended"),
        },
        actors=("asked_by",),
        links=("reviewer",),
        plain=("id", "note"),
        person=("reviewer",),
        stands=("reviewer", "asked_by"),
        programme="programme",
        blanked={"note": ""},
    ),
    Table(
        model="programmes.CanvasRemark",
        title=_("remarks on a canvas"),
        purpose=Purpose.PROGRAMMES,
        seen_by=_STEERING,
        kept=Kept.FACTS,
        personal={
            "step": _("step of the canvas"),
            "words": _("remark"),
            "written_at": _("when it was written"),
        },
        actors=("resolved_by",),
        links=("review",),
        plain=("id", "public_id", "version", "resolved_at"),
        person=("review__reviewer",),
        stands=("resolved_by",),
        programme="review__programme",
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
            "answer_by": _("until when they may answer, when invited late"),
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
