"""Doors to the information notice: everybody reads it, HR publishes a version."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.errors import Refusal
from people.access import PersonRequest, hr_only
from people.models import Person
from privacy import access, navigation
from privacy.actions import document
from privacy.actions import notice as notices
from privacy.forms import NoticeForm


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The whole notice, before and after logging in; whoever is logged in says they read it."""
    person = request.user if isinstance(request.user, Person) else None
    if request.method == "POST":
        if person is not None:
            notices.acknowledge(person)
            messages.success(request, _("Noted. You find it again at the foot of every page."))
        return redirect("home")
    context = {
        "notice": notices.in_force(get_language() or "fr"),
        "is_due": person is not None and notices.is_due(person),
        "activities": document.activities(),
        "periods": document.periods(),
    }
    return render(request, "privacy/notice.html", context)


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: PersonRequest) -> HttpResponse:
    """The words of the company in the notice, and the versions that were published."""
    last = access.notice()
    names = ("controller", "contact", "article_fr", "article_en")
    start = {name: getattr(last, name) for name in names} if last else {}
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        try:
            notices.publish(by=request.user, **form.cleaned_data)
            messages.success(request, _("Published: everybody is shown it when they come next."))
            return redirect("privacy:publish")
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    context = {
        "form": form,
        "notices": list(access.notices(request.user)[:20]),
        "read": notices.read_by(),
        "sections": navigation.sections(request),
    }
    return render(request, "privacy/publish.html", context, status=422 if form.is_bound else 200)
