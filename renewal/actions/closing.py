"""Closes a programme whose pairs still run: ends them kindly, or lets them run until a day."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from companies.errors import Refusal
from pairings.actions import closing
from people.models import Person
from programmes.actions import programme as programmes
from programmes.actions.guard import check_steers, locked
from programmes.models import Programme

CHOICES = ("end", "go_on")


@transaction.atomic
def close(
    programme: Programme, *, pairs: str, until: date | None = None, reason: str = "", by: Person
) -> Programme:
    """Close a programme and settle its pairs in the same breath: ``end`` or ``go_on``.

    ``end`` completes each pair now and thanks both partners by letter; ``go_on`` lets them meet
    until ``until``, told by letter, and the timetable completes them after that day. Refuses
    another choice, ``go_on`` without a day, and what closing refuses: without a ``reason`` too
    while something mandatory is missing.
    """
    check_steers(programme, by)
    row = locked(programme)
    if row.status == Programme.Status.CLOSED:
        return row
    if pairs not in CHOICES:
        raise Refusal(_("Say what becomes of the pairs that still meet."), field="pairs")
    if pairs == "go_on":
        if until is None:
            raise Refusal(_("Say until which day they may go on."), field="until")
        closing.prolong(row, until=until, by=by)
    row = programmes.close(row, confirmed=True, reason=reason, by=by)
    if pairs == "end":
        closing.end_all(row, by=by)
    return row
