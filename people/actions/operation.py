"""The operator's own company: who runs the installation, and what they did to whom."""

from typing import Any, Final

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from companies import walls
from companies.errors import Refusal
from companies.models import Company
from people import access, audit
from people.actions import invitation, opening, sessions
from people.models import Person

OWN_NAME: Final = "Exploitation"
"""Name of the operator's company, above its pages."""


def schema() -> str:
    """The schema of the operator's company, whether it exists or not."""
    return settings.OPERATOR_SUBDOMAIN.replace("-", "_")


def house() -> Company | None:
    """The operator's company, once it was made."""
    with walls.catalogue():
        return Company.objects.filter(is_operator=True).first()


def check_is_customer(company: Company) -> None:
    """Refuse to do to the operator's own company what is done to customers."""
    if company.is_operator:
        raise Refusal(_("This is the operator's own space: it is not one of the customers."))


def note(
    verb: str,
    concerned: Company,
    /,
    *,
    by: Person | None,
    on: models.Model | None = None,
    **facts: Any,
) -> None:
    """Write what the operator did to a company into its journal, and into the operator's own.

    ``by`` is a person of the operator's company, ``None`` for a command or the timetable. The
    company reads their name; ``on`` is the object there, the company itself when none is given.
    """
    told = {"operator": str(by)} if by is not None else {}
    with walls.inside(concerned):
        audit.record(verb, by=None, on=on or concerned, **facts, **told)
    note_here(verb, concerned, by=by, **facts)


def note_here(verb: str, concerned: Company, /, *, by: Person | None, **facts: Any) -> None:
    """Write it into the operator's journal only; does nothing before there is one."""
    own = house()
    if own is not None:
        with walls.inside(own):
            audit.record(verb, by=by, on=concerned, **{**facts, "company": concerned.name})


def establish(*, email: str, given_name: str, family_name: str, language: str) -> Company:
    """Make the operator's company at ``OPERATOR_SUBDOMAIN`` if there is none, and welcome somebody.

    It is a company like the others with a site of its own: second factors are compulsory there
    whatever its row says. Refuses an address that a customer already has.
    """
    own = house()
    if own is None:
        own = opening.enter(
            Company(
                schema_name=schema(),
                name=OWN_NAME,
                language=language,
                mfa_required=True,
                is_operator=True,
            ),
            settings.OPERATOR_SUBDOMAIN,
            lambda _company: None,
        )
    with walls.inside(own):
        welcome(email=email, given_name=given_name, family_name=family_name, by=None)
    return own


@transaction.atomic
def welcome(*, email: str, given_name: str, family_name: str, by: Person | None) -> Person:
    """Let somebody run the installation: they are invited by mail. Inside the operator's company.

    Refuses an e-mail that is known here already; whoever left comes back.
    """
    person = Person.objects.select_for_update(of=("self",)).filter(email__iexact=email).first()
    if person is not None and person.is_active:
        raise Refusal(_("%(name)s is an operator already.") % {"name": person}, field="email")
    if person is None:
        person = Person(email=email, language=walls.current().language)
    person.given_name, person.family_name = given_name, family_name
    person.role, person.status = Person.Role.OPERATOR, Person.Status.ACTIVE
    person.joined_at = None
    # A password of before opens nothing: whoever comes back chooses another one.
    person.set_unusable_password()
    person.save()
    audit.record("operator.welcomed", by=by, on=person)
    invitation.invite(person, by=by or person)
    return person


@transaction.atomic
def let_go(person: Person, *, by: Person) -> None:
    """End an operator's access at once: sessions, password and second factor are gone.

    Refuses oneself, so that somebody always stays.
    """
    rows = Person.objects.select_for_update(of=("self",)).filter(role=Person.Role.OPERATOR)
    row = {one.pk: one for one in rows.order_by("pk")}[person.pk]
    if row.pk == by.pk:
        raise Refusal(_("Another operator ends your access: nobody does it for themselves."))
    if not row.is_active:
        raise Refusal(_("%(name)s has left already.") % {"name": row})
    row.status = Person.Status.LEFT
    row.set_unusable_password()
    row.save(update_fields=["status", "password"])
    access.authenticators(row).delete()
    sessions.end(row, access.sessions(row), by=by)
    audit.record("operator.let_go", by=by, on=row)
