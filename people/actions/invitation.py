"""Invites a person to open their account, and opens it."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import keys, walls
from companies.errors import Refusal
from people import audit
from people.actions import mail
from people.models import Person


class Gone(Refusal):
    """An invitation that was good once: expired, used, or for somebody who has left."""


def token(person: Person) -> str:
    """A signed token that only this company accepts and that dies with the first password."""
    facts = {"person": str(person.public_id), "password": person.password[-12:]}
    return signing.dumps(facts, salt=keys.salt("invitation"), compress=True)


def link(person: Person, site: str | None = None) -> str:
    """Absolute address of the page where ``person`` chooses a password.

    ``site`` is the company's root address when the caller already knows it.
    """
    root = walls.address("") if site is None else site
    return root + reverse("people:accept_invitation", args=[token(person)])


@transaction.atomic
def invite(person: Person, *, by: Person) -> None:
    """Send the letter that lets ``person`` open their account; once per day and person.

    Refuses for leavers and for those who already have an account.
    """
    if not person.is_active:
        raise Refusal(_("%(name)s has left: nobody to invite.") % {"name": person})
    if person.joined_at:
        raise Refusal(_("%(name)s already has an account.") % {"name": person})
    if not person.password:
        person.set_unusable_password()
    person.invited_at = timezone.now()
    person.save(update_fields=["password", "invited_at"])
    kind = "operator_invitation" if person.is_operator else "invitation"
    mail.post(kind, to=person, key=_day(), link=link(person), days=settings.INVITATION_DAYS)
    audit.record("person.invited", by=by, on=person)


@transaction.atomic
def invite_each(persons: Iterable[Person], *, by: Person) -> int:
    """Send the invitation to everybody among ``persons`` without an account; how many letters.

    Leavers and those who have an account are passed over. Refuses when nobody is left.
    """
    chosen = [one for one in persons if one.is_active and not one.joined_at]
    if not chosen:
        raise Refusal(_("Nobody here is waiting for an invitation."))
    for person in chosen:
        person.invited_at = timezone.now()
        if not person.password:
            person.set_unusable_password()
    Person.objects.bulk_update(chosen, ["password", "invited_at"], batch_size=500)
    site, days = walls.address(""), settings.INVITATION_DAYS
    letters = [(one, {"link": link(one, site), "days": days}) for one in chosen]
    sent = mail.post_each("invitation", letters, key=_day())
    audit.record_each("person.invited", by=by, on=chosen)
    return sent


def _day() -> str:
    return timezone.localdate().isoformat()


def read(given: str) -> Person:
    """The person a token was made for.

    Refuses what is forged, cut or foreign, and with :class:`Gone` what is expired or used.
    """
    age = timedelta(days=settings.INVITATION_DAYS)
    try:
        facts = signing.loads(given, salt=keys.salt("invitation"), max_age=age)
    except signing.SignatureExpired:
        raise Gone(_("This invitation has expired. Ask your HR contact for a new one.")) from None
    except signing.BadSignature:
        raise Refusal(
            _("This link is not complete. Open it from the message, or copy all of it.")
        ) from None
    person = Person.objects.filter(public_id=facts["person"]).first()
    if person is None or not person.is_active:
        raise Gone(_("This invitation is no longer valid. Ask your HR contact for help."))
    if person.joined_at or person.password[-12:] != facts["password"]:
        raise _used()
    return person


def _used() -> Gone:
    return Gone(_("This invitation has been used. Log in with your e-mail and password."))


@transaction.atomic
def accept(given: str, *, password: str | None) -> Person:
    """Open the account with the chosen password (already validated by the form).

    With ``None`` the account opens without one: the person asks for it by e-mail when they need it.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=read(given).pk)
    if person.joined_at:
        raise _used()
    person.set_password(password)
    person.joined_at = timezone.now()
    person.save(update_fields=["password", "joined_at"])
    audit.record("person.joined", by=person, on=person)
    return person
