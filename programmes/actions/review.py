"""Asks a colleague to read the canvas of a draft, keeps what they say of each step, settles it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import versions
from companies.errors import Overtaken, Refusal
from people import audit
from people.models import Person
from programmes import access, measures
from programmes.actions import canvas as canvases
from programmes.actions import letters
from programmes.actions.guard import check_steers, locked
from programmes.models import CanvasRemark, CanvasReview, Programme


def version(programme: Programme, step: str) -> str:
    """The fingerprint of what a step says now, its objectives and indicators included."""
    said = measures.said(programme) if step == "objectives" else canvases.values(programme, step)
    return versions.fingerprint(said)


@transaction.atomic
def ask(programme: Programme, *, reviewer: Person, note: str = "", by: Person) -> CanvasReview:
    """Let a colleague read and remark on the canvas of a draft, and tell them so.

    Refuses programmes that are no drafts any more, whoever is neither HR nor a director, and a
    colleague who is reading it already.
    """
    check_steers(programme, by)
    row = locked(programme)
    _check_draft(row)
    if not access.reviewers(row, by).filter(pk=reviewer.pk).exists():
        raise Refusal(
            _("Ask somebody of HR or a programme director who is not reading it already."),
            field="reviewer",
        )
    review = CanvasReview.objects.create(
        programme=row, reviewer=reviewer, asked_by=by, note=note.strip()[:600]
    )
    audit.record("canvas.review_asked", by=by, on=row, reviewer=str(reviewer.public_id))
    letters.ask_for_review(review)
    return review


@transaction.atomic
def remark(programme: Programme, step: str, *, words: str, seen: str, by: Person) -> CanvasRemark:
    """Keep what a colleague says about one step.

    ``seen`` is the :func:`version` that they read: :class:`companies.errors.Overtaken`
    is raised when the step says something else now. Saying the same twice counts once. Refuses
    whoever was not asked, and empty words.
    """
    row = locked(programme)
    review = _own(row, by)
    if not (kept := words.strip()[:1200]):
        raise Refusal(_("Write your remark."), field="words")
    if seen != version(row, step):
        raise Overtaken(
            _("This step was changed since you opened it. Read it again: your words are kept here.")
        )
    again = review.remarks.open().filter(step=step, words=kept).first()
    if again:
        return again
    said = CanvasRemark.objects.create(review=review, step=step, words=kept, version=seen)
    audit.record("canvas.remarked", by=by, on=row, step=step)
    return said


@transaction.atomic
def end(programme: Programme, *, by: Person) -> CanvasReview:
    """A colleague has said everything: whoever asked is told, and the canvas closes to them."""
    row = locked(programme)
    review = _own(row, by)
    _close(review)
    remarks = review.remarks.count()
    audit.record("canvas.review_ended", by=by, on=row, remarks=remarks)
    letters.tell_of_review(review, remarks=remarks)
    return review


@transaction.atomic
def withdraw(programme: Programme, *, reviewer: Person, by: Person) -> None:
    """Stop waiting for a colleague, who cannot read the canvas any more; their remarks stay."""
    check_steers(programme, by)
    row = locked(programme)
    review = CanvasReview.objects.waiting().filter(programme=row, reviewer=reviewer).first()
    if review is None:
        return
    _close(review)
    audit.record("canvas.review_ended", by=by, on=row, reviewer=str(reviewer.public_id))


@transaction.atomic
def settle(remark: CanvasRemark, *, by: Person) -> CanvasRemark:
    """Note that a remark was dealt with; the first time counts."""
    programme = remark.review.programme
    check_steers(programme, by)
    row = CanvasRemark.objects.select_for_update(of=("self",)).get(pk=remark.pk)
    if row.resolved_at is None:
        row.resolved_at, row.resolved_by = timezone.now(), by
        row.save(update_fields=["resolved_at", "resolved_by"])
        audit.record("canvas.remark_settled", by=by, on=programme, step=row.step)
    return row


def _own(programme: Programme, by: Person) -> CanvasReview:
    """The open review of ``by``."""
    _check_draft(programme)
    rows = CanvasReview.objects.waiting().filter(programme=programme, reviewer=by)
    review = rows.select_related("programme", "reviewer", "asked_by").first()
    if review is None:
        raise Refusal(_("You are not asked to review this canvas."))
    return review


def _check_draft(programme: Programme) -> None:
    if programme.status != Programme.Status.DRAFT:
        raise Refusal(_("“%(name)s” has already been opened.") % {"name": programme})


def _close(review: CanvasReview) -> None:
    review.ended_at = timezone.now()
    review.save(update_fields=["ended_at"])
