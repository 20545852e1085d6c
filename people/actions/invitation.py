"""Invites a person to open their account, and opens it."""

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


def token(person: Person) -> str:
    """A signed token that only this company accepts and that dies with the first password."""
    facts = {"person": str(person.public_id), "password": person.password[-12:]}
    return signing.dumps(facts, salt=keys.salt("invitation"), compress=True)


def link(person: Person) -> str:
    """Absolute address of the page where ``person`` chooses a password."""
    return walls.address(reverse("people:accept_invitation", args=[token(person)]))


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
    day = timezone.localdate().isoformat()
    mail.post("invitation", to=person, key=day, link=link(person), days=settings.INVITATION_DAYS)
    audit.record("person.invited", by=by, on=person)


def read(given: str) -> Person:
    """The person a token was made for; refuses what is expired, used, forged or foreign."""
    age = timedelta(days=settings.INVITATION_DAYS)
    try:
        facts = signing.loads(given, salt=keys.salt("invitation"), max_age=age)
    except signing.SignatureExpired:
        raise Refusal(
            _("This invitation has expired. Ask your HR contact for a new one.")
        ) from None
    except signing.BadSignature:
        raise Refusal(
            _("This link is not complete. Open it from the message, or copy all of it.")
        ) from None
    person = Person.objects.filter(public_id=facts["person"]).first()
    if person is None or not person.is_active:
        raise Refusal(_("This invitation is no longer valid. Ask your HR contact for help."))
    if person.joined_at or person.password[-12:] != facts["password"]:
        raise Refusal(_("This invitation has been used. Log in with your e-mail and password."))
    return person


@transaction.atomic
def accept(given: str, *, password: str) -> Person:
    """Open the account with the chosen password (already validated by the form)."""
    person = read(given)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    person.set_password(password)
    person.joined_at = timezone.now()
    person.save(update_fields=["password", "joined_at"])
    audit.record("person.joined", by=person, on=person)
    return person
