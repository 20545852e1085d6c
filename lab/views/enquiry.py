"""Why not this pair: the question, its progress, the answer, and forcing the pair."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from companies.errors import Refusal
from lab import access
from lab.actions import enquiry
from lab.forms import PairForm
from lab.models import Enquiry
from lab.tasks import answer_soon
from matching import wording
from matching.navigation import frame, watch
from matching.tasks import perform_soon
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access

page = require_http_methods(["GET", "HEAD", "POST"])

STEPS = ("reading", "scoring", "assignment", "proof", "price", "saving")


@page
@signed_in
def why_not(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask about any mentee and any mentor of a programme."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    initial = {name: request.GET.get(name, "") for name in ("mentee", "mentor", "run")}
    given = request.POST if request.method == "POST" else None
    form = PairForm(given, programme=programme, initial=initial)
    run = None
    if form.is_valid():
        asked = form.cleaned_data
        if asked["run"]:
            run = access.proposal(request.user, programme, asked["run"])
        try:
            row = enquiry.ask(
                programme,
                mentee=asked["mentee"],
                mentor=asked["mentor"],
                run=run,
                by=request.user,
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            if enquiry.is_small(programme):
                enquiry.perform(row)
            else:
                answer_soon(row)
            return redirect("lab:answer", row.public_id)
    context = frame(request, programme) | {
        "form": form,
        "asked": access.last_enquiries(request.user, programme),
    }
    return render(request, "lab/why_not.html", context, status=422 if form.errors else 200)


def _row(request: PersonRequest, public_id: uuid.UUID) -> Enquiry:
    rows = access.enquiries(request.user).select_related(
        "programme", "run__programme", "mentee__person", "mentor__person", "asked_by"
    )
    return get_object_or_404(rows, public_id=public_id)


@require_GET
@signed_in
def answer(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """How far the answer is, then the answer."""
    row = _row(request, public_id)
    context = frame(request, row.programme) | {"row": row}
    if not row.is_finished:
        return watch(
            request,
            "lab/answering.html",
            context,
            row,
            STEPS,
            address=reverse("lab:answer", args=[row.public_id]),
            stop=reverse("lab:cancel_answer", args=[row.public_id]),
            words="lab/step.html",
        )
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Refresh": "true"})
    told = row.answer
    ids = [one["mentee"] for one in told.get("moved", [])]
    ids += [
        held["mentor"] for one in told.get("moved", []) for held in (one["from"], one["to"]) if held
    ]
    if told.get("now"):
        ids.append(told["now"]["mentor"])
    people = access.named(row.programme, ids)
    context |= {
        "told": told,
        "people": people,
        "blocked": [
            wording.obstacle(code, row.mentee.person, row.mentor.person)
            for code in told.get("blocked", [])
        ],
        "now": people.get(told["now"]["mentor"]) if told.get("now") else None,
        "moved": [_move(one, people) for one in told.get("moved", [])],
        "can_force": _can_force(row),
    }
    return render(request, "lab/answer.html", context)


def _move(one: dict[str, Any], people: dict[int, Any]) -> dict[str, Any]:
    def held(side: dict[str, int] | None) -> dict[str, Any] | None:
        return side and {"mentor": people.get(side["mentor"]), "points": side["points"]}

    return {"mentee": people.get(one["mentee"]), "was": held(one["from"]), "now": held(one["to"])}


def _can_force(row: Enquiry) -> bool:
    told = row.answer
    is_possible = bool(told) and not told["blocked"] and not told["is_paired"]
    return is_possible and row.run is not None and row.run.is_reviewable


@require_POST
@signed_in
def force(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Force the pair at the price that was told."""
    row = _row(request, public_id)
    try:
        run = enquiry.force(row, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("lab:answer", public_id)
    messages.success(request, _("The pair is locked; the others are computed again around it."))
    perform_soon(run)
    return redirect("matching:run", run.public_id)


@require_POST
@signed_in
def cancel(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Stop an answer under way."""
    row = _row(request, public_id)
    enquiry.cancel(row)
    return redirect("lab:answer", public_id)
