"""Pages about one participant's file: answers, scores, interviews, references, HR's decision."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.errors import Refusal
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes import navigation
from programmes.actions import places as offers
from programmes.forms import PlacesForm
from programmes.models import Enrolment, Programme
from selection import access, scores, wording
from selection.actions import grid as grids
from selection.actions import qualification as actions
from selection.actions import waitlist
from selection.forms import (
    MOST_OFFERED,
    AssignForm,
    CriterionForm,
    InterviewForm,
    ReferenceForm,
    VerdictForm,
    WaitForm,
)
from selection.models import GridCriterion
from training import standing


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What somebody answered and, for a mentor, what HR needs to decide; a POST adds to it."""
    row = get_object_or_404(
        access.enrolments(request.user).select_related("programme", "person"),
        public_id=public_id,
    )
    query = request.GET.get("q", "").strip()
    people = programmes_access.named(access.everybody().exclude(pk=row.person_id), query)
    said = request.POST.get("do", "")
    # Whoever was chosen may be outside of the first hundreds that the list offers.
    offered = people if said else people.filter(pk__in=people.values("pk")[:MOST_OFFERED])
    doors = _doors(request, row, offered, said)
    for name, (form, act) in doors.items():
        if name == said and form.is_valid():
            try:
                messages.success(request, act(form))
            except Refusal as refusal:
                field = refusal.field if refusal.field in form.fields else None
                form.add_error(field, str(refusal))
            else:
                return redirect("selection:file", row.public_id)
    if said == "trained" and row.is_mentor:
        return _trained(request, row)
    context = {
        **_known(row),
        "sections": navigation.sections(request, row.programme),
        "q": query,
        "offered": MOST_OFFERED,
        "forms": {name: form for name, (form, _act) in doors.items()},
        "said": said,
    }
    failed = said in doors and bool(doors[said][0].errors)
    is_odd = request.method == "POST" and not failed
    status = 422 if failed or is_odd else 200
    return render(request, "selection/file.html", context, status=status)


type Door = tuple[forms.Form, Callable[[Any], str]]


def _doors(request: PersonRequest, row: Enrolment, people: Any, said: str) -> dict[str, Door]:
    """What can be done on the page: the form of each act, and the act, which says what it did."""

    def data(name: str) -> Any:
        return request.POST if said == name else None

    def wait(form: forms.Form) -> str:
        waitlist.put(row, **form.cleaned_data, by=request.user)
        return _("%(name)s is on the waitlist and told.") % {"name": row.person}

    doors: dict[str, Door] = {"wait": (WaitForm(data("wait")), wait)}
    if not row.is_mentor:
        return doors

    def assign(form: forms.Form) -> str:
        made = actions.assign(row, **form.cleaned_data, by=request.user)
        return _("%(name)s has a letter with the link.") % {"name": made.interviewer}

    def refer(form: forms.Form) -> str:
        actions.refer(row, **form.cleaned_data, by=request.user)
        return _("The reference is noted.")

    def decide(form: forms.Form) -> str:
        seen, heard = request.POST.get("seen", ""), request.POST.get("heard")
        actions.decide(row, **form.cleaned_data, seen=seen, heard=heard, by=request.user)
        return _("Decided. %(name)s has a letter.") % {"name": row.person}

    def offer(form: forms.Form) -> str:
        made = offers.offer(row, **form.cleaned_data, by=request.user)
        return _("Noted for %(name)s: %(places)d in all.") % {
            "name": row.person,
            "places": made.capacity,
        }

    return doors | {
        "places": (PlacesForm(data("places"), enrolment=row), offer),
        "assign": (AssignForm(data("assign"), people=people), assign),
        "refer": (ReferenceForm(data("refer"), people=people), refer),
        "decide": (VerdictForm(data("decide")), decide),
    }


