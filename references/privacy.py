"""What references hold about persons: purpose, readers, time."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companies.personal import Clock, Kept, Purpose, Reader, Table, deleted
from programmes.models import Programme
from references import wording
from references.models import ReferenceRequest


def _marks(row: ReferenceRequest) -> dict[str, int]:
    """The marks under the words of their questions."""
    return {str(wording.ASKED[code]): mark for code, mark in row.answers.items()}


def _over(before: datetime) -> QuerySet[ReferenceRequest]:
    closed = Programme.objects.closed_before(before)
    return ReferenceRequest.objects.filter(enrolment__programme__in=closed)


TABLES = (
    Table(
        model="references.ReferenceRequest",
        title=_("letters to colleagues whom mentors named as references"),
        purpose=Purpose.PROGRAMMES,
        seen_by=(Reader.HR, Reader.DIRECTOR),
        kept=Kept.RANKINGS,
        personal={
            "status": _("where it stands"),
            "asked_at": _("when it was asked for"),
            "answer_by": _("last day to answer"),
            "closed_at": _("when it was answered or given up"),
            "answers": _("marks by question"),
        },
        secret={
            "knows": _("how the colleague knows them"),
            "words": _("words of the colleague"),
        },
        worded={"answers": _marks},
        links=("enrolment", "referee"),
        plain=("id", "public_id", "reminded_at"),
        person=("enrolment__person",),
        stands=("referee",),
        programme="enrolment__programme",
        blanked={"answers": {}, "knows": "", "words": ""},
    ),
)

CLOCKS = (
    Clock(
        kept=Kept.RANKINGS,
        title=_("what colleagues wrote as references"),
        due=_over,
        forget=deleted,
        person="enrolment__person",
        programme="enrolment__programme",
    ),
)
