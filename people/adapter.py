"""How allauth behaves here: no sign-up, letters, secrets and providers of ours, only our host."""

import time
from typing import Any

import qrcode
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.internal.stagekit import clear_login
from allauth.core import context as current
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies import envelope, keys, outgoing, walls
from people import access, provider
from people.actions import connection as connections
from people.actions import invitation, mail, second_factor, sign_on
from people.models import Connection, Person

QUIET = 4
"""Modules of white around a QR code, as ISO/IEC 18004 asks."""


class ResetTokens(PasswordResetTokenGenerator):
    """Keys of reset links: what one company issued, another one refuses."""

    def _make_hash_value(self, user: Person, timestamp: int) -> str:
        return keys.salt(super()._make_hash_value(user, timestamp))


class AccountAdapter(DefaultAccountAdapter):
    """By invitation only; every letter is a row of the outbox."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is not the right one, or it is too old."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Wait a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from HR's invitations."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only this very host is safe to return to (hole H4)."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts={self.request.get_host()})

    def get_login_stages(self) -> list[str]:
        """The library's steps, with a second factor that a trusted provider may have asked for."""
        ours = f"{SecondFactorStage.__module__}.{SecondFactorStage.__name__}"
        theirs = f"{AuthenticateStage.__module__}.{AuthenticateStage.__name__}"
        return [ours if one == theirs else one for one in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Always; whoever has neither password nor factor must have logged in just now.

        The library lets them pass, because it has nothing to ask.
        """
        if not get_reauthentication_flows(current.request.user) and not _is_fresh(current.request):
            raise ReauthenticationRequired
        return True

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, str]]:
        """The library's ways to prove oneself again; logging in once more where there is none."""
        found: list[dict[str, str]] = super().get_reauthentication_methods(user)
        if found:
            return found
        return [{"id": "again", "description": "", "url": reverse("people:log_in_again")}]

    def pre_login(
        self, request: HttpRequest, user: Person, *, signal_kwargs: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Stop whoever has left, and whoever must come through the company's own provider."""
        stopped: HttpResponse | None = super().pre_login(
            request, user, signal_kwargs=signal_kwargs, **kwargs
        )
        if stopped:
            return stopped
        login = (signal_kwargs or {}).get("sociallogin")
        if login is None:
            connection = access.compulsory(user)
            if connection is not None:
                clear_login(request)
                facts = {"connection": connection}
                return render(request, "account/sign_on_compulsory.html", facts, status=403)
            return None
        connection = login.provider.connection
        trusted = connection.trusts_second_factor and login.answer.has_second_factor
        record_authentication(
            request, user, sign_on.METHOD, connection=connection.key, second_factor=trusted
        )
        return None

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send allauth's letters in our layout; an address nobody has gets none."""
        person = Person.objects.filter(email__iexact=email).first()
        if person is None or not person.is_active:
            return
        if not person.joined_at:
            # No account to mend: whoever was invited gets the invitation again, at most daily.
            if person.invited_at:
                invitation.invite(person, by=person)
        elif template_prefix == "account/email/password_reset_key":
            # The path only: its host comes from the company's row, not from the request.
            path = context["password_reset_url"].split("/account/", 1)[1]
            link = walls.address(f"/account/{path}")
            mail.post("password_reset", to=person, key=None, link=link)
        elif template_prefix == "account/email/login_code":
            minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
            mail.post("login_code", to=person, key=None, code=context["code"], minutes=minutes)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell people what has changed in their account; the second factor goes to the journal."""
        notice = template_prefix.split("/")[-1]
        if notice in second_factor.NOTED:
            second_factor.note(notice, of=user)
        else:
            mail.post("account_notice", to=user, key=None, notice=notice)


def _is_fresh(request: HttpRequest) -> bool:
    """Whether whoever is logged in did so as lately as a proof of oneself is good."""
    records = get_authentication_records(request, request.user)
    age = time.time() - records[-1]["at"] if records else None
    return age is not None and age < app_settings.REAUTHENTICATION_TIMEOUT


class SecondFactorStage(AuthenticateStage):
    """Asks for our second factor, unless the provider that vouched has proved to have asked."""

    def _should_handle(self, request: HttpRequest) -> bool:
        through = "sociallogin" in (self.login.signal_kwargs or {})
        if through and provider.proved_second_factor(request, self.login.user):
            return False
        return bool(super()._should_handle(request))


class SignOnAdapter(DefaultSocialAccountAdapter):
    """Providers are rows of the company; people are known before, and nobody is created."""

    def get_requests_session(self) -> Any:
        """Whatever a provider names is asked behind the guard (hole H8)."""
        return outgoing.session()

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The company's offered connections; what settings or other tables name is not asked."""
        found = [_app(row) for row in access.offered()]
        return [
            one
            for one in found
            if provider in (None, one.provider, one.provider_id)
            and client_id in (None, one.client_id)
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Accounts come from HR."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> Person:
        """Nothing: records come from HR."""
        person: Person = sociallogin.user
        return person

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whom the company knows; anybody else reads why not."""
        connection: Connection = sociallogin.provider.connection
        try:
            sociallogin.user = sign_on.admit(connection, sociallogin.answer)
        except sign_on.NotLetInError as refusal:
            raise provider.stop(request, connection, refusal.code) from None

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """One page for everything that went wrong on the way, with the reason."""
        if exception is not None:
            code = getattr(exception, "code", "unreachable")
        elif "state_id" in (extra_context or {}):
            code = "state"
        else:
            code = "cancelled" if error == AuthError.CANCELLED else "provider"
        raise _stop(request, provider.connection, code)


_stop = provider.stop


def _app(row: Connection) -> SocialApp:
    """A connection as the library knows it: never stored, so that its secret stays sealed."""
    try:
        secret = connections.secret_of(row)
    except envelope.UnreadableError:
        # Restored on a server with another key: the others still work, and `start` says so.
        secret = ""
    app = SocialApp(
        provider=row.kind,
        provider_id=row.key,
        name=row.name,
        client_id=row.client_id or row.key,
        secret=secret,
        settings={"server_url": row.issuer},
    )
    app.connection = row
    return app


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed for one person of one company (hole H10); names are the company's."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is not the right one, or it is too old."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a seed before it is stored."""
        return envelope.seal(text, purpose="second factor", owner=_concerned())

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored seed; raises ``UnreadableError`` when it is not this person's."""
        return envelope.unseal(encrypted_text, purpose="second factor", owner=_concerned())

    def get_totp_issuer(self) -> str:
        """What the application on the telephone shows above the code."""
        return f"Mentorat {walls.current().name}"

    def build_totp_svg(self, url: str) -> str:
        """The QR code as a drawing inside the page: no ``data:`` address, no style."""
        code = qrcode.QRCode(border=QUIET)
        code.add_data(url)
        matrix = code.get_matrix()
        dark = "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, on in enumerate(row) if on
        )
        return format_html(
            '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}"'
            ' shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#ffffff"/>'
            '<path d="{}" fill="#000000"/></svg>',
            _("QR code for the application on your telephone"),
            *(len(matrix), len(matrix), dark),
        )

    def generate_authenticator_name(self, user: Person, type: str) -> str:
        """A first name for a passkey, to be changed by its owner."""
        return _("My device")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the company's own host, so they open nothing next door."""
        host: str = current.request.get_host().partition(":")[0]
        return {"id": host, "name": f"Mentorat {walls.current().name}"}


def _concerned() -> str:
    """Whose secret is handled: the person logged in, or the one half-way through logging in."""
    request = current.request
    person = request.user
    if not person.is_authenticated:
        person = request._login_stage.login.user
    return str(person.public_id)
