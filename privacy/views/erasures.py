"""Doors to erasure, and to the export that HR asks for somebody who left."""

import uuid

from django.contrib import messages
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.errors import Refusal
from people import access as people_access
from people.access import PersonRequest, hr_only
from privacy import access, navigation, wording
from privacy.actions import erasure, export
from privacy.forms import AddressForm, ErasureForm
from privacy.models import Export
from privacy.tasks import make_export


@hr_only
@require_safe
def list_erasures(request: PersonRequest) -> HttpResponse:
    """Erasures that wait, and those that were decided."""
    context = {
        "erasures": list(access.erasures(request.user)[:100]),
        "sections": navigation.sections(request),
    }
    return render(request, "privacy/erasures.html", context)


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """What erasing a person would do, table by table; then ask for it."""
    person = get_object_or_404(people_access.persons(request.user), public_id=public_id)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            erasure.request(person, by=request.user, **form.cleaned_data)
            messages.success(request, _("The erasure of %(name)s is asked for.") % {"name": person})
            return redirect("privacy:erasures")
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    context = {
        "form": form,
        "shown": person,
        "obstacle": erasure.obstacle(person),
        "lines": [
            {"title": one.table.title, "count": one.count, "fate": wording.FATES[one.fate]}
            for one in erasure.preview(person)
        ],
    }
    return render(request, "privacy/erase.html", context, status=422 if form.is_bound else 200)


@hr_only
@require_POST
def decide(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Erase at once as a second HR admin, or take the erasure back."""
    row = get_object_or_404(access.erasures(request.user), public_id=public_id)
    try:
        if "take_back" in request.POST:
            erasure.take_back(row, by=request.user)
            messages.success(request, _("%(name)s keeps their name.") % {"name": row.person})
        else:
            remains = erasure.confirm(row, by=request.user)
            messages.success(
                request,
                _("The identity is erased. What remains is “%(name)s”.") % {"name": remains},
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("privacy:erasures")


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def export_for(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send everything about somebody who left to their private address."""
    person = get_object_or_404(people_access.persons(request.user), public_id=public_id)
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            asked = export.request(person, by=request.user, sent_to=form.cleaned_data["sent_to"])
            _enqueue(asked)
            messages.success(request, _("The link leaves within minutes, for them alone."))
            return redirect("people:detail", public_id=person.public_id)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    earlier = access.exports(request.user).filter(person=person)[:10]
    context = {"form": form, "shown": person, "earlier": list(earlier)}
    return render(request, "privacy/export_for.html", context, status=422 if form.is_bound else 200)


def _enqueue(asked: Export) -> None:
    make_export.delay_on_commit(connection.schema_name, asked.pk)  # type: ignore[attr-defined]
