"""Settles the pairs of a programme that ends: ended kindly, or going on until their own day."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies import walls
from companies.errors import Refusal
from pairings.actions import pairing
from pairings.models import Pairing
from people import audit
from people.actions import mail
from people.models import Person
from programmes.actions.guard import check_steers
from programmes.models import Programme

LONGEST = 183
"""Days that pairs may go on after their programme: longer is another programme."""


@transaction.atomic
def end_all(programme: Programme, *, by: Person) -> int:
    """Complete every pair under way and thank both partners of each; how many."""
    check_steers(programme, by)
    rows = Pairing.objects.active().select_for_update(of=("self",)).filter(programme=programme)
    for one in rows.order_by("pk"):
        pairing.complete(pairing=one, reason=Pairing.EndReason.TERM, by=by)
    return len(rows)


@transaction.atomic
def prolong(programme: Programme, *, until: date, by: Person) -> int:
    """Let every pair under way go on until a day and tell both partners; how many.

    Refuses a day that has come, and one more than half a year ahead.
    """
    check_steers(programme, by)
    ahead = (until - timezone.localdate()).days
    if ahead < 1:
        raise Refusal(_("Choose a day to come."), field="until")
    if ahead > LONGEST:
        raise Refusal(
            _("Pairs may go on for half a year at most. Renew the programme for more."),
            field="until",
        )
    rows = Pairing.objects.active().with_people().select_for_update(of=("self",))
    pairs = list(rows.filter(programme=programme).order_by("pk"))
    Pairing.objects.filter(pk__in=[one.pk for one in pairs]).update(runs_until=until)
    root = walls.address("")
    for one in pairs:
        for reader in (one.mentor.person, one.mentee.person):
            mail.post(
                "pairing_prolonged",
                to=reader,
                key=f"{one.public_id}:{until.isoformat()}",
                programme=programme.name,
                partner={"name": str(one.partner_of(reader))},
                until=until.isoformat(),
                link=root + reverse("pairings:detail", args=[one.public_id]),
            )
    audit.record_each("pairing.prolonged", by=by, on=pairs, until=until.isoformat())
    return len(pairs)


def day_of(programme: Programme) -> str:
    """Until when pairs of ``programme`` go on after it, in words; "" when none does."""
    row = Pairing.objects.active().filter(programme=programme, runs_until__isnull=False).first()
    return date_format(row.runs_until) if row and row.runs_until else ""
