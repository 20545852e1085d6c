"""What follows when the address of a record changes: it is the one that opens the account."""

import uuid
from collections.abc import Mapping

from allauth.account.models import EmailAddress
from django.db.models import F

from people.actions import mail
from people.models import Person


def changed(former: Mapping[Person, str], *, by: Person | None) -> None:
    """Let the new address log in and no other; tell the ``former`` one of it, by person.

    Whoever changes an address could have the account opened by it: its owner learns who did. Those
    whose address is the same but for capitals are passed over, and so are those without account.
    """
    moved = {one: old for one, old in former.items() if one.email.lower() != old.lower()}
    rows = EmailAddress.objects.filter(user__in=moved)
    rows.exclude(email__iexact=F("user__email")).delete()
    letters = [
        (one, {"notice": "address_changed", "by": str(by or ""), "address": old})
        for one, old in moved.items()
        if one.joined_at
    ]
    mail.post_each("account_notice", letters, key=lambda one: str(uuid.uuid4()))
