"""What requests, answers and pauses hold about persons: purpose, readers, time."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from asking.models import Choice, MentorRequest, Pause
from companies.personal import Clock, Kept, OnErasure, Purpose, Reader, Table, deleted
from people.models import Person
from programmes.models import Programme


def _of_requests(person: Person) -> QuerySet[MentorRequest]:
    """Of her who asked; HR, which reads what an erasure would touch, never counts them."""
    rows = MentorRequest.objects.filter(mentee__person=person)
    return rows.none() if _has_left(person) else rows


def _of_choices(person: Person) -> QuerySet[Choice]:
    """Of her who asked, and of mentors once they were asked: who waits in line learns nothing.

    The erasure itself, whose person has no name any more, takes every one of them.
    """
    if _has_left(person):
        return Choice.objects.none()
    named = Q(mentor__person=person)
    if person.erased_at is None:
        named &= Q(asked_at__isnull=False)
    return Choice.objects.filter(Q(request__mentee__person=person) | named)


def _has_left(person: Person) -> bool:
    return person.status == Person.Status.LEFT and person.erased_at is None


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
        rows=_of_requests,
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
        rows=_of_choices,
        # Each of the two reads the row: neither her order nor his answer is for the other.
        withheld=("mentor", "place", "reasons", "status", "answered_at", "decline_reason"),
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
    over = Programme.objects.closed_before(before)
    return Pause.objects.filter(enrolment__programme__in=over)


def _requests(before: datetime) -> QuerySet[MentorRequest]:
    over = Programme.objects.closed_before(before)
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
