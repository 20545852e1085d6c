"""The operator's own site in the demo, with one login that sets up a second factor by itself."""

from typing import Any

from companies import walls
from mentorat.demo.cast import PASSWORD
from people.actions import invitation, mail, operation
from people.models import Person

EMAIL = "olga.petit@operator.example"
FACTOR = "the first login asks for a second factor: any authenticator app, or a passkey"


def establish() -> None:
    """Make the operator's site with somebody who has a password; does nothing when it is there.

    A second factor is compulsory here as everywhere: whoever tries the demo sets up their own.
    """
    if operation.house() is not None:
        return
    with mail.delivered_in_the_past():
        own = operation.establish(
            email=EMAIL, given_name="Olga", family_name="Petit", language="fr"
        )
    with walls.inside(own):
        person = Person.objects.get(email=EMAIL)
        invitation.accept(invitation.token(person), password=PASSWORD)


def of() -> dict[str, Any]:
    """Where the operator's site answers and who may log in."""
    own = operation.house()
    assert own is not None
    return {
        "address": walls.address("/", own),
        "email": EMAIL,
        "password": PASSWORD,
        "factor": FACTOR,
    }
