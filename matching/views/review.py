"""HR's pages of a run: its progress, the review, the decisions, publishing."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from companies.errors import Refusal
from competencies import access as needs_access
from matching import access
from matching.actions import choice
from matching.actions import run as runs
from matching.actions.computation import BALANCED, STEPS
from matching.board import progress_of
from matching.forms import DecisionForm, PublishForm
from matching.models import MatchingRun
from matching.navigation import frame, watch
from matching.review import CARDS, STATES, Review, Row, review, wanted_skills
from matching.tasks import perform_soon
from people.access import PersonRequest, signed_in

PER_PAGE = 50

page = require_http_methods(["GET", "HEAD", "POST"])


def _run(request: PersonRequest, public_id: uuid.UUID) -> MatchingRun:
    rows = access.runs(request.user).select_related(
        "programme", "requested_by", "published_by", "shortlist_from"
    )
    return get_object_or_404(rows, public_id=public_id)


@require_GET
@signed_in
def detail(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """A run: its progress, why it failed, the rankings, or the review of its pairs."""
    run = _run(request, public_id)
    if not run.is_finished:
        return _progress(request, run)
    if request.htmx and request.htmx.target and "progress" in request.htmx.target:  # type: ignore[attr-defined]
        # The page that watched the progress is now another one.
        return HttpResponse(headers={"HX-Refresh": "true"})
    if run.status == MatchingRun.Status.FAILED:
        about = access.people_of(run, run.result.get("about", []))
        return render(request, "matching/failed.html", _frame(request, run) | {"about": about})
    if run.is_shortlist:
        return _ranking(request, run)
    return _review(request, run)


def _frame(request: PersonRequest, run: MatchingRun) -> dict[str, Any]:
    return frame(request, run.programme) | {"run": run}


def _progress(request: PersonRequest, run: MatchingRun) -> HttpResponse:
    return watch(
        request,
        "matching/progress.html",
        _frame(request, run),
        run,
        STEPS,
        address=reverse("matching:run", args=[run.public_id]),
        stop=reverse("matching:cancel", args=[run.public_id]),
    )


def _ranking(request: PersonRequest, run: MatchingRun) -> HttpResponse:
    ranked, listed = progress_of(run)
    settled = run.settlements.official().exclude(status=MatchingRun.Status.FAILED)
    settlement = settled.order_by("-pk").first()
    context = _frame(request, run) | {
        "ranked": ranked,
        "listed": listed,
        "missing": listed - ranked,
        "progress": [
            {"label": _("Ranked"), "count": ranked, "tone": "ok", "url": ""},
            {"label": _("Not yet"), "count": listed - ranked, "tone": "neutral", "url": ""},
        ],
        "settlement": settlement,
        "is_open": settlement is None and choice.is_open(run),
        "proposed_mentors": run.suggestions.values("mentor").distinct().count(),
    }
    return render(request, "matching/shortlist.html", context)


def _review(
    request: PersonRequest, run: MatchingRun, given: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """The list of mentees and one of them; ``given`` holds the filters (else the address does)."""
    state = review(run)
    asked = given if given is not None else {key: request.GET.get(key, "") for key in KEPT}
    rows = state.filtered(asked["q"], asked["status"])
    chosen = next((row for row in rows if str(row.mentee.public_id) == asked["mentee"]), None)
    shown = chosen or (rows[0] if rows else None)
    pages = Paginator(rows, PER_PAGE)
    number = rows.index(shown) // PER_PAGE + 1 if chosen and shown else asked["page"]
    context = _frame(request, run) | {
        "review": state,
        "segments": state.segments(reverse("matching:run", args=[run.public_id])),
        "page_obj": pages.get_page(number),
        "states": [
            (code, label)
            for code, (label, _tone) in STATES.items()
            if state.counts[code] or code == asked["status"]
        ],
        "asked": asked,
        "filters": urlencode({key: asked[key] for key in ("q", "status") if asked[key]}),
        "chosen": chosen,
        **_shown(state, shown, every=bool(asked["all"])),
        "blocked": len(run.rules.get("blocked", [])),
    }
    template = "matching/review.html"
    return render(request, template + ("#review" if request.htmx else ""), context, status=status)  # type: ignore[attr-defined]


def _shown(state: Review, row: Row | None, *, every: bool) -> dict[str, Any]:
    """The mentee beside the list, and the mentors put forward for them."""
    if row is None:
        return {"row": None}
    cards = state.cards(row.mentee)
    return {
        "row": row,
        "cards": cards if every else cards[:CARDS],
        "more": 0 if every else max(0, len(cards) - CARDS),
        "skills": wanted_skills(row.mentee),
        "needs": needs_access.need_labels(row.mentee.needs, row.mentee.needs_version),
    }


KEPT = ("q", "status", "mentee", "page", "all")
"""What the address of the review says."""


@require_POST
@signed_in
def decide(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Decide on one pair, or accept all the planned ones, and stay where one was."""
    run = _run(request, public_id)
    asked = {key: request.POST.get(key, "") for key in KEPT}
    try:
        if "accept_planned" in request.POST:
            count = runs.accept_planned(run, by=request.user)
            messages.success(
                request,
                ngettext("%(count)s pair accepted.", "%(count)s pairs accepted.", count)
                % {"count": count},
            )
        else:
            form = DecisionForm(request.POST)
            if not form.is_valid():
                raise Refusal(_("Choose to accept, lock, refuse or reopen."))
            suggestion = get_object_or_404(
                run.suggestions.select_related("run"), pk=form.cleaned_data["suggestion"]
            )
            runs.decide(suggestion, decision=form.cleaned_data["decision"], by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    if request.htmx:  # type: ignore[attr-defined]
        return _review(request, _run(request, public_id), asked)
    query = urlencode({key: value for key, value in asked.items() if value})
    return redirect(f"{reverse('matching:run', args=[public_id])}?{query}")


@require_POST
@signed_in
def again(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Compute the same run again: locks stay, refusals stay out."""
    run = _run(request, public_id)
    try:
        new = runs.resolve(run, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("matching:run", public_id)
    perform_soon(new)
    return redirect("matching:run", new.public_id)


@page
@signed_in
def publish(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what publishing does, in numbers, then do it."""
    run = _run(request, public_id)
    if run.published_at is not None and request.method != "POST":
        return redirect("matching:run", public_id)
    form = PublishForm(request.POST if request.method == "POST" else None)
    refused = ""
    if form.is_valid():
        try:
            made = runs.publish(
                run,
                by=request.user,
                include_open=form.cleaned_data["include_open"],
                expected=form.expected(),
            )
        except Refusal as refusal:
            refused = str(refusal)
            run = _run(request, public_id)
            if run.published_at is not None:
                messages.info(request, refused)
                return redirect("matching:run", public_id)
        else:
            said = ngettext(
                "%(count)s pair is published; both people have been written to.",
                "%(count)s pairs are published; everybody has been written to.",
                len(made),
            )
            messages.success(request, said % {"count": len(made)})
            return redirect("pairings:overview", run.programme.public_id)
    state: Review = review(run)
    context = _frame(request, run) | {
        "review": state,
        "refused": refused,
        "letters": 2 * state.decided,
        "all": state.publishable,
        "all_letters": 2 * state.publishable,
        "include_open": request.POST.get("include_open", ""),
        "alone": state.without_mentor(),
        "worst_off": state.worst_off(),
    }
    return render(request, "matching/publish.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def remind(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write to those who have not ranked."""
    run = _run(request, public_id)
    try:
        count = choice.remind(run, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext(
            "%(count)s reminder is on its way.", "%(count)s reminders are on their way.", count
        )
        messages.success(request, said % {"count": count}) if count else messages.info(
            request, _("Everybody who has not ranked was reminded today already.")
        )
    return redirect("matching:run", public_id)


@require_POST
@signed_in
def settle(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Turn the rankings given so far into a proposal, now."""
    run = _run(request, public_id)
    try:
        policy = request.POST.get("policy", BALANCED)
        settlement = choice.settle(run, by=request.user, policy=policy)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("matching:run", public_id)
    perform_soon(settlement)
    return redirect("matching:run", settlement.public_id)
