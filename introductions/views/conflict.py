"""The page on which somebody says with whom they must never be paired."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.errors import Refusal
from introductions import access
from introductions.actions import conflict
from people.access import PersonRequest, signed_in
from people.models import Person

page = require_http_methods(["GET", "HEAD", "POST"])


@page
@signed_in
def conflicts(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Own conflicts and a search by name; a POST declares one or takes it back."""
    mine = get_object_or_404(
        access.ever(request.user).select_related("programme"), public_id=public_id
    )
    named = access.conflicts(request.user)
    refusal = ""
    if request.method == "POST":
        try:
            _act(request)
        except Refusal as refused:
            refusal = str(refused)
        else:
            return redirect("introductions:conflicts", public_id)
    words = request.GET.get("q", "")
    found = access.colleagues(request.user, words)[: access.FOUND + 1] if words else ()
    context = {
        "mine": mine,
        "programme": mine.programme,
        "named": named,
        "named_ids": {row.other_id for row in named},
        "words": words,
        "found": found[: access.FOUND],
        "has_more": len(found) > access.FOUND,
        "refusal": refusal,
    }
    return render(request, "introductions/conflicts.html", context, status=422 if refusal else 200)


def _act(request: PersonRequest) -> None:
    if "take_back" in request.POST:
        other = _person(request, "take_back")
        conflict.take_back(person=request.user, other=other)
        messages.success(request, _("Taken back: a pair is possible again."))
        return
    other = _person(request, "declare")
    conflict.declare(person=request.user, other=other)
    messages.success(
        request, _("Kept: you are not paired with %(name)s. Nobody is told.") % {"name": other}
    )


def _person(request: PersonRequest, name: str) -> Person:
    found = access.named(request.user, request.POST.get(name, ""))
    if found is None:
        raise Refusal(_("Choose somebody from the list."))
    return found
