"""What introductions hold about persons: purpose, readers, time."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companies.personal import Kept, OnErasure, Purpose, Reader, Table
from introductions.models import Conflict
from people.models import Person


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
)


# No clock: what one takes next is shown to HR, with its numbers. Rows go with whoever leaves.
CLOCKS = ()
