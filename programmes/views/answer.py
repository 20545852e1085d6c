"""The page on which somebody leaves a programme, or is taken off it."""

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
from programmes.actions.programme import pairs_under_way


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
