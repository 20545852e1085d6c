"""Doors to the facts that the company declares about its people."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from companies.errors import Refusal
from people import access, navigation
from people.access import PersonRequest, hr_only
from people.actions import attributes
from people.forms.record import AttributeForm
from people.models import Attribute


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def list_attributes(request: PersonRequest) -> HttpResponse:
    """The facts declared so far, and a form for one more."""
    form = AttributeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = attributes.declare(by=request.user, **form.cleaned_data)
            messages.success(request, _("“%(name)s” is declared.") % {"name": made})
            return redirect("people:attributes")
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    return render(
        request,
        "people/attributes.html",
        {
            "form": form,
            "attributes": access.attributes(request.user),
            "sections": navigation.sections(request),
        },
        status=422 if form.is_bound else 200,
    )


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def attribute(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Rename one fact, change its answers, or remove it."""
    shown = get_object_or_404(access.attributes(request.user), public_id=public_id)
    if request.method == "POST" and "remove" in request.POST:
        return _remove(request, shown)
    form = AttributeForm(request.POST if request.method == "POST" else None, attribute=shown)
    if form.is_valid():
        try:
            attributes.change(shown, by=request.user, **form.cleaned_data)
            messages.success(request, _("“%(name)s” is saved.") % {"name": shown})
            return redirect("people:attributes")
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    return render(
        request,
        "people/attribute.html",
        {"form": form, "shown": shown, "holders": access.holders(request.user, shown).count()},
        status=422 if form.is_bound else 200,
    )


def _remove(request: PersonRequest, shown: Attribute) -> HttpResponse:
    try:
        people = attributes.remove(shown, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("people:attribute", shown.public_id)
    messages.success(request, _removed(people) % {"name": shown, "people": people})
    return redirect("people:attributes")


def _removed(people: int) -> str:
    return ngettext(
        "“%(name)s” is removed, from %(people)s record.",
        "“%(name)s” is removed, from %(people)s records.",
        people,
    )
