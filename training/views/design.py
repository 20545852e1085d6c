"""The training of a programme as those who steer it arrange it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.errors import Refusal
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes.models import Enrolment, Programme
from programmes.navigation import sections
from training import access, standing
from training.actions import gate
from training.actions import module as actions
from training.forms import RuleForm, TrainerForm

page = require_http_methods(["GET", "HEAD", "POST"])


def steered(request: PersonRequest, public_id: UUID) -> Programme:
    """The programme, for who steers it."""
    return get_object_or_404(programmes_access.steered(request.user), public_id=public_id)


@require_safe
@signed_in
def board(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Modules in their order, the rules, and how many are trained."""
    return _board(request, steered(request, public_id))


def _board(
    request: PersonRequest, programme: Programme, form: RuleForm | None = None
) -> HttpResponse:
    rows = list(
        access.modules(request.user)
        .filter(programme=programme)
        .select_related("trainer__person")
        .annotate(
            asked=Count("questions", distinct=True),
            done=Count("progress", Q(progress__done_at__isnull=False), distinct=True),
        )
        .defer("body_fr", "body_en")
        .in_order()
    )
    dates = (
        access.workshops(request.user)
        .filter(module__programme=programme)
        .select_related("module")
        .annotate(
            taken=Count("registrations", Q(registrations__status="seated")),
            waiting=Count("registrations", Q(registrations__status="waiting")),
        )
        .order_by("starts_at", "pk")
    )
    context = {
        "programme": programme,
        "sections": sections(request, programme),
        "live": [one for one in rows if one.retired_at is None],
        "retired": [one for one in rows if one.retired_at],
        "drafts": sum(one.published_at is None and one.retired_at is None for one in rows),
        "dates": dates,
        "now": timezone.now(),
        "form": form or RuleForm(initial=standing.moments(programme.pk)),
        "figures": figures(request, programme),
        "is_closed": programme.status == Programme.Status.CLOSED,
        "trainers": access.trainers(request.user).filter(programme=programme),
    }
    status = 422 if form else 200
    return render(request, "training/board.html", context, status=status)


def figures(request: PersonRequest, programme: Programme) -> list[dict[str, Any]]:
    """Of each side: how many take part, how many are trained (or exempt)."""
    rows = access.takers(request.user).filter(programme=programme)
    late = standing.untrained(rows)
    found = []
    for role, label in (
        (Enrolment.Role.MENTOR, _("Mentors trained")),
        (Enrolment.Role.MENTEE, _("Mentees trained")),
    ):
        total = rows.filter(role=role).count()
        found.append(
            {"label": label, "total": total, "done": total - late.filter(role=role).count()}
        )
    return found


@require_POST
@signed_in
def rules(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """When each side must be trained."""
    programme = steered(request, public_id)
    form = RuleForm(request.POST)
    if form.is_valid():
        try:
            gate.require_each(programme, moments=form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            messages.success(request, _("The rules are saved."))
            return redirect("training:board", programme.public_id)
    return _board(request, programme, form)


@require_POST
@signed_in
def start(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Add the starter set as drafts."""
    programme = steered(request, public_id)
    try:
        added = actions.start(programme, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        sentence = ngettext(
            "%(count)s module was added as a draft: read it, make it yours, publish it.",
            "%(count)s modules were added as drafts: read them, make them yours, publish them.",
            added,
        )
        messages.success(request, sentence % {"count": added})
    return redirect("training:board", programme.public_id)


@require_POST
@signed_in
def publish(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Publish every draft."""
    programme = steered(request, public_id)
    try:
        count = actions.publish_all(programme, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        sentence = ngettext("%(count)s module published.", "%(count)s modules published.", count)
        messages.success(request, sentence % {"count": count})
    return redirect("training:board", programme.public_id)


@require_POST
@signed_in
def act(request: PersonRequest, public_id: UUID, module_id: UUID) -> HttpResponse:
    """Publish, retire or move one module."""
    programme = steered(request, public_id)
    module = get_object_or_404(access.modules(request.user), public_id=module_id)
    deed = request.POST.get("do", "")
    try:
        if deed == "publish":
            actions.publish(module, by=request.user)
            messages.success(request, _("“%(title)s” is published.") % {"title": module.title})
        elif deed == "retire":
            actions.retire(module, by=request.user)
            messages.success(
                request, _("“%(title)s” is out of the training.") % {"title": module.title}
            )
        elif deed in ("up", "down"):
            actions.move(module, up=deed == "up", by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("training:board", programme.public_id)


@signed_in
@page
def trainers(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Who trains: name one, release one."""
    programme = steered(request, public_id)
    rows = access.trainers(request.user).filter(programme=programme).order_by("pk")
    is_adding = request.method == "POST" and "release" not in request.POST
    form = TrainerForm(
        request.POST if is_adding else None, colleagues=access.colleagues(request.user)
    )
    if "release" in request.POST:
        return _release(request, programme)
    if is_adding and form.is_valid():
        try:
            actions.name_trainer(programme, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            messages.success(request, _("The trainer is saved."))
            return redirect(request.path)
    context = {"programme": programme, "trainers": rows, "form": form}
    return render(request, "training/trainers.html", context, status=422 if is_adding else 200)


def _release(request: PersonRequest, programme: Programme) -> HttpResponse:
    rows = access.trainers(request.user).filter(programme=programme)
    code = request.POST.get("release", "")
    found = next((one for one in rows if str(one.public_id) == code), None)
    if found:
        try:
            actions.release_trainer(found, by=request.user)
            messages.success(request, _("The trainer was taken off the list."))
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
    return redirect(request.path)
