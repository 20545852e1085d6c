"""What closed pairs teach about the criteria: the page, and the weights to try."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.errors import Refusal
from evaluations.metrics import is_small
from lab import drawings, wording
from lab.actions import learning
from lab.actions.learning import Taught
from lab.forms import TakeOverForm
from matching.engine.learning import ENOUGH, LEAST, SUGGESTION, Effect, Lessons
from matching.navigation import frame
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes.models import Programme

page = require_http_methods(["GET", "HEAD", "POST"])


@page
@signed_in
def learned(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Effects with their intervals, or how many pairs are missing; a POST tries the weights."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    refused = ""
    if request.method == "POST":
        try:
            made = learning.take_over(programme, seen=_seen(request), by=request.user)
        except Refusal as refusal:
            refused = str(refusal)
        else:
            messages.success(
                request,
                _("“%(name)s” is a scenario: compute it, compare it, then decide.")
                % {"name": made.name},
            )
            return redirect("lab:scenario", made.public_id)
    context = frame(request, programme) | _context(learning.teach(programme, by=request.user))
    context |= {"refused": refused, "is_closed": programme.status == Programme.Status.CLOSED}
    return render(request, "lab/learning.html", context, status=422 if refused else 200)


def _seen(request: PersonRequest) -> str:
    form = TakeOverForm(request.POST)
    # Whatever is not on the form is not what the page spoke of.
    return str(form.cleaned_data["seen"]) if form.is_valid() else ""


def _context(taught: Taught) -> dict[str, Any]:
    found = taught.found if isinstance(taught.found, Lessons) else None
    return {
        "taught": taught,
        "found": found,
        "too_few": None if found else taught.found,
        "least": LEAST,
        "suggestion": SUGGESTION,
        "enough": ENOUGH,
        "left_out": _few(taught.departed + taught.unknown),
        "chart": drawings.effects(found.effects) if found else None,
        "score": _told(found.score, found.pairs) if found else None,
        "effects": [_told(one, found.pairs) for one in found.effects] if found else [],
        "alike": [_label(kind) for kind in taught.alike],
        "rare": [_label(kind) for kind in taught.rare],
        "weights": _weights(taught),
        "gain": _gain(taught),
    }


def _told(one: Effect, pairs: int) -> dict[str, Any]:
    """An effect for the table; how many pairs are known is not told where few are not."""
    shown = drawings.value(one)
    missing = pairs - one.pairs
    return {
        "label": _label(one.criterion),
        "text": shown.text,
        "interval": shown.interval,
        "unknown": one.unknown,
        "is_clear": one.is_clear,
        "is_better": one.effect is not None and one.effect > 0,
        "pairs": "–" if is_small(one.pairs) or is_small(missing) else one.pairs,
    }


def _label(kind: str) -> str:
    return str(capfirst(wording.rule(f"must_{kind}")))


def _few(count: int) -> str:
    """A number of pairs in words, those of one to four not told."""
    return _("fewer than five") if is_small(count) else str(count or "")


def _weights(taught: Taught) -> list[dict[str, Any]]:
    """Present and proposed weight of each criterion, the heaviest first."""
    if taught.proposal is None:
        return []
    rows = [
        {"label": _label(kind), "now": now, "proposed": taught.proposed[kind]}
        for kind, now in taught.weights.items()
        if now or taught.proposed[kind]
    ]
    return sorted(rows, key=lambda row: -int(row["proposed"]))


def _gain(taught: Taught) -> dict[str, str]:
    found = taught.proposal
    if found is None:
        return {}
    bounds = {"text": found.gain, "low": found.low, "high": found.high}
    return {name: drawings.signed(bound).removeprefix("+") for name, bound in bounds.items()}
