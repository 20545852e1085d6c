"""The mentee's pages: the list of mentors, the request, what became of it."""

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from asking import access
from asking.actions import request as requests
from asking.actions import tending
from asking.directory import Directory, Listed, directory, narrowed, options
from asking.forms import AskForm, SearchForm
from asking.wording import language_name
from companies.errors import Refusal
from competencies import access as needs_access
from matching.actions import inputs
from pairings import access as pairings_access
from people.access import PersonRequest, signed_in
from programmes.models import Enrolment
from programmes.navigation import sections

PER_PAGE = 12
page = require_http_methods(["GET", "HEAD", "POST"])


def _mine(request: PersonRequest, public_id: uuid.UUID) -> Enrolment:
    return get_object_or_404(access.searching(request.user), public_id=public_id)


def obstacle(mine: Enrolment) -> str:
    """Why this mentee cannot ask now, as a code; "" when she can.

    closed, paired, open (a request waits) or early (training or HR comes first).
    """
    if not tending.takes_requests(mine.programme):
        return "closed"
    if mine.pk in inputs.presence(mine.programme_id).accompanied:
        return "paired"
    last = access.last_request(mine)
    if last is not None and last.is_open:
        return "open"
    return "" if requests.may_be_matched(mine) else "early"


@signed_in
@require_safe
def mentors(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """The mentors whom she may ask, best first, searched and filtered by the address.

    ``pick`` holds whom she has chosen so far and ``aim`` what for, so that nothing is lost on the
    way between this page and the request.
    """
    mine = _mine(request, public_id)
    why_not = obstacle(mine)
    if why_not in ("closed", "paired"):
        return _elsewhere(request, mine, why_not)
    found = directory(mine)
    form = SearchForm(request.GET, options=_options(found))
    asked = form.asked()
    rows = narrowed(found.everybody, asked)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    picks = found.chosen(request.GET.getlist("pick"))
    context = {
        "mine": mine,
        "programme": mine.programme,
        "sections": sections(request, mine.programme),
        "form": form,
        "is_filtered": bool(asked),
        "page": shown,
        "cards": _cards(request, mine, found, list(shown), picks),
        "everybody": len(found.everybody),
        "free": sum(row.can_be_asked for row in found.everybody),
        "picks": picks,
        "aims": request.GET.getlist("aim")[: requests.AIMS],
        "is_complete": len(picks) == requests.CHOICES,
        "obstacle": why_not,
        "last": access.last_request(mine),
        "days": tending.days(mine.programme),
        "ask_address": _with(mine, "asking:ask", picks, request.GET.getlist("aim")),
        "clear": "?" + urlencode([("pick", row.mentor.public_id) for row in picks]),
    }
    return render(request, "asking/mentors.html", context)


def _elsewhere(request: PersonRequest, mine: Enrolment, why_not: str) -> HttpResponse:
    pair = pairings_access.own(request.user).active().filter(mentee=mine).first()
    context = {"mine": mine, "programme": mine.programme, "why_not": why_not, "pair": pair}
    return render(request, "asking/elsewhere.html", context)


def _options(found: Directory) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer, in words."""
    offered = options(found.everybody)
    needs = needs_access.need_labels(offered["need"])
    return {
        "function": [(name, name) for name in offered["function"]],
        "site": [(name, name) for name in offered["site"]],
        "language": [(code, language_name(code)) for code in offered["language"]],
        "need": sorted(zip(offered["need"], needs, strict=True), key=lambda one: one[1]),
    }


def _cards(
    request: PersonRequest,
    mine: Enrolment,
    found: Directory,
    rows: Sequence[Listed],
    picks: Sequence[Listed],
) -> list[dict[str, Any]]:
    """One page of the list: each mentor with their reasons, and where asking them leads."""
    aims = request.GET.getlist("aim")
    places = {row.mentor.pk: place for place, row in enumerate(picks, start=1)}
    return [
        {
            **card,
            "place": places.get(card["row"].mentor.pk),
            "address": _with(mine, "asking:ask", [*picks, card["row"]], aims),
        }
        for card in found.explained(rows)
    ]


def _with(mine: Enrolment, name: str, picks: Sequence[Listed], aims: Sequence[str]) -> str:
    """A page of this mentee with whom and what for she has chosen."""
    query = [("pick", str(row.mentor.public_id)) for row in picks]
    query += [("aim", code) for code in aims[: requests.AIMS]]
    return f"{reverse(name, args=[mine.public_id])}?{urlencode(query)}"


@signed_in
@page
def ask(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what for, in which order, and send the request to the first of them."""
    mine = _mine(request, public_id)
    if obstacle(mine):
        return redirect("asking:mentors", public_id)
    found = directory(mine)
    data = request.POST if request.method == "POST" else None
    given = (data if data is not None else request.GET).getlist("pick")
    picks = found.chosen(_moved(given, request))
    if not picks and data is None:
        return redirect("asking:mentors", public_id)
    ticked = [*request.POST.getlist("needs"), *request.POST.getlist("others")]
    if data is not None and "more" in data:
        return redirect(_with(mine, "asking:mentors", picks, ticked))
    if data is not None and ("up" in data or "remove" in data):
        form = AskForm(None, mentee=mine, aims=ticked)
        return _ask_page(request, mine, found, picks, form)
    form = AskForm(data, mentee=mine, aims=request.GET.getlist("aim") or None)
    is_sound = form.is_valid()
    if form.is_bound and len(picks) < len(set(given)):
        is_sound = False
        form.add_error(
            None, _("Somebody on your list cannot be asked any more. Look at it again, then send.")
        )
    if is_sound:
        try:
            made = requests.ask(
                mine,
                mentors=[row.mentor.pk for row in picks],
                needs=form.cleaned_data["chosen"],
                needs_version=form.cleaned_data["needs_version"],
                by=request.user,
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            first = picks[0].mentor.person
            messages.success(
                request,
                _("Your request is before %(name)s now. You are told as soon as they answer.")
                % {"name": first},
            )
            return redirect("asking:mine", made.mentee.public_id)
    return _ask_page(request, mine, found, picks, form)


def _moved(given: Sequence[str], request: PersonRequest) -> list[str]:
    """The list after one of its buttons: somebody one place up, or off it."""
    order = list(dict.fromkeys(given))
    up, off = request.POST.get("up", ""), request.POST.get("remove", "")
    if up in order[1:]:
        place = order.index(up)
        order[place - 1 : place + 1] = [up, order[place - 1]]
    return [one for one in order if one != off]


def _ask_page(
    request: PersonRequest,
    mine: Enrolment,
    found: Directory,
    picks: Sequence[Listed],
    form: AskForm,
) -> HttpResponse:
    context = {
        "mine": mine,
        "programme": mine.programme,
        "form": form,
        "cards": found.explained(picks),
        "can_add": len(picks) < requests.CHOICES,
        "days": tending.days(mine.programme),
    }
    return render(request, "asking/ask.html", context, status=422 if form.errors else 200)


@signed_in
@page
def mine(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Where her request stands; a POST takes it back."""
    mine = _mine(request, public_id)
    asked = access.last_request(mine)
    if asked is None:
        return redirect("asking:mentors", public_id)
    if request.method == "POST":
        try:
            requests.take_back(asked, by=request.user)
            messages.success(request, _("Your request is taken back. You can ask somebody else."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("asking:mine", public_id)
    context = {
        "mine": mine,
        "programme": mine.programme,
        "asked": asked,
        "choices": access.choices(asked),
        "needs": needs_access.need_labels(asked.needs, asked.needs_version),
        "obstacle": obstacle(mine),
        "pair": pairings_access.own(request.user).active().filter(mentee=mine).first(),
    }
    return render(request, "asking/mine.html", context)
