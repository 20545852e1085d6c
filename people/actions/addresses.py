"""Makes the login page forget the addresses that people had before."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db.models import F


def forget_former(person_ids: Iterable[int]) -> None:
    """Let persons log in with the address of their record only; call it after it changed."""
    rows = EmailAddress.objects.filter(user__in=list(person_ids))
    rows.exclude(email__iexact=F("user__email")).delete()
