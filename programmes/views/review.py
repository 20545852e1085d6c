"""Pages of the review of a canvas: ask a colleague, read and remark, settle."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from companies.errors import Overtaken, Refusal
from companies.versions import chosen
from people.access import PersonRequest, signed_in
from programmes import access, canvas, measures, planned, wording
from programmes.actions import canvas as canvases
from programmes.actions import review as actions
from programmes.forms.design import AskReviewForm, CanvasForm, RemarkForm
from programmes.models import CanvasRemark, Programme

READ = tuple(step for step in canvas.STEPS if step != "check")
"""The steps that say something."""


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The whole canvas on one page with its remarks; a colleague who was asked adds theirs."""
    programme = get_object_or_404(access.read_canvases(request.user), public_id=public_id)
    waiting = [one for one in access.canvas_reviews(programme) if one.ended_at is None]
    mine = next((one for one in waiting if one.reviewer_id == request.user.pk), None)
    remarking = mine is not None and programme.status == Programme.Status.DRAFT
    failed: tuple[str, RemarkForm] | None = None
    if request.method == "POST":
        step = request.POST.get("step", "")
        if not remarking or step not in READ:
            raise Http404
        form = RemarkForm(request.POST, auto_id=f"{step}_%s")
        if form.is_valid():
            words = form.cleaned_data["words"]
            seen = request.POST.get("seen", "")
            try:
                actions.remark(programme, step, words=words, seen=seen, by=request.user)
            except Refusal as refusal:
                overtaken = isinstance(refusal, Overtaken)
                form.add_error(None if overtaken else refusal.field, str(refusal))
            else:
                messages.success(request, _("Your remark is saved."))
                return redirect("programmes:review", programme.public_id)
        failed = (step, form)
    steers = access.steered(request.user).filter(pk=programme.pk).exists()
    context = {
        "programme": programme,
        "is_draft": programme.status == Programme.Status.DRAFT,
        "mine": mine,
        "steers": steers,
        "waiting": waiting,
        "past": [one for one in access.canvas_reviews(programme) if one.ended_at],
        "steps": _steps(programme, remarking, failed),
        "objectives": measures.told(programme),
        "is_wrong": failed is not None,
    }
    return render(request, "programmes/review.html", context, status=422 if failed else 200)


def _steps(
    programme: Programme, remarking: bool, failed: tuple[str, RemarkForm] | None
) -> list[dict[str, Any]]:
    """Each step with what it says, what was said about it, and a form where one may speak."""
    remarks: dict[str, list[CanvasRemark]] = {step: [] for step in READ}
    for one in access.canvas_remarks(programme):
        remarks.setdefault(one.step, []).append(one)
    found = []
    for step in READ:
        version = actions.version(programme, step)
        wrong = failed[1] if failed and failed[0] == step else None
        found.append(
            {
                "code": step,
                "title": wording.step(step),
                "facts": _facts(programme, step),
                "version": version,
                "remarks": [
                    {
                        "row": one,
                        "is_changed": one.version != version,
                    }
                    for one in remarks[step]
                ],
                "form": (wrong or RemarkForm(auto_id=f"{step}_%s")) if remarking else None,
                "is_wrong": wrong is not None,
            }
        )
    return found


def _facts(programme: Programme, step: str) -> list[tuple[str, str]]:
    """What a step says, each with its question; choices in words."""
    now = canvases.values(programme, step)
    fields = CanvasForm(initial=now, step=step).fields
    found = [(str(fields[name].label), _plain(chosen(fields[name], now[name]))) for name in now]
    if step == "means":
        found.insert(0, (_("Pulses"), "\n".join(planned.of(programme))))
    return found


def _plain(said: Any) -> str:
    """A day or a number as the reader writes it, words as they are."""
    if isinstance(said, date):
        return date_format(said)
    return number_format(said) if isinstance(said, Decimal) else str(said)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Choose the colleague who reads the canvas, with a word to them."""
    programme = get_object_or_404(access.steered(request.user), public_id=public_id)
    if programme.status != Programme.Status.DRAFT:
        messages.info(request, _("The canvas belongs to drafts: this programme is launched."))
        return redirect("programmes:detail", programme.public_id)
    people = access.reviewers(programme, request.user)
    form = AskReviewForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.ask(programme, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(
                request, _("%(name)s is asked to review it.") % {"name": asked.reviewer}
            )
            return redirect("programmes:review", programme.public_id)
    context = {"programme": programme, "form": form, "nobody": not people}
    status = 422 if form.errors else 200
    return render(request, "programmes/ask_review.html", context, status=status)


@signed_in
@require_POST
def end(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """A colleague is done; or who steers stops waiting for the one named in ``reviewer``."""
    programme = get_object_or_404(access.read_canvases(request.user), public_id=public_id)
    try:
        if named := request.POST.get("reviewer", ""):
            rows = access.canvas_reviews(programme).filter(reviewer__public_id=_uuid(named))
            asked = rows.first()
            if asked is None:
                raise Http404
            reviewer = asked.reviewer
            actions.withdraw(programme, reviewer=reviewer, by=request.user)
            messages.success(
                request, _("%(name)s is not waited for any more.") % {"name": reviewer}
            )
        else:
            actions.end(programme, by=request.user)
            messages.success(request, _("Thank you. Whoever asked you is told."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    if access.read_canvases(request.user).filter(pk=programme.pk).exists():
        return redirect("programmes:review", programme.public_id)
    return redirect("home")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@signed_in
@require_POST
def settle(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Note that a remark was dealt with, and go back to where it was read."""
    rows = access.settled_remarks(request.user).select_related("review__programme")
    row = get_object_or_404(rows, public_id=public_id)
    try:
        actions.settle(row, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    programme = row.review.programme
    if request.POST.get("back") == "canvas" and row.step in canvas.STEPS:
        return redirect("programmes:canvas", programme.public_id, row.step)
    return redirect("programmes:review", programme.public_id)
