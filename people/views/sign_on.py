"""Doors through which a company's own accounts log in: off to the provider, and back."""

import re
import uuid
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from companies import envelope
from people import access, openid, provider, saml
from people.access import PersonRequest, signed_in
from people.actions import connection as connections
from people.actions import sign_on
from people.models import Connection

POST_ONLY = re.compile(r"^/account/sign-on/[0-9a-f-]+/forget")
"""Where nobody can go back to: it is only sent to."""


@never_cache
@require_POST
def start(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send the browser to the provider, by a page of ours that says where it goes.

    A page in between, because our policy lets no form lead to another site.
    """
    connection = get_object_or_404(access.offered(), public_id=public_id)
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="login")
    if limited:
        return limited
    try:
        connections.secret_of(connection)
        onward = _provider(request, connection).redirect(
            request, "login", get_next_redirect_url(request)
        )
    except envelope.UnreadableError:
        return provider.refused(request, connection, "sealed")
    except (RequestException, OAuth2Error) as error:
        code = getattr(error, "code", "unreachable")
        return provider.refused(request, connection, code)
    facts = {"connection": connection, "onward": onward.url}
    answer = render(request, "account/sign_on_start.html", facts)
    answer.headers["Refresh"] = f"0; url={onward.url}"
    return answer


def _provider(request: HttpRequest, connection: Connection) -> Any:
    return get_adapter(request).get_provider(request, connection.key)


class _Callback(OAuth2CallbackView):
    """The library's way back, with the nonce of the question at hand."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, HttpResponse | None]:
        state, answer = super()._get_state(request, provider)
        if state:
            self.adapter.nonce = (state.get("data") or {}).get("nonce") or ""
        return state, answer


@never_cache
@require_safe
def callback(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Back from an OpenID Connect provider: check what it says, let in whom the company knows."""
    offered = access.offered().filter(kind=Connection.Kind.OPENID)
    connection = get_object_or_404(offered, public_id=public_id)
    adapter = openid.Adapter(request, connection.key)
    try:
        if request.GET.get("iss", "").rstrip("/") not in ("", connection.issuer.rstrip("/")):
            raise openid.UntrustedError("issuer")
        answer: HttpResponse = _Callback.adapter_view(adapter)(request)
    except (RequestException, OAuth2Error) as error:
        code = getattr(error, "code", "unreachable")
        return provider.refused(request, connection, code)
    return answer


@csrf_exempt
@never_cache
@require_POST
def acs(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """An answer of a SAML provider, posted by its page: check it, keep it for the next request.

    The browser comes without its session here, so this logs nobody in.
    """
    connection = _saml_connection(public_id)
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="login")
    if limited:
        return limited
    try:
        received = saml.read_answer(connection, request.POST.get("SAMLResponse", ""))
        kept = sign_on.keep(
            connection,
            received.answer,
            request=received.request,
            digest=received.digest,
            expires_at=received.expires_at,
        )
    except saml.UntrustedError as error:
        return provider.refused(request, connection, error.code)
    except sign_on.NotLetInError as refusal:
        return provider.refused(request, connection, refusal.code)
    return redirect("people:sign_on_finish", public_id=public_id, answer_id=kept.public_id)


@never_cache
@require_safe
def finish(request: HttpRequest, public_id: uuid.UUID, answer_id: uuid.UUID) -> HttpResponse:
    """Let in the browser that asked; any other one finds nothing to open."""
    connection = _saml_connection(public_id)
    asked = [number for number, one in statekit.get_states(request).items() if len(one) == 3]
    taken = sign_on.take(connection, answer_id, asked=asked)
    if taken is None:
        return provider.refused(request, connection, "state")
    answer, number = taken
    source = _provider(request, connection)
    state = statekit.unstash_state(request, state_id=number, provider_id=source.sub_id)
    if state is None:
        return provider.refused(request, connection, "state")
    login = source.sociallogin_from_response(request, answer)
    login.state = state
    done: HttpResponse = complete_social_login(request, login)
    return done


def _saml_connection(public_id: uuid.UUID) -> Connection:
    offered = access.offered().filter(kind=Connection.Kind.SAML)
    return get_object_or_404(offered, public_id=public_id)


@require_safe
def metadata(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Our side of a SAML connection, for the provider; open before it is offered."""
    connection = access.saml_connection(public_id)
    if connection is None:
        raise Http404
    return HttpResponse(saml.our_metadata(connection), content_type="application/samlmetadata+xml")


@signed_in
@never_cache
@require_safe
def again(request: PersonRequest) -> HttpResponse:
    """Log in once more before a sensitive act, for whoever has no password to be asked for."""
    offered = [one for one, _link in access.links(request.user) if one.is_offered]
    # What was sent is not kept over a log-in: the act is chosen again afterwards.
    request.session.pop(STATE_SESSION_KEY, None)
    following = get_next_redirect_url(request) or reverse("mfa_index")
    if POST_ONLY.match(following):
        following = reverse("mfa_index")
    return render(
        request, "account/log_in_again.html", {"connections": offered, "following": following}
    )


@signed_in
@reauthentication_required
@require_POST
def forget(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Undo the link to one's own account at a provider."""
    for connection, link in access.links(request.user):
        if connection.public_id == public_id:
            sign_on.forget(link, connection, by=request.user)
            if not request.session.exists(request.session.session_key or ""):
                # The session came through the link and ended with it.
                logout(request)
            messages.success(request, _("The link to %(name)s is undone.") % {"name": connection})
            return redirect("mfa_index")
    raise Http404
