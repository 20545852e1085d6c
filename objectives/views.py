"""Pages on which objectives, their indicators, reviews and the evaluation plan are written."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.errors import Overtaken, Refusal
from companies.versions import differing, to_hand_back
from objectives import access, wording
from objectives.actions import objective as actions
from objectives.actions import plan as plans
from objectives.forms import (
    IndicatorForm,
    ObjectiveForm,
    OrientationForm,
    PlanForm,
    RetireForm,
    ReviewForm,
)
from objectives.models import Indicator, Objective
from people.access import PersonRequest, hr_only, signed_in
from programmes import access as programmes_access
from programmes import navigation
from programmes.models import Programme

OBJECTIVE = ("statement", "kind", "orientation")
INDICATOR = tuple(name for name in IndicatorForm.base_fields if name != "reason")
page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@page
def objective(
    request: PersonRequest, public_id: UUID, objective_id: UUID | None = None
) -> HttpResponse:
    """Add an objective together with its first indicator; change one, delete or retire it."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    row = _objective(request, programme, objective_id) if objective_id else None
    if row and "delete" in request.POST:
        return _removed(request, programme, row)
    retiring = RetireForm(request.POST if "retire" in request.POST else None, prefix="retire")
    if row and retiring.is_valid() and _retired(request, row, retiring):
        return redirect("programmes:detail", programme.public_id)
    form = ObjectiveForm(
        None if retiring.is_bound else _given(request),
        initial=_known(row, OBJECTIVE),
        orientations=access.orientations(),
        needs_reason=row is not None and programme.status != Programme.Status.DRAFT,
    )
    first = None if row else _indicator_form(request, programme, None)
    overtaken: list[tuple[str, Any]] = []
    if form.is_valid() and (first is None or first.is_valid()):
        try:
            actions.set_objective(
                programme,
                **form.cleaned_data,
                indicator=first.cleaned_data if first else None,
                objective=row,
                seen=request.POST.get("seen", "") if row else None,
                by=request.user,
            )
        except Overtaken as refusal:
            form.add_error(None, str(refusal))
            overtaken = differing(form, {name: getattr(row, name) for name in OBJECTIVE})
        except Refusal as refusal:
            _put(refusal, form, first)
        else:
            messages.success(request, _("The objective is saved."))
            return _back(programme)
    context = {
        "form": form,
        "first": first,
        "retiring": retiring,
        "programme": programme,
        "objective": row,
        "seen": to_hand_back(form, actions.wording_of(row), is_shown=bool(overtaken))
        if row
        else "",
        "overtaken": overtaken,
        "indicators": row.indicators.order_by("pk") if row else (),
    }
    wrong = form.errors or retiring.errors or (first and first.errors)
    status = 422 if wrong else 200
    return render(request, "objectives/objective.html", context, status=status)


