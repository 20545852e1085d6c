"""Doors to the catalogue of development needs: HR reads and changes it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companies.errors import Refusal
from competencies import access, navigation
from competencies.access import Line
from competencies.actions import catalogue
from competencies.actions import need as actions
from competencies.forms import NeedForm
from competencies.models import Need
from people.access import PersonRequest, hr_only


@hr_only
@require_safe
def needs(request: PersonRequest) -> HttpResponse:
    """The catalogue in three situations, in both languages; loads what ships the first time."""
    catalogue.furnish()
    names = _names(access.known_lines())
    groups = [
        {"situation": label, "rows": [], "code": code} for code, label in Need.Situation.choices
    ]
    retired = []
    for row in access.needs(request.user):
        entry = {
            "row": row,
            "last": row.wordings.all()[0],
            "tied": [names[one.pk] for one in row.competencies.all() if one.pk in names],
        }
        if row.retired_at is not None:
            retired.append(entry)
            continue
        next(one for one in groups if one["code"] == row.situation)["rows"].append(entry)  # type: ignore[attr-defined]
    context = {
        "groups": groups,
        "retired": retired,
        "version": access.book().version,
        "sections": navigation.sections(request),
    }
    return render(request, "competencies/needs.html", context)


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PersonRequest) -> HttpResponse:
    """One more need."""
    catalogue.furnish()
    posted = request.POST if request.method == "POST" else None
    form = NeedForm(posted, lines=access.known_lines())
    if form.is_valid():
        try:
            row = actions.add(**form.facts(), by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("“%(name)s” is in the catalogue.") % {"name": _name(row)})
            return redirect("competencies:needs")
    return render(
        request, "competencies/need.html", {"form": form}, status=422 if form.errors else 200
    )


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def need(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Reword one need, offer it no longer or again; its former words below."""
    row = get_object_or_404(access.needs(request.user), public_id=public_id)
    if request.method == "POST" and "offered" in request.POST:
        return _offer(request, row)
    wordings = list(row.wordings.all())
    posted = request.POST if request.method == "POST" else None
    form = NeedForm(posted, lines=access.known_lines(), need=row, last=wordings[0])
    if form.is_valid():
        try:
            seen = form.cleaned_data["seen"] or 0
            actions.change(row, seen=seen, **form.facts(), by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": _name(row)})
            return redirect("competencies:needs")
    context = {
        "form": form,
        "need": row,
        "last": wordings[0],
        "former": wordings[1:],
    }
    return render(request, "competencies/need.html", context, status=422 if form.errors else 200)


def _offer(request: PersonRequest, row: Need) -> HttpResponse:
    offered = request.POST["offered"] == "1"
    try:
        (actions.restore if offered else actions.retire)(row, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        sentence = (
            _("“%(name)s” is offered again.") if offered else _("“%(name)s” is offered no longer.")
        )
        messages.success(request, sentence % {"name": _name(row)})
    return redirect("competencies:need", row.public_id)


def _names(lines: list[Line]) -> dict[int, str]:
    return {line.competency.pk: line.wording.name for line in lines}


def _name(row: Need) -> str:
    return access.need_labels([row.code])[0]
