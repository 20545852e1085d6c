"""Takes what a colleague answers about a mentor by the link of their letter, or their no."""

from collections.abc import Mapping
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies import keys
from companies.errors import Refusal
from people import audit
from programmes.models import Enrolment
from references import access, questions
from references.actions.request import close
from references.models import ReferenceRequest
from selection.actions import qualification


class Gone(Refusal):
    """Nobody waits for this answer any more; the sentence says why, kindly."""


def by_token(token: str) -> ReferenceRequest | None:
    """The letter that a token opens; ``None`` when the token was not signed here."""
    try:
        public_id = UUID(signing.loads(token, salt=keys.salt("reference")))
    except (signing.BadSignature, ValueError):
        return None
    return access.opened(public_id).first()


def check_open(row: ReferenceRequest) -> None:
    """Raises :class:`Gone` with a kind sentence when no answer is waited for any more."""
    if row.status == ReferenceRequest.Status.ANSWERED:
        raise Gone(_("You have already answered, thank you. An answer is given once."))
    if row.status == ReferenceRequest.Status.DECLINED:
        raise Gone(_("You would rather not: noted, and no reason is asked."))
    if not access.is_wanted(row):
        raise Gone(
            _("This link was good until %(day)s, or the answer is not needed any more. Thank you.")
            % {"day": date_format(row.answer_by)}
        )


@transaction.atomic
def answer(
    request: ReferenceRequest, *, knows: str, answers: Mapping[str, int], words: str
) -> ReferenceRequest:
    """Keep what a colleague answered; its two marks count in the scores of the mentor.

    ``answers``: marks from 1 to 5 by question, those left out that they cannot say. Refuses what
    is not among the answers, and an answer that says nothing of one of the two measures; raises
    :class:`Gone` when nobody waits for it. Rows are locked: a double click answers once.
    """
    row = _locked(request)
    if knows not in ReferenceRequest.Knows.values:
        raise Refusal(_("Choose one of the answers."), field="knows")
    for code, mark in answers.items():
        if code not in questions.QUESTIONS or mark not in questions.POINTS:
            raise Refusal(_("Choose one of the answers."), field=code)
    if len(words) > questions.LONGEST_WORDS:
        raise Refusal(_("Keep to 600 characters."), field="words")
    found = questions.marks(answers)
    experience, potential = found[questions.EXPERIENCE], found[questions.POTENTIAL]
    if experience is None or potential is None:
        raise Refusal(
            _(
                "Answer at least one of the first two questions and one of the other three. If you "
                "cannot, say below that you would rather not."
            )
        )
    row.knows, row.answers, row.words = knows, dict(answers), words.strip()
    row.save(update_fields=["knows", "answers", "words"])
    close(row, ReferenceRequest.Status.ANSWERED)
    qualification.hear(
        row.enrolment, referee=row.referee, experience=experience, potential=potential
    )
    audit.record("reference.closed", by=None, on=row.enrolment)
    return row


@transaction.atomic
def decline(request: ReferenceRequest) -> None:
    """A colleague would rather not; no reason is asked. Raises :class:`Gone` like an answer.

    Nothing is journalled now: an HR admin who is the mentor reads there what they read of a
    silence, on the same day (`request.tend`).
    """
    close(_locked(request), ReferenceRequest.Status.DECLINED)


def _locked(request: ReferenceRequest) -> ReferenceRequest:
    """The letter, locked after the mentor's enrolment, as whoever decides does."""
    Enrolment.objects.select_for_update(of=("self",)).get(pk=request.enrolment_id)
    rows = access.opened(request.public_id).select_for_update(of=("self",))
    row = rows.first()
    if row is None:
        raise Gone(_("This answer is not needed any more. Thank you."))
    check_open(row)
    return row