def _removed(request: PersonRequest, programme: Programme, row: Objective) -> HttpResponse:
    try:
        actions.remove_objective(row, by=request.user)
        messages.success(request, _("The objective is deleted."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("programmes:detail", programme.public_id)


def _retired(request: PersonRequest, row: Objective, form: RetireForm) -> bool:
    """Retire it; whether that worked. A refusal is put on the form."""
    try:
        actions.retire(row, **form.cleaned_data, by=request.user)
    except Refusal as refusal:
        _put(refusal, form)
        return False
    messages.success(request, _("The objective is retired. It stays readable with its history."))
    return True


@signed_in
@page
def indicator(
    request: PersonRequest,
    public_id: UUID,
    objective_id: UUID,
    indicator_id: UUID | None = None,
) -> HttpResponse:
    """Add, change or delete one indicator of an objective."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    owner = _objective(request, programme, objective_id)
    row = None
    if indicator_id:
        own = access.indicators(request.user).filter(objective=owner)
        row = get_object_or_404(own.select_related("owner"), public_id=indicator_id)
    if row and "delete" in request.POST:
        try:
            actions.remove_indicator(row, by=request.user)
            messages.success(request, _("The indicator is deleted."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("programmes:detail", programme.public_id)
    form = _indicator_form(request, programme, row)
    overtaken: list[tuple[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.set_indicator(
                owner,
                **form.cleaned_data,
                indicator=row,
                seen=request.POST.get("seen", "") if row else None,
                by=request.user,
            )
        except Overtaken as refusal:
            form.add_error(None, str(refusal))
            overtaken = differing(form, {name: getattr(row, name) for name in INDICATOR})
        except Refusal as refusal:
            _put(refusal, form)
        else:
            _tell(request, saved)
            return _back(programme)
    context = {
        "form": form,
        "programme": programme,
        "objective": owner,
        "indicator": row,
        "seen": to_hand_back(form, actions.version(row), is_shown=bool(overtaken)) if row else "",
        "overtaken": overtaken,
    }
    status = 422 if form.errors else 200
    return render(request, "objectives/indicator.html", context, status=status)


def _back(programme: Programme) -> HttpResponse:
    """To the canvas while it is being filled in, else to the programme."""
    if programme.status == Programme.Status.DRAFT and programme.template:
        return redirect("programmes:canvas", programme.public_id, "objectives")
    return redirect("programmes:detail", programme.public_id)


def _tell(request: PersonRequest, saved: Indicator) -> None:
    if saved.gaps:
        said = " ".join(wording.gap(code) for code in saved.gaps)
        messages.warning(request, _("Saved, but it cannot be measured yet. %s") % said)
    else:
        messages.success(request, _("The indicator is saved."))


def _indicator_form(
    request: PersonRequest, programme: Programme, row: Indicator | None
) -> IndicatorForm:
    known = _known(row, INDICATOR)
    return IndicatorForm(
        _given(request),
        initial=known or {"due_on": programme.ends_on, "baseline_on": timezone.localdate()},
        owners=access.owners(),
        needs_reason=row is not None and programme.status != Programme.Status.DRAFT,
    )


@signed_in
@page
def review(request: PersonRequest, public_id: UUID, objective_id: UUID) -> HttpResponse:
    """How an objective stands, and everything that was found before."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    row = _objective(request, programme, objective_id)
    form = ReviewForm(_given(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.review(row, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            _put(refusal, form)
        else:
            messages.success(request, _("The review is kept."))
            return redirect(request.path)
    history = row.reviews.select_related("held_by").order_by("due_on", "pk")
    context = {
        "form": form,
        "programme": programme,
        "objective": row,
        "history": history,
        "is_open": programme.status in (Programme.Status.OPEN, Programme.Status.RUNNING)
        and row.retired_at is None,
        "today": timezone.localdate(),
    }
    status = 422 if form.errors else 200
    return render(request, "objectives/review.html", context, status=status)


@signed_in
@page
def plan(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What will be compared with what; once launched, the frozen plan and what differs from it."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    row = plans.of(programme)
    form = PlanForm(
        _given(request), initial=_known(row, ("outcomes", "comparison", "horizon_months"))
    )
    if request.method == "POST" and form.is_valid():
        try:
            plans.set_plan(programme, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            _put(refusal, form)
        else:
            messages.success(request, _("The plan is saved. It is frozen when you open."))
            return redirect(request.path)
    context = {
        "programme": programme,
        "sections": navigation.sections(request, programme),
        "plan": row,
        "form": form,
        "deviations": [wording.deviation(*one) for one in plans.deviations(programme)],
    }
    status = 422 if form.errors else 200
    return render(request, "objectives/plan.html", context, status=status)


@hr_only
@page
def orientations(request: PersonRequest) -> HttpResponse:
    """The strategic orientations of the company, which objectives may serve."""
    rows = access.orientations()
    chosen = request.POST.get("rename") or request.POST.get("delete")
    row = next((one for one in rows if str(one.public_id) == chosen), None)
    form = OrientationForm(_given(request))
    if "delete" in request.POST:
        return _orientation_removed(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_orientation(**form.cleaned_data, orientation=row, by=request.user)
        except Refusal as refusal:
            _put(refusal, form)
        else:
            messages.success(request, _("The list is saved."))
            return redirect(request.path)
    context = {"form": form, "rows": rows, "renamed": row}
    status = 422 if form.errors else 200
    return render(request, "objectives/orientations.html", context, status=status)


def _orientation_removed(request: PersonRequest, row: Any) -> HttpResponse:
    try:
        if row is not None:
            actions.remove_orientation(row, by=request.user)
            messages.success(request, _("“%(name)s” is off the list.") % {"name": row})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(request.path)


def _objective(request: PersonRequest, programme: Programme, public_id: UUID) -> Objective:
    own = access.objectives(request.user).filter(programme=programme)
    return get_object_or_404(own, public_id=public_id)


def _known(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Values of a row by field; a person or another row by its public id, as a list knows it."""
    if row is None:
        return {}
    values = {name: getattr(row, name) for name in names}
    return {name: getattr(value, "public_id", value) for name, value in values.items()}


def _given(request: PersonRequest) -> QueryDict | None:
    """What was posted; an empty answer is an answer too, with everything missing."""
    return request.POST if request.method == "POST" else None


def _put(refusal: Refusal, *forms: Form | None) -> None:
    """A refusal belongs to its field in whichever form has it, else to the first form."""
    known: Mapping[str, Form] = {
        name: form for form in reversed(forms) if form for name in form.fields
    }
    holder = known.get(refusal.field or "")
    if holder is not None:
        holder.add_error(refusal.field, str(refusal))
    else:
        next(form for form in forms if form).add_error(None, str(refusal))
