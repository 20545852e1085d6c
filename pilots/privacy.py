"""What pilot sheets hold about persons: purpose, readers, time."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companies.personal import Clock, Kept, OnErasure, Purpose, Reader, Table
from pilots.actions.sheet import forget_all
from pilots.models import PilotSheet

_APART = _("Tells of at least five mentorings at once, of nobody by themselves.")


def _files(before: datetime) -> QuerySet[PilotSheet]:
    return PilotSheet.objects.filter(forgotten_at=None, created_at__lt=before)


TABLES = (
    # Before the sheets: an erasure goes from the last table to the first, and sheets are found
    # by whom they name.
    Table(
        model="pilots.NamedPerson",
        title=_("who is named in a pilot sheet"),
        purpose=Purpose.PROGRAMMES,
        seen_by=(Reader.HR,),
        kept=Kept.IMPORTS,
        personal={"sheet": _("sheet that names them")},
        links=("person",),
        plain=("id",),
        person=("person",),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="pilots.PilotSheet",
        title=_("sheets of mentorings that took place before"),
        purpose=Purpose.PROGRAMMES,
        seen_by=(Reader.HR,),
        kept=Kept.IMPORTS,
        personal={"filename": _("name of the file")},
        secret={"content": _("the file itself, with everybody in it and the remarks about them")},
        actors=("uploaded_by",),
        links=("programme",),
        plain=(
            *("id", "public_id", "encoding", "delimiter", "mapping", "created_at", "counted"),
            *("refused", "evaluated_at", "forgotten_at"),
        ),
        person=("named__person",),
        blanked={"content": b"", "filename": ""},
    ),
    Table(
        model="pilots.Finding",
        title=_("what pilot sheets show"),
        links=("sheet",),
        plain=("id", "code", "n", "values", "is_withheld"),
        apart=_APART,
    ),
    Table(
        model="pilots.Proposal",
        title=_("what was proposed from pilot sheets"),
        links=("sheet", "objective"),
        plain=("id", "code", "part", "cites", "values", "is_accepted"),
        apart=_APART,
    ),
)

CLOCKS = (
    Clock(
        kept=Kept.IMPORTS,
        title=_("files of pilot sheets, and whom they name"),
        due=_files,
        forget=forget_all,
    ),
)
