"""Lets people in whom a provider of the company vouches for; forgets the links again."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils import timezone

from companies.errors import Refusal
from people import access, audit, wording
from people.actions import mail, sessions
from people.models import Connection, Person, ReceivedAnswer

METHOD = "sign_on"
"""How a log-in of this kind is called in the records of a session."""

WAITS = dt.timedelta(minutes=5)
"""How long a kept answer waits for its browser."""

KEPT = dt.timedelta(minutes=10)
"""How long the trace of an answer outlives it: clocks differ."""


@dataclass(frozen=True)
class Answer:
    """What a provider said, after its signature and all its conditions were checked.

    ``is_verified`` is ``None`` when it says nothing about the address.
    """

    subject: str
    email: str
    is_verified: bool | None
    has_second_factor: bool


class NotLetInError(Refusal):
    """Somebody the provider knows, whom the company does not let in; ``code`` says why."""

    def __init__(self, code: str, connection: Connection) -> None:
        super().__init__(wording.sign_on(code, connection))
        self.code = code


@transaction.atomic
def admit(connection: Connection, answer: Answer) -> Person:
    """The person that an answer stands for; links them to the account there at the first time.

    A link is by the subject, which the provider never gives to anybody else. The first time, the
    person is found by address: it must lie in a domain of the connection, the provider must have
    checked it (or the connection vouches for it), and somebody known must have it. Nobody is
    created. Opens the account of whoever had none yet. Refuses with :class:`NotLetInError`.
    """
    links = SocialAccount.objects.filter(provider=connection.key)
    known = links.select_related("user").filter(uid=answer.subject).first()
    if known is not None:
        if not known.user.is_active:
            raise NotLetInError("left", connection)
        person: Person = known.user
        return person
    code = _doubt(connection, answer)
    if code:
        raise NotLetInError(code, connection)
    rows = Person.objects.select_for_update(of=("self",))
    found = rows.filter(email__iexact=answer.email).first()
    # The database folds a dotless i into an i, and so would find a stranger.
    if found is None or found.email.lower() != answer.email.lower():
        raise NotLetInError("unknown", connection)
    if not found.is_active:
        raise NotLetInError("left", connection)
    if links.filter(user=found).exists():
        raise NotLetInError("other_account", connection)
    _link(found, connection, answer)
    return found


def _doubt(connection: Connection, answer: Answer) -> str:
    """Why an address is not enough to find somebody by; "" when it is."""
    if not answer.email:
        return "no_address"
    if not connection.speaks_for(answer.email):
        return "domain"
    if answer.is_verified is False or (answer.is_verified is None and not connection.vouches):
        return "unverified"
    return ""


def _link(person: Person, connection: Connection, answer: Answer) -> None:
    SocialAccount.objects.create(
        user=person,
        provider=connection.key,
        uid=answer.subject,
        extra_data={"email": answer.email},
    )
    if not person.joined_at:
        person.joined_at = timezone.now()
        person.set_unusable_password()
        person.save(update_fields=["joined_at", "password"])
        audit.record("person.joined", by=person, on=person)
    audit.record("person.sign_on_linked", by=person, on=person, connection=connection.name)
    mail.post(
        "account_notice", to=person, key=None, notice="sign_on_linked", connection=connection.name
    )


def keep(
    connection: Connection,
    answer: Answer,
    *,
    request: str,
    digest: str,
    expires_at: dt.datetime,
) -> ReceivedAnswer:
    """Keep a checked answer until the browser that asked comes for it.

    ``request`` is the number of the question, ``digest`` that of the signed statement. Refuses one
    that came before with :class:`NotLetInError`; forgets those whose time is over.
    """
    ReceivedAnswer.objects.filter(expires_at__lt=timezone.now() - KEPT).delete()
    try:
        with transaction.atomic():
            return ReceivedAnswer.objects.create(
                connection=connection,
                digest=digest,
                facts={"request": request, **asdict(answer)},
                expires_at=expires_at,
            )
    except IntegrityError:
        raise NotLetInError("replayed", connection) from None


@transaction.atomic
def take(
    connection: Connection, public_id: uuid.UUID, *, asked: Collection[str]
) -> tuple[Answer, str] | None:
    """A kept answer and the number of its question; ``None`` unless it is among those ``asked``.

    Good once, and for a few minutes: what it said is forgotten as it is taken.
    """
    rows = ReceivedAnswer.objects.select_for_update().filter(
        connection=connection,
        public_id=public_id,
        used_at=None,
        received_at__gt=timezone.now() - WAITS,
    )
    row = rows.first()
    if row is None or row.facts["request"] not in asked:
        return None
    facts = dict(row.facts)
    row.facts, row.used_at = {}, timezone.now()
    row.save(update_fields=["facts", "used_at"])
    return Answer(**{name: facts[name] for name in Answer.__dataclass_fields__}), facts["request"]


@transaction.atomic
def forget(link: SocialAccount, connection: Connection, *, by: Person) -> None:
    """Undo the link of ``by`` to an account of a provider, and end the sessions that came of it."""
    link.delete()
    audit.record("person.sign_on_unlinked", by=by, on=by, connection=connection.name)
    end_sessions(connection, [by], by=by)


def end_sessions(connection: Connection, persons: Iterable[Person], *, by: Person) -> int:
    """End the sessions that ``persons`` opened through ``connection``; how many."""
    return sum(
        sessions.end(one, [row for row in access.sessions(one) if _through(row, connection)], by=by)
        for one in persons
    )


def _through(row: UserSession, connection: Connection) -> bool:
    records = row._session_store(row.session_key).get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    return any(
        one.get("method") == METHOD and one.get("connection") == connection.key for one in records
    )
