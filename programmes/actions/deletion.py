"""Deletes a draft that nobody has answered, with all that hangs on it."""

from django.db import transaction
from django.utils.translation import gettext as _

from companies.errors import Refusal
from people import audit
from people.models import Person
from programmes import belongings
from programmes.belongings import Weight
from programmes.models import Enrolment, Programme


def obstacles(programme: Programme) -> list[str]:
    """Why ``programme`` cannot be deleted, in sentences; none when it can."""
    if programme.status != Programme.Status.DRAFT:
        return [
            _("“%(name)s” was opened: it is closed one day, never deleted.") % {"name": programme}
        ]
    found = [one.words for one in belongings.of(programme) if one.weight == Weight.HOLDS]
    if programme.enrolments.exclude(status=Enrolment.Status.INVITED).exists():
        found.insert(0, _("Somebody has answered an invitation to it: their answer is kept."))
    return found


@transaction.atomic
def delete(programme: Programme, *, reason: str, by: Person) -> None:
    """Delete a draft for ever; does nothing when it is gone already.

    The journal keeps its name, who and why. Refuses anybody but HR, no reason, a programme that was
    opened, one that somebody has answered, and while a floor above holds it back.
    """
    if not by.is_hr:
        raise Refusal(_("Only HR deletes a draft."))
    row = Programme.objects.select_for_update(of=("self",)).filter(pk=programme.pk).first()
    if row is None:
        return
    if found := obstacles(row):
        raise Refusal(" ".join(found))
    if not reason.strip():
        raise Refusal(_("Say why: the journal keeps it."), field="reason")
    audit.record("programme.deleted", by=by, on=row, name=row.name, reason=reason.strip())
    row.delete()
