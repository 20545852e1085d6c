"""Doors to the retention schedule, what it takes next, and legal holds."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from companies.errors import Refusal
from people import access as people_access
from people.access import PersonRequest, hr_only
from privacy import access, navigation
from privacy.actions import document, hold, retention
from privacy.forms import HoldForm, PeriodsForm


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def periods(request: PersonRequest) -> HttpResponse:
    """How long each category is kept, and what goes within a month."""
    given = request.POST if request.method == "POST" else None
    form = PeriodsForm(given, schedule=retention.schedule())
    if form.is_valid():
        try:
            for kept, amount in form.amounts().items():
                retention.change(kept=kept, amount=amount, by=request.user)
            messages.success(request, _("The periods are saved."))
            return redirect("privacy:retention")
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    outlook, programmes = retention.outlook(), retention.programmes_soon()
    context = {
        "form": form,
        "periods": document.periods(),
        "outlook": outlook,
        "programmes": programmes,
        "is_quiet": not programmes and not any(one.now or one.soon for one in outlook),
        "sections": navigation.sections(request),
    }
    status = 422 if form.is_bound else 200
    return render(request, "privacy/retention.html", context, status=status)


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def holds(request: PersonRequest) -> HttpResponse:
    """Legal holds: those that stand, those that were lifted, a new one."""
    given = request.POST if request.method == "POST" else None
    form = HoldForm(
        given,
        people=people_access.persons(request.user).order_by("family_name", "given_name", "pk"),
        programmes=access.programmes(request.user),
    )
    if form.is_valid():
        kind, subject = form.subject()
        try:
            hold.place(subject, kind=kind, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("The legal hold on %(name)s stands.") % {"name": subject})
            return redirect("privacy:holds")
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    context = {
        "form": form,
        "holds": list(access.holds(request.user)[:100]),
        "sections": navigation.sections(request),
    }
    return render(request, "privacy/holds.html", context, status=422 if form.is_bound else 200)


@hr_only
@require_POST
def lift(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Lift one hold."""
    row = get_object_or_404(access.holds(request.user), public_id=public_id)
    hold.lift(row, by=request.user)
    messages.success(request, _("The legal hold on %(name)s is lifted.") % {"name": row})
    return redirect("privacy:holds")
