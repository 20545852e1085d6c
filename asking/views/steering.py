"""HR's and directors' page: the requests of a programme in numbers; and everybody's panel."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from asking import access, standing
from asking.actions import tending, terms
from asking.board import board
from asking.forms import TermsForm
from asking.views.mentee import obstacle
from companies.errors import Refusal
from people.access import PersonRequest, signed_in
from programmes.models import Programme
from programmes.navigation import sections


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """How requests go in a programme, never who asked whom; a POST sets the days to answer."""
    programme = get_object_or_404(access.steered(request.user), public_id=public_id)
    given = request.POST if request.method == "POST" else None
    form = TermsForm(given, days=tending.days(programme))
    if form.is_valid():
        try:
            terms.settle(programme, days=form.cleaned_data["days"], by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("asking:overview", public_id)
    context = {
        "programme": programme,
        "sections": sections(request, programme),
        "board": board(programme),
        "form": form,
        "is_closed": programme.status == Programme.Status.CLOSED,
    }
    return render(request, "asking/overview.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def panel(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """The next step of a mentee, what waits for a mentor, numbers for who steers."""
    programme = get_object_or_404(access.programmes(request.user), public_id=public_id)
    steers = access.steered(request.user).filter(pk=programme.pk).exists()
    searching = access.searching(request.user).filter(programme=programme).first()
    offering = access.offering(request.user).filter(programme=programme).first()
    mine = [one for one in tending.before(request.user) if one.mentor == offering]
    asked = access.last_request(searching) if searching else None
    context = {
        "programme": programme,
        "board": board(programme) if steers else None,
        "searching": searching,
        "obstacle": obstacle(searching) if searching else "",
        "asked": asked,
        "current": access.choices(asked) if asked and asked.is_open else [],
        "offering": offering,
        "waiting": len(mine),
        "pause": standing.pausing(programme.pk).get(offering.pk) if offering else None,
    }
    return render(request, "asking/panel.html", context)
