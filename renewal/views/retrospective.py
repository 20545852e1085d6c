"""Pages of the retrospective: what contributors say, what the sponsor reads, lessons to reuse."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companies.errors import Overtaken, Refusal
from evaluations import document, metrics, results
from evaluations.actions import report
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes import navigation
from programmes.models import Programme, Stage
from renewal import access, wording
from renewal.actions import retrospective as actions
from renewal.forms import LessonForm, RemarkForm
from renewal.models import Cause, Lesson, Remark, Retrospective

page = require_http_methods(["GET", "HEAD", "POST"])
MOST_LESSONS = 200


@signed_in
@page
def retrospective(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The look back: to contributors all of it, to the sponsor what was published."""
    programme = get_object_or_404(programmes_access.reported(request.user), public_id=public_id)
    if not programmes_access.steered(request.user).filter(pk=programme.pk).exists():
        return _published(request, programme)
    forms = _forms(request)
    if request.method == "POST":
        if "unlearn" in request.POST:
            return _unlearned(request, programme)
        if _taken(request, programme, forms):
            return redirect(f"{request.path}#{request.POST.get('to', '')}")
    row = access.retrospective(request.user, programme)
    said = list(
        access.remarks(request.user)
        .filter(retrospective__programme=programme)
        .select_related("author")
        .order_by("written_at", "pk")
    )
    context = _seen(request, programme) | {
        "retrospective": row,
        "parts": [
            {
                "code": section.value,
                "title": section.label,
                "prompt": wording.PROMPTS[section],
                "remarks": [one for one in said if one.section == section],
                "form": forms[section.value],
            }
            for section in Remark.Section
        ],
        "lessons": _lessons(row),
        "lesson_form": forms["lesson"],
        "has_run": programme.status in actions.OVER,
        "has_errors": any(form.errors for form in forms.values()),
    }
    status = 422 if context["has_errors"] else 200
    return render(request, "renewal/retrospective.html", context, status=status)


def _published(request: PersonRequest, programme: Programme) -> HttpResponse:
    if request.method == "POST":
        raise Http404
    row = access.retrospective(request.user, programme)
    shared = list(access.shared_remarks(row)) if row else []
    context = _seen(request, programme) | {
        "retrospective": row,
        "parts": [
            {
                "title": section.label,
                "remarks": [one for one in shared if one.section == section],
            }
            for section in Remark.Section
        ],
        "lessons": access.shared_lessons(row) if row else (),
    }
    return render(request, "renewal/published.html", context)


def _seen(request: PersonRequest, programme: Programme) -> dict[str, Any]:
    """The figures that may be shown beside the words: those of the results page."""
    figures = results.figures(programme, timezone.localdate())
    frozen = {
        "figures": metrics.to_dict(figures),
        "programme": report.facts(programme),
        "company": "",
    }
    shown = document.context(frozen, request.LANGUAGE_CODE)
    return {
        "programme": programme,
        "sections": navigation.sections(request, programme),
        "has_figures": figures.pairings != 0,
        **{name: shown[name] for name in ("answers", "meaning", "strengths", "risks")},
    }


def _forms(request: PersonRequest) -> dict[str, Form]:
    """One form for each question and one for lessons; only the one that was sent is filled in."""
    sent = request.POST.get("to", "") if request.method == "POST" else ""
    found: dict[str, Form] = {
        section.value: RemarkForm(
            request.POST if sent == section.value else None,
            prefix=section.value,
            has_cause=section == Remark.Section.CAUSES,
        )
        for section in Remark.Section
    }
    found["lesson"] = LessonForm(request.POST if sent == "lesson" else None, prefix="lesson")
    return found


def _taken(request: PersonRequest, programme: Programme, forms: dict[str, Form]) -> bool:
    """Keep what was sent; whether that worked. A refusal is put on its form."""
    sent = request.POST.get("to", "")
    form = forms.get(sent) or forms["lesson"]
    if sent not in forms:
        messages.error(request, _("Choose one of the four questions."))
        return True
    if not form.is_valid():
        return False
    try:
        if sent == "lesson":
            actions.learn(programme, **form.cleaned_data, by=request.user)
            messages.success(request, _("The lesson is kept."))
        else:
            actions.say(programme, section=sent, **form.cleaned_data, by=request.user)
            messages.success(request, _("Your words are kept beside those of the others."))
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _lessons(row: Retrospective | None) -> list[Lesson]:
    return list(row.lessons.select_related("author").order_by("written_at", "pk")) if row else []


