"""Writes to the colleagues whom a mentor names as references, reminds them once, and gives up."""

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import keys, walls
from companies.errors import Refusal
from people import audit
from people.actions import mail
from people.models import Person
from programmes.models import Enrolment
from references import access, questions
from references.models import ReferenceRequest


def token(row: ReferenceRequest) -> str:
    """A signed token that opens one letter, in this company only."""
    return signing.dumps(row.public_id.hex, salt=keys.salt("reference"))


@transaction.atomic
def name(enrolment: Enrolment, *, referee: Person, by: Person) -> ReferenceRequest:
    """Name a colleague as reference: they get a letter with a link and a last day.

    Refuses anybody but the mentor, once HR has decided, oneself, who leaves, works below the mentor
    or is asked already, a third reference, and a fifth letter.
    """
    row = _locked(enrolment, by)
    if access.is_decided(row):
        raise Refusal(_("HR has decided already: no reference is needed any more."))
    if referee.pk == by.pk:
        raise Refusal(_("Nobody is their own reference."))
    if referee.status != Person.Status.ACTIVE:
        raise Refusal(_("%(name)s is leaving the company.") % {"name": referee})
    if by in referee.chain():
        raise Refusal(
            _("%(name)s works in your line: nobody is asked to judge their own manager.")
            % {"name": referee}
        )
    known = row.reference_requests
    if known.filter(referee=referee).exists():
        raise Refusal(_("%(name)s has had a letter already.") % {"name": referee})
    if known.counting().count() >= questions.MOST:
        raise Refusal(_("Two references are enough: HR asks no more of your colleagues."))
    if known.count() >= questions.MOST_LETTERS:
        raise Refusal(
            _("Four colleagues were written to: that is enough. Talk to HR if none could answer.")
        )
    made = known.create(
        enrolment=row, referee=referee, answer_by=questions.last_day(timezone.localdate())
    )
    _write(made)
    audit.record("reference.asked", by=by, on=row, referee=str(referee.public_id))
    return made


@transaction.atomic
def take_back(request: ReferenceRequest, *, by: Person) -> None:
    """The mentor takes a name back, which closes the link; refuses what was answered or is over.

    After a no nothing is left to close, which the mentor does not learn.
    """
    enrolment = _locked(request.enrolment, by)
    row = ReferenceRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.shown != ReferenceRequest.Status.ASKED:
        raise Refusal(_("This letter waits for no answer any more."))
    _end(row, ReferenceRequest.Status.TAKEN_BACK)
    audit.record("reference.taken_back", by=by, on=enrolment)


def close(row: ReferenceRequest, status: str) -> None:
    """End the wait for an answer; called with the row locked. A no is not shown to the mentor."""
    row.status, row.closed_at = status, timezone.now()
    if status != ReferenceRequest.Status.DECLINED:
        row.shown = status
    row.save(update_fields=["status", "closed_at", "shown"])


def _end(row: ReferenceRequest, status: str) -> None:
    """End a letter for the mentor, and for everybody when nobody has said no to it."""
    if row.status == ReferenceRequest.Status.ASKED:
        close(row, status)
    else:
        row.shown = status
        row.save(update_fields=["shown"])


def _locked(enrolment: Enrolment, by: Person) -> Enrolment:
    """The mentor's own enrolment, locked, while they may name references."""
    rows = Enrolment.objects.select_related("programme").select_for_update(of=("self",))
    row = rows.get(pk=enrolment.pk)
    if row.person_id != by.pk:
        raise Refusal(_("Mentors name their own references."))
    if not access.naming(by).filter(pk=row.pk).exists():
        raise Refusal(_("No references are asked for here."))
    return row


def tend() -> int:
    """Remind who has three days left, once; end letters that are late or not needed. How many.

    For the timetable; safe to run again. A no ends for the mentor here, when a silence does.
    """
    waiting = ReferenceRequest.objects.unsettled().order_by("pk").values_list("pk", flat=True)
    return sum(_tend(pk) for pk in list(waiting))


@transaction.atomic
def _tend(pk: int) -> bool:
    rows = ReferenceRequest.objects.select_related(
        "referee", "enrolment__person", "enrolment__programme"
    )
    row = rows.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if row is None or row.shown != ReferenceRequest.Status.ASKED:
        return False
    today = timezone.localdate()
    is_needed = access.is_needed(row)
    if not is_needed or row.answer_by < today:
        status = ReferenceRequest.Status
        _end(row, status.LAPSED if is_needed else status.NOT_NEEDED)
        audit.record("reference.closed", by=None, on=row.enrolment)
        return True
    if row.reminded_at or not questions.is_reminded(row.answer_by, today):
        return False
    if row.status != ReferenceRequest.Status.ASKED:
        return False
    row.reminded_at = timezone.now()
    row.save(update_fields=["reminded_at"])
    _write(row, is_reminder=True)
    return True


def _write(row: ReferenceRequest, *, is_reminder: bool = False) -> None:
    mail.post(
        "reference_asked",
        to=row.referee,
        key=f"{row.public_id}:{'again' if is_reminder else 'first'}",
        programme=row.enrolment.programme.name,
        mentor=str(row.enrolment.person),
        until=row.answer_by.isoformat(),
        is_reminder=is_reminder,
        link=walls.address(reverse("references:answer_by_link", args=[token(row)])),
    )
