"""What references hold about persons: purpose, readers, time."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companies.personal import Clock, Kept, Purpose, Reader, Table, deleted
from programmes.models import Programme
from references import questions, wording
from references.models import ReferenceRequest


def _marks(row: ReferenceRequest) -> dict[str, int]:
    """The marks under the words of their questions."""
    return {str(wording.ASKED[code]): mark for code, mark in row.answers.items()}


def _means(row: ReferenceRequest) -> dict[str, float]:
    """The mean of each measure over every letter about the mentor: no mark leads to a colleague."""
    letters = ReferenceRequest.objects.filter(enrolment=row.enrolment_id)
    told: dict[str, list[int]] = {}
    for answers in letters.values_list("answers", flat=True):
        for code, mark in answers.items():
            told.setdefault(str(wording.MEASURES[questions.QUESTIONS[code]]), []).append(mark)
    return {measure: round(sum(marks) / len(marks), 1) for measure, marks in told.items()}


def _over(before: datetime) -> QuerySet[ReferenceRequest]:
    closed = Programme.objects.closed_before(before)
    return ReferenceRequest.objects.filter(enrolment__programme__in=closed)


_DECIDING = (Reader.HR, Reader.DIRECTOR)

TABLES = (
    Table(
        model="references.ReferenceRequest",
        title=_("letters to colleagues whom mentors named as references"),
        purpose=Purpose.PROGRAMMES,
        seen_by=_DECIDING,
        kept=Kept.RANKINGS,
        personal={
            "shown": _("where it stands, as the mentor reads it"),
            "status": _("what became of the letter"),
            "asked_at": _("when it was asked for"),
            "answer_by": _("last day to answer"),
            "closed_at": _("when it was answered or given up"),
            "answers": _("marks, as the mean of all who answered"),
        },
        secret={
            "knows": _("how the colleague knows them"),
            "words": _("words of the colleague"),
        },
        worded={"answers": _means},
        links=("enrolment", "referee"),
        plain=("id", "public_id", "reminded_at"),
        seen={
            "shown": (Reader.SELF,),
            "answer_by": (Reader.SELF, *_DECIDING),
        },
        person=("enrolment__person",),
        withheld=("status", "asked_at", "answer_by", "closed_at"),
        stands=("referee",),
        programme="enrolment__programme",
        blanked={"answers": {}, "knows": "", "words": ""},
    ),
    # The same rows from the side of the colleague, whose words and no they are.
    Table(
        model="references.ReferenceRequest",
        title=_("letters that asked for a reference, and what was answered"),
        purpose=Purpose.PROGRAMMES,
        seen_by=_DECIDING,
        kept=Kept.RANKINGS,
        personal={
            "status": _("what became of the letter"),
            "asked_at": _("when it was asked for"),
            "answer_by": _("last day to answer"),
            "closed_at": _("when it was answered or given up"),
            "knows": _("how they know the mentor"),
            "answers": _("marks by question"),
            "words": _("own words"),
        },
        worded={"answers": _marks},
        links=("enrolment", "referee"),
        plain=("id", "public_id", "shown", "reminded_at"),
        seen={"answer_by": (Reader.SELF, *_DECIDING)},
        person=("referee",),
        blanked={"knows": "", "words": ""},
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
