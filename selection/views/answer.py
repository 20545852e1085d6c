"""Pages on which an invited person reads what is asked, says yes or no, or changes the answer."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companies.errors import Refusal
from competencies import board as stocktaking
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes import wording as programmes_wording
from programmes.actions import enrolment as enrolments
from programmes.forms import DeclineForm
from programmes.models import Enrolment, Programme
from selection import access, questions, wording
from selection.actions import answer as actions
from selection.forms import answer_form, given
from selection.models import FormVersion, Question

LATE = "late"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What taking part asks for, honestly; then yes or no."""
    row = get_object_or_404(
        programmes_access.own_enrolments(request.user).select_related("programme", "person"),
        public_id=public_id,
    )
    said = request.POST.get("answer", "accept") if request.method == "POST" else ""
    current = access.form(row.programme, row.role)
    asked = access.asked(current)
    mark = actions.digest(actions.honest(row.programme))
    data = _data(request, mark) if said and said != "decline" else None
    held = {one.key.hex: one.value for one in access.responses(row)}
    form = answer_form(
        data, enrolment=row, skills=programmes_access.skills(), asked=asked, held=held
    )
    no = DeclineForm(request.POST if said == "decline" else None)
    if data is not None and form.is_valid() and _accept(request, row, form, asked):
        return redirect("programmes:detail", row.programme.public_id)
    if said == "decline" and no.is_valid() and _decline(request, row, no):
        return redirect("programmes:detail", row.programme.public_id)
    context = {
        **_page(request, row, form, current, asked, mark),
        "no": no,
        "declines": said == "decline",
        **_overtaken(request, row, current, mark),
    }
    failed = bool(form.errors or no.errors)
    return render(request, "selection/answer.html", context, status=422 if failed else 200)


def _data(request: PersonRequest, mark: str) -> Any:
    """What was sent; a page that says something else now has to be acknowledged anew."""
    data = request.POST.copy()
    if data.get("seen_page") != mark:
        data.pop("acknowledged", None)
    return data


