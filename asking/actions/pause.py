"""A mentor takes no requests for a while, and takes them again."""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from asking.actions import tending
from asking.models import Pause
from companies.errors import Refusal
from people import audit
from people.actions.leaving import today
from people.models import Person
from programmes.models import Enrolment


@transaction.atomic
def begin(mentor: Enrolment, *, until: date | None, by: Person) -> Pause:
    """Take no requests until ``until``, a last day that counts, or until the mentor says otherwise.

    Requests that wait for them go on to the next choice, and no matching takes them in meanwhile;
    their pairs are not touched. Asked again, the last day changes. Refuses anybody but the mentor,
    where mentees do not ask, and a last day that is over or after the programme.
    """
    programme = tending.locked(mentor.programme_id)
    row = _own(mentor, by)
    day = today()
    if until is not None and not day <= until <= programme.ends_on:
        raise Refusal(
            _("Choose a last day between %(first)s and %(last)s, or none.")
            % {"first": date_format(day), "last": date_format(programme.ends_on)},
            field="until",
        )
    kept = Pause.objects.current(day).filter(enrolment=row).first()
    since = kept.since if kept else day
    made, _is_new = Pause.objects.update_or_create(
        enrolment=row, defaults={"since": since, "until": until}
    )
    tending.tend(programme)
    audit.record(
        "mentor.paused", by=by, on=row, until=until.isoformat() if until is not None else ""
    )
    return made


@transaction.atomic
def finish(mentor: Enrolment, *, by: Person) -> None:
    """Take requests again; does nothing when no pause is under way."""
    tending.locked(mentor.programme_id)
    row = _own(mentor, by)
    gone, _by_kind = Pause.objects.current(today()).filter(enrolment=row).delete()
    if gone:
        audit.record("mentor.back", by=by, on=row)


def _own(mentor: Enrolment, by: Person) -> Enrolment:
    row = Enrolment.objects.select_related("person", "programme").get(pk=mentor.pk)
    if row.person_id != by.pk or not row.is_mentor or row.status != Enrolment.Status.ACCEPTED:
        raise Refusal(_("Only the mentor says when they take requests."))
    if not tending.takes_requests(row.programme):
        raise Refusal(_("No mentor can be asked in “%(name)s” now.") % {"name": row.programme})
    return row
