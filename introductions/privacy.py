"""What introductions hold about persons: purpose, readers, time."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companies.personal import Clock, Kept, OnErasure, Purpose, Reader, Table, deleted
from introductions.models import Answer, Conflict, Conversation
from people.models import Person
from programmes.models import Programme


def _answers(person: Person) -> QuerySet[Answer]:
    """Of somebody who works here, for the same reason."""
    rows = Answer.objects.filter(mentor__person=person)
    return rows.exclude(mentor__person__status=Person.Status.LEFT)


def _over(before: datetime) -> QuerySet[Answer]:
    closed = Programme.objects.closed_before(before)
    return Answer.objects.filter(run__programme__in=closed)


def _conversations(person: Person) -> QuerySet[Conversation]:
    rows = Conversation.objects.of(person)
    return rows if person.status != Person.Status.LEFT else rows.none()


def _long_over(before: datetime) -> QuerySet[Conversation]:
    closed = Programme.objects.closed_before(before)
    return Conversation.objects.filter(run__programme__in=closed)


def _own(person: Person) -> QuerySet[Conflict]:
    """Of somebody who works here: HR sees what the erasure of a leaver would touch, in numbers."""
    return Conflict.objects.filter(person=person).exclude(person__status=Person.Status.LEFT)


TABLES = (
    Table(
        model="introductions.Conflict",
        title=_("people you asked never to be paired with"),
        purpose=Purpose.MATCHING,
        seen_by=(Reader.SELF,),
        kept=Kept.ACCOUNT,
        personal={
            "other": _("with whom, no reason is kept"),
            "declared_at": _("when you asked"),
        },
        links=("person",),
        plain=("id",),
        rows=_own,
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="introductions.Answer",
        title=_("private answers of mentors about the mentees who might come to them"),
        purpose=Purpose.MATCHING,
        seen_by=(Reader.SELF,),
        kept=Kept.RANKINGS,
        personal={
            "mentee": _("mentee"),
            "word": _("answer given"),
            "answered_at": _("when it was given"),
        },
        links=("run", "mentor"),
        plain=("id",),
        rows=_answers,
        programme="run__programme",
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="introductions.Conversation",
        title=_("short conversations between mentees and mentors of their shortlist"),
        purpose=Purpose.MATCHING,
        seen_by=(Reader.SELF, Reader.PARTNER),
        kept=Kept.RANKINGS,
        personal={
            "mentor": _("mentor"),
            "mentee": _("mentee"),
            "status": _("where it stands"),
            "way": _("how you meet"),
            "minutes": _("how long"),
            "times": _("times proposed"),
            "proposed_by": _("side that proposed them"),
            "starts_at": _("time agreed"),
            "decline_reason": _("why it was declined"),
            "asked_at": _("when it was asked for"),
            "proposed_at": _("when the times were proposed"),
            "noted_by_mentee_at": _("when the mentee noted that it took place"),
            "noted_by_mentor_at": _("when the mentor noted that it took place"),
        },
        links=("run",),
        plain=("id", "public_id", "sequence"),
        rows=_conversations,
        programme="run__programme",
        on_erasure=OnErasure.DELETED,
    ),
)


# No clock for conflicts: what one takes next is shown to HR, with its numbers. They go with
# whoever leaves.
CLOCKS = (
    Clock(
        kept=Kept.RANKINGS,
        title=_("private answers of mentors"),
        due=_over,
        forget=deleted,
        person="mentor__person",
        programme="run__programme",
    ),
    Clock(
        kept=Kept.RANKINGS,
        title=_("short conversations before the ranking"),
        due=_long_over,
        forget=deleted,
        programme="run__programme",
    ),
)
