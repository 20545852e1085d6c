"""What runs of the matching and private rankings hold about persons: purpose, readers, time."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companies.personal import Clock, Kept, OnErasure, Purpose, Reader, Table, deleted
from matching.models import Preference
from people.privacy import JOB
from programmes.models import Programme

TABLES = (
    Table(
        model="matching.Criterion",
        title=_("criteria of programmes and their weights"),
        links=("programme",),
        plain=("id", "kind", "weight", "direction", "is_must", "parameter"),
        apart=_("Describes how a programme matches, not a person."),
    ),
    Table(
        model="matching.MatchingRun",
        title=_("computations of pairs"),
        actors=("requested_by", "published_by"),
        links=("programme", "shortlist_from"),
        plain=(
            *JOB,
            *(
                "stop_asked_at",
                "purpose",
                "rank_until",
                "rules",
                "result",
                "engine_version",
                "inputs_hash",
            ),
            *("plan_hash", "seconds", "published_at"),
        ),
        apart=_("Holds rules and totals; what it proposed for you is under proposed pairs."),
        stands=("requested_by", "published_by"),
        programme="programme",
    ),
    Table(
        model="matching.Suggestion",
        title=_("proposed pairs, with points and reasons"),
        purpose=Purpose.MATCHING,
        seen_by=(Reader.HR, Reader.DIRECTOR),
        kept=Kept.FACTS,
        personal={
            "mentor": _("mentor"),
            "mentee": _("mentee"),
            "rank": _("place among the mentors shown"),
            "points": _("points out of 50 000"),
            "reasons": _("reasons: criteria, points and what was compared"),
            "is_planned": _("whether the best plan holds this pair"),
            "decision": _("decision of HR"),
        },
        links=("run",),
        plain=("id",),
        seen={"mentor": (Reader.HR, Reader.DIRECTOR, Reader.SELF)},
        person=("mentor__person", "mentee__person"),
        withheld=("mentor", "mentee", "reasons"),
        programme="run__programme",
        blanked={"reasons": []},
    ),
    Table(
        model="matching.Preference",
        title=_("private rankings of mentees"),
        purpose=Purpose.MATCHING,
        seen_by=(Reader.SELF,),
        kept=Kept.RANKINGS,
        personal={
            "mentor": _("mentor"),
            "mentee": _("mentee"),
            "rank": _("place given"),
        },
        links=("run",),
        plain=("id",),
        person=("mentee__person",),
        programme="run__programme",
        on_erasure=OnErasure.DELETED,
    ),
)


def _rankings(before: datetime) -> QuerySet[Preference]:
    over = Programme.objects.closed_before(before)
    return Preference.objects.filter(run__programme__in=over)


CLOCKS = (
    Clock(
        kept=Kept.RANKINGS,
        title=_("private rankings of mentees"),
        due=_rankings,
        forget=deleted,
        person="mentee__person",
        programme="run__programme",
    ),
)
