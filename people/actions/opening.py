"""Enters a company in the catalogue and gives it its tables and its first person, or nothing."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import hosts, schemas, walls
from companies.errors import Refusal
from companies.models import Company, Domain, RetiredAddress


def enter(company: Company, subdomain: str, first: Callable[[Company], None]) -> Company:
    """Enter the row in the catalogue, make its tables and let ``first`` in; all of it, or nothing.

    Refuses an address that is taken or not free yet.
    """
    schemas.make_ready()
    with walls.catalogue(), transaction.atomic():
        _enter_in_catalogue(company, subdomain)
        schemas.furnish(company.schema_name)
        with walls.inside(company):
            first(company)
    hosts.forget()
    return company


def _enter_in_catalogue(company: Company, subdomain: str) -> None:
    host = f"{subdomain}.{settings.PUBLIC_DOMAIN}"
    retired = RetiredAddress.objects.filter(host=host)
    if retired.filter(until__gt=timezone.localdate()).exists():
        raise Refusal(
            _("The address “%(name)s” belonged to somebody else and is not free yet.")
            % {"name": subdomain},
            field="subdomain",
        )
    try:
        with walls.catalogue(), transaction.atomic():
            company.save(force_insert=True)
            Domain.objects.create(tenant=company, domain=host, is_primary=True)
            retired.delete()
    except (IntegrityError, ValidationError):
        raise Refusal(
            _("The address “%(name)s” is already taken.") % {"name": subdomain}, field="subdomain"
        ) from None
