"""Scenarios: the list, one of them, its rules, its computation, and the comparison."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from companies.errors import Refusal
from lab import access, comparison, wording
from lab.actions import scenario as actions
from lab.forms import ExceptionForm, PlacesForm, RulesForm, ScenarioForm
from lab.models import Scenario
from matching.actions import run as runs
from matching.actions.computation import STEPS
from matching.forms import criterion_forms
from matching.navigation import frame, watch
from matching.tasks import perform_soon
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes.models import Programme

page = require_http_methods(["GET", "HEAD", "POST"])

FEWEST, MOST = 2, 4
"""Scenarios that a comparison puts side by side."""


def _programme(request: PersonRequest, public_id: uuid.UUID) -> Programme:
    return get_object_or_404(programmes_access.steered(request.user), public_id=public_id)


def _scenario(request: PersonRequest, public_id: uuid.UUID) -> Scenario:
    return get_object_or_404(access.scenarios(request.user), public_id=public_id)


@page
@signed_in
def board(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """The scenarios of a programme, and a new one."""
    programme = _programme(request, public_id)
    rows = list(access.scenarios(request.user).filter(programme=programme))
    proposal = access.newest_proposal(request.user, programme)
    form = ScenarioForm(
        request.POST if request.method == "POST" else None,
        scenarios=rows,
        has_proposal=proposal is not None,
        initial={"source": request.GET.get("source", "")},
    )
    if form.is_valid():
        chosen = form.cleaned_data["source"]
        source = next((one for one in rows if str(one.public_id) == chosen), None)
        run = proposal if chosen == "proposal" else None
        name = form.cleaned_data["name"]
        try:
            made = actions.create(programme, name=name, by=request.user, source=source, run=run)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect("lab:rules", made.public_id)
    computed = [one for one in rows if one.is_computed]
    context = frame(request, programme) | {
        "scenarios": rows,
        "form": form,
        "computed": len(computed),
        "newest": computed[-FEWEST:] if len(computed) >= FEWEST else [],
        "prescriptions": access.last_prescriptions(request.user, programme),
        "is_under_way": any(one.is_under_way for one in rows),
        "room": Scenario.MOST - len(rows),
    }
    template = "lab/board.html" + ("#list" if request.htmx else "")  # type: ignore[attr-defined]
    return render(request, template, context, status=422 if form.errors else 200)


@require_GET
@signed_in
def detail(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """One scenario: how far it is, then its figures, what it tries, and what may be done."""
    row = _scenario(request, public_id)
    context = frame(request, row.programme) | {"scenario": row, "run": row.run}
    if row.run is not None and row.is_under_way:
        return watch(
            request,
            "lab/computing.html",
            context,
            row.run,
            STEPS,
            address=reverse("lab:scenario", args=[row.public_id]),
            stop=reverse("lab:stop", args=[row.public_id]),
        )
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _detail(request, row, context)


def _detail(
    request: PersonRequest, row: Scenario, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    exceptions = row.rules.get("exceptions", [])
    people = access.named(
        row.programme, [pk for pk, _code in exceptions] + [int(pk) for pk in _places(row)]
    )
    context = {
        "places_form": _places_form(row),
        "exception_form": _exception_form(row),
        **context,
        "lines": comparison.lines(comparison.columns(row.programme, [row]))
        if row.is_computed
        else [],
        "places": [
            {"mentor": people[int(pk)], "total": total}
            for pk, total in _places(row).items()
            if int(pk) in people
        ],
        "exceptions": [
            {
                "mentee": people[pk],
                "code": code,
                "words": wording.exception(code, str(people[pk].person)),
            }
            for pk, code in exceptions
            if pk in people
        ],
        "to_ask": actions.to_ask(row),
    }
    return render(request, "lab/scenario.html", context, status=status)


def _places(row: Scenario) -> dict[str, int]:
    return dict(row.rules.get("places", {}))


def _places_form(row: Scenario, data: Any = None) -> PlacesForm:
    """Places to try; what is tried already is taken back also for somebody who withdrew."""
    if data is not None and "remove" in data:
        mentors = access.tried(row.programme, map(int, _places(row)))
    else:
        mentors = access.sides(row.programme, "mentor")
    return PlacesForm(data, mentors=mentors, auto_id="places_%s")


def _exception_form(row: Scenario, data: Any = None) -> ExceptionForm:
    """An exception to try; each that is tried can be taken back, whatever changed since."""
    if data is not None and "remove" in data:
        kept = row.rules.get("exceptions", [])
        mentees = access.tried(row.programme, [pk for pk, _code in kept])
        codes = sorted({code for _pk, code in kept})
    else:
        mentees = access.sides(row.programme, "mentee")
        musts = [f"must_{one['kind']}" for one in row.rules.get("criteria", []) if one["is_must"]]
        codes = ["minimum", "language", *musts]
    return ExceptionForm(data, mentees=mentees, codes=codes, auto_id="exception_%s")


@page
@signed_in
def rules(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Name and rules of a scenario, on the forms of the criteria page."""
    row = _scenario(request, public_id)
    given = request.POST if request.method == "POST" else None
    form = RulesForm(given, hears=row.heard_id is not None, initial=row.rules | {"name": row.name})
    forms = criterion_forms(row.rules.get("criteria", []), given)
    refused, status = "", 200
    if given is not None:
        status = 422
        # Every form is checked, so that all the problems show at once.
        checked = [one.is_valid() for one in [form, *forms]]
        if all(checked):
            try:
                actions.change(
                    row,
                    rows=[one.row() for one in forms],
                    policy=form.cleaned_data.pop("policy", "") or Scenario.Policy.BALANCED,
                    by=request.user,
                    **form.cleaned_data,
                )
                if "compute" in given:
                    perform_soon(actions.compute(row, by=request.user))
            except Refusal as refusal:
                refused = str(refusal)
            else:
                return redirect("lab:scenario", public_id)
    total = sum(one["weight"] for one in row.rules.get("criteria", [])) or 1
    weights = {one["kind"]: one["weight"] for one in row.rules.get("criteria", [])}
    context = frame(request, row.programme) | {
        "scenario": row,
        "form": form,
        "forms": [
            {"form": one, "share": round(100 * weights.get(one.kind, 0) / total)} for one in forms
        ],
        "refused": refused,
        "problems": sum(len(one.errors) for one in [form, *forms]),
    }
    return render(request, "lab/rules.html", context, status=status)


