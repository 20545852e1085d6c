"""Lets people join a programme after its last day to answer, or no longer."""

from django.db import transaction
from django.utils.translation import gettext as _

from companies.errors import Refusal
from people import audit
from people.models import Person
from programmes import intake
from programmes.actions.guard import check_not_closed, check_steers, locked
from programmes.models import Programme


@transaction.atomic
def settle(programme: Programme, *, answer_days: int | None, by: Person) -> Programme:
    """Let people join while the programme runs, each with ``answer_days`` to answer; ``None``: no.

    Whoever is invited already keeps their last day. Does nothing when it is so already. Refuses a
    closed programme and a number of days outside ``FEWEST``–``MOST``.
    """
    check_steers(programme, by)
    row = locked(programme)
    check_not_closed(row)
    if answer_days is not None and not intake.FEWEST <= answer_days <= intake.MOST:
        raise Refusal(
            _("A person has %(fewest)d to %(most)d days to answer.")
            % {"fewest": intake.FEWEST, "most": intake.MOST},
            field="answer_days",
        )
    if row.answer_days != answer_days:
        row.answer_days = answer_days
        row.save(update_fields=["answer_days"])
        audit.record("programme.intake_settled", by=by, on=row, days=answer_days or 0)
    return row
