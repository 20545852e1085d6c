"""Asks people to train, reminds them before the last day, and when HR wants it."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import walls
from companies.errors import Refusal
from people import audit
from people.actions import mail
from people.models import Mail, Person
from programmes import admission
from programmes.actions.guard import check_steers, locked
from programmes.models import EnrolmentQuerySet, Programme
from training import standing
from training.models import Requirement

REMINDED: Final = timedelta(days=3)
"""Before the last day."""
ASKED, REMINDER = "training_asked", "training_reminder"


@transaction.atomic
def ask(programme: Programme, rows: EnrolmentQuerySet) -> int:
    """Ask those of ``rows`` to train whom a rule of ``programme`` holds back; how many letters.

    One letter per person and programme, however often this is called: the key of the letter holds
    it. Nobody is asked in a programme that is not open or running.
    """
    return _write(ASKED, programme, standing.awaited(_called(programme, rows)), occasion="once")


def remind_due() -> int:
    """Remind whoever a rule still holds back three days before the last day; how many letters.

    For the timetable. Once per person and programme, and never within a day of another letter
    about it: whoever has just been asked is reminded later, unless the last day is over by then.
    """
    today, written = timezone.localdate(), 0
    alive = Programme.objects.alive().filter(training_requirements__isnull=False)
    for programme in alive.distinct().order_by("pk"):
        for role, moment in standing.moments(programme.pk).items():
            left = last_day(programme, moment) - today
            if timedelta(0) <= left <= REMINDED:
                rows = _called(programme, programme.enrolments.filter(role=role))
                due = standing.awaited(rows).exclude(
                    person__in=_written_to(programme, timezone.now() - timedelta(days=1))
                )
                written += _write(REMINDER, programme, due, occasion="last")
    return written


@transaction.atomic
def remind(programme: Programme, *, by: Person) -> int:
    """Write to everybody of a programme who is not trained, once a day each; how many letters.

    Refuses who does not steer it, unless it is open or running, when nobody is left to be trained,
    and when all of them had a letter about it today.
    """
    check_steers(programme, by)
    row = locked(programme)
    if row.status not in (Programme.Status.OPEN, Programme.Status.RUNNING):
        raise Refusal(
            _("People are reminded while a programme is open or running; “%(name)s” is neither.")
            % {"name": row}
        )
    rows = late(row)
    if not rows.exists():
        raise Refusal(_("Everybody who takes part is trained, or exempt."))
    today = timezone.localdate()
    midnight = timezone.make_aware(datetime.combine(today, datetime.min.time()))
    fresh = rows.exclude(person__in=_written_to(row, midnight))
    written = _write(REMINDER, row, fresh, occasion=today.isoformat())
    if not written:
        raise Refusal(_("Everybody who is not trained yet had a letter about it today already."))
    audit.record("training.reminded", by=by, on=row, letters=written)
    return written


def late(programme: Programme) -> EnrolmentQuerySet:
    """Whom a reminder concerns: everybody who takes part, is not trained and not exempt."""
    return standing.untrained(_called(programme, programme.enrolments.all()))


def last_day(programme: Programme, moment: str) -> date:
    """Until when to be trained: the last day to answer, before a matching, or the first day."""
    before_matching = moment == Requirement.Moment.MATCHING
    return programme.enrol_until if before_matching else programme.starts_on


def _called(programme: Programme, rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Those who take part in a programme that is alive; who is not wanted is left in peace."""
    found = rows.accepted().filter(programme=programme, programme__in=Programme.objects.alive())
    return admission.still_wanted(found)


def _written_to(programme: Programme, since: datetime) -> list[int]:
    """Persons who had a letter about the training of a programme since then."""
    letters = Mail.objects.filter(
        kind__in=(ASKED, REMINDER), key__contains=f":{programme.public_id}:", queued_at__gte=since
    )
    return list(letters.values_list("person", flat=True))


def _write(kind: str, programme: Programme, rows: EnrolmentQuerySet, *, occasion: str) -> int:
    found = list(rows.select_related("person").order_by("pk"))
    sums, rules = standing.summaries(found), standing.moments(programme.pk)
    today = timezone.localdate()
    link = walls.address(reverse("training:own", args=[programme.public_id]))
    letters = []
    for row in found:
        moment = rules.get(row.role, "")
        until = last_day(programme, moment) if moment else None
        context = {
            "programme": programme.name,
            "moment": moment,
            "left": sums[row.pk].left,
            "minutes": sums[row.pk].minutes,
            "until": until.isoformat() if until and until >= today else "",
            "link": link,
        }
        letters.append((row.person, context))
    return mail.post_each(kind, letters, key=f"{programme.public_id}:{occasion}")
