"""Doors to competency frameworks: HR reads, changes, exports and imports them."""

import uuid
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companies import keys, sheets
from companies.errors import Refusal
from competencies import access, board, navigation, sheet, wording
from competencies import words as rules
from competencies.actions import catalogue
from competencies.actions import framework as actions
from competencies.forms import CompetencyForm, FrameworkForm, NamesForm, SheetForm
from competencies.models import Framework
from people import wording as files
from people.access import PersonRequest, hr_only
from people.roster import MAXIMUM_BYTES, RosterError, read

PREVIEW_HOURS = 2
MOST_PROBLEMS = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def frameworks(request: PersonRequest) -> HttpResponse:
    """Every framework, and a form for one of one's own; loads what ships the first time."""
    catalogue.furnish()
    form = FrameworkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            row = actions.create(**form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("“%(name)s” is begun.") % {"name": row})
            return redirect("competencies:framework", row.public_id)
    rows = access.frameworks(request.user).prefetch_related("profiles")
    context = {
        "rows": [{"row": row, "lines": len(access.lines(row))} for row in rows],
        "form": form,
        "sections": navigation.sections(request),
    }
    return render(
        request, "competencies/frameworks.html", context, status=422 if form.errors else 200
    )


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def framework(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """The competencies of one framework with what is aimed at; a POST offers it or no longer."""
    row = get_object_or_404(access.frameworks(request.user), public_id=public_id)
    if request.method == "POST":
        if request.POST.get("offered") in ("0", "1"):
            actions.offer(row, offered=request.POST["offered"] == "1", by=request.user)
        return redirect("competencies:framework", row.public_id)
    profiles = list(row.profiles.order_by("place", "pk"))
    lines = access.lines(row, retired=True)
    offered = [line for line in lines if line.competency.retired_at is None]
    context = {
        "framework": row,
        "profiles": profiles,
        "rows": board.matrix(offered, profiles),
        "retired": [line for line in lines if line.competency.retired_at is not None],
        "sections": navigation.sections(request),
    }
    return render(request, "competencies/framework.html", context)


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def names(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Call a framework something else."""
    row = get_object_or_404(access.frameworks(request.user), public_id=public_id)

    def save(given: dict[str, str]) -> None:
        actions.rename(row, **given, by=request.user)

    first = {"name_fr": row.name_fr, "name_en": row.name_en}
    return _named(request, row, _("Names of the framework"), first, save)


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def profile_add(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Aim at one more kind of people."""
    row = get_object_or_404(access.frameworks(request.user), public_id=public_id)

    def save(given: dict[str, str]) -> None:
        actions.add_profile(row, **given, by=request.user)

    return _named(request, row, _("New profile"), {}, save)


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Call a profile something else."""
    one = get_object_or_404(access.all_profiles(request.user), public_id=public_id)

    def save(given: dict[str, str]) -> None:
        actions.rename_profile(one, **given, by=request.user)

    first = {"name_fr": one.name_fr, "name_en": one.name_en}
    return _named(request, one.framework, _("Names of the profile"), first, save)


def _named(
    request: PersonRequest, row: Framework, title: str, first: dict[str, str], save: Any
) -> HttpResponse:
    form = NamesForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            save(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("competencies:framework", row.public_id)
    return render(
        request,
        "competencies/names.html",
        {"form": form, "framework": row, "title": title},
        status=422 if form.errors else 200,
    )


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def competency_add(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """One more competency."""
    row = get_object_or_404(access.frameworks(request.user), public_id=public_id)
    return _written(request, row, None, [])


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def competency(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change one competency, look at it no longer or again; its former words below."""
    one = get_object_or_404(access.competencies(request.user), public_id=public_id)
    if request.method == "POST" and "offered" in request.POST:
        offered = request.POST["offered"] == "1"
        actions.offer_competency(one, offered=offered, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("competencies:framework", one.framework.public_id)
    line = next(
        each for each in access.lines(one.framework, retired=True) if each.competency.pk == one.pk
    )
    former = list(one.wordings.order_by("-since").select_related("written_by")[1:])
    return _written(request, one.framework, line, former)


def _written(
    request: PersonRequest, row: Framework, line: access.Line | None, former: list[Any]
) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = CompetencyForm(posted, profiles=row.profiles.order_by("place", "pk"), line=line)
    if form.is_valid():
        one = line.competency if line else None
        try:
            actions.put(row, competency=one, **form.facts(), by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("competencies:framework", row.public_id)
    context = {"form": form, "framework": row, "line": line, "former": former}
    return render(
        request, "competencies/competency.html", context, status=422 if form.errors else 200
    )


@hr_only
@require_safe
def export(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """The framework as a sheet, one competency a line."""
    row = get_object_or_404(access.frameworks(request.user), public_id=public_id)
    kind = request.GET.get("format", "xlsx")
    if kind not in ("xlsx", "csv"):
        raise Http404
    profiles = {one.pk: one for one in row.profiles.order_by("place", "pk")}
    rows = [
        sheet.Row(
            0,
            line.competency.code,
            {name: getattr(line.wording, name) for name in rules.FIELDS},
            {
                str(profiles[pk].public_id): level
                for pk, level in line.targets.items()
                if pk in profiles
            },
        )
        for line in access.lines(row)
    ]
    named = {str(one.public_id): str(one) for one in profiles.values()}
    lines = sheet.written(rows, named, access.language())
    if kind == "csv":
        content, content_type = b"".join(sheets.csv_lines(lines)), "text/csv; charset=utf-8"
    else:
        content, content_type = sheets.workbook(lines, title=str(row)), XLSX
    disposition = f'attachment; filename="competencies.{kind}"'
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": disposition}
    )


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def import_sheet(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Upload a sheet, look at what it would change, then write it."""
    row = get_object_or_404(access.frameworks(request.user), public_id=public_id)
    if "rows" in request.POST:
        return _confirm(request, row)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SheetForm(*given)
    context: dict[str, Any] = {"framework": row, "form": form}
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if upload.size > MAXIMUM_BYTES:
                raise RosterError("too_large", bytes=upload.size, maximum=MAXIMUM_BYTES)
            table = read(upload.read(), upload.name)
        except RosterError as error:
            form.add_error("file", files.refused_file(error))
        else:
            named = {
                str(one.public_id): (str(one), one.name_fr, one.name_en)
                for one in row.profiles.order_by("place", "pk")
            }
            context |= _preview(row, sheet.read(table, named), upload.name)
    return render(request, "competencies/import.html", context, status=422 if form.errors else 200)


def _preview(row: Framework, reading: sheet.Reading, filename: str) -> dict[str, Any]:
    difference = actions.compare(row, reading.rows)
    shown = {"rows": sheet.as_values(reading.rows), "shown": asdict(difference)}
    return {
        "reading": reading,
        "filename": filename,
        "difference": difference,
        "problems": [wording.told(one) for one in reading.problems[:MOST_PROBLEMS]],
        # Handed back, signed, so that nothing is kept for a sheet that is never confirmed.
        "rows": signing.dumps(shown, salt=_salt(row), compress=True),
    }


def _confirm(request: PersonRequest, row: Framework) -> HttpResponse:
    back = reverse("competencies:import", args=[row.public_id])
    try:
        values = signing.loads(request.POST["rows"], salt=_salt(row), max_age=PREVIEW_HOURS * 3600)
        shown = actions.Difference.of(values["shown"])
        actions.import_rows(row, sheet.from_values(values["rows"]), shown=shown, by=request.user)
    except signing.BadSignature:
        messages.error(request, _("This preview is too old. Choose the file once more."))
        return redirect(back)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    messages.success(request, _("The framework is written."))
    return redirect("competencies:framework", row.public_id)


def _salt(row: Framework) -> str:
    return keys.salt(f"framework sheet:{row.public_id}")
