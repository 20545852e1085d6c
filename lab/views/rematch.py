"""A mentor for one person while nobody else moves: who waits, the search, the pair."""

import uuid
from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from companies.errors import Refusal
from lab import access
from lab.actions import rematch as actions
from lab.forms import DifferForm, TakeForm
from matching import standing
from matching.actions import inputs
from matching.actions import run as runs
from matching.models import MatchingRun
from matching.navigation import frame
from pairings.models import Pairing
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes.models import Enrolment

PER_PAGE = 25
SHOWN = 6
"""Mentors shown before asking for all."""

page = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
@signed_in
def waiting(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Mentees without a mentor, each with the pair that they had, if any."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    listed = Paginator(access.waiting(request.user, programme), PER_PAGE).get_page(
        request.GET.get("page")
    )
    last = access.last_pairs(programme, [one.person_id for one in listed])
    context = frame(request, programme) | {
        "listed": listed,
        "rows": [{"mentee": one, "last": last.get(one.person_id)} for one in listed],
    }
    return render(request, "lab/waiting.html", context)


@page
@signed_in
def rematch(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Search a mentor for one mentee; a POST makes the pair with the one who was chosen."""
    mentee = get_object_or_404(access.mentees(request.user), public_id=public_id)
    rules, last = actions.basis(mentee.programme)
    given = request.POST if request.method == "POST" else request.GET
    form = DifferForm(given, rules=rules)
    refused = "" if form.is_valid() else _("Choose among what is listed.")
    wanted = {} if refused else form.wanted()
    if request.method == "POST" and not refused:
        try:
            made = _take(request, mentee, form)
        except Refusal as refusal:
            refused = str(refusal)
        else:
            messages.success(
                request,
                _("%(pair)s: paired. Both have been written to; nobody else has moved.")
                % {"pair": str(made)},
            )
            return redirect("pairings:overview", mentee.programme.public_id)
    context = frame(request, mentee.programme) | {
        "mentee": mentee,
        "form": form,
        "wanted": wanted,
        "last": last,
        "refused": refused,
        "is_attempt": request.method == "POST",
        "obstacles": actions.obstacles(mentee),
        "former": actions.former(mentee),
        "under_way": len(inputs.presence(mentee.programme_id).accompanied),
    }
    if form.is_valid() and not context["obstacles"]:
        try:
            context |= _search(request, mentee, form, wanted)
        except Refusal as refusal:
            # Weights that are all zero: the list of before says nothing about what was asked.
            context["refused"] = str(refusal)
    return render(request, "lab/rematch.html", context, status=422 if context["refused"] else 200)


def _take(request: PersonRequest, mentee: Enrolment, form: DifferForm) -> Pairing:
    chosen = TakeForm(request.POST)
    mentors = access.sides(mentee.programme, Enrolment.Role.MENTOR)
    mentor = (
        mentors.filter(public_id=chosen.cleaned_data["mentor"]).first()
        if chosen.is_valid()
        else None
    )
    if mentor is None:
        raise Refusal(_("Choose a mentor of this programme."))
    return actions.pair(
        mentee,
        mentor,
        wanted=form.wanted(),
        with_former=form.cleaned_data["former"],
        expected=chosen.cleaned_data["points"],
        listed=chosen.cleaned_data["listed"] or 0,
        by=request.user,
    )


def _search(
    request: PersonRequest, mentee: Enrolment, form: DifferForm, wanted: dict[str, str]
) -> dict[str, Any]:
    rules = actions.changed(mentee, actions.basis(mentee.programme)[0], wanted)
    with_former = form.cleaned_data["former"]
    found = actions.search(mentee, rules, with_former=with_former)
    if with_former:
        actions.note(mentee, by=request.user)
    proposal = access.newest_proposal(request.user, mentee.programme)
    promised, proposed = _promised(proposal, mentee)
    every = "all" in request.GET
    shown = found.candidates if every else found.candidates[:SHOWN]
    return {
        "found": found,
        "cards": [
            {
                "one": one,
                "is_proposed": one.mentor.pk == proposed,
                "promised": promised[one.mentor.pk]
                if len(promised[one.mentor.pk]) >= one.left
                else [],
            }
            for one in shown
        ],
        "more": len(found.candidates) - len(shown),
        "with_former": with_former,
        "proposal": proposal,
    }


def _promised(
    proposal: MatchingRun | None, mentee: Enrolment
) -> tuple[dict[int, list[str]], int | None]:
    """Mentor → mentees to whom the open proposal gives them; and the mentor it gives this one."""
    promised: dict[int, list[str]] = defaultdict(list)
    proposed = None
    for one in runs.standings(proposal, with_reasons=False).values() if proposal else ():
        if one.suggestion is None or one.state not in (*standing.DECIDED, standing.OPEN):
            continue
        if one.mentee == mentee.pk:
            proposed = one.suggestion.mentor_id
        else:
            promised[one.suggestion.mentor_id].append(str(one.suggestion.mentee.person))
    return promised, proposed
