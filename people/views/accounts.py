"""Doors to one's own account: accepting an invitation, one's profile."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from companies.errors import Refusal
from people import access
from people.access import PersonRequest, signed_in
from people.actions import invitation, profile, sessions
from people.forms import PasswordForm, ProfileForm


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what an invitation opens; the form sets the password and logs in."""
    try:
        person = invitation.read(token)
        connection = access.compulsory(person)
        if connection is not None:
            facts = {"connection": connection, "invited": person}
            return render(request, "account/sign_on_compulsory.html", facts)
        with translation.override(person.language or translation.get_language()):
            given = request.POST if request.method == "POST" else None
            form = PasswordForm(given, person=person)
            if form.is_valid():
                person = invitation.accept(token, password=form.cleaned_data["password"])
                login(request, person)
                sessions.opened(request)
                messages.success(request, _("Your account is open. Welcome!"))
                return redirect("home")
            status = 422 if form.is_bound else 200
            return render(
                request,
                "people/accept_invitation.html",
                {"form": form, "invited": person},
                status=status,
            )
    except Refusal as refusal:
        status = 410 if isinstance(refusal, invitation.Gone) else 404
        return render(request, "people/invitation_refused.html", {"why": refusal}, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_profile(request: PersonRequest) -> HttpResponse:
    """One's own record, who sees it, and the settings of one's screens."""
    person = request.user
    company = request.company  # type: ignore[attr-defined]
    start = {"language": person.language or company.language, "time_zone": person.time_zone}
    given = request.POST if request.method == "POST" else None
    form = ProfileForm(given, company=company, initial=start)
    if form.is_valid():
        profile.choose(person, **form.cleaned_data)
        with translation.override(person.language):
            messages.success(request, _("Your settings are saved."))
        return redirect("people:profile")
    skills = person.person_skills.select_related("skill").order_by("-level", "skill__name")
    return render(
        request,
        "people/profile.html",
        {"form": form, "skills": list(skills), "declared": access.declared(person)},
        status=422 if form.is_bound else 200,
    )
