"""How allauth behaves here: no sign-up, letters and secrets of ours, never off to another host."""

from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies import envelope, keys, walls
from people.actions import invitation, mail, second_factor
from people.models import Person

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
