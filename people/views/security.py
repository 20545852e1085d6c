"""Doors to the safety of accounts: one's own, somebody's lost second factor, the company's rule."""

import uuid

from allauth.account.decorators import reauthentication_required
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from companies.errors import Refusal
from people import access, wording
from people.access import PersonRequest, hr_only, signed_in
from people.actions import second_factor
from people.actions import sessions as living
from people.forms import SecurityRuleForm


@signed_in
@never_cache
@require_safe
def overview(request: PersonRequest) -> HttpResponse:
    """How one logs in: password, application, passkeys, recovery codes, sessions."""
    person = request.user
    rows = list(access.authenticators(person))
    by_kind = {row.type: row for row in rows}
    codes = by_kind.get(Authenticator.Type.RECOVERY_CODES)
    return render(
        request,
        "mfa/index.html",
        {
            "due": request.second_factor_due,  # type: ignore[attr-defined]
            "application": by_kind.get(Authenticator.Type.TOTP),
            "passkeys": [row for row in rows if row.type == Authenticator.Type.WEBAUTHN],
            "codes": codes,
            "codes_left": _unused(codes) if codes else 0,
            "sessions": len(living.living(person)),
            "links": access.links(person),
        },
    )


def _unused(codes: Authenticator) -> int:
    """How many codes are left, without opening the secret they come from."""
    used: int = codes.data["used_mask"].bit_count()
    return int(app_settings.RECOVERY_CODE_COUNT) - used


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: PersonRequest) -> HttpResponse:
    """Where one is logged in; the form ends one session, or all the others."""
    person = request.user
    current = request.session.session_key
    if request.method == "POST":
        chosen = access.sessions(person).exclude(session_key=current)
        if "session" in request.POST:
            number = request.POST["session"]
            is_one = number.isdecimal() and len(number) < 19
            chosen = chosen.filter(pk=int(number)) if is_one else chosen.none()
        ended = living.end(person, chosen, by=person)
        messages.success(
            request,
            ngettext("%(count)s session ended.", "%(count)s sessions ended.", ended)
            % {"count": ended},
        )
        return redirect("usersessions_list")
    rows = [
        {
            "session": one,
            "is_current": one.session_key == current,
            "browser": wording.browser(one.user_agent),
        }
        for one in living.living(person)
    ]
    return render(request, "usersessions/usersession_list.html", {"rows": rows})


@hr_only
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Reset the second factor of somebody who lost it: say what happens, then do it."""
    shown = get_object_or_404(access.persons(request.user), public_id=public_id)
    if request.method == "POST":
        try:
            second_factor.reset(shown, by=request.user)
            messages.success(
                request, _("The second factor of %(name)s is reset.") % {"name": shown}
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("people:detail", public_id=shown.public_id)
    return render(request, "people/second_factor_reset.html", {"shown": shown})


@hr_only
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: PersonRequest) -> HttpResponse:
    """Whether HR admins and sponsors must have a second factor."""
    company = request.company  # type: ignore[attr-defined]
    given = request.POST if request.method == "POST" else None
    form = SecurityRuleForm(given, initial={"required": company.mfa_required})
    if form.is_valid():
        second_factor.require(company, required=form.cleaned_data["required"], by=request.user)
        messages.success(request, _("The rule is saved."))
        return redirect("people:security_rule")
    return render(request, "people/security_rule.html", {"form": form})
