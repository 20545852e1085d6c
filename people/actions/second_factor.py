"""Asks for a second factor, notes what people do with theirs, resets what somebody lost."""

from django.db import transaction
from django.utils.translation import gettext as _

from companies import hosts, walls
from companies.errors import Refusal
from companies.models import Company
from people import access, audit
from people.actions import mail, sessions
from people.models import Person

NOTED = {
    "totp_activated": "person.application_added",
    "totp_deactivated": "person.application_removed",
    "webauthn_added": "person.passkey_added",
    "webauthn_removed": "person.passkey_removed",
    "recovery_codes_generated": "person.recovery_codes_made",
}
"""What allauth tells, and the verb of the journal."""


@transaction.atomic
def note(notice: str, *, of: Person) -> None:
    """Write down that ``of`` changed their own second factor, and tell them by mail.

    ``notice`` is one of :data:`NOTED`.
    """
    mail.post("account_notice", to=of, key=None, notice=notice)
    audit.record(NOTED[notice], by=of, on=of)


@transaction.atomic
def reset(person: Person, *, by: Person) -> None:
    """Forget the second factor of ``person``, end their sessions, and tell them by mail.

    For whoever lost telephone and recovery codes. Refuses for oneself (another HR admin does it)
    and for somebody who has nothing to reset.
    """
    if person.pk == by.pk:
        raise Refusal(_("Another HR admin resets yours: nobody does it for themselves."))
    forgotten, _kinds = access.authenticators(person).delete()
    if not forgotten:
        raise Refusal(_("%(name)s has no second factor to reset.") % {"name": person})
    mail.post("account_notice", to=person, key=None, notice="second_factor_reset", by=str(by))
    sessions.end(person, access.sessions(person), by=by)
    audit.record("person.second_factor_reset", by=by, on=person)


def require(company: Company, *, required: bool, by: Person) -> None:
    """Oblige HR admins and sponsors of ``company`` to have a second factor, or let them choose."""
    if company.mfa_required == required:
        return
    with transaction.atomic():
        company.mfa_required = required
        with walls.catalogue():
            company.save(update_fields=["mfa_required"])
        verb = "company.second_factor_required" if required else "company.second_factor_optional"
        audit.record(verb, by=by, on=by)
    hosts.forget()
