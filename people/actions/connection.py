"""Sets up how a company's own accounts log in here: its connections to providers."""

from collections.abc import Iterable
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import envelope
from companies.errors import Refusal
from people import audit
from people.actions import sign_on
from people.models import Connection, Person

PURPOSE = "sign-on"
MOST = 10
"""How many connections a company may have."""

IDENTITY = ("issuer", "entity_id")
"""Who the provider is: another one has other accounts, so links to it end with it."""

_SHARED = {"name", "domains", "is_compulsory", "vouches", "trusts_second_factor"}
_OWN = {
    Connection.Kind.OPENID: {"issuer", "client_id", "secret"},
    Connection.Kind.SAML: {"entity_id", "sign_on_url", "certificates"},
}


@transaction.atomic
def add(kind: str, *, by: Person, **facts: Any) -> Connection:
    """Add a connection, not offered yet: it is tested first.

    ``facts`` are the fields of its kind; ``secret`` comes as it is and is sealed here.
    """
    _check_hr(by)
    if Connection.objects.count() >= MOST:
        raise Refusal(_("A company has at most %(most)s connections.") % {"most": MOST})
    row = Connection(kind=kind)
    _write(row, facts)
    row.save(force_insert=True)
    audit.record("connection.added", by=by, on=row, name=row.name, kind=row.kind)
    return row


@transaction.atomic
def change(connection: Connection, *, by: Person, **facts: Any) -> Connection:
    """Change a connection; an empty secret and empty metadata stay as they were.

    Another provider than before: the links to accounts of the former one are forgotten. Sessions
    that came through it end whenever less is trusted than before.
    """
    _check_hr(by)
    row = Connection.objects.select_for_update().get(pk=connection.pk)
    before = {name: getattr(row, name) for name in _SHARED | _OWN[Connection.Kind(row.kind)]}
    if not facts.get("secret"):
        facts.pop("secret", None)
    _write(row, facts)
    changed = sorted(name for name, value in before.items() if getattr(row, name) != value)
    if not changed:
        return row
    row.save()
    audit.record("connection.changed", by=by, on=row, name=row.name, fields=changed)
    is_another = any(name in changed for name in IDENTITY)
    if is_another or (before["trusts_second_factor"] and not row.trusts_second_factor):
        sign_on.end_sessions(row, _linked(row), by=by)
    if is_another:
        SocialAccount.objects.filter(provider=row.key).delete()
    return row


@transaction.atomic
def offer(connection: Connection, *, is_offered: bool, by: Person) -> None:
    """Show a connection on the login page, or no more: then the sessions it opened end."""
    _check_hr(by)
    row = Connection.objects.select_for_update().get(pk=connection.pk)
    if row.is_offered == is_offered:
        return
    row.is_offered = is_offered
    row.save(update_fields=["is_offered"])
    verb = "connection.offered" if is_offered else "connection.withdrawn"
    audit.record(verb, by=by, on=row, name=row.name)
    if not is_offered:
        sign_on.end_sessions(row, _linked(row), by=by)


@transaction.atomic
def remove(connection: Connection, *, by: Person) -> int:
    """Forget a connection, its links and its secret; how many sessions ended with it."""
    _check_hr(by)
    ended = sign_on.end_sessions(connection, _linked(connection), by=by)
    SocialAccount.objects.filter(provider=connection.key).delete()
    audit.record("connection.removed", by=by, on=connection, name=connection.name)
    connection.delete()
    return ended


def note_problem(connection: Connection, code: str) -> None:
    """Remember why somebody was not let in last, for HR to see; nothing about the person."""
    Connection.objects.filter(pk=connection.pk).update(
        last_problem=code, last_problem_at=timezone.now()
    )


def secret_of(connection: Connection) -> str:
    """The client secret as the provider gave it; "" where it gave none.

    Raises ``UnreadableError`` where it was sealed with another key of the installation.
    """
    if not connection.secret:
        return ""
    return envelope.unseal(connection.secret, purpose=PURPOSE, owner=connection.key)


def _write(row: Connection, facts: dict[str, Any]) -> None:
    allowed = _SHARED | _OWN[Connection.Kind(row.kind)]
    for name, value in facts.items():
        if name not in allowed:
            raise TypeError(f"{name} is no fact of a connection of this kind")
        if name == "secret" and value:
            value = envelope.seal(value, purpose=PURPOSE, owner=row.key)
        setattr(row, name, value)
    row.domains = sorted(set(row.domains))
    if Connection.objects.filter(name__iexact=row.name).exclude(pk=row.pk).exists():
        raise Refusal(_("Another connection has this name already."), field="name")


def _linked(connection: Connection) -> Iterable[Person]:
    links = SocialAccount.objects.filter(provider=connection.key)
    return Person.objects.filter(pk__in=links.values("user"))


def _check_hr(by: Person) -> None:
    if not by.is_hr:
        raise Refusal(_("Only HR sets up connections."))
