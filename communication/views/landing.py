"""The page of a programme for everybody of the company, its words, and the wishes it brings."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from communication import access
from communication.actions import landing as actions
from communication.actions import wish as wishing
from communication.forms import LandingForm
from communication.models import LANGUAGES, LandingPage, Wish
from companies import walls
from companies.errors import Overtaken, Refusal
from companies.versions import differing, fingerprint
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes import navigation
from programmes.models import Programme

page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@page
def presentation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What a programme is and asks; a POST says that one would like to take part, or no longer."""
    programme = get_object_or_404(access.presented(request.user), public_id=public_id)
    if request.method == "POST":
        return _wished(request, programme)
    steers = programmes_access.steered(request.user).filter(pk=programme.pk).exists()
    enrolment = access.known_enrolment(request.user, programme)
    events = access.events(request.user).filter(programme=programme).coming()
    context = {
        "programme": programme,
        "today": timezone.localdate(),
        "landing": access.landing(programme) or LandingPage(programme=programme),
        "steers": steers,
        "enrolment": enrolment,
        "wish": access.own_wish(request.user, programme),
        "is_welcome": wishing.is_welcome(programme) and enrolment is None,
        "contacts": programmes_access.contacts(programme)[:3],
        "events": events[:5],
    }
    return render(request, "communication/landing.html", context)


def _wished(request: PersonRequest, programme: Programme) -> HttpResponse:
    try:
        if "take_back" in request.POST:
            wishing.take_back(programme, by=request.user)
            messages.success(request, _("Your wish is forgotten."))
        else:
            role = request.POST.get("role", "")
            wishing.make(programme, role=role, by=request.user)
            messages.success(request, _("Thank you. Those who run the programme will see it."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("communication:page", programme.public_id)


@signed_in
@page
def edit(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Write the page in both languages, publish it or take it back."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    row = access.landing(programme)
    if "take_back" in request.POST:
        actions.take_back(programme, by=request.user)
        messages.success(request, _("Only those who run the programme see the page now."))
        return redirect(request.path)
    changed: list[tuple[str, str]] = []
    # What was wrong in a form leaves it as old as it is.
    seen = (
        request.POST.get("seen", "")
        if request.method == "POST"
        else fingerprint(actions.values(row))
    )
    form = LandingForm(
        request.POST if request.method == "POST" else None,
        initial=actions.values(row) if row else _proposed(programme),
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.write(programme, **form.cleaned_data, seen=seen, by=request.user)
            seen = fingerprint(actions.values(row))
            if "publish" in request.POST:
                actions.publish(programme, by=request.user)
        except Overtaken as refusal:
            row = access.landing(programme)
            now = actions.values(row)
            seen, changed = fingerprint(now), differing(form, now)
            form.add_error(None, str(refusal))
        except Refusal as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal))
        else:
            messages.success(request, _("The page is saved."))
            return redirect("communication:page", programme.public_id)
    context = {
        "programme": programme,
        "form": form,
        "landing": row,
        "seen": seen,
        "overtaken": changed,
    }
    status = 422 if form.errors else 200
    return render(request, "communication/landing_edit.html", context, status=status)


def _proposed(programme: Programme) -> dict[str, Any]:
    """What the programme says of itself, in the company's language, to begin with."""
    language = walls.current().language
    usual = language if language in LANGUAGES else LANGUAGES[0]
    return {f"about_{usual}": programme.purpose, f"audience_{usual}": programme.audience}


@signed_in
@page
def wishes(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Who would like to take part; each is invited with one click, or set aside."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    rows = access.wishes(request.user).filter(programme=programme)
    if request.method == "POST":
        _settle(request, rows)
        return redirect(request.path)
    context = {
        "programme": programme,
        "sections": navigation.sections(request, programme),
        "waiting": rows.filter(status=Wish.Status.WAITING).order_by("made_at", "pk"),
        "settled": rows.exclude(status=Wish.Status.WAITING).order_by("-settled_at", "pk")[:50],
        "is_draft": programme.status == Programme.Status.DRAFT,
    }
    return render(request, "communication/wishes.html", context)


def _settle(request: PersonRequest, rows: Any) -> None:
    named = request.POST.get("invite") or request.POST.get("set_aside") or ""
    row = next((one for one in rows if str(one.public_id) == named), None)
    if row is None:
        return
    try:
        if "invite" in request.POST:
            wishing.invite(row, by=request.user)
            messages.success(request, _("%(name)s is invited.") % {"name": row.person})
        else:
            wishing.set_aside(row, by=request.user)
            messages.success(request, _("Set aside: %(name)s.") % {"name": row.person})
    except Refusal as refusal:
        messages.error(request, str(refusal))
