"""Opens a company with its first HR admin; suspends and resumes it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from companies import hosts, schemas, walls
from companies.errors import Refusal
from companies.models import SCHEMA_NAME, Company, Domain, not_reserved
from people import audit
from people.actions import invitation
from people.models import Person


def found(
    *,
    name: str,
    subdomain: str,
    language: str,
    time_zone: str = "Europe/Paris",
    hr_email: str,
    hr_given_name: str,
    hr_family_name: str,
) -> Company:
    """Create the company, its schema and its first HR admin, and send the invitation.

    Refuses a subdomain that is reserved, taken, or not made of lower-case letters and digits.
    It is one transaction: whoever asks for the same subdomain meanwhile waits for its end, and
    when anything fails, nothing of the company remains.
    """
    schema = _schema_for(subdomain)
    schemas.make_ready()
    with walls.catalogue(), transaction.atomic():
        company = _enter_in_catalogue(name, subdomain, schema, language, time_zone)
        schemas.furnish(schema)
        with walls.inside(company):
            person = Person.objects.create(
                email=hr_email,
                given_name=hr_given_name,
                family_name=hr_family_name,
                role=Person.Role.HR,
                language=language,
            )
            audit.record("company.founded", by=None, on=person, company=name)
            invitation.invite(person, by=person)
    hosts.forget()
    return company


def suspend(company: Company, *, reason: str) -> None:
    """Close the company's site and stop its tasks; nothing is deleted. Other processes follow
    within ten seconds.

    Refuses a company that is suspended already. ``reason`` goes to the company's journal.
    """
    _set_status(company, Company.Status.SUSPENDED, "company.suspended", reason)


def resume(company: Company, *, reason: str) -> None:
    """Open the site of a suspended company again; its sweepers find what waited.

    Refuses a company that is not suspended.
    """
    _set_status(company, Company.Status.ACTIVE, "company.resumed", reason)


def _set_status(company: Company, status: Company.Status, verb: str, reason: str) -> None:
    with walls.catalogue(), transaction.atomic():
        rows = Company.objects.filter(pk=company.pk).exclude(status=status)
        if not rows.update(status=status):
            raise Refusal(
                _("%(name)s is already %(status)s.")
                % {"name": company.name, "status": status.label}
            )
        with walls.inside(company):
            audit.record(verb, by=None, on=company, reason=reason)
    company.status = status
    hosts.forget()


def _schema_for(subdomain: str) -> str:
    schema = subdomain.replace("-", "_")
    try:
        SCHEMA_NAME(schema)
    except ValidationError:
        raise Refusal(
            _(
                "“%(name)s” cannot be an address: use 3 to 40 lower-case letters, digits or "
                "hyphens, starting with a letter."
            )
            % {"name": subdomain},
            field="subdomain",
        ) from None
    try:
        not_reserved(schema)
    except ValidationError:
        raise Refusal(
            _("The address “%(name)s” is reserved.") % {"name": subdomain}, field="subdomain"
        ) from None
    return schema


def _enter_in_catalogue(
    name: str, subdomain: str, schema: str, language: str, time_zone: str
) -> Company:
    host = f"{subdomain}.{settings.PUBLIC_DOMAIN}"
    try:
        with walls.catalogue(), transaction.atomic():
            company = Company.objects.create(
                schema_name=schema, name=name, language=language, time_zone=time_zone
            )
            Domain.objects.create(tenant=company, domain=host, is_primary=True)
    except (IntegrityError, ValidationError):
        raise Refusal(
            _("The address “%(name)s” is already taken.") % {"name": subdomain}, field="subdomain"
        ) from None
    return company
