"""Doors of pilot sheets: upload, review, findings with proposals, the panel of a programme."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.errors import Refusal
from people import wording as people_wording
from people.access import PersonRequest, hr_only, signed_in
from people.forms import MappingForm
from people.roster import MAXIMUM_BYTES
from pilots import access, wording
from pilots.actions import draft as drafts
from pilots.actions import sheet as sheets_actions
from pilots.forms import DraftForm, SheetForm
from pilots.models import Finding, PilotSheet
from pilots.proposals import Proposal
from programmes import access as programmes_access

PAGE = 50
SAMPLE = 8


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def sheets(request: PersonRequest) -> HttpResponse:
    """Choose a sheet; below, those looked at so far."""
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SheetForm(*given)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            # One byte more than allowed is enough for the refusal, whatever the size.
            content = upload.read(MAXIMUM_BYTES + 1)
            row = sheets_actions.receive(content=content, filename=upload.name, by=request.user)
            return redirect("pilots:sheet", row.public_id)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    earlier = access.sheets(request.user).defer("content").order_by("-created_at", "-pk")
    page = Paginator(earlier, PAGE).get_page(request.GET.get("page"))
    status = 422 if form.is_bound else 200
    return render(request, "pilots/list.html", {"form": form, "page": page}, status=status)


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What a sheet holds, line by line, and its mapping; the button that evaluates it."""
    row = get_object_or_404(access.sheets(request.user), public_id=public_id)
    if not row.has_file:
        if row.evaluated_at:
            return redirect("pilots:findings", row.public_id)
        messages.info(request, _("The file of this sheet is erased. Upload it again."))
        return redirect("pilots:list")
    if "evaluate" in request.POST:
        return _evaluate(request, row)
    shown = sheets_actions.preview(row)
    form = MappingForm(
        request.POST if request.method == "POST" else None,
        table=shown.table,
        names={name: str(label) for name, label in wording.FIELDS.items()},
        initial={"encoding": row.encoding, "delimiter": row.delimiter, **row.mapping},
    )
    if form.is_valid():
        try:
            sheets_actions.remap(
                row,
                mapping=form.mapping(),
                encoding=form.cleaned_data.get("encoding", ""),
                delimiter=form.cleaned_data.get("delimiter", ""),
                by=request.user,
            )
            return redirect("pilots:sheet", row.public_id)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    told = shown.reading.problems if shown.reading else ()
    ordered = sorted(told, key=lambda one: (one.severity, one.line))
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    context = {
        "sheet": row,
        "shown": shown,
        "form": form,
        "page": page,
        "told": [wording.told(one) for one in page],
        "sample": shown.reading.rows[:SAMPLE] if shown.reading else (),
        "encoding": people_wording.ENCODINGS.get(row.encoding, ""),
        "delimiter": people_wording.DELIMITERS.get(row.delimiter, ""),
    }
    return render(request, "pilots/sheet.html", context, status=422 if form.is_bound else 200)


def _evaluate(request: PersonRequest, row: PilotSheet) -> HttpResponse:
    try:
        sheets_actions.evaluate(row, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("pilots:sheet", row.public_id)
    return redirect("pilots:findings", row.public_id)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def findings(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What a sheet shows; beside it what a programme would take from it, to accept or refuse."""
    row = get_object_or_404(access.evaluated(request.user), public_id=public_id)
    if request.method == "POST" and not request.user.is_hr:
        raise Http404
    if row.programme is not None:
        if request.method == "POST":
            return redirect("programmes:detail", row.programme.public_id)
        return render(request, "pilots/findings.html", {"sheet": row} | _decided(row))
    found = drafts.told(row)
    proposed = drafts.proposed(row)
    form = DraftForm(
        request.POST if request.method == "POST" else None,
        proposals=proposed,
        initial={"purpose": _purpose(proposed, found)},
    )
    if form.is_valid():
        try:
            programme = drafts.draft(
                row,
                name=form.cleaned_data["name"],
                purpose=form.cleaned_data["purpose"],
                starts_on=form.cleaned_data["starts_on"],
                decisions=form.decisions(),
                by=request.user,
            )
            messages.success(
                request, _("The draft is saved, and the file with its names is erased.")
            )
            return redirect("programmes:canvas", programme.public_id, "purpose")
        except Refusal as refusal:
            field = "starts_on" if refusal.field in ("enrol_until", "ends_on") else refusal.field
            form.add_error(field if field in form.fields else None, str(refusal))
    context = {
        "sheet": row,
        "findings": [_finding(one) for one in found],
        "offered": [
            _offer(one, found) | {"field": form[one.code]}
            for one in proposed
            if one.code in form.codes
        ],
        "form": form,
    }
    return render(request, "pilots/findings.html", context, status=422 if form.is_bound else 200)


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "code": one.code,
        "n": one.n,
        "is_withheld": one.is_withheld,
        "title": wording.title(one.code),
        "sentence": wording.sentence(one.code, one.n, one.values, is_withheld=one.is_withheld),
    }


def _offer(one: Proposal, found: Iterable[Finding]) -> dict[str, Any]:
    return {
        "heading": wording.heading(one.code),
        "written": wording.written(one),
        "cites": [_finding(each) for each in found if each.code in one.cites],
    }


def _purpose(proposed: Iterable[Proposal], found: Iterable[Finding]) -> str:
    by_code = {one.code: one for one in found if not one.is_withheld}
    first = next((one for one in proposed if one.part == "purpose"), None)
    if first is None:
        return ""
    last = by_code["volume"].values.get("last")
    return wording.purpose(first, by_code, date.fromisoformat(last) if last else None)


def _decided(row: PilotSheet) -> dict[str, Any]:
    """The findings of a sheet whose draft is made, and what became of each proposal."""
    found = drafts.told(row)
    return {
        "findings": [_finding(one) for one in found],
        "decided": [
            _offer(Proposal(one.code, one.part, tuple(one.cites), one.values), found)
            | {
                "is_accepted": one.is_accepted,
                "decision": wording.decision(is_accepted=one.is_accepted),
                "objective": one.objective,
            }
            for one in row.proposals.select_related("objective").order_by("pk")
        ],
    }


@require_POST
@hr_only
def forget(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Erase the file of a sheet now."""
    row = get_object_or_404(access.sheets(request.user), public_id=public_id)
    sheets_actions.forget(row, by=request.user)
    messages.success(request, _("The file and the names in it are erased."))
    return redirect("pilots:list")


@require_safe
@signed_in
def panel(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Where a programme comes from: what was taken from a pilot, citing its findings.

    Empty for a programme that comes from no pilot.
    """
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    row = access.evaluated(request.user).filter(programme=programme).order_by("pk").first()
    if row is None:
        return HttpResponse()
    taken = [one for one in _decided(row)["decided"] if one["is_accepted"]]
    context = {"sheet": row, "programme": programme, "taken": taken}
    return render(request, "pilots/panel.html", context)
