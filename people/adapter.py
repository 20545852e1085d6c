"""How allauth behaves here: no sign-up, mail through the outbox, never off to another host."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from companies import keys, walls
from people.actions import invitation, mail
from people.models import Person


class ResetTokens(PasswordResetTokenGenerator):
    """Keys of reset links: what one company issued, another one refuses."""

    def _make_hash_value(self, user: Person, timestamp: int) -> str:
        return keys.salt(super()._make_hash_value(user, timestamp))


class AccountAdapter(DefaultAccountAdapter):
    """By invitation only; every letter is a row of the outbox."""

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
            mail.post("password_reset", to=person, key=f"reset:{path}", link=link)
        else:
            mail.post("account_notice", to=person, key=None, notice=template_prefix.split("/")[-1])
