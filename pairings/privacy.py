"""What pairs and declared sessions hold about persons: purpose, readers, time."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.personal import Kept, OnErasure, Purpose, Reader, Table

_BOTH = (Reader.SELF, Reader.PARTNER)
_STEERING = (*_BOTH, Reader.HR, Reader.DIRECTOR)

TABLES = (
    Table(
        model="pairings.Pairing",
        title=_("pairs of a mentor and a mentee"),
        purpose=Purpose.FOLLOW_UP,
        seen_by=_STEERING,
        kept=Kept.FACTS,
        personal={
            "mentor": _("mentor"),
            "mentee": _("mentee"),
            "status": _("under way or ended"),
            "score": _("points of the pair"),
            "reasons": _("why they were put together"),
            "changed": _("criteria weighed otherwise for this pair"),
            "choice_rank": _("place of the mentor in the ranking of the mentee"),
            "started_on": _("first day"),
            "ended_at": _("when it ended"),
            "end_reason": _("why it ended"),
            "silence_reported_on": _("when its silence was last reported"),
            "runs_until": _("until when it may go on after the programme"),
        },
        links=("programme",),
        plain=("id", "public_id"),
        seen={"choice_rank": (Reader.SELF,)},
        person=("mentor__person", "mentee__person"),
        withheld=("choice_rank",),
        programme="programme",
        blanked={"reasons": [], "changed": []},
        alive=Q(status="active"),
    ),
    Table(
        model="pairings.MentoringSession",
        title=_("sessions as declared: facts only, no words"),
        purpose=Purpose.FOLLOW_UP,
        seen_by=_STEERING,
        kept=Kept.FACTS,
        personal={
            "pairing": _("pair"),
            "held_on": _("day"),
            "minutes": _("duration in minutes"),
            "format": _("in person, by video or by phone"),
            "themes": _("themes of a closed list"),
            "progress": _("progress felt, from 0 to 5"),
            "logged_by": _("who declared it"),
            "logged_at": _("when it was declared"),
        },
        plain=("id", "public_id", "key"),
        person=("pairing__mentor__person", "pairing__mentee__person"),
        stands=("logged_by",),
        programme="pairing__programme",
    ),
    Table(
        model="pairings.SharedAssessment",
        title=_("self-assessments shared with a partner"),
        purpose=Purpose.FOLLOW_UP,
        seen_by=_BOTH,
        kept=Kept.FACTS,
        personal={
            "assessment": _("self-assessment"),
            "pairing": _("pair"),
            "shared_at": _("since when"),
        },
        plain=("id",),
        person=("assessment__person",),
        on_erasure=OnErasure.DELETED,
    ),
)

CLOCKS = ()
