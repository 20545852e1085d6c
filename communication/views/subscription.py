"""Where somebody says whether they want announcements: on their own page, or by a link."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communication import access
from communication.actions import letters
from communication.actions import subscription as actions
from people.access import PersonRequest, signed_in
from people.actions import mail

page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@page
def preference(request: PersonRequest) -> HttpResponse:
    """One's own choice."""
    if request.method == "POST":
        actions.choose(request.user, wanted="wanted" in request.POST)
        messages.success(request, _("Your choice is kept."))
        return redirect("communication:preference")
    context = {"is_stopped": access.unsubscribed(request.user)}
    return render(request, "communication/preference.html", context)


@never_cache
@page
def stop_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a letter: opening it changes nothing, the button does."""
    person = letters.by_token(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        actions.choose(person, wanted="wanted" in request.POST)
    context = {"is_stopped": access.unsubscribed(person)}
    with translation.override(mail.language_of(person)):
        return render(request, "communication/stop_by_link.html", context)
