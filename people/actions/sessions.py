"""Keeps the list of a person's sessions and ends them."""

from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest

from people import access, audit
from people.models import Person


def opened(request: HttpRequest) -> None:
    """Put the session that has just begun on the list of the person who logged in."""
    UserSession.objects.create_from_request(request)


def living(person: Person) -> list[UserSession]:
    """``person``'s sessions that still open something, the newest first; the dead are forgotten."""
    return [one for one in access.sessions(person) if not one.purge()]


@transaction.atomic
def end(person: Person, chosen: Iterable[UserSession], *, by: Person) -> int:
    """End ``chosen`` sessions of ``person``: their next click asks to log in. How many ended."""
    count = 0
    for session in chosen:
        session.end()
        count += 1
    if count:
        audit.record("person.sessions_ended", by=by, on=person, devices=count)
    return count
