"""The two kinds of providers as the library knows them, and the page for who is not let in."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import Provider
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
    OpenIDConnectProviderAccount,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string

from people import openid, saml, wording
from people.actions import connection as connections
from people.actions import sign_on
from people.actions.sign_on import Answer
from people.models import Connection, Person


def callback_path(connection: Connection) -> str:
    """Where an OpenID Connect provider sends people back to."""
    return reverse("people:sign_on_callback", args=[connection.public_id])


class _Answering(Provider):
    """Makes a log-in out of a checked answer; keeps the address, and nothing else."""

    @property
    def connection(self) -> Connection:
        """The row it was made from."""
        row: Connection = self.app.connection
        return row

    def serialize(self) -> dict[str, Any]:
        """How it is found again after a second factor: client ids may be the same twice."""
        return {"id": self.sub_id}

    def sociallogin_from_response(self, request: HttpRequest, response: Answer) -> SocialLogin:
        """The log-in that an answer asks for, not yet let in."""
        login = super().sociallogin_from_response(request, response)
        login.answer = response
        return login

    def extract_uid(self, data: Answer) -> str:
        """Who it is there."""
        return data.subject

    def extract_extra_data(self, data: Answer) -> dict[str, Any]:
        """What is kept of the answer."""
        return {"email": data.email}

    def extract_common_fields(self, data: Answer) -> dict[str, Any]:
        """Nothing: records come from HR."""
        return {}

    def extract_email_addresses(self, data: Answer) -> list[Any]:
        """None: addresses come from HR."""
        return []


class OpenID(_Answering, OpenIDConnectProvider):
    """OpenID Connect: the code flow with PKCE and a nonce."""

    oauth2_adapter_class = openid.Adapter
    pkce_enabled_default = True

    def get_callback_url(self) -> str:
        """The path that the provider sends people back to."""
        return callback_path(self.connection)

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, **kwargs: Any
    ) -> HttpResponse:
        """Send the browser off with a nonce that the answer must repeat."""
        nonce = get_random_string(32)
        sent: HttpResponse = super().redirect(
            request, process, next_url, {"nonce": nonce}, auth_params={"nonce": nonce}
        )
        return sent


class Saml(_Answering):
    """SAML 2.0: asked by redirect, answered by post."""

    id = "saml"
    name = "SAML"
    account_class = OpenIDConnectProviderAccount
    supports_redirect = True

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, **kwargs: Any
    ) -> HttpResponse:
        """Send the browser off; the state is kept under the number of the request."""
        url, number = saml.ask(self.connection)
        self.stash_redirect_state(request, process, next_url, state_id=number)
        return redirect(url)


provider_classes = [OpenID, Saml]


def refused(request: HttpRequest, connection: Connection, code: str) -> HttpResponse:
    """Why somebody is not let in, and what they can do; HR sees the last reason too."""
    if code not in ("state", "cancelled"):
        connections.note_problem(connection, code)
    facts = {"connection": connection, "why": wording.sign_on(code, connection), "code": code}
    return render(request, "account/sign_on_refused.html", facts, status=403)


def stop(request: HttpRequest, connection: Connection, code: str) -> ImmediateHttpResponse:
    """The same as an exception, for where the library asks for one."""
    return ImmediateHttpResponse(refused(request, connection, code))


def proved_second_factor(request: HttpRequest, person: Person) -> bool:
    """Whether the provider proved more than one factor for this session, and is trusted with it."""
    return any(
        one["method"] == sign_on.METHOD and one["second_factor"]
        for one in get_authentication_records(request, person)
    )
