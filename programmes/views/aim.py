"""Page on which who steers a programme chooses what its people compare themselves with."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.errors import Refusal
from competencies.actions import catalogue
from people.access import PersonRequest, signed_in
from programmes import access, navigation
from programmes.actions import aim as actions
from programmes.forms import AimForm


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def aim(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The profile of mentees and the one of mentors; loads what ships the first time."""
    programme = get_object_or_404(
        access.steered(request.user).select_related("mentee_target", "mentor_target"),
        public_id=public_id,
    )
    catalogue.furnish()
    form = AimForm(request.POST if request.method == "POST" else None, programme=programme)
    if form.is_valid():
        try:
            actions.aim(programme, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("programmes:detail", programme.public_id)
    context = {
        "programme": programme,
        "form": form,
        "sections": navigation.sections(request, programme),
    }
    return render(request, "programmes/aim.html", context, status=422 if form.errors else 200)
