"""Doors to the requests of people who use their rights, for HR."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companies.errors import Refusal
from people import access as people_access
from people.access import PersonRequest, hr_only
from people.actions.leaving import today
from privacy import access, navigation
from privacy.actions import rights
from privacy.forms import AnswerForm, NoteForm


@hr_only
@require_safe
def list_requests(request: PersonRequest) -> HttpResponse:
    """Requests to answer first, by the day on which the answer is due."""
    rows = access.requests(request.user)
    context = {
        "waiting": list(rows.filter(status="open")[:100]),
        "answered": list(rows.exclude(status="open").order_by("-answered_at", "-pk")[:50]),
        "today": today(),
        "sections": navigation.sections(request),
    }
    return render(request, "privacy/requests.html", context)


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: PersonRequest) -> HttpResponse:
    """Note a request that came by letter or by word of mouth."""
    people = people_access.persons(request.user).order_by("family_name", "given_name", "pk")
    given = request.POST if request.method == "POST" else None
    form = NoteForm(given, people=people, initial={"received_on": today()})
    if form.is_valid():
        try:
            row = rights.receive(by=request.user, **form.cleaned_data)
            messages.success(request, _("The request is noted."))
            return redirect("privacy:request", public_id=row.public_id)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    context = {"form": form}
    return render(
        request, "privacy/note_request.html", context, status=422 if form.is_bound else 200
    )


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """One request: what is asked, until when, what can be done, the answer."""
    row = get_object_or_404(access.requests(request.user), public_id=public_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            rights.answer(row, status=facts["status"], words=facts["answer"], by=request.user)
            messages.success(request, _("The request is answered; the person is told."))
            return redirect("privacy:requests")
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    context = {"form": form, "asked": row, "today": today()}
    return render(request, "privacy/request.html", context, status=422 if form.is_bound else 200)
