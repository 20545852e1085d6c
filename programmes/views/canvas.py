"""Pages of the canvas: choose a template, then design a programme step by step."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.errors import Overtaken, Refusal
from companies.versions import differing, fingerprint, to_hand_back
from people.access import PersonRequest, hr_only, signed_in
from programmes import access, canvas, measures, planned, wording
from programmes.actions import canvas as actions
from programmes.actions import dates
from programmes.actions import stage as stages
from programmes.forms.design import CanvasForm
from programmes.models import Programme


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: PersonRequest) -> HttpResponse:
    """The templates with what each is for; a POST begins a draft from one."""
    sentence = ""
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    if request.method == "POST":
        try:
            code = request.POST.get("template", "")
            row = actions.begin(code, language=language, by=request.user)
        except Refusal as refusal:
            sentence = str(refusal)
        else:
            messages.success(request, _("The draft is saved. Go through it step by step."))
            return redirect("programmes:canvas", row.public_id, "purpose")
    context = {
        "refusal": sentence,
        "templates": [
            {
                "code": code,
                "words": found[language],
                "months": found["months"],
                "format": wording.format_label(found["format"]),
            }
            for code, found in canvas.templates().items()
        ],
    }
    return render(request, "programmes/templates.html", context, status=422 if sentence else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: PersonRequest, public_id: UUID, step: str) -> HttpResponse:
    """One step of the canvas of a draft, saved when one goes on."""
    programme = get_object_or_404(access.steered(request.user), public_id=public_id)
    if step not in canvas.STEPS:
        raise Http404
    if programme.status != Programme.Status.DRAFT:
        messages.info(request, _("The canvas belongs to drafts: this programme is launched."))
        return redirect("programmes:detail", programme.public_id)
    now = actions.values(programme, step)
    form = CanvasForm(request.POST if request.method == "POST" else None, initial=now, step=step)
    overtaken: list[tuple[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save(
                programme,
                step,
                seen=request.POST.get("seen", ""),
                design=form.cleaned_data,
                by=request.user,
            )
        except Overtaken as refusal:
            form.add_error(None, str(refusal))
            overtaken = differing(form, now)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            for sentence in dates.left_behind(saved, dates.of(programme)):
                messages.warning(request, sentence)
            return redirect("programmes:canvas", programme.public_id, canvas.following(step))
    context = {
        "programme": programme,
        "step": step,
        "title": wording.step(step),
        "steps": _stepper(programme, step),
        "form": form,
        "seen": to_hand_back(form, fingerprint(now), is_shown=bool(overtaken)),
        "overtaken": overtaken,
        "next_step": canvas.following(step),
        "remarks": access.open_remarks(programme, step),
    }
    if step == "objectives":
        context["objectives"] = measures.told(programme)
    if step == "means":
        context["pulses"] = planned.of(programme)
    if step == "check":
        context["blocking"] = [
            one for one in stages.readiness(programme) if one.mandatory and not one.done
        ]
    return render(request, "programmes/canvas.html", context, status=422 if form.errors else 200)


def _stepper(programme: Programme, current: str) -> list[dict[str, str]]:
    return [
        {
            "label": wording.step(name),
            "url": reverse("programmes:canvas", args=[programme.public_id, name]),
            "state": "current"
            if name == current
            else "done"
            if name in programme.steps_done
            else "todo",
        }
        for name in canvas.STEPS
    ]
