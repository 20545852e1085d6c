"""Doors to the people of the company: the list, one record, invitations."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.errors import Refusal
from people import access, navigation
from people.access import PersonRequest, hr_only, signed_in
from people.actions import invitation
from people.forms import PersonFilter

PAGE = 25


@hr_only
@require_safe
def list_people(request: PersonRequest) -> HttpResponse:
    """Everybody in the company, searched, filtered and sorted by the address."""
    everybody = access.persons(request.user)
    found = PersonFilter(request.GET, queryset=everybody)
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "people/list.html",
        {
            "filter": found,
            "page": page,
            "ordering": request.GET.get("ordering", "name"),
            "sections": navigation.sections(request),
            "is_empty": not page.object_list and not everybody.exists(),
            "uninvited": found.qs.present().filter(joined_at=None).count(),
        },
    )


@signed_in
@require_safe
def detail(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """One record: facts, skills, place in the org chart, who can see this."""
    shown = get_object_or_404(
        access.persons(request.user).select_related("manager"), public_id=public_id
    )
    skills = shown.person_skills.select_related("skill").order_by("-level", "skill__name")
    return render(
        request,
        "people/detail.html",
        {
            "shown": shown,
            "chain": shown.chain(),
            "reports": list(shown.reports.by_name()),
            "skills": list(skills),
            "has_second_factor": access.has_second_factor(shown),
            "declared": access.declared(shown),
        },
    )


@hr_only
@require_POST
def invite(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send one person the letter that opens their account."""
    invited = get_object_or_404(access.persons(request.user), public_id=public_id)
    try:
        if invitation.invite(invited, by=request.user):
            sentence = _("The invitation to %(name)s leaves now.")
        else:
            sentence = _("%(name)s has already had the invitation today.")
        messages.success(request, sentence % {"name": invited})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("people:detail", public_id=invited.public_id)


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def invite_many(request: PersonRequest) -> HttpResponse:
    """Everybody in the filtered list who has no account: say how many, then invite them."""
    found = PersonFilter(request.GET, queryset=access.persons(request.user))
    waiting = found.qs.present().filter(joined_at=None)
    if not found.is_valid():
        # What cannot be understood leaves everybody in: nobody asked to invite them all.
        waiting = waiting.none()
    back = _with_filters(request, "people:list")
    if request.method != "POST":
        context = {"count": waiting.count(), "first": waiting[:8], "back": back}
        return render(request, "people/invite_many.html", context)
    try:
        sent = invitation.invite_each(list(waiting), by=request.user)
        messages.success(request, _letters(sent))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(back)


def _letters(sent: int) -> str:
    if not sent:
        return _("Everybody in this list has already had the invitation today.")
    return ngettext(
        "%(count)s invitation leaves now.", "%(count)s invitations leave now.", sent
    ) % {"count": sent}


def _with_filters(request: HttpRequest, name: str) -> str:
    query = request.GET.urlencode()
    return reverse(name) + (f"?{query}" if query else "")
