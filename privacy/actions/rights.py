"""Keeps the requests of people who use their rights: received, answered within one month."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import walls
from companies.errors import Refusal
from people import audit
from people.actions import mail
from people.actions.leaving import today
from people.models import Person
from privacy.models import RightsRequest
from privacy.periods import one_month_after

WARNED = dt.timedelta(days=7)
"""How long before the answer is due HR is reminded."""
AGAIN = dt.timedelta(days=3)
MOST = 5
"""How many requests of one person may wait at a time."""


@transaction.atomic
def receive(
    person: Person, *, kind: str, words: str, by: Person, received_on: dt.date | None = None
) -> RightsRequest:
    """Note that ``person`` uses a right, themselves or through HR; HR is told by letter.

    The answer is due one month after ``received_on`` (today when it is not given). Refuses
    anybody else, a day to come, and a sixth request while five wait.
    """
    if by.pk != person.pk and not by.is_hr:
        raise Refusal(_("Only the person and HR note this."))
    if kind not in RightsRequest.Kind.values:
        raise Refusal(_("Choose one of the rights listed."), field="kind")
    day = received_on or today()
    if day > today():
        raise Refusal(_("This day is still to come."), field="received_on")
    if RightsRequest.objects.open().filter(person=person).count() >= MOST:
        raise Refusal(_("%(count)s requests wait for an answer already.") % {"count": MOST})
    row = RightsRequest.objects.create(
        person=person,
        kind=kind,
        words=words.strip(),
        received_on=day,
        due_on=one_month_after(day),
        noted_by=by,
    )
    audit.record("request.received", by=by, on=row, kind=kind)
    _tell_hr("rights_received", row)
    return row


@transaction.atomic
def answer(request: RightsRequest, *, status: str, words: str, by: Person) -> None:
    """Answer a request; the person is told by letter that the answer is there.

    Refuses without a reason when the request is not granted in full, and a second answer.
    """
    if not by.is_hr:
        raise Refusal(_("Only HR answers requests."))
    decisions = set(RightsRequest.Status.values) - {RightsRequest.Status.OPEN}
    if status not in decisions:
        raise Refusal(_("Choose one of the answers listed."), field="status")
    if status != RightsRequest.Status.GRANTED and not words.strip():
        raise Refusal(
            _("Give the reasons, and say that the person may complain to the CNIL (art. 12.4)."),
            field="answer",
        )
    row = RightsRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.status != RightsRequest.Status.OPEN:
        raise Refusal(_("This request is answered already."))
    row.status, row.answer = status, words.strip()
    row.answered_by, row.answered_at = by, timezone.now()
    row.save(update_fields=["status", "answer", "answered_by", "answered_at"])
    audit.record("request.answered", by=by, on=row, kind=row.kind)
    link = walls.address(reverse("privacy:own_data"))
    mail.post("rights_answered", to=row.person, key=str(row.public_id), link=link)


def remind() -> int:
    """Remind HR of answers due within a week, every three days; how many requests that were."""
    day = today()
    rows = RightsRequest.objects.open().filter(due_on__lte=day + WARNED)
    waiting = rows.filter(Q(reminded_on=None) | Q(reminded_on__lte=day - AGAIN))
    count = 0
    for row in waiting.select_related("person").order_by("due_on", "pk"):
        with transaction.atomic():
            _tell_hr("rights_reminder", row, day)
            RightsRequest.objects.filter(pk=row.pk).update(reminded_on=day)
        count += 1
    return count


def _tell_hr(kind: str, row: RightsRequest, day: dt.date | None = None) -> None:
    facts = {
        "right": row.kind,
        "due_on": row.due_on.isoformat(),
        "link": walls.address(reverse("privacy:request", args=[row.public_id])),
    }
    admins = [(one, facts) for one in Person.objects.hr().order_by("pk")]
    mail.post_each(kind, admins, key=f"{row.public_id}:{day.isoformat() if day else ''}")
