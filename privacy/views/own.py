"""Doors to one's own data: the export, the download, a request about one's rights."""

import uuid

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from companies.errors import Refusal
from people.access import PersonRequest, signed_in
from privacy import access
from privacy.actions import export, rights
from privacy.forms import AskForm
from privacy.models import Export
from privacy.tasks import make_export


@signed_in
@reauthentication_required(enabled=lambda request: request.method == "POST")
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: PersonRequest) -> HttpResponse:
    """Everything Mentorat knows about me: ask for the file, see how far it is, take it."""
    if request.method == "POST":
        asked = export.request(request.user, by=request.user)
        schema = connection.schema_name  # type: ignore[attr-defined]
        make_export.delay_on_commit(schema, asked.pk)
        return redirect("privacy:own_data")
    template = "privacy/own_data.html"
    if request.htmx:  # type: ignore[attr-defined]
        template += "#state"
    context = {
        "export": access.own_exports(request.user).first(),
        "requests": list(access.own_requests(request.user)[:50]),
    }
    return render(request, template, context)


@signed_in
@reauthentication_required
@require_safe
def download(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """The file about oneself, and nobody else's."""
    row = get_object_or_404(access.own_exports(request.user), public_id=public_id)
    try:
        return _file(row)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("privacy:own_data")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def taken_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for somebody who left and holds the link of their letter."""
    try:
        row = export.read(token)
        if request.method == "POST":
            return _file(row)
        return render(request, "privacy/taken_by_link.html", {"export": row})
    except Refusal as refusal:
        context = {"why": refusal}
        return render(request, "privacy/taken_by_link.html", context, status=404)


def _file(row: Export) -> HttpResponse:
    response = HttpResponse(export.take(row), content_type="application/zip")
    day = f"{row.created_at:%Y-%m-%d}"
    response.headers["Content-Disposition"] = f'attachment; filename="mentorat-{day}.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PersonRequest) -> HttpResponse:
    """Use a right: to know, to correct, to erase, to limit, to object."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            rights.receive(request.user, by=request.user, **form.cleaned_data)
            messages.success(request, _("Your request is with HR. An answer is due in one month."))
            return redirect("privacy:own_data")
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    context = {"form": form}
    return render(request, "privacy/ask.html", context, status=422 if form.is_bound else 200)
