"""HR's pages before a run: the state of the matching, the criteria, the request."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from companies.errors import Refusal
from matching import access
from matching.actions import criteria
from matching.actions import run as runs
from matching.board import Board, board
from matching.forms import CriterionForm, RequestForm, criterion_forms
from matching.models import MatchingRun
from matching.tasks import perform_soon
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes.models import Programme
from programmes.navigation import sections

RANKING_DAYS = 7
"""Days that mentees have to rank, unless HR says otherwise."""

page = require_http_methods(["GET", "HEAD", "POST"])


def _steered(request: PersonRequest, public_id: uuid.UUID) -> Programme:
    return get_object_or_404(programmes_access.steered(request.user), public_id=public_id)


@require_GET
@signed_in
def panel(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """The matching in two lines, with the next action, for whoever steers the programme."""
    rows = programmes_access.programmes(request.user)
    programme = get_object_or_404(rows, public_id=public_id)
    steers = programmes_access.steered(request.user).filter(pk=programme.pk).exists()
    context = {
        "programme": programme,
        "board": board(programme) if steers else None,
    }
    return render(request, "matching/panel.html", context)


@require_GET
@signed_in
def index(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Where the matching of a programme stands, what to do next, and the runs so far."""
    return _board(request, _steered(request, public_id))


def _board(
    request: PersonRequest, programme: Programme, asked: RequestForm | None = None
) -> HttpResponse:
    state = board(programme)
    chosen = criteria.chosen(programme)
    total = sum(one.weight for one in chosen) or 1
    forms = {form.initial.get("purpose"): form for form in _request_forms(state)}
    if asked is not None:
        forms[asked.data.get("purpose")] = asked
    context = {
        "programme": programme,
        "board": state,
        "sections": sections(request, programme),
        "criteria": [
            {"criterion": one, "share": round(100 * one.weight / total)}
            for one in sorted(chosen, key=lambda one: -one.weight)
            if one.weight or one.is_must
        ],
        "shortlist_form": forms.get(MatchingRun.Purpose.SHORTLIST),
        "proposal_form": forms.get(MatchingRun.Purpose.PROPOSAL),
    }
    return render(request, "matching/board.html", context, status=422 if asked else 200)


def _request_forms(state: Board) -> list[RequestForm]:
    minimum = state.runs[0].rules.get("minimum") if state.runs else None
    until = timezone.localdate() + timedelta(days=RANKING_DAYS)
    initial: dict[str, Any] = {
        "seen": state.asked,
        "minimum": 30 if minimum is None else minimum,
        "rank_until": until,
    }
    return [
        RequestForm(initial=initial | {"purpose": purpose}, auto_id=f"{purpose}_%s")
        for purpose in (MatchingRun.Purpose.SHORTLIST, MatchingRun.Purpose.PROPOSAL)
    ]


@page
@signed_in
def edit_criteria(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """The weights of a programme; ``?preset=`` shows a starting point without saving it."""
    programme = _steered(request, public_id)
    refused, status = "", 200
    if request.method == "POST":
        forms = criterion_forms([], request.POST)
        status = 422
        # Every form is checked, so that all the problems show at once.
        checked = [form.is_valid() for form in forms]
        if all(checked):
            try:
                criteria.set_weights(
                    programme, rows=[form.row() for form in forms], by=request.user
                )
            except Refusal as refusal:
                refused = str(refusal)
            else:
                messages.success(request, _("The criteria are saved; the next run will use them."))
                return redirect("matching:board", public_id)
    else:
        forms = criterion_forms(_rows(programme, request.GET.get("preset", "")))
    context = {
        "programme": programme,
        "sections": sections(request, programme),
        "forms": [{"form": form, "share": _share(form, forms)} for form in forms],
        "refused": refused,
        "problems": sum(len(form.errors) for form in forms),
        "preset": request.GET.get("preset", ""),
        "is_closed": programme.status == Programme.Status.CLOSED,
    }
    return render(request, "matching/criteria.html", context, status=status)


def _rows(programme: Programme, preset: str) -> list[dict[str, Any]]:
    if preset in criteria.PRESETS:
        return criteria.preset(preset, programme.format)
    return criteria.as_rows(criteria.chosen(programme))


def _share(form: CriterionForm, forms: list[CriterionForm]) -> int:
    """Rounded percentage of the score that a criterion decides, from what the form shows."""

    def weight(one: CriterionForm) -> int:
        text = str(one["weight"].value() or 0)
        return int(text) if text.isdecimal() and len(text) < 4 else 0

    return round(100 * weight(form) / (sum(map(weight, forms)) or 1))


@require_POST
@signed_in
def ask(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for a run, then follow it; while one is under way, go and look at that one."""
    programme = _steered(request, public_id)
    asked = request.POST.get("purpose", "")
    form = RequestForm(
        request.POST, auto_id=f"{asked}_%s" if asked in MatchingRun.Purpose.values else True
    )
    if not form.is_valid():
        return _board(request, programme, form)
    given = form.cleaned_data
    try:
        run = runs.request(
            programme,
            by=request.user,
            purpose=given["purpose"],
            rank_until=given.get("rank_until"),
            minimum=given["minimum"],
            seen=given["seen"],
        )
    except Refusal as refusal:
        under_way = access.runs(request.user).filter(programme=programme).unfinished().first()
        if under_way is not None:
            messages.info(request, str(refusal))
            return redirect("matching:run", under_way.public_id)
        form.add_error(refusal.field, str(refusal))
        return _board(request, programme, form)
    perform_soon(run)
    return redirect("matching:run", run.public_id)
