"""What the lab holds about persons: purpose, readers, time."""

from django.utils.translation import gettext_lazy as _

from companies.personal import Kept, OnErasure, Purpose, Reader, Table
from people.privacy import JOB

TABLES = (
    Table(
        model="lab.Enquiry",
        title=_("questions why two people are not a pair"),
        purpose=Purpose.MATCHING,
        seen_by=(Reader.HR, Reader.DIRECTOR),
        kept=Kept.FACTS,
        personal={
            "mentee": _("mentee"),
            "mentor": _("mentor"),
            "answer": _("rules in the way, points, and who would move"),
        },
        actors=("asked_by",),
        links=("programme", "run"),
        plain=(*JOB, "stop_asked_at", "rules", "state_hash"),
        person=("mentor__person", "mentee__person"),
        withheld=("mentor", "mentee", "answer"),
        stands=("asked_by",),
        programme="programme",
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="lab.Scenario",
        title=_("scenarios of the matching lab"),
        actors=("created_by",),
        links=("programme", "heard", "run"),
        plain=("id", "public_id", "name", "created_at", "rules"),
        apart=_("Holds rules that are tried; what they propose for you is under proposed pairs."),
        stands=("created_by",),
        programme="programme",
    ),
    Table(
        model="lab.Prescription",
        title=_("what it would take to match everybody"),
        actors=("asked_by",),
        links=("programme", "run", "scenario"),
        plain=(*JOB, "stop_asked_at", "rules", "result"),
        apart=_("Holds rules and changes for a whole programme, kept for the last few questions."),
        stands=("asked_by",),
        programme="programme",
    ),
)
