"""Dates of workshops: fixing, moving and cancelling them, seats, who was there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from companies import mail as letters_of_company
from companies.errors import Overtaken, Refusal
from people.access import PersonRequest, signed_in
from programmes.models import Programme
from training import access
from training.actions import letters
from training.actions import workshop as actions
from training.forms import CancelForm, DateForm
from training.models import Registration, Workshop
from training.views.design import page, steered


@signed_in
@page
def date(
    request: PersonRequest, public_id: UUID, module_id: UUID, date_id: UUID | None = None
) -> HttpResponse:
    """Fix a date, change it, cancel it; who has a seat and who waits."""
    programme = steered(request, public_id)
    owners = access.modules(request.user).filter(programme=programme, kind="workshop")
    owner = get_object_or_404(owners.select_related("programme"), public_id=module_id)
    row = None
    if date_id:
        row = get_object_or_404(
            access.workshops(request.user).filter(module=owner).select_related("module__programme"),
            public_id=date_id,
        )
    is_cancelling = row is not None and "cancel" in request.POST
    form = DateForm(
        request.POST if request.method == "POST" and not is_cancelling else None,
        initial=_known(row) if row else {"seats": 12, "since": "14:00", "until": "16:00"},
    )
    cancelling = CancelForm(request.POST if is_cancelling else None)
    asked: Any = cancelling if is_cancelling else form
    if request.method == "POST" and asked.is_valid():
        try:
            _write(request, owner, row, asked)
        except Refusal as refusal:
            asked.add_error(refusal.field, refusal.sentence)
        else:
            return redirect("training:board", programme.public_id)
    context = {
        "programme": programme,
        "module": owner,
        "date": row,
        "form": form,
        "cancel_form": cancelling,
        "registrations": _registered(row) if row else (),
        "is_open": row is None or (not row.cancelled_at and row.starts_at > timezone.now()),
        "zone": timezone.get_current_timezone_name(),
        "is_closed": programme.status == Programme.Status.CLOSED,
    }
    return render(request, "training/date.html", context, status=422 if asked.errors else 200)


def _write(request: PersonRequest, owner: Any, row: Workshop | None, asked: Any) -> None:
    if row is not None and isinstance(asked, CancelForm):
        actions.cancel(row, reason=asked.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The date is cancelled; everybody registered is told."))
    elif row is not None:
        actions.change(row, **asked.held(), by=request.user)
        messages.success(request, _("The date is saved; whoever has a seat is told what moved."))
    else:
        actions.schedule(owner, **asked.held(), by=request.user)
        messages.success(request, _("The date is fixed. People can register."))


def _known(row: Workshop) -> dict[str, Any]:
    starts_at, ends_at = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    return {
        "day": starts_at.date(),
        "since": starts_at.time(),
        "until": ends_at.time(),
        "place": row.place,
        "link": row.link,
        "seats": row.seats,
    }


def _registered(row: Workshop) -> list[Registration]:
    rows = row.registrations.exclude(status=Registration.Status.LEFT).select_related("person")
    return sorted(rows.order_by("asked_at", "pk"), key=lambda one: one.status)


@signed_in
@page
def presence(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Tick who was there: the trainer, or who steers."""
    rows = access.tickable(request.user).select_related(
        "module__programme", "module__trainer__person"
    )
    row = get_object_or_404(rows, public_id=public_id)
    refused: set[int] | None = None
    is_overtaken = False
    if request.method == "POST":
        ticked = request.POST.getlist("present")
        known = {str(one.pk): one.pk for one in _registered(row)}
        present = {known[one] for one in ticked if one in known}
        try:
            seen = request.POST.get("seen", "")
            actions.tick(row, present=present, seen=seen, by=request.user)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
            refused, is_overtaken = present, isinstance(refusal, Overtaken)
            row = get_object_or_404(rows, public_id=public_id)
        else:
            messages.success(request, _("Saved: for those who were there the workshop is done."))
            return redirect(request.path)
    context = {
        "date": row,
        "module": row.module,
        "programme": row.module.programme,
        "rows": _lines(request, row, refused),
        "is_overtaken": is_overtaken,
        "seen": actions.stamp(row),
        "may_tick": not row.cancelled_at and row.starts_at <= timezone.now(),
        "steers": access.workshops(request.user).filter(pk=row.pk).exists(),
    }
    status = 200 if refused is None else 422
    return render(request, "training/presence.html", context, status=status)


def _lines(request: PersonRequest, row: Workshop, refused: set[int] | None) -> list[dict[str, Any]]:
    """Who registered, by name; with what was ticked on a page that could not be saved."""
    found = []
    for one in sorted(_registered(row), key=lambda one: str(one.person).casefold()):
        is_own = one.person_id == request.user.pk
        kept = None if refused is None or is_own else one.pk in refused
        found.append(
            {
                "registration": one,
                "is_own": is_own,
                "is_ticked": bool(one.attended) if kept is None else kept,
                "differs": kept is not None and kept != bool(one.attended),
            }
        )
    return found


@require_POST
@signed_in
def seat(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask for a seat, or give it back."""
    mine = access.own_workshops(request.user).select_related("module__programme")
    row = get_object_or_404(mine, public_id=public_id)
    try:
        if request.POST.get("do") == "leave":
            actions.leave(row, by=request.user)
            messages.success(request, _("Your seat is free for somebody else. Thank you."))
        else:
            made = actions.join(row, by=request.user)
            if made.status == Registration.Status.SEATED:
                messages.success(
                    request, _("You have a seat. A letter with the date for your calendar is sent.")
                )
            else:
                messages.info(request, _("All the seats are taken: you are on the waiting list."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("training:lesson", row.module.programme.public_id, row.module.public_id)


@require_safe
@signed_in
def calendar(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The own seat as a calendar file."""
    rows = access.own_registrations(request.user).filter(status=Registration.Status.SEATED)
    row = get_object_or_404(
        rows.select_related("person", "workshop__module__programme"),
        workshop__public_id=public_id,
        workshop__cancelled_at=None,
    )
    made = letters_of_company.calendar_file(
        letters.appointment(row, "REQUEST"), to=request.user.email
    )
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="workshop.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
