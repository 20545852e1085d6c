"""A mentor says yes or no to a request."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from asking.actions import tending
from asking.models import Choice, MentorRequest
from companies.errors import Refusal
from pairings.actions import pairing
from pairings.models import Pairing
from people.models import Person

Told = Choice.Status


def accept(choice: Choice, *, by: Person) -> Pairing:
    """Say yes: the pair is made, both are written to, and who is full asks nobody to wait.

    A second yes to the same request gives the same pair. Refuses anybody but the mentor and a
    request that is not before them any more: one whose pair cannot be made goes on, in the same
    words, since why it cannot may be what the mentee keeps to herself. What has changed since the
    page was shown is brought up to date even then, so that the page that follows tells the truth.
    """
    made, why_not = _accept(choice, by)
    if made is None:
        raise Refusal(why_not)
    return made


@transaction.atomic
def _accept(choice: Choice, by: Person) -> tuple[Pairing | None, str]:
    programme = tending.locked(choice.mentor.programme_id)
    tending.tend(programme)
    row = _before(choice, by)
    if row.status == Told.ACCEPTED:
        kept = Pairing.objects.filter(mentor=row.mentor_id, mentee=row.request.mentee_id)
        return kept.latest("pk"), ""
    if row.status != Told.ASKED:
        return None, _gone()
    try:
        with transaction.atomic():
            row.status, row.answered_at = Told.ACCEPTED, timezone.now()
            row.save(update_fields=["status", "answered_at"])
            tending.end(row.request, MentorRequest.Status.ACCEPTED)
            made = pairing.pair(
                programme=programme,
                mentor=row.mentor,
                mentee=row.request.mentee,
                started_on=timezone.localdate(),
                score=row.score,
                reasons=row.reasons,
                choice_rank=row.place,
                by=by,
            )
    except Refusal:
        Choice.objects.filter(pk=row.pk).update(status=Told.UNAVAILABLE)
        tending.tend(programme)
        return None, _gone()
    tending.tend(programme)
    return made, ""


@transaction.atomic
def decline(choice: Choice, *, reason: str, by: Person) -> Choice:
    """Say no this time, with a reason from the list that the mentee does not read.

    Her next choice is asked at once. A second no changes nothing. Refuses anybody but the mentor,
    an unknown reason, and a request that is not before them any more.
    """
    programme = tending.locked(choice.mentor.programme_id)
    row = _before(choice, by)
    if reason not in Choice.Decline.values:
        raise Refusal(_("Choose a reason from the list."), field="reason")
    if row.status == Told.DECLINED:
        return row
    if row.status != Told.ASKED:
        raise Refusal(_gone())
    row.status, row.answered_at, row.decline_reason = Told.DECLINED, timezone.now(), reason
    row.save(update_fields=["status", "answered_at", "decline_reason"])
    # Not in the journal, which HR reads: nobody learns who asked whom before there is a pair.
    tending.tend(programme)
    return row


def _before(choice: Choice, by: Person) -> Choice:
    """The choice as it is now, for its mentor alone."""
    rows = Choice.objects.select_related(
        "mentor__person", "request__mentee__person", "request__mentee__programme"
    )
    row = rows.select_for_update(of=("self", "request")).get(pk=choice.pk)
    if row.mentor.person_id != by.pk:
        raise Refusal(_("Only the mentor who was asked can answer."))
    return row


def _gone() -> str:
    return _(
        "This request is not before you any more: it went on, or was taken back. There is nothing "
        "left to answer."
    )
