"""The operator's site in a test: its company, two operators with a second factor, browsers."""

import uuid

from allauth.account.internal.flows import login
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from django.test import Client

from companies import walls
from companies.models import Company
from people.actions import operation
from people.models import Person
from tests import factories

HOST = "exploitation.localhost"


def establish() -> Company:
    """The operator's company with its first operator, as the command makes it."""
    return operation.establish(
        email="olga@operator.example", given_name="Olga", family_name="Petit", language="en"
    )


def operator(given_name: str, *, is_secured: bool = True) -> Person:
    """Somebody who runs the installation; to be called inside the operator's company.

    Their address lies in another domain than those of customers, whose names no page may show.
    """
    email = f"{uuid.uuid4().hex}@operator.example"
    person = factories.PersonFactory(
        given_name=given_name, role="operator", language="en", email=email
    )
    if is_secured:
        Authenticator.objects.create(user=person, type="totp", data={})
    return person


def browser(person: Person | None, host: str = HOST) -> Client:
    """A browser of one operator, who has proven themselves just now."""
    client = Client(HTTP_HOST=host)
    if person is not None:
        own = operation.house()
        assert own is not None
        with walls.inside(own):
            client.force_login(person)
            session = client.session
            prove(session, person)
            session.save()
    return client


def prove(session: object, person: Person, at: int = 4_000_000_000) -> None:
    """Write down that the person proved at a moment who they are, as allauth does."""
    proof = {"method": "password", "at": at, "reauthenticated": True}
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [proof]  # type: ignore[index]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(person)  # type: ignore[index]
