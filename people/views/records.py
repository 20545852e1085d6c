"""Doors to one record: add, change, access, departure."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.errors import Refusal
from people import access
from people.access import PersonRequest, hr_only
from people.actions import leaving, record
from people.forms.record import LeavingForm, PersonForm, RoleForm
from people.models import Person


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PersonRequest) -> HttpResponse:
    """Add one person by hand."""
    return _write(request, None)


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a record."""
    return _write(request, get_object_or_404(access.persons(request.user), public_id=public_id))


def _write(request: PersonRequest, person: Person | None) -> HttpResponse:
    form = PersonForm(
        request.POST if request.method == "POST" else None,
        person=person,
        people=access.managers(request.user),
        own=list(access.attributes(request.user)),
        company=request.company,  # type: ignore[attr-defined]
    )
    if form.is_valid():
        facts, skills = form.facts(), form.skills()
        try:
            if person is None:
                person = record.add(skills=skills, by=request.user, **facts)
            else:
                record.edit(person, skills=skills, by=request.user, **facts)
            messages.success(request, _("The record of %(name)s is saved.") % {"name": person})
            return redirect("people:detail", public_id=person.public_id)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    context = {"form": form, "shown": person}
    status = 422 if form.is_bound else 200
    return render(request, "people/edit.html", context, status=status)


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def role(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let somebody administer the space, or not any more."""
    person = get_object_or_404(access.persons(request.user), public_id=public_id)
    given = request.POST if request.method == "POST" else None
    form = RoleForm(given, initial={"role": person.role})
    if form.is_valid():
        try:
            record.give_role(person, role=form.cleaned_data["role"], by=request.user)
            messages.success(request, _("The access of %(name)s is saved.") % {"name": person})
            if person == request.user and form.cleaned_data["role"] != Person.Role.HR:
                return redirect("home")
            return redirect("people:detail", public_id=person.public_id)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    context = {"form": form, "shown": person}
    return render(request, "people/role.html", context, status=422 if form.is_bound else 200)


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Announce a departure, change its day, or take it back."""
    person = get_object_or_404(access.persons(request.user), public_id=public_id)
    if request.method == "POST" and "stays" in request.POST:
        leaving.take_back(person, by=request.user)
        messages.success(request, _("%(name)s stays.") % {"name": person})
        return redirect("people:detail", public_id=person.public_id)
    given = request.POST if request.method == "POST" else None
    form = LeavingForm(given, initial={"last_day": person.leaving_on})
    if form.is_valid():
        try:
            leaving.announce(person, last_day=form.cleaned_data["last_day"], by=request.user)
            messages.success(request, _("The departure of %(name)s is noted.") % {"name": person})
            return redirect("people:detail", public_id=person.public_id)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    context = {"form": form, "shown": person}
    return render(request, "people/leave.html", context, status=422 if form.is_bound else 200)