def _accept(
    request: PersonRequest, row: Enrolment, form: forms.Form, asked: list[Question]
) -> bool:
    is_late = request.POST.get("answer") == LATE
    seen = request.POST.get("seen_form", "")
    try:
        actions.accept(
            row,
            seen_form=int(seen) if seen.isdecimal() and len(seen) < 6 else 0,
            seen_page=request.POST.get("seen_page", ""),
            values=given(form, asked),
            **form.answer(),  # type: ignore[attr-defined]
            is_late=is_late,
            by=request.user,
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    sentence = (
        _("Thank you. You are on the waitlist, and are told as soon as there is a place.")
        if is_late
        else _("Thank you. Your answer is noted; you may change it.")
    )
    messages.success(request, sentence)
    return True


def _decline(request: PersonRequest, row: Enrolment, no: DeclineForm) -> bool:
    try:
        enrolments.decline(row, reason=no.cleaned_data["reason"], by=request.user)
    except Refusal as refusal:
        no.add_error(None, str(refusal))
        return False
    messages.success(request, _("Thank you for answering. You will not be reminded."))
    return True


def _page(
    request: PersonRequest,
    row: Enrolment,
    form: forms.Form,
    current: FormVersion | None,
    asked: list[Question],
    mark: str,
) -> dict[str, Any]:
    programme = row.programme
    is_late = row.last_day < timezone.localdate()
    is_alive = programme.status in (Programme.Status.OPEN, Programme.Status.RUNNING)
    is_undecided = row.status in (Enrolment.Status.INVITED, Enrolment.Status.DECLINED)
    obstacles = (
        access.ineligible(programme, row.role, [request.user]).get(request.user.pk, [])
        if is_undecided
        else []
    )
    waiting = access.waiting(row)
    verdict = access.verdict(row)
    return {
        "row": row,
        "title": programmes_wording.part(programme.format, is_mentor=row.is_mentor),
        "programme": programme,
        "policy": access.policy(programme),
        "form": form,
        "usual": [field for field in form if field.name not in _own(asked)],
        "stock": stocktaking.stock(request.user, programmes_access.own_target(row), keep=row.needs),
        "asked": own_fields(form, asked),
        "seen_form": current.number if current else 0,
        "seen_page": mark,
        "contacts": programmes_access.contacts(programme)[:3],
        "is_late": is_late,
        "may_join_late": is_late and is_alive and is_undecided and not obstacles,
        "is_open": is_alive
        and row.status != Enrolment.Status.WITHDRAWN
        and not is_late
        and not obstacles,
        "obstacles": wording.obstacles(obstacles) if obstacles else "",
        "waiting": waiting,
        "position": access.position(waiting) if waiting else 0,
        "verdict": verdict,
        "awaits_verdict": row.is_mentor
        and verdict is None
        and row.status == Enrolment.Status.ACCEPTED
        and access.is_qualified_first(programme),
    }


def _own(asked: list[Question]) -> set[str]:
    names = {"acknowledged"}
    for one in asked:
        names |= {one.field, *(f"{one.field}_{code}" for code in one.codes)}
    return names


def own_fields(form: forms.Form, asked: list[Question]) -> list[dict[str, Any]]:
    """Each question with its fields on the page: one, or one per line of a list to rate."""
    return [
        {
            "question": one,
            "is_rated": one.kind == questions.SKILLS,
            "readers": wording.READERS[one.is_shared],
            "fields": [form[f"{one.field}_{code}"] for code in one.codes]
            if one.kind == questions.SKILLS
            else [form[one.field]],
        }
        for one in asked
    ]


def _overtaken(
    request: PersonRequest, row: Enrolment, current: FormVersion | None, mark: str
) -> dict[str, Any]:
    """What changed since the page was opened, with the words that have no question any more."""
    seen = request.POST.get("seen_form", "")
    number = current.number if current else 0
    if "seen_form" not in request.POST or not seen.isdecimal() or len(seen) > 5:
        return {"changed": None, "page_changed": False}
    page_changed = request.POST.get("seen_page") != mark
    if int(seen) == number:
        return {"changed": None, "page_changed": page_changed}
    changed = actions.told(access.version(row.programme, row.role, int(seen)), current)
    orphans = [
        {"question": one, "words": request.POST.get(one.field, "")} for one in changed["removed"]
    ]
    return {"changed": changed | {"removed": orphans}, "page_changed": page_changed}


@signed_in
@require_safe
def preview(request: PersonRequest, public_id: UUID, role: str) -> HttpResponse:
    """The answer page as an invited mentor or mentee will read it, with the words of today."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    if role not in Enrolment.Role.values:
        raise Http404
    # A row that is never saved: the page is the real one, the invitation is not.
    row = Enrolment(programme=programme, person=request.user, role=role)
    form_version = access.draft(programme, role) if "draft" in request.GET else None
    asked = access.asked(form_version or access.form(programme, role))
    form = answer_form(None, enrolment=row, skills=programmes_access.skills(), asked=asked, held={})
    for field in form.fields.values():
        field.disabled = True
    context = {
        "row": row,
        "role": role,
        "programme": programme,
        "policy": access.policy(programme),
        "title": programmes_wording.part(programme.format, is_mentor=row.is_mentor),
        "form": form,
        "usual": [field for field in form if field.name not in _own(asked)],
        "asked": own_fields(form, asked),
    }
    return render(request, "selection/preview.html", context)


@signed_in
@require_safe
def state(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Where one stands between the yes and a pair: a box of the programme's page."""
    row = get_object_or_404(
        programmes_access.own_enrolments(request.user).select_related("programme"),
        public_id=public_id,
    )
    waiting, verdict = access.waiting(row), access.verdict(row)
    context = {
        "row": row,
        "programme": row.programme,
        "waiting": waiting,
        "position": access.position(waiting) if waiting else 0,
        "verdict": verdict,
        "awaits_verdict": row.is_mentor
        and verdict is None
        and row.status == Enrolment.Status.ACCEPTED
        and access.is_qualified_first(row.programme),
    }
    return render(request, "selection/state.html", context)
