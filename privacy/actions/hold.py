"""Places and lifts legal holds: what they stand on is not erased, whatever its period."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.errors import Refusal
from people import audit
from people.models import Person
from privacy.models import Hold


@transaction.atomic
def place(subject: Any, *, kind: str, reason: str, by: Person) -> Hold:
    """Keep everything about a person or a programme from being erased, with a reason.

    Refuses a second hold on the same, an empty reason, and an identity that is erased already.
    """
    _check_hr(by)
    if not reason.strip():
        raise Refusal(_("Say why: the person may ask."), field="reason")
    if getattr(subject, "erased_at", None):
        raise Refusal(_("This identity is erased already."))
    try:
        with transaction.atomic():
            row = Hold.objects.create(
                kind=kind,
                subject_id=subject.public_id,
                name=str(subject),
                reason=" ".join(reason.split()),
                placed_by=by,
            )
    except IntegrityError:
        raise Refusal(_("A legal hold stands on %(name)s already.") % {"name": subject}) from None
    audit.record("hold.placed", by=by, on=subject)
    return row


@transaction.atomic
def lift(hold: Hold, *, by: Person) -> None:
    """Let the periods go on again; what is over by then goes in the next hour."""
    _check_hr(by)
    row = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if row.lifted_at:
        return
    row.lifted_by, row.lifted_at = by, timezone.now()
    row.save(update_fields=["lifted_by", "lifted_at"])
    audit.record("hold.lifted", by=by, on=row)


def _check_hr(by: Person) -> None:
    if not by.is_hr:
        raise Refusal(_("Only HR places legal holds."))
