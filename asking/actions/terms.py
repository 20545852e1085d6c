"""HR says how long mentors have to answer."""

from django.db import transaction
from django.utils.translation import gettext as _

from asking import timing
from asking.actions import tending
from asking.models import Terms
from companies.errors import Refusal
from people import audit
from people.models import Person
from programmes import access
from programmes.models import Programme


@transaction.atomic
def settle(programme: Programme, *, days: int, by: Person) -> None:
    """Give mentors ``days`` days to answer requests put before them from now on.

    Nothing happens when nothing changes. Refuses who does not steer the programme, one that is
    closed or in which mentees do not ask, and a number outside 3 to 21.
    """
    row = tending.locked(programme.pk)
    if not access.steered(by).filter(pk=row.pk).exists():
        raise Refusal(_("You do not steer “%(name)s”.") % {"name": row})
    if row.mode != Programme.Mode.SELF or row.status == Programme.Status.CLOSED:
        raise Refusal(_("No mentor can be asked in “%(name)s” now.") % {"name": row})
    if not timing.FEWEST <= days <= timing.MOST:
        raise Refusal(
            _("Mentors have %(fewest)d to %(most)d days to answer.")
            % {"fewest": timing.FEWEST, "most": timing.MOST},
            field="days",
        )
    before = tending.days(row)
    if before == days:
        return
    Terms.objects.update_or_create(programme=row, defaults={"days": days})
    audit.record("requests.days_set", by=by, on=row, before=before, days=days)
