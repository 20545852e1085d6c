"""What requests, answers and pauses hold about persons: purpose, readers, time."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from asking.models import MentorRequest, Pause
from companies.personal import Clock, Kept, OnErasure, Purpose, Reader, Table, deleted
from programmes.models import Programme

TABLES = (
    Table(
        model="asking.Terms",
        title=_("how long mentors have to answer a request"),
        links=("programme",),
        plain=("id", "days"),
        apart=_("Describes a programme, not a person."),
        programme="programme",
    ),
    Table(
        model="asking.MentorRequest",
        title=_("requests of mentees for a mentor"),
        purpose=Purpose.MATCHING,
        seen_by=(Reader.SELF,),
        kept=Kept.RANKINGS,
        personal={
            "mentee": _("mentee"),
            "needs": _("needs that the request is for"),
            "status": _("what became of the request"),
            "made_at": _("when they asked"),
            "closed_at": _("when the request came to its end"),
        },
        plain=("id", "public_id", "needs_version"),
        seen={
            "mentee": (Reader.SELF, Reader.CANDIDATES),
            "needs": (Reader.SELF, Reader.CANDIDATES),
        },
        person=("mentee__person",),
        programme="mentee__programme",
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="asking.Choice",
        title=_("mentors whom a request names, and their answers"),
        purpose=Purpose.MATCHING,
        seen_by=(Reader.SELF,),
        kept=Kept.RANKINGS,
        personal={
            "mentor": _("mentor"),
            "place": _("place on the list of the mentee"),
            "status": _("asked, and what was answered"),
            "points": _("points out of 50 000"),
            "reasons": _("reasons: criteria, points and what was compared"),
            "asked_at": _("when the mentor was asked"),
            "answer_by": _("last day to answer"),
            "answered_at": _("when the mentor answered"),
            "decline_reason": _("why the mentor said no"),
        },
        links=("request",),
        plain=("id", "public_id"),
        person=("mentor__person", "request__mentee__person"),
        # Each of the two reads the row: neither her order nor his reason is for the other.
        withheld=("mentor", "place", "reasons", "decline_reason"),
        programme="mentor__programme",
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="asking.Pause",
        title=_("pauses of mentors"),
        purpose=Purpose.MATCHING,
        seen_by=(Reader.SELF, Reader.CANDIDATES),
        kept=Kept.RANKINGS,
        personal={
            "enrolment": _("pauses as mentor of"),
            "since": _("first day of the pause"),
            "until": _("last day of the pause"),
        },
        plain=("id",),
        person=("enrolment__person",),
        programme="enrolment__programme",
        on_erasure=OnErasure.DELETED,
    ),
)


def _pauses(before: datetime) -> QuerySet[Pause]:
    over = Programme.objects.filter(status=Programme.Status.CLOSED, closed_at__lt=before)
    return Pause.objects.filter(enrolment__programme__in=over)


def _requests(before: datetime) -> QuerySet[MentorRequest]:
    over = Programme.objects.filter(status=Programme.Status.CLOSED, closed_at__lt=before)
    return MentorRequest.objects.filter(mentee__programme__in=over)


CLOCKS = (
    Clock(
        kept=Kept.RANKINGS,
        title=_("requests for a mentor, with their answers"),
        due=_requests,
        forget=deleted,
        person="mentee__person",
        programme="mentee__programme",
    ),
    Clock(
        kept=Kept.RANKINGS,
        title=_("pauses of mentors"),
        due=_pauses,
        forget=deleted,
        person="enrolment__person",
        programme="enrolment__programme",
    ),
)