def _trained(request: PersonRequest, row: Enrolment) -> HttpResponse:
    try:
        actions.note_training(row, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted: %(name)s can be matched.") % {"name": row.person})
    return redirect("selection:file", row.public_id)


def _known(row: Enrolment) -> dict[str, Any]:
    keys = {one.key for one in access.asked(access.form(row.programme, row.role))}
    known: dict[str, Any] = {
        "row": row,
        "programme": row.programme,
        "answers": [
            {
                "response": one,
                "readers": wording.READERS[one.question.is_shared],
                "is_retired": one.key not in keys,
            }
            for one in access.responses(row)
        ],
        "acknowledged": access.acknowledgement(row),
        "waiting": access.waiting(row),
    }
    if not row.is_mentor:
        return known
    # Before the references themselves: one that arrives in between counts as not read.
    heard = actions.told(row)
    found = actions.scored(access.alone(row))[row.pk]
    return known | {
        "scores": [_score(found[measure]) for measure in scores.MEASURES],
        "verdict": access.verdict(row),
        "training": standing.summaries([row])[row.pk],
        "interviews": [
            {"row": one, "marks": _marks(one.ratings, row.programme)}
            for one in access.interviews_of(row)
        ],
        "references": access.references(row),
        "heard": heard,
    }


def _score(score: scores.Score) -> dict[str, Any]:
    return {
        "measure": score.measure,
        "value": score.value,
        "reasons": [
            {
                "label": wording.part(one.code),
                "points": one.points,
                "max": one.out_of,
                "words": wording.part_facts(one),
            }
            for one in score.parts
        ],
    }


def _marks(ratings: dict[str, int], programme: Programme) -> list[tuple[str, int]]:
    labels = {str(one.pk): one.label for one in access.whole_grid(programme)}
    return [(labels[pk], mark) for pk, mark in ratings.items() if pk in labels]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def interview(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The grid of an interview, for whoever was asked to hold it."""
    row = get_object_or_404(access.interviews(request.user), public_id=public_id)
    programme = row.enrolment.programme
    is_closed = (
        access.verdict(row.enrolment) is not None or programme.status == Programme.Status.CLOSED
    )
    lines = list(access.grid(programme))
    mark = grids.digest(lines)
    is_stale = request.method == "POST" and request.POST.get("seen", "") != mark
    form = InterviewForm(
        request.POST if request.method == "POST" else None,
        grid=lines,
        ratings=row.ratings,
        today=timezone.localdate(),
        initial={"notes": row.notes, **({"held_on": row.held_on} if row.held_on else {})},
    )
    if request.method == "POST" and form.is_valid() and not is_stale:
        try:
            actions.hold_interview(
                row,
                ratings=form.ratings(),
                notes=form.cleaned_data["notes"],
                held_on=form.cleaned_data["held_on"],
                seen=mark,
                by=request.user,
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Thank you. HR reads it and decides."))
            return redirect("home")
    if is_stale:
        form.add_error(None, grids.changed())
    context = {
        "row": row,
        "programme": programme,
        "form": form,
        "seen": mark,
        "retired": _unasked(request, programme, lines) if is_stale else [],
        "is_closed": is_closed,
    }
    return render(request, "selection/interview.html", context, status=422 if form.errors else 200)


def _unasked(
    request: PersonRequest, programme: Programme, lines: list[GridCriterion]
) -> list[tuple[str, str]]:
    """Marks that were sent on lines retired meanwhile: nothing typed is lost from sight."""
    sent = [
        (one.label, request.POST.get(f"c_{one.pk}", ""))
        for one in access.whole_grid(programme).exclude(pk__in=[line.pk for line in lines])
    ]
    return [(label, mark) for label, mark in sent if mark in {"1", "2", "3", "4", "5"}]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: PersonRequest, public_id: UUID, criterion_id: int = 0) -> HttpResponse:
    """The interview grid of a programme: its criteria, and a form for one of them."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    rows = access.grid(programme)
    shown = get_object_or_404(rows, pk=criterion_id) if criterion_id else None
    if request.method == "POST" and "retire" in request.POST and shown:
        try:
            grids.retire(shown, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Nobody is rated on it any more; marks given stay."))
        return redirect("selection:grid", programme.public_id)
    form = CriterionForm(request.POST if request.method == "POST" else None, criterion=shown)
    if request.method == "POST" and form.is_valid():
        try:
            grids.set_criterion(programme, criterion=shown, **form.answer(), by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The criterion is saved."))
            return redirect("selection:grid", programme.public_id)
    context = {
        "programme": programme,
        "sections": navigation.sections(request, programme),
        "rows": rows,
        "shown": shown,
        "form": form,
    }
    return render(request, "selection/grid.html", context, status=422 if form.errors else 200)
