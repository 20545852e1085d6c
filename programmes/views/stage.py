"""Pages of the six stages of a programme and of the five causes that it protects from."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companies.errors import Refusal
from people.access import PersonRequest, signed_in
from programmes import access, gates, navigation
from programmes import readiness as pure
from programmes.actions import programme as actions
from programmes.actions import stage as stages
from programmes.forms import StageDaysForm, WhyForm
from programmes.models import Programme, Stage


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def stage_list(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Where the programme is, what the next gate asks for; a POST enters the next stage."""
    programme = get_object_or_404(access.steered(request.user), public_id=public_id)
    sentence, status = "", 200
    form = StageDaysForm(
        request.POST if "plan" in request.POST else None,
        initial={stage.value: day for stage, day in stages.planned(programme).items()},
    )
    if "plan" in request.POST and form.is_valid():
        try:
            stages.plan(programme, days=form.days(), by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The dates are saved."))
            return redirect(request.path)
    elif request.method == "POST" and "plan" not in request.POST:
        sentence = _enter(request, programme)
        if not sentence:
            return redirect(request.path)
    if sentence or form.errors:
        status = 422
    context = {
        "programme": programme,
        "sections": navigation.sections(request, programme),
        "steps": _steps(programme),
        "form": form,
        "refusal": sentence,
        "is_closed": programme.status == Programme.Status.CLOSED,
    }
    return render(request, "programmes/stages.html", context, status=status)


def reason_given(request: PersonRequest) -> str:
    """Why a gate is passed, as posted; refuses what cannot be kept."""
    form = WhyForm(request.POST)
    if not form.is_valid():
        raise Refusal(" ".join(str(one) for one in form.errors["reason"]), field="reason")
    reason: str = form.cleaned_data["reason"]
    return reason


def _enter(request: PersonRequest, programme: Programme) -> str:
    """Take the programme into the posted stage; why not, or ""."""
    code = request.POST.get("enter", "")
    if code not in Stage.values:
        return _("Choose the stage to enter.")
    try:
        actions.enter(programme, Stage(code), reason=reason_given(request), by=request.user)
    except Refusal as refusal:
        return str(refusal)
    messages.success(
        request, _("The programme is in “%(stage)s” now.") % {"stage": Stage(code).label}
    )
    return ""


def _steps(programme: Programme) -> list[dict[str, object]]:
    now = stages.current(programme)
    place = gates.STAGES.index(now)
    days = stages.planned(programme)
    passed = {one.stage: one for one in programme.passages.select_related("passed_by")}
    return [
        {
            "stage": stage,
            "state": "done" if number < place else "current" if number == place else "todo",
            "planned_on": days[stage],
            "passage": passed.get(stage.value),
            # Only the next gate can be passed: the others would promise too much.
            "is_next": number == place + 1,
            "gate": stages.gate(programme, stage) if number == place + 1 else [],
        }
        for number, stage in enumerate(gates.STAGES)
    ]


@signed_in
@require_safe
def readiness(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The five causes of failure: what protects this programme, what does not yet."""
    programme = get_object_or_404(access.steered(request.user), public_id=public_id)
    facts = stages.readiness(programme)
    context = {
        "programme": programme,
        "sections": navigation.sections(request, programme),
        "causes": [
            {
                "code": cause,
                "done": [one for one in facts if one.cause == cause and one.done],
                "missing": [one for one in facts if one.cause == cause and not one.done],
            }
            for cause in pure.CAUSES
        ],
        "blocking": [one for one in facts if one.mandatory and not one.done],
        "advice": pure.advice(stages.facts(programme)),
        "facts": stages.facts(programme),
    }
    return render(request, "programmes/readiness_page.html", context)
