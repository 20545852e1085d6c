"""One's own training: what to do, a module to read, its quiz, its files."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.request import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from companies import richtext
from companies.errors import Refusal
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes.models import Programme
from programmes.navigation import sections
from training import access, standing
from training.actions import reading
from training.models import Module, Progress, Question, Registration, Workshop
from training.progress import Step, Summary, summary
from training.views.design import figures, page

QUIZ = "q-"
"""What stands before the edition of a question in the name of its field."""


@require_safe
@signed_in
def index(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Everything to learn in one programme, what is done, and when it must be."""
    programme = get_object_or_404(access.programmes(request.user), public_id=public_id)
    rows = _modules(request, programme)
    parts = access.own_parts(request.user).filter(programme=programme)
    rules = standing.moments(programme.pk)
    context = {
        "programme": programme,
        "sections": sections(request, programme),
        "rows": rows,
        "summary": _sum(rows),
        "next": next((one["module"] for one in rows if _is_next(one)), None),
        "moments": sorted({rules[one.role] for one in parts if one.role in rules}),
        "exemption": access.own_exemptions(request.user).filter(enrolment__in=parts).first(),
    }
    return render(request, "training/own.html", context)


def _is_next(row: dict[str, Any]) -> bool:
    return row["module"].is_mandatory and not row["is_done"]


def _modules(request: PersonRequest, programme: Programme) -> list[dict[str, Any]]:
    own = access.own_modules(request.user).filter(programme=programme)
    progress = {
        one.module_id: one for one in access.own_progress(request.user).filter(module__in=own)
    }
    seats = {
        one.workshop.module_id: one
        for one in access.own_registrations(request.user)
        .filter(workshop__module__in=own, workshop__cancelled_at=None)
        .exclude(status=Registration.Status.LEFT)
        .select_related("workshop")
    }
    found = []
    for module in own.select_related("trainer__person").in_order():
        known = progress.get(module.pk)
        found.append(
            {
                "module": module,
                "is_done": bool(known and known.done_at),
                "seat": seats.get(module.pk),
            }
        )
    return found


def _sum(rows: list[dict[str, Any]]) -> Summary:
    return summary(
        Step(
            minutes=one["module"].minutes,
            is_mandatory=one["module"].is_mandatory,
            is_done=one["is_done"],
        )
        for one in rows
    )


@signed_in
@page
def lesson(request: PersonRequest, public_id: UUID, module_id: UUID) -> HttpResponse:
    """Read one module; say that it is read, or answer its quiz."""
    rows = access.own_modules(request.user).filter(programme__public_id=public_id)
    module = get_object_or_404(
        rows.select_related("programme", "trainer__person"), public_id=module_id
    )
    sentence, fields = "", {}
    questions = list(module.questions.order_by("pk"))
    if request.method == "POST":
        try:
            if questions or "quiz" in request.POST:
                _answer(request, module, questions)
                return redirect(f"{request.path}#quiz")
            reading.finish(module, by=request.user)
            messages.success(request, _("“%(title)s” is done.") % {"title": module.title})
            return redirect("training:own", public_id)
        except Refusal as refusal:
            sentence, fields = refusal.sentence, {refusal.field: refusal.sentence}
    known = access.own_progress(request.user).filter(module=module).first()
    context = {
        "programme": module.programme,
        "module": module,
        "body": richtext.render(module.body),
        "attachments": module.attachments.defer("content").order_by("pk"),
        "progress": known,
        "quiz": _quiz(questions, known, request.POST, fields),
        "tries_left": reading.tries_left(module, known),
        "refusal": sentence,
        "dates": _dates(request, module),
        "is_closed": module.programme.status == Programme.Status.CLOSED,
        "following": _following(request, module),
    }
    return render(request, "training/lesson.html", context, status=422 if sentence else 200)


def _following(request: PersonRequest, module: Module) -> Module | None:
    """The next thing to do after this one."""
    rows = _modules(request, module.programme)
    return next(
        (one["module"] for one in rows if not one["is_done"] and one["module"].pk != module.pk),
        None,
    )


