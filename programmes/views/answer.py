"""Pages on which a mentor changes their places, and somebody leaves a programme."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.errors import Refusal
from people.access import PersonRequest, signed_in
from programmes import access
from programmes.actions import enrolment as actions
from programmes.actions import places as offers
from programmes.actions.programme import pairs_under_way
from programmes.forms import PlacesForm


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Leave a programme, or for who steers it, take an invitation back."""
    rows = access.own_enrolments(request.user) | access.enrolments(request.user)
    row = get_object_or_404(
        rows.select_related("programme", "person").distinct(), public_id=public_id
    )
    own = row.person_id == request.user.pk
    back = "programmes:detail" if own else "programmes:enrolments"
    sentence = ""
    if request.method == "POST":
        try:
            actions.withdraw(row, by=request.user)
        except Refusal as refusal:
            sentence = str(refusal)
        else:
            messages.success(
                request,
                _("You no longer take part. Thank you for saying so.")
                if own
                else _("%(name)s is no longer on the list.") % {"name": row.person},
            )
            return redirect(back, row.programme.public_id)
    context = {
        "row": row,
        "programme": row.programme,
        "own": own,
        "refusal": sentence,
        "pairs": pairs_under_way(row),
    }
    return render(request, "programmes/withdraw.html", context, status=422 if sentence else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def places(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What a mentor offers in a programme: places and half days, which may change at any time."""
    row = get_object_or_404(
        access.own_offers(request.user).select_related("programme", "person"), public_id=public_id
    )
    form = PlacesForm(request.POST if request.method == "POST" else None, enrolment=row)
    if request.method == "POST" and form.is_valid():
        try:
            offers.offer(row, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Noted. The next matching counts with it."))
            return redirect("programmes:detail", row.programme.public_id)
    context = {
        "row": row,
        "programme": row.programme,
        "form": form,
        "pairs": pairs_under_way(row),
    }
    return render(request, "programmes/places.html", context, status=422 if form.errors else 200)
