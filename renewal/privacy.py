"""What retrospectives, thanks and renewals hold about persons: purpose, readers, time."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companies.personal import Clock, Kept, OnErasure, Purpose, Reader, Table, deleted
from people.privacy import JOB
from renewal.models import Certificate

_STEERING = (Reader.SELF, Reader.HR, Reader.DIRECTOR)

TABLES = (
    Table(
        model="renewal.Retrospective",
        title=_("retrospectives of programmes"),
        actors=("begun_by", "published_by"),
        links=("programme",),
        plain=("id", "public_id", "begun_at", "published_at"),
        apart=_("Looks back at a programme, not at a person."),
        stands=("begun_by", "published_by"),
        programme="programme",
    ),
    Table(
        model="renewal.Remark",
        title=_("what contributors said in a retrospective"),
        purpose=Purpose.PROGRAMMES,
        seen_by=_STEERING,
        kept=Kept.FACTS,
        personal={
            "section": _("question answered"),
            "cause": _("cause of failure"),
            "words": _("what they wrote"),
            "is_shared": _("whether the sponsor reads it, without their name"),
            "written_at": _("when they wrote it"),
        },
        links=("retrospective", "author"),
        plain=("id", "public_id"),
        person=("author",),
        stands=("author",),
        programme="retrospective__programme",
    ),
    Table(
        model="renewal.Lesson",
        title=_("lessons of programmes"),
        purpose=Purpose.PROGRAMMES,
        seen_by=_STEERING,
        kept=Kept.FACTS,
        personal={
            "sentence": _("lesson they wrote"),
            "cause": _("cause of failure"),
            "stage": _("stage"),
            "is_shared": _("whether the sponsor reads it, without their name"),
            "written_at": _("when they wrote it"),
        },
        links=("retrospective", "author"),
        plain=("id", "public_id"),
        person=("author",),
        stands=("author",),
        programme="retrospective__programme",
    ),
    Table(
        model="renewal.Recognition",
        title=_("thanks to mentors, and what they want of it"),
        purpose=Purpose.PROGRAMMES,
        seen_by=_STEERING,
        kept=Kept.FACTS,
        personal={
            "enrolment": _("thanked as mentor of"),
            "decided_at": _("when the company thanked them"),
            "mention": _("whether their name is shown on the page of the programme"),
            "again": _("whether they like to be asked for the next cohort"),
            "shows_hours": _("whether their certificate says the hours"),
            "answered_at": _("when they answered"),
        },
        actors=("decided_by",),
        plain=("id", "public_id"),
        seen={
            # Once they said yes, everybody who can open the page of the programme reads the name.
            "enrolment": (*_STEERING, Reader.PARTNER),
            "mention": (*_STEERING, Reader.PARTNER),
            "shows_hours": (Reader.SELF,),
        },
        person=("enrolment__person",),
        stands=("decided_by",),
        programme="enrolment__programme",
        on_erasure=OnErasure.DELETED,
        blanked={"mention": "open", "again": "open", "shows_hours": False},
    ),
    Table(
        model="renewal.Certificate",
        title=_("certificates of mentors, kept for a few days"),
        purpose=Purpose.PROGRAMMES,
        seen_by=(Reader.SELF,),
        kept=Kept.EXPORTS,
        personal={
            "created_at": _("asked at"),
            "language": _("language"),
            "with_hours": _("whether it says the hours"),
        },
        secret={"pdf": _("the printed certificate")},
        links=("recognition",),
        plain=tuple(name for name in JOB if name != "created_at"),
        person=("recognition__enrolment__person",),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="renewal.Renewal",
        title=_("which programme follows which"),
        actors=("created_by",),
        links=("predecessor", "successor"),
        plain=("id", "public_id", "created_at"),
        apart=_("Links two programmes, says nothing of a person."),
        stands=("created_by",),
        programme="predecessor",
    ),
    Table(
        model="renewal.Proposal",
        title=_("changes proposed for the next cohort"),
        actors=("decided_by",),
        links=("renewal",),
        plain=(
            *("id", "public_id", "kind", "subject", "before", "after", "reason", "facts"),
            *("lessons", "decision", "decided_at"),
        ),
        apart=_("About the design of a programme; its figures are about five people or more."),
        stands=("decided_by",),
        programme="renewal__predecessor",
    ),
)


def _printed(before: datetime) -> QuerySet[Certificate]:
    return Certificate.objects.filter(created_at__lt=before).exclude(
        status__in=Certificate.UNFINISHED
    )


CLOCKS = (
    Clock(
        kept=Kept.EXPORTS,
        title=_("certificates of mentors, with their file"),
        due=_printed,
        forget=deleted,
        person="recognition__enrolment__person",
    ),
)
