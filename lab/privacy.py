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
)
