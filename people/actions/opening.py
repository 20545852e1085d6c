"""Enters a company in the catalogue and gives it its tables and its first person, or nothing."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tenants.utils import schema_exists

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


def ensure_free(subdomain: str, schema: str) -> None:
    """Refuse an address that :func:`enter` would refuse now; somebody may still be quicker."""
    host = _host(subdomain)
    with walls.catalogue():
        _check_not_retired(subdomain)
        if Domain.objects.filter(domain=host).exists() or schema_exists(schema):
            raise _taken(subdomain)


def _host(subdomain: str) -> str:
    return f"{subdomain}.{settings.PUBLIC_DOMAIN}"


def _check_not_retired(subdomain: str) -> None:
    retired = RetiredAddress.objects.filter(host=_host(subdomain))
    if retired.filter(until__gt=timezone.localdate()).exists():
        raise Refusal(
            _("The address “%(name)s” belonged to somebody else and is not free yet.")
            % {"name": subdomain},
            field="subdomain",
        )


def _taken(subdomain: str) -> Refusal:
    return Refusal(
        _("The address “%(name)s” is already taken.") % {"name": subdomain}, field="subdomain"
    )


def _enter_in_catalogue(company: Company, subdomain: str) -> None:
    host = _host(subdomain)
    _check_not_retired(subdomain)
    try:
        with walls.catalogue(), transaction.atomic():
            company.save(force_insert=True)
            Domain.objects.create(tenant=company, domain=host, is_primary=True)
            RetiredAddress.objects.filter(host=host).delete()
    except (IntegrityError, ValidationError):
        raise _taken(subdomain) from None
