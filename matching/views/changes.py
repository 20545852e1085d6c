"""HR's pages that change a proposal beyond a decision: exchange two mentors, stop a computation."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from companies.errors import Refusal
from matching import access
from matching.actions import changes
from matching.actions import run as runs
from matching.forms import SwapForm
from matching.models import MatchingRun, Suggestion
from matching.review import exchangeable
from people.access import PersonRequest, signed_in

page = require_http_methods(["GET", "HEAD", "POST"])


def _run(request: PersonRequest, public_id: uuid.UUID) -> MatchingRun:
    return get_object_or_404(
        access.runs(request.user).select_related("programme"), public_id=public_id
    )


@require_POST
@signed_in
def cancel(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Stop a run under way."""
    run = _run(request, public_id)
    try:
        runs.cancel(run, by=request.user)
    except Refusal as refusal:
        messages.info(request, str(refusal))
    return redirect("matching:run", public_id)


@page
@signed_in
def swap(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose with whom a mentee (``?mentee=``) exchanges the mentor, see the price, do it."""
    run = _run(request, public_id)
    if not run.is_reviewable:
        return redirect("matching:run", public_id)
    pairs = exchangeable(run)
    given = request.POST if request.method == "POST" else request.GET
    own = _own(pairs, given.get("mentee", ""))
    if own is None:
        messages.error(request, _("Choose a mentee who has a pair that is not locked."))
        return redirect("matching:run", public_id)
    others = access.suggestions(run, [one.pk for one in pairs if one.pk != own.pk])
    form = SwapForm(given if "other" in given else None, pairs=others)
    exchange, refused = None, ""
    if form.is_valid():
        other = form.cleaned_data["other"]
        try:
            if request.method == "POST":
                changes.swap(run, one=own.mentee, other=other.mentee, by=request.user)
                messages.success(request, _("The mentors are exchanged; both pairs are locked."))
                page_of_run = reverse("matching:run", args=[public_id])
                return redirect(f"{page_of_run}?mentee={own.mentee.public_id}")
            exchange = changes.exchange_of(run, own.mentee, other.mentee)
        except Refusal as refusal:
            refused = str(refusal)
    context = {
        "run": run,
        "programme": run.programme,
        "own": own,
        "form": form,
        "exchange": exchange,
        "refused": refused,
    }
    status = 422 if refused or (form.is_bound and form.errors) else 200
    return render(request, "matching/swap.html", context, status=status)


def _own(pairs: list[Suggestion], mentee: str) -> Suggestion | None:
    return next((one for one in pairs if str(one.mentee.public_id) == mentee), None)
