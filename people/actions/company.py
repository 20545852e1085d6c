"""Opens a company: its row, its address, its schema, its first HR admin."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from companies import walls
from companies.errors import Refusal
from companies.models import RESERVED, SCHEMA_NAME, Company, Domain
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
    When the schema cannot be made, nothing of the company remains.
    """
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
    if schema in RESERVED or schema.startswith("pg_"):
        raise Refusal(_("The address “%(name)s” is reserved.") % {"name": subdomain})
    company = _enter_in_catalogue(name, subdomain, schema, language, time_zone)
    try:
        with walls.catalogue():
            company.create_schema(check_if_exists=True, verbosity=0)
        with walls.inside(company), transaction.atomic():
            person = Person.objects.create(
                email=hr_email,
                given_name=hr_given_name,
                family_name=hr_family_name,
                role=Person.Role.HR,
                language=language,
            )
            audit.record("company.founded", by=None, on=person, company=name)
            invitation.invite(person, by=person)
    except Exception:
        with walls.catalogue():
            company.delete(force_drop=True)
        raise
    return company


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