def _answer(request: PersonRequest, module: Module, questions: list[Question]) -> None:
    sent = {name.removeprefix(QUIZ) for name in request.POST if name.startswith(QUIZ)}
    given = {name: set[int]() for name in sent}
    given |= {one.edition: _chosen(request.POST, one) for one in questions}
    result = reading.answer(module, answers=given, by=request.user)
    words = {"score": result.score, "mark": module.pass_mark}
    if result.passed:
        messages.success(request, _("Passed: %(score)s %% right. The module is done.") % words)
    else:
        messages.warning(
            request,
            _("%(score)s %% right, and %(mark)s %% are needed. Look at the answers below.") % words,
        )


def _chosen(given: QueryDict, question: Question) -> set[int]:
    allowed = {str(n): n for n in range(len(question.choices))}
    return {allowed[one] for one in given.getlist(QUIZ + question.edition) if one in allowed}


def _quiz(
    questions: list[Question], known: Progress | None, given: QueryDict, wrong: dict[Any, str]
) -> list[dict[str, Any]]:
    """Each question with its choices, what was chosen last and what that deserves to be told."""
    answers: dict[str, list[int]] = known.answers if known else {}
    shown = []
    for question in questions:
        name = QUIZ + question.edition
        last = answers.get(question.edition)
        chosen = _chosen(given, question) if given else set(last or ())
        shown.append(
            {
                "question": question,
                "name": name,
                "error": wrong.get(name, ""),
                "is_answered": last is not None and not given,
                "is_right": set(last or ()) == question.right,
                "choices": [
                    {**one, "number": n, "chosen": n in chosen, "right": n in question.right}
                    for n, one in enumerate(question.offered)
                ],
            }
        )
    return shown


def _dates(request: PersonRequest, module: Module) -> list[dict[str, Any]]:
    """Dates to come, and those one was registered for."""
    if module.kind != Module.Kind.WORKSHOP:
        return []
    mine = {
        one.workshop_id: one
        for one in access.own_registrations(request.user)
        .filter(workshop__module=module)
        .exclude(status=Registration.Status.LEFT)
    }
    now = timezone.now()
    found = []
    for row in access.own_workshops(request.user).filter(module=module).order_by("starts_at"):
        registration = mine.get(row.pk)
        if row.cancelled_at or (row.ends_at < now and registration is None):
            continue
        found.append({"date": row, "mine": registration, **_room(row, registration, now)})
    return found


def _room(row: Workshop, registration: Registration | None, now: Any) -> dict[str, Any]:
    states = list(row.registrations.order_by("asked_at", "pk").values_list("pk", "status"))
    taken = sum(status == Registration.Status.SEATED for _pk, status in states)
    queue = [pk for pk, status in states if status == Registration.Status.WAITING]
    waits = registration is not None and registration.pk in queue
    return {
        "free": max(0, row.seats - taken) if not queue else 0,
        "turn": queue.index(registration.pk) + 1 if waits and registration else 0,
        "has_begun": row.starts_at <= now,
    }


@require_safe
@signed_in
def file(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """A file of a module, always to be kept and never opened by the browser itself."""
    row = get_object_or_404(access.attachments(request.user), public_id=public_id)
    response = HttpResponse(bytes(row.content), content_type=row.kind)
    named = content_disposition_header(as_attachment=True, filename=row.name)
    response.headers["Content-Disposition"] = named or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@signed_in
def panel(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """A part of the programme's page: figures for who steers, own progress for who takes part."""
    programme = get_object_or_404(programmes_access.programmes(request.user), public_id=public_id)
    steers = programmes_access.steered(request.user).filter(pk=programme.pk).exists()
    takes_part = access.programmes(request.user).filter(pk=programme.pk).exists()
    rows = _modules(request, programme) if takes_part else []
    context = {
        "programme": programme,
        "figures": figures(request, programme) if steers else [],
        "has_modules": access.modules(request.user).filter(programme=programme).live().exists(),
        "summary": _sum(rows) if rows else None,
    }
    return render(request, "training/panel.html", context)