def _unlearned(request: PersonRequest, programme: Programme) -> HttpResponse:
    row = access.retrospective(request.user, programme)
    chosen = request.POST["unlearn"]
    lesson = next((one for one in _lessons(row) if str(one.public_id) == chosen), None)
    try:
        if lesson is not None:
            actions.unlearn(lesson, by=request.user)
            messages.success(request, _("The lesson is taken away."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{request.path}#lesson")


@signed_in
@page
def remark(request: PersonRequest, public_id: UUID, remark_id: UUID) -> HttpResponse:
    """Change or take back one's own words."""
    rows = access.own_remarks(request.user).select_related("retrospective__programme")
    row = get_object_or_404(
        rows, public_id=remark_id, retrospective__programme__public_id=public_id
    )
    back = redirect("renewal:retrospective", public_id)
    if "delete" in request.POST:
        actions.take_back(row, by=request.user)
        messages.success(request, _("Your words are taken back."))
        return back
    form = RemarkForm(
        request.POST if request.method == "POST" else None,
        initial={"words": row.words, "cause": row.cause},
        has_cause=row.section == Remark.Section.CAUSES,
    )
    theirs = ""
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            actions.reword(row, **form.cleaned_data, seen=seen, by=request.user)
            messages.success(request, _("Your words are changed."))
            return back
        except Overtaken as overtaken:
            theirs = row.words
            form.add_error(None, str(overtaken))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {
        "form": form,
        "remark": row,
        "programme": row.retrospective.programme,
        "prompt": wording.PROMPTS[Remark.Section(row.section)],
        "seen": actions.fingerprint(row),
        "theirs": theirs,
    }
    return render(request, "renewal/remark.html", context, status=422 if form.errors else 200)


@signed_in
@page
def publish(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Choose what the sponsor reads, then publish it."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    row = access.retrospective(request.user, programme)
    refusal = ""
    if request.method == "POST":
        try:
            actions.publish(
                programme,
                remarks=_read(request.POST.getlist("remarks")),
                lessons=_ids(request.POST.getlist("lessons")),
                by=request.user,
            )
        except Refusal as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("The retrospective is published."))
            return redirect("renewal:closing", programme.public_id)
    order = Remark.Section.values
    said = row.remarks.order_by("written_at", "pk") if row else ()
    remarks = sorted(said, key=lambda one: order.index(one.section))
    lessons = _lessons(row)
    context = {
        "programme": programme,
        "retrospective": row,
        "remarks": [(one, actions.fingerprint(one)) for one in remarks],
        "lessons": lessons,
        "ticked": _ticked(request, row, remarks, lessons),
        "refusal": refusal,
    }
    return render(request, "renewal/publish.html", context, status=422 if refusal else 200)


def _ticked(
    request: PersonRequest,
    row: Retrospective | None,
    remarks: list[Remark],
    lessons: list[Lesson],
) -> set[UUID]:
    """What was ticked, as far as it still says the same; at first the lessons and no remark."""
    if request.method == "POST":
        read = _read(request.POST.getlist("remarks"))
        kept = {
            one.public_id for one in remarks if read.get(one.public_id) == actions.fingerprint(one)
        }
        return kept | set(_ids(request.POST.getlist("lessons")))
    if row is None or row.published_at is None:
        return {one.public_id for one in lessons}
    offered: list[Remark | Lesson] = [*remarks, *lessons]
    return {one.public_id for one in offered if one.is_shared}


def _read(given: list[str]) -> dict[UUID, str]:
    """Remarks as they were read, from "public id:fingerprint"; anything else is nobody's."""
    pairs = (text.partition(":") for text in given)
    return {one: seen for name, _colon, seen in pairs for one in _ids([name])}


def _ids(given: list[str]) -> list[UUID]:
    """Public ids among what was posted; anything else is nobody's."""
    found = []
    for text in given:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@signed_in
@require_safe
def lessons(request: PersonRequest) -> HttpResponse:
    """Lessons of every programme, for who designs the next one."""
    rows = access.lessons(request.user)
    if not request.user.is_hr and not programmes_access.steered(request.user).exists():
        raise Http404
    cause, stage = request.GET.get("cause", ""), request.GET.get("stage", "")
    total = rows.count()
    if cause in Cause.values:
        rows = rows.filter(cause=cause)
    if stage in Stage.values:
        rows = rows.filter(stage=stage)
    context = {
        "lessons": rows.order_by("-written_at", "-pk")[:MOST_LESSONS],
        "total": total,
        "cause": cause,
        "stage": stage,
        "causes": Cause.choices,
        "stages": Stage.choices,
    }
    return render(request, "renewal/lessons.html", context)