@require_POST
@signed_in
def places(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Try a mentor with more places, or take the trial back."""
    row = _scenario(request, public_id)
    form = _places_form(row, request.POST)
    if form.is_valid():
        mentor, total = form.cleaned_data["mentor"], form.cleaned_data["total"]
        if "remove" in request.POST:
            total = mentor.capacity
        try:
            actions.give_places(row, mentor=mentor, total=total, by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect("lab:scenario", public_id)
    context = frame(request, row.programme) | {"scenario": row, "run": row.run}
    return _detail(request, row, context | {"places_form": form}, status=422)


@require_POST
@signed_in
def exceptions(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Leave a rule out for one mentee, or take that back."""
    row = _scenario(request, public_id)
    form = _exception_form(row, request.POST)
    if form.is_valid():
        try:
            actions.leave_out(
                row,
                mentee=form.cleaned_data["mentee"],
                code=form.cleaned_data["code"],
                is_left_out="remove" not in request.POST,
                by=request.user,
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect("lab:scenario", public_id)
    context = frame(request, row.programme) | {"scenario": row, "run": row.run}
    return _detail(request, row, context | {"exception_form": form}, status=422)


@require_POST
@signed_in
def compute(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Compute a scenario in its turn."""
    row = _scenario(request, public_id)
    try:
        perform_soon(actions.compute(row, by=request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("lab:scenario", public_id)


@require_POST
@signed_in
def stop(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Stop the computation of a scenario."""
    row = _scenario(request, public_id)
    try:
        if row.run is None:
            raise Refusal(_("This computation has come to its end already."))
        runs.cancel(row.run, by=request.user)
    except Refusal as refusal:
        messages.info(request, str(refusal))
    return redirect("lab:scenario", public_id)


@require_POST
@signed_in
def publish(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Make a scenario the proposal, then go and review it."""
    row = _scenario(request, public_id)
    try:
        run = actions.publish(row, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("lab:scenario", public_id)
    messages.success(
        request, _("The scenario is the proposal now: review its pairs, then publish them.")
    )
    return redirect("matching:run", run.public_id)


@require_POST
@signed_in
def delete(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Forget a scenario."""
    row = _scenario(request, public_id)
    try:
        actions.delete(row, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("lab:scenario", public_id)
    messages.success(request, _("“%(name)s” is deleted.") % {"name": row.name})
    return redirect("lab:board", row.programme.public_id)


@require_GET
@signed_in
def compare(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Two to four computed scenarios side by side (``?s=``), and where two of them differ."""
    programme = _programme(request, public_id)
    asked = request.GET.getlist("s")
    rows = [
        one
        for one in access.scenarios(request.user).filter(programme=programme)
        if one.is_computed and str(one.public_id) in asked
    ]
    if not FEWEST <= len(rows) <= MOST:
        messages.info(request, _("Choose two to four scenarios that were computed."))
        return redirect("lab:board", public_id)
    columns = comparison.columns(programme, rows)
    first, second = _two(request, columns)
    found = comparison.differences(first, second)
    context = frame(request, programme) | {
        "columns": columns,
        "lines": comparison.lines(columns),
        "first": first,
        "second": second,
        "differences": found[: comparison.SHOWN],
        "differing": len(found),
        "more": max(0, len(found) - comparison.SHOWN),
    }
    return render(request, "lab/compare.html", context)


def _two(
    request: PersonRequest, columns: list[comparison.Column]
) -> tuple[comparison.Column, comparison.Column]:
    """The two whose pairs are told apart: those asked for, else the first two."""
    by_id = {str(one.scenario.public_id): one for one in columns}
    first = by_id.get(request.GET.get("a", ""), columns[0])
    rest = [one for one in columns if one is not first]
    second = by_id.get(request.GET.get("b", ""), rest[0])
    return (first, second) if first is not second else (first, rest[0])
