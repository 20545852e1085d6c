"""What selection holds about persons: purpose, readers, time."""

from collections.abc import Callable

from django.db.models import Avg
from django.utils.translation import gettext_lazy as _

from companies.personal import Kept, Purpose, Reader, Table
from selection.models import GridCriterion, Interview, Reference

_STEERING = (Reader.HR, Reader.DIRECTOR)


def _marks(row: Interview) -> dict[str, int]:
    """The marks under the names of their criteria, retired ones too."""
    names = GridCriterion.objects.in_bulk(int(one) for one in row.ratings)
    return {str(names[int(one)]): mark for one, mark in row.ratings.items() if int(one) in names}


def _mean(measure: str) -> Callable[[Reference], float]:
    """The mean of all references of a mentor: which mark is whose is nobody's to read."""

    def of(row: Reference) -> float:
        marks = Reference.objects.filter(enrolment=row.enrolment_id)
        return round(float(marks.aggregate(mean=Avg(measure))["mean"]), 1)

    return of


TABLES = (
    Table(
        model="selection.Policy",
        title=_("how people are selected for a programme"),
        links=("programme",),
        plain=("id", "is_qualified_first", "limits_fr", "limits_en"),
        apart=_("Describes a programme, not a person."),
    ),
    Table(
        model="selection.FormVersion",
        title=_("enrolment forms and their versions"),
        actors=("published_by",),
        links=("programme",),
        plain=("id", "role", "number", "published_at"),
        apart=_("Says what a programme asks, nothing of a person."),
        stands=("published_by",),
        programme="programme",
    ),
    Table(
        model="selection.Question",
        title=_("questions of enrolment forms"),
        links=("form",),
        plain=(
            *("id", "key", "code", "place", "kind", "label_fr", "label_en", "options"),
            *("is_mandatory", "is_shared", "least"),
        ),
        apart=_("Says what a programme asks, nothing of a person."),
    ),
    Table(
        model="selection.Response",
        title=_("answers to the questions of enrolment forms"),
        purpose=Purpose.PROGRAMMES,
        seen_by=(Reader.SELF, *_STEERING, Reader.PARTNER),
        kept=Kept.FACTS,
        personal={
            "question": _("question"),
            "words": _("answer"),
            "value": _("answer, for machines"),
            "given_at": _("when it was given"),
        },
        links=("enrolment",),
        plain=("id", "key"),
        person=("enrolment__person",),
        programme="enrolment__programme",
        blanked={"value": "", "words": ""},
    ),
    Table(
        model="selection.HonestPage",
        title=_("what programmes said they are and are not"),
        links=("programme",),
        plain=("id", "number", "content", "digest", "first_read_at"),
        apart=_("Describes a programme, not a person."),
    ),
    Table(
        model="selection.Acknowledgement",
        title=_("who read what a programme is and is not"),
        purpose=Purpose.PROGRAMMES,
        seen_by=(Reader.SELF, *_STEERING),
        kept=Kept.FACTS,
        personal={"page": _("version that was read"), "given_at": _("when it was read")},
        links=("enrolment",),
        plain=("id",),
        person=("enrolment__person",),
        programme="enrolment__programme",
    ),
    Table(
        model="selection.EligibilityRule",
        title=_("rules of eligibility"),
        links=("programme", "attribute", "trained_in", "module"),
        plain=("id", "role", "kind", "number", "values"),
        apart=_("Says what a role asks for, nothing of a person."),
    ),
    Table(
        model="selection.GridCriterion",
        title=_("criteria of interviews"),
        links=("programme",),
        plain=(*("id", "place", "measure", "label_fr", "label_en", "anchors", "is_retired"),),
        apart=_("Says how interviews are held, nothing of a person."),
    ),
    Table(
        model="selection.Interview",
        title=_("interviews of mentors"),
        purpose=Purpose.PROGRAMMES,
        seen_by=(*_STEERING, Reader.INTERVIEWER),
        kept=Kept.FACTS,
        personal={
            "planned_on": _("day planned"),
            "held_on": _("day of the interview"),
            "ratings": _("marks by criterion"),
        },
        secret={"notes": _("notes of the interviewer")},
        worded={"ratings": _marks},
        links=("enrolment", "interviewer"),
        plain=("id", "public_id", "asked_at"),
        person=("enrolment__person",),
        stands=("interviewer",),
        programme="enrolment__programme",
        blanked={"ratings": {}, "notes": ""},
    ),
    Table(
        model="selection.Reference",
        title=_("references about mentors"),
        purpose=Purpose.PROGRAMMES,
        seen_by=_STEERING,
        kept=Kept.FACTS,
        personal={
            "experience": _("mark for experience"),
            "potential": _("mark for the potential to mentor"),
            "noted_at": _("when it was noted"),
        },
        worded={"experience": _mean("experience"), "potential": _mean("potential")},
        withheld=("noted_at",),
        actors=("noted_by",),
        links=("enrolment", "referee"),
        plain=("id",),
        person=("enrolment__person",),
        stands=("referee", "noted_by"),
        programme="enrolment__programme",
    ),
    Table(
        model="selection.Verdict",
        title=_("qualification of mentors"),
        purpose=Purpose.PROGRAMMES,
        seen_by=_STEERING,
        kept=Kept.FACTS,
        personal={
            "verdict": _("decision"),
            "reason": _("reason"),
            "trained_on": _("training done on"),
            "experience": _("score of experience"),
            "potential": _("score of potential to mentor"),
            "basis": _("what the scores were made of"),
            "decided_at": _("when it was decided"),
            "set_aside_at": _("when it was set aside, after they had left and come back"),
        },
        actors=("decided_by",),
        links=("enrolment",),
        plain=("id",),
        seen={
            "verdict": (Reader.SELF, *_STEERING),
            "reason": (Reader.SELF, *_STEERING),
        },
        person=("enrolment__person",),
        stands=("decided_by",),
        programme="enrolment__programme",
        blanked={"basis": {}},
    ),
    Table(
        model="selection.Waiting",
        title=_("waitlists of programmes"),
        purpose=Purpose.PROGRAMMES,
        seen_by=(Reader.SELF, *_STEERING),
        kept=Kept.FACTS,
        personal={
            "reason": _("why they wait"),
            "is_held": _("kept out of the matching until taken in"),
            "since": _("since when"),
            "ended_at": _("until when"),
            "outcome": _("how it ended"),
        },
        links=("enrolment",),
        plain=("id",),
        person=("enrolment__person",),
        programme="enrolment__programme",
    ),
)

CLOCKS = ()
