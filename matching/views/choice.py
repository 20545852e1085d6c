"""The mentee's page: their shortlist, explained, and their private ranking."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.errors import Refusal
from matching import access
from matching.actions import choice
from matching.forms import RankingForm
from people.access import PersonRequest, signed_in

page = require_http_methods(["GET", "HEAD", "POST"])


@page
@signed_in
def choose(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """See why each mentor was put forward, and rank up to three of them."""
    mine = get_object_or_404(
        access.choosing(request.user).select_related("programme", "person"), public_id=public_id
    )
    run = choice.open_for(mine)
    if run is None:
        closed = {"mine": mine, "programme": mine.programme, "last": choice.last_for(mine)}
        return render(request, "matching/choose_closed.html", closed)
    shortlist = choice.shortlist_of(run, mine)
    kept = choice.kept(run, mine)
    given = request.POST if request.method == "POST" else None
    form = RankingForm(shortlist, given, kept=kept)
    if form.is_valid():
        try:
            choice.rank(run, mine, ranking=form.ranking(), by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Your ranking is saved. You can change it until the last day.")
            )
            return redirect("matching:choose", public_id)
    context: dict[str, Any] = {
        "mine": mine,
        "programme": mine.programme,
        "run": run,
        "form": form,
        "places": choice.places_left(run),
        "has_ranked": bool(kept),
    }
    return render(request, "matching/choose.html", context, status=422 if form.errors else 200)
