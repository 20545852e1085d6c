"""Pages of events: planning, one's own seat, who came."""

from datetime import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from communication import access
from communication.actions import announcement
from communication.actions import event as actions
from communication.forms import EventForm
from communication.models import Event, Registration
from companies import walls
from companies.errors import Overtaken, Refusal
from companies.versions import differing, fingerprint
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes.models import Programme

page = require_http_methods(["GET", "HEAD", "POST"])
_PLAIN = ("kind", "title_fr", "title_en", "place", "seats", "description_fr", "description_en")


@signed_in
@page
def detail(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What an event is and one's own seat; a POST takes a seat or gives it back."""
    row = get_object_or_404(access.events(request.user), public_id=public_id)
    if request.method == "POST":
        return _seated(request, row)
    steers = access.steered_events(request.user).filter(pk=row.pk).exists()
    seated = row.registrations.seated()
    waiting = row.registrations.waiting()
    mine = access.own_registration(request.user, row)
    is_waiting = mine is not None and mine.status == Registration.Status.WAITING
    context = {
        "event": row,
        "programme": row.programme,
        "steers": steers,
        "is_presented": access.published(row.programme) is not None,
        "mine": mine,
        "turn": waiting.filter(asked_at__lt=mine.asked_at).count() + 1
        if mine is not None and is_waiting
        else 0,
        "taken": seated.count(),
        "waiting": waiting.count(),
        "seated_people": _by_name(seated) if steers else (),
        "waiting_people": waiting.select_related("person") if steers else (),
    }
    return render(request, "communication/event.html", context)


def _by_name(rows: Any) -> Any:
    return rows.select_related("person").order_by("person__family_name", "person__given_name")


def _seated(request: PersonRequest, row: Event) -> HttpResponse:
    try:
        if "give_up" in request.POST:
            actions.give_up(row, by=request.user)
            messages.success(request, _("Your seat is given back."))
        else:
            mine = actions.register(row, by=request.user)
            if mine.status == Registration.Status.SEATED:
                messages.success(request, _("You have a seat. The invitation is in your mail."))
            else:
                messages.info(request, _("Every seat is taken: you are on the waiting list."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    if not access.events(request.user).filter(pk=row.pk).exists():
        # Without a seat, a page that was taken back is closed to them.
        return redirect("home")
    return redirect("communication:event", row.public_id)


@signed_in
@page
def new(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Plan an event."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    return _planned(request, programme, None)


@signed_in
@page
def edit(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Change an event that has not begun; whoever is registered is told."""
    row = get_object_or_404(access.steered_events(request.user), public_id=public_id)
    return _planned(request, row.programme, row)


def _planned(request: PersonRequest, programme: Programme, row: Event | None) -> HttpResponse:
    changed: list[tuple[str, str]] = []
    # What was wrong in a form leaves it as old as it is.
    seen = request.POST.get("seen", "") if request.method == "POST" else _fingerprint(row)
    form = EventForm(
        request.POST if request.method == "POST" else None,
        initial=_known(row) if row else {"begins": time(14), "until": time(16)},
    )
    if request.method == "POST" and form.is_valid():
        facts = _facts(form.cleaned_data)
        try:
            if row is None:
                saved = actions.plan(programme, **facts, by=request.user)
            else:
                saved = actions.change(row, **facts, seen=seen, by=request.user)
        except Overtaken as refusal:
            assert row is not None
            row.refresh_from_db()
            seen, changed = _fingerprint(row), differing(form, _known(row))
            form.add_error(None, str(refusal))
        except Refusal as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal))
        else:
            messages.success(request, _("The event is saved."))
            return redirect("communication:event", saved.public_id)
    context = {
        "form": form,
        "programme": programme,
        "event": row,
        "seen": seen,
        "overtaken": changed,
        "zone": walls.current().time_zone,
        "registered": row.registrations.seated().count() if row else 0,
    }
    status = 422 if form.errors else 200
    return render(request, "communication/event_edit.html", context, status=status)


def _fingerprint(row: Event | None) -> str:
    return fingerprint(actions.values(row)) if row else ""


def _facts(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in _PLAIN} | {
        "starts_at": announcement.at(given["day"], given["begins"]),
        "ends_at": announcement.at(given["day"], given["until"]),
    }


def _known(row: Event) -> dict[str, Any]:
    zone = walls.zone(walls.current())
    begins, ends = timezone.localtime(row.starts_at, zone), timezone.localtime(row.ends_at, zone)
    return {name: getattr(row, name) for name in _PLAIN} | {
        "day": begins.date(),
        "begins": begins.time(),
        "until": ends.time(),
    }


@signed_in
@page
def cancel(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """How many people would be told; the button cancels the event."""
    row = get_object_or_404(access.steered_events(request.user), public_id=public_id)
    if request.method == "POST":
        try:
            actions.cancel(row, by=request.user)
            messages.success(request, _("The event is cancelled. Everybody registered is told."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("communication:event", row.public_id)
    told = row.registrations.exclude(status=Registration.Status.GIVEN_UP).count()
    context = {"event": row, "programme": row.programme, "told": told}
    return render(request, "communication/event_cancel.html", context)


@signed_in
@page
def attendance(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Tick who came, once the event has begun."""
    row = get_object_or_404(access.steered_events(request.user), public_id=public_id)
    if request.method == "POST":
        ticked = {
            int(one) for one in request.POST.getlist("came") if one.isascii() and one.isdigit()
        }
        try:
            count = actions.note_attendance(row, came=ticked, by=request.user)
            messages.success(request, _("Noted: %(count)d came.") % {"count": count})
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("communication:event", row.public_id)
    people = _by_name(row.registrations.seated())
    context = {"event": row, "programme": row.programme, "people": people}
    return render(request, "communication/attendance.html", context)
