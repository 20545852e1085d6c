"""Invites a person to open their account, and opens it."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from companies import keys, walls
from companies.errors import Refusal
from people import audit
from people.actions import mail
from people.models import Person


class Gone(Refusal):
    """An invitation that was good once: expired, used, or for somebody who has left."""


def token(person: Person) -> str:
    """A signed token that only this company accepts.

    It dies with the first password, and when the person gets another address: the letter with it
    may lie in somebody else's box.
    """
    facts = {"person": str(person.public_id), "seal": _seal(person)}
    return signing.dumps(facts, salt=keys.salt("invitation"), compress=True)


def _seal(person: Person) -> str:
    text = f"{person.password} {person.email.lower()}"
    made = salted_hmac(keys.salt("invitation"), text, algorithm="sha256")
    return made.hexdigest()[:16]


def link(person: Person, site: str | None = None) -> str:
    """Absolute address of the page where ``person`` chooses a password.

    ``site`` is the company's root address when the caller already knows it.
    """
    root = walls.address("") if site is None else site
    # The public site asks too, and there this page has no address.
    return root + reverse(
        "people:accept_invitation", args=[token(person)], urlconf=settings.ROOT_URLCONF
    )


@transaction.atomic
def invite(person: Person, *, by: Person, is_first: bool = False) -> bool:
    """Send the letter that lets ``person`` open their account; whether one leaves.

    Nothing happens when the same address has had one today. ``is_first``: nobody invites them,
    the space was opened for them. Refuses for leavers and for those who already have an account.
    """
    if not person.is_active:
        raise Refusal(_("%(name)s has left: nobody to invite.") % {"name": person})
    if person.joined_at:
        raise Refusal(_("%(name)s already has an account.") % {"name": person})
    if not person.password:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    facts = {"link": link(person), "days": settings.INVITATION_DAYS, "is_first": is_first}
    kind = "operator_invitation" if person.is_operator else "invitation"
    if not mail.post(kind, to=person, key=_today(person), **facts):
        return False
    person.invited_at = timezone.now()
    person.save(update_fields=["invited_at"])
    audit.record("person.invited", by=by, on=person)
    return True


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
    sent = mail.post_each("invitation", letters, key=_today)
    if sent:
        audit.record_each("person.invited", by=by, on=chosen)
    return sent


def _today(person: Person) -> str:
    """The occasion: once a day, but again when the address was wrong."""
    return f"{timezone.localdate().isoformat()}:{_seal(person)}"


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
    if person.joined_at:
        raise _used()
    if not constant_time_compare(_seal(person), facts["seal"]):
        raise Gone(_("This invitation is no longer valid. Ask your HR contact for help."))
    return person


def _used() -> Gone:
    return Gone(_("This invitation has been used. Log in with your e-mail and password."))


@transaction.atomic
def accept(given: str, *, password: str | None) -> Person:
    """Open the account with the chosen password (already validated by the form).

    With ``None`` the account opens without one: the person asks for it by e-mail when they need it.
    """
    rows = Person.objects.select_for_update(of=("self",), no_key=True)
    person = rows.get(pk=read(given).pk)
    if person.joined_at:
        raise _used()
    person.set_password(password)
    person.joined_at = timezone.now()
    person.save(update_fields=["password", "joined_at"])
    audit.record("person.joined", by=person, on=person)
    return person
