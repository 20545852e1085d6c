"""Writing one module: its texts with a preview, its files, the questions of its quiz."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from companies import richtext
from companies.errors import Overtaken, Refusal
from companies.versions import differing
from people.access import PersonRequest, signed_in
from programmes.models import Programme
from training import access
from training.actions import module as actions
from training.forms import BLANK, FileForm, ModuleForm, QuestionForm
from training.models import Module
from training.views.design import page, steered


def _module(request: PersonRequest, programme: Programme, module_id: UUID) -> Module:
    rows = access.modules(request.user).filter(programme=programme)
    return get_object_or_404(rows.select_related("programme"), public_id=module_id)


@signed_in
@page
def module(request: PersonRequest, public_id: UUID, module_id: UUID | None = None) -> HttpResponse:
    """Write a module, look at it as people will, save it."""
    programme = steered(request, public_id)
    row = _module(request, programme, module_id) if module_id else None
    form = ModuleForm(
        request.POST if request.method == "POST" else None,
        initial=ModuleForm.of(row) | {"trainer": row.trainer_id} if row else dict(BLANK),
        trainers=access.trainers(request.user).filter(programme=programme),
        is_new=row is None,
    )
    more: dict[str, Any] = {"seen": request.POST.get("seen", actions.edition(row) if row else "")}
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            more["preview"] = _preview(form.cleaned_data)
        else:
            facts = {**form.cleaned_data, "seen": more["seen"]}
            try:
                saved = actions.save(programme, module=row, **facts, by=request.user)
            except Refusal as refusal:
                form.add_error(refusal.field, refusal.sentence)
                if row and isinstance(refusal, Overtaken):
                    now = _module(request, programme, row.public_id)
                    more = {
                        "seen": actions.edition(now),
                        "overtaken": differing(
                            form, {one: getattr(now, one) for one in form.cleaned_data}
                        ),
                    }
            else:
                messages.success(request, _("The module is saved."))
                return redirect("training:module", programme.public_id, saved.public_id)
    return _page(request, programme, row, form, **more)


def _preview(said: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "language": language,
            "title": said[f"title_{language}"],
            "body": richtext.render(said[f"body_{language}"]),
        }
        for language in ("fr", "en")
        if said[f"title_{language}"] or said[f"body_{language}"]
    ]


def _page(
    request: PersonRequest,
    programme: Programme,
    row: Module | None,
    form: ModuleForm,
    *,
    file_form: FileForm | None = None,
    **more: Any,
) -> HttpResponse:
    context = {
        "seen": actions.edition(row) if row else "",
        "programme": programme,
        "module": row,
        "form": form,
        "file_form": file_form or FileForm(),
        "attachments": row.attachments.defer("content").order_by("pk") if row else (),
        "questions": row.questions.order_by("pk") if row else (),
        "is_closed": programme.status == Programme.Status.CLOSED,
        **more,
    }
    wrong = form.errors or (file_form and file_form.errors)
    return render(request, "training/module.html", context, status=422 if wrong else 200)


@require_POST
@signed_in
def attach(request: PersonRequest, public_id: UUID, module_id: UUID) -> HttpResponse:
    """Add a file."""
    programme = steered(request, public_id)
    row = _module(request, programme, module_id)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data["file"]
        try:
            actions.attach(row, name=given.name, content=given.read(), by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            messages.success(request, _("The file is attached."))
            return redirect("training:module", programme.public_id, row.public_id)
    own = ModuleForm(
        None,
        initial=ModuleForm.of(row) | {"trainer": row.trainer_id},
        trainers=access.trainers(request.user).filter(programme=programme),
        is_new=False,
    )
    return _page(request, programme, row, own, file_form=form)


@require_POST
@signed_in
def detach(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take a file away."""
    steerable = access.attachments(request.user).filter(module__in=access.modules(request.user))
    rows = steerable.select_related("module__programme").defer("content")
    row = get_object_or_404(rows, public_id=public_id)
    try:
        actions.detach(row, by=request.user)
        messages.success(request, _("The file was taken away."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("training:module", row.module.programme.public_id, row.module.public_id)


@signed_in
@page
def question(
    request: PersonRequest, public_id: UUID, module_id: UUID, question_id: UUID | None = None
) -> HttpResponse:
    """Write, change or take out one question of the quiz."""
    programme = steered(request, public_id)
    owner = _module(request, programme, module_id)
    row = None
    if question_id:
        rows = access.questions(request.user).filter(module=owner)
        row = get_object_or_404(rows.select_related("module__programme"), public_id=question_id)
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        initial=QuestionForm.of(row) if row else {},
    )
    back = redirect("training:module", programme.public_id, owner.public_id)
    overtaken = None
    seen = request.POST.get("seen", row.edition if row else "")
    try:
        if row and "delete" in request.POST:
            actions.unask(row, by=request.user)
            messages.success(request, _("The question was taken out."))
            return back
        if request.method == "POST" and form.is_valid():
            actions.ask(owner, question=row, seen=seen, **form.asked(), by=request.user)
            messages.success(request, _("The question is saved."))
            return back
    except Refusal as refusal:
        if not form.is_valid():
            messages.error(request, refusal.sentence)
            return back
        form.add_error(refusal.field, refusal.sentence)
        if row and isinstance(refusal, Overtaken):
            overtaken = rows.get(pk=row.pk)
            seen = overtaken.edition
    context = {
        "programme": programme,
        "module": owner,
        "question": row,
        "form": form,
        "seen": seen,
        "overtaken": overtaken,
    }
    status = 422 if form.errors else 200
    return render(request, "training/question.html", context, status=status)
