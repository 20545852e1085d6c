"""Doors to imports of people: upload, review, apply, the refused lines, undo."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from companies import sheets, walls
from companies.errors import Refusal
from people import access, wording
from people.access import PersonRequest, hr_only
from people.actions import import_undo, people_import
from people.forms import MappingForm, UploadForm
from people.models import PeopleImport
from people.roster import MAXIMUM_BYTES, Problem
from people.tasks import apply_import

PAGE = 50
SAMPLE = 6


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """Choose a file; below, the imports made so far."""
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*given)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            # One byte more than allowed is enough for the refusal, whatever the size.
            content = upload.read(MAXIMUM_BYTES + 1)
            batch = people_import.receive(content=content, filename=upload.name, by=request.user)
            return redirect("people:import_review", public_id=batch.public_id)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    earlier = access.imports(request.user).defer("content", "problems").order_by("-created_at")
    return render(
        request,
        "people/import_new.html",
        {"form": form, "earlier": earlier.select_related("uploaded_by")[:10]},
        status=422 if form.is_bound else 200,
    )


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """What a file would do and its mapping; then its progress; then its result."""
    row = get_object_or_404(access.imports(request.user), public_id=public_id)
    if request.method == "POST" and "apply" in request.POST:
        return _apply(request, row)
    if row.confirmed_at:
        return _after(request, row)
    return _before(request, row)


def _apply(request: PersonRequest, row: PeopleImport) -> HttpResponse:
    try:
        people_import.confirm(row, by=request.user)
        apply_import.delay_on_commit(walls.current().schema_name, row.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("people:import_review", public_id=row.public_id)


def _before(request: PersonRequest, row: PeopleImport) -> HttpResponse:
    shown = people_import.preview(row)
    start = {"encoding": row.encoding, "delimiter": row.delimiter, **row.mapping}
    given = request.POST if request.method == "POST" else None
    names = people_import.fields()
    form = MappingForm(given, table=shown.table, names=names, initial=start)
    if form.is_valid():
        try:
            people_import.remap(
                row,
                mapping=form.mapping(),
                encoding=form.cleaned_data.get("encoding", ""),
                delimiter=form.cleaned_data.get("delimiter", ""),
                by=request.user,
            )
            return redirect("people:import_review", public_id=row.public_id)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    told = shown.changes.problems if shown.changes else []
    page = Paginator(_by_weight(told), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "people/import_review.html",
        {
            "batch": row,
            "shown": shown,
            "form": form,
            "page": page,
            "told": [_told(one) for one in page],
            "sample": shown.changes.changes[:SAMPLE] if shown.changes else [],
            "encoding": wording.ENCODINGS.get(row.encoding, ""),
            "delimiter": wording.DELIMITERS.get(row.delimiter, ""),
        },
        status=422 if form.is_bound else 200,
    )


def _by_weight(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda one: (one.severity, one.line))


def _told(problem: Problem) -> dict[str, object]:
    return {
        "problem": problem,
        "cause": wording.cause(problem),
        "remedy": wording.remedy(problem),
    }


def _after(request: PersonRequest, row: PeopleImport) -> HttpResponse:
    told = people_import.problems(row)
    page = Paginator(told, PAGE).get_page(request.GET.get("page"))
    template = "people/import_result.html"
    if request.htmx:  # type: ignore[attr-defined]
        template += "#state"
    return render(
        request,
        template,
        {
            "batch": row,
            "step": wording.STEPS.get(row.step, ""),
            "total": row.steps_total or len(people_import.STEPS),
            "failure": wording.FAILURES.get(row.problem, wording.UNEXPECTED),
            "page": page,
            "told": [_told(one) for one in page],
        },
    )


@hr_only
@require_GET
def refused(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """The refused lines as a CSV that a spreadsheet opens: mend them and import that file."""
    row = get_object_or_404(access.imports(request.user), public_id=public_id)
    if not row.has_file:
        raise Http404
    content = b"".join(sheets.csv_lines(people_import.refused_lines(row)))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(row)}"'
    return response


def _file_name(row: PeopleImport) -> str:
    return f"mentorat-{row.created_at:%Y-%m-%d}-refused.csv"


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """What undoing an import would do, then do it."""
    row = get_object_or_404(access.imports(request.user), public_id=public_id)
    why = ""
    if request.method == "POST":
        try:
            import_undo.undo(row, by=request.user)
            messages.success(request, _("The import is undone: everybody is as before."))
            return redirect("people:import_review", public_id=row.public_id)
        except Refusal as refusal:
            why = str(refusal)
    return render(
        request,
        "people/import_undo.html",
        {"batch": row, "outlook": import_undo.outlook(row), "why": why},
        status=422 if why else 200,
    )
