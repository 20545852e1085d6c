"""Changes what a mentor offers while the programme is alive: how many places, which half days."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.errors import Refusal
from people import audit
from people.models import Person
from programmes import access, formats
from programmes.actions.programme import pairs_under_way
from programmes.models import Enrolment, Programme


@transaction.atomic
def offer(
    enrolment: Enrolment, *, capacity: int, availability: Sequence[str], by: Person
) -> Enrolment:
    """Change how many people a mentor accompanies and when they are free, also after the last day.

    By the mentor, or by who steers the programme for a mentor who told them so; the journal keeps
    who it was. Nothing happens when nothing changes. Refuses anybody else, a mentee, a programme
    that is not under way, who has not said yes, and what :func:`check` refuses. Whoever makes a
    pair holds the same row, so that places and pairs are counted one after the other.
    """
    rows = Enrolment.objects.select_related("person", "programme")
    row = rows.select_for_update(of=("self",)).get(pk=enrolment.pk)
    is_own = row.person_id == by.pk
    if not is_own and not access.steered(by).filter(pk=row.programme_id).exists():
        raise Refusal(_("Only %(name)s or HR can do that.") % {"name": row.person})
    if not row.is_mentor:
        raise Refusal(_("Only mentors have places to offer."))
    if row.programme.status not in (Programme.Status.OPEN, Programme.Status.RUNNING):
        raise Refusal(
            _("Places change while a programme is open or running; “%(name)s” is neither.")
            % {"name": row.programme}
        )
    if row.status != Enrolment.Status.ACCEPTED:
        raise Refusal(_("%(name)s has not said yes.") % {"name": row.person})
    check(row, capacity, availability, by=by)
    days = [slot for slot in Enrolment.Slot.values if slot in availability]
    if (capacity, set(days)) == (row.capacity, set(row.availability)):
        return row
    before = row.capacity
    row.capacity, row.availability = capacity, days
    row.save(update_fields=["capacity", "availability"])
    audit.record("enrolment.places_changed", by=by, on=row, before=before, places=capacity)
    return row


def check(row: Enrolment, capacity: int, availability: Sequence[str], *, by: Person) -> None:
    """Refuses places outside the format or below the pairs under way, and unknown half days.

    ``row`` is locked, so that no pair is made between the count and the change.
    """
    fair = formats.FORMATS[row.programme.format]
    if row.is_mentor and not fair.fewest <= capacity <= fair.most:
        raise Refusal(
            _("In this programme a mentor accompanies %(fewest)d to %(most)d people.")
            % {"fewest": fair.fewest, "most": fair.most},
            field="capacity",
        )
    if row.is_mentor and capacity < (pairs := pairs_under_way(row)):
        raise Refusal(_too_few(row, pairs, by), field="capacity")
    if not set(availability) <= set(Enrolment.Slot.values):
        raise Refusal(_("Choose half days from the list."), field="availability")


def _too_few(row: Enrolment, pairs: int, by: Person) -> str:
    if row.person_id == by.pk:
        sentence = ngettext(
            "You accompany %(count)d person in this programme: keep as many places, or end a pair "
            "first.",
            "You accompany %(count)d people in this programme: keep as many places, or end a pair "
            "first.",
            pairs,
        )
        return sentence % {"count": pairs}
    sentence = ngettext(
        "%(name)s accompanies %(count)d person in this programme: keep as many places, or let a "
        "pair end first.",
        "%(name)s accompanies %(count)d people in this programme: keep as many places, or let a "
        "pair end first.",
        pairs,
    )
    return sentence % {"name": row.person, "count": pairs}
