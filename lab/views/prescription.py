"""What would it take: the question, its progress, the changes, and trying them as scenarios."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from companies.errors import Refusal
from lab import access, wording
from lab.actions import prescription
from lab.models import Prescription
from lab.tasks import prescribe_soon
from matching.navigation import frame, watch
from matching.tasks import perform_soon
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access

STEPS = ("reading", "search", "saving")


@require_POST
@signed_in
def ask(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask what would match everybody, under a proposal or a scenario."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    scenario = access.scenarios(request.user).filter(programme=programme)
    about = _uuid(request.POST.get("scenario", ""))
    try:
        row = prescription.ask(
            programme,
            run=access.proposal(request.user, programme, _uuid(request.POST.get("run", ""))),
            scenario=scenario.filter(public_id=about).first(),
            by=request.user,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("matching:board", public_id)
    prescribe_soon(row)
    return redirect("lab:prescription", row.public_id)


def _uuid(text: str) -> uuid.UUID:
    """What was given as an id; one that nothing has when it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _row(request: PersonRequest, public_id: uuid.UUID) -> Prescription:
    rows = access.prescriptions(request.user).select_related("programme", "run", "scenario")
    return get_object_or_404(rows, public_id=public_id)


@require_GET
@signed_in
def detail(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """How far the search is, then the changes in sentences."""
    row = _row(request, public_id)
    context = frame(request, row.programme) | {"row": row}
    if not row.is_finished:
        return watch(
            request,
            "lab/prescribing.html",
            context,
            row,
            STEPS,
            address=reverse("lab:prescription", args=[row.public_id]),
            stop=reverse("lab:cancel_prescription", args=[row.public_id]),
            words="lab/step.html",
        )
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "lab/prescription.html", context | _told(row))


def _told(row: Prescription) -> dict[str, Any]:
    found = row.result
    changes = found.get("changes", [])
    impossible = {int(pk): counts for pk, counts in found.get("impossible", {}).items()}
    ids = {one["person"] for one in changes} | {one.get("mentor") for one in changes}
    ids |= set(impossible) | set(found.get("left", []))
    people = access.named(row.programme, [pk for pk in ids if pk is not None])
    return {
        "found": found,
        "changes": [
            {
                "words": wording.change(one, people),
                "mentor": people.get(one.get("mentor")),
                "total": one.get("total"),
            }
            for one in changes
        ],
        "impossible": [
            {"mentee": people[pk], "causes": counts}
            for pk, counts in impossible.items()
            if pk in people
        ],
        "left": [people[pk] for pk in found.get("left", []) if pk in people],
    }


@require_POST
@signed_in
def attempt(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Try one change, or all of them, as a scenario computed at once."""
    row = _row(request, public_id)
    asked = request.POST.get("change", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else None
    try:
        if number is None and asked != "all":
            raise Refusal(_("This prescription holds no such change."))
        made, run = prescription.attempt(row, number=number, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("lab:prescription", public_id)
    perform_soon(run)
    return redirect("lab:scenario", made.public_id)


@require_POST
@signed_in
def cancel(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Stop a search under way."""
    prescription.cancel(_row(request, public_id))
    return redirect("lab:prescription", public_id)
