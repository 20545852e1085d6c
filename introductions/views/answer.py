"""The page on which a mentor answers in private, and what HR learns of it: two numbers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from companies.errors import Refusal
from introductions import access, standing
from introductions.actions import answer
from introductions.forms import AnswersForm
from matching import access as matching_access
from people.access import PersonRequest, signed_in

page = require_http_methods(["GET", "HEAD", "POST"])


@page
@signed_in
def answers(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """See which mentees might come, and say of each: I would like that, fine, or rather not."""
    mine = get_object_or_404(
        access.mentoring(request.user).select_related("programme", "person"), public_id=public_id
    )
    run = answer.open_for(mine)
    listed = answer.listed(run, mine) if run else []
    context: dict[str, Any] = {"mine": mine, "programme": mine.programme, "run": run}
    if run is None or not listed:
        return render(request, "introductions/answers_closed.html", context)
    kept = answer.kept(run, mine)
    form = AnswersForm(listed, request.POST if request.method == "POST" else None, kept=kept)
    if form.is_valid():
        try:
            answer.give(run, mine, answers=form.answers(), by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Your answers are saved. You can change them until the last day.")
            )
            return redirect("introductions:answers", public_id)
    context |= {"form": form, "has_answered": bool(kept)}
    return render(
        request, "introductions/answers.html", context, status=422 if form.errors else 200
    )


@require_GET
@signed_in
def totals(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """How many mentors answered about a shortlist; never who, never what."""
    run = get_object_or_404(
        matching_access.runs(request.user).shortlists().select_related("programme"),
        public_id=public_id,
    )
    context = {"run": run, "programme": run.programme, **standing.totals(run)}
    template = "introductions/totals.html"
    return render(request, template + ("#box" if request.htmx else ""), context)  # type: ignore[attr-defined]
