"""The page on which HR deletes a draft: what goes with it, what people have heard, and why."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.errors import Refusal
from people.access import PersonRequest, hr_only
from programmes import access, belongings
from programmes.actions import deletion as actions
from programmes.belongings import Weight
from programmes.forms import DeletionForm


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What a deletion takes away, then the reason and the button; or what stands in its way."""
    programme = get_object_or_404(access.steered(request.user), public_id=public_id)
    form = DeletionForm(request.POST if request.method == "POST" else None)
    obstacles = actions.obstacles(programme)
    if form.is_valid() and not obstacles:
        try:
            actions.delete(programme, reason=form.cleaned_data["reason"], by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(
                request, _("The draft “%(name)s” is deleted.") % {"name": programme.name}
            )
            return redirect("programmes:list")
    found = belongings.of(programme)
    context = {
        "programme": programme,
        "form": form,
        "obstacles": obstacles,
        "goes": [one.words for one in found if one.weight == Weight.GOES],
        "told": [one.words for one in found if one.weight == Weight.TOLD],
        "pages": [one.url for one in found if one.weight == Weight.HOLDS],
    }
    refused = request.method == "POST"
    return render(request, "programmes/delete.html", context, status=422 if refused else 200)
