"""What keeps companies apart: choosing one, addresses, and the loop over all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import connection

from companies.models import Company, Domain

PUBLIC = "public"


class NoSuchCompanyError(LookupError):
    """The named company does not exist or is suspended."""


@contextmanager
def catalogue() -> Iterator[None]:
    """Look at the catalogue of companies; the company chosen before is chosen again afterwards."""
    previous = connection.tenant  # type: ignore[attr-defined]
    connection.set_schema_to_public()  # type: ignore[attr-defined]
    try:
        yield
    finally:
        _choose(previous)


@contextmanager
def inside(company: Company | str) -> Iterator[Company]:
    """Work inside one company; what was chosen before (even nothing) is restored afterwards.

    Raises :class:`NoSuchCompanyError` for a name that is not an active company.
    """
    found: Company | None
    if isinstance(company, str):
        with catalogue():
            found = Company.objects.filter(
                schema_name=company, status=Company.Status.ACTIVE
            ).first()
        if found is None:
            raise NoSuchCompanyError(company)
    else:
        found = company
    previous = connection.tenant  # type: ignore[attr-defined]
    connection.set_tenant(found)  # type: ignore[attr-defined]
    try:
        yield found
    finally:
        _choose(previous)


def _choose(tenant: Any) -> None:
    if tenant is None:
        connection.set_no_company()  # type: ignore[attr-defined]
    else:
        connection.set_tenant(tenant)  # type: ignore[attr-defined]


def current() -> Company:
    """The company chosen on this connection; raises :class:`NoSuchCompanyError` when none is."""
    tenant = connection.tenant  # type: ignore[attr-defined]
    if not isinstance(tenant, Company):
        raise NoSuchCompanyError(str(getattr(tenant, "schema_name", None)))
    return tenant


def zone(company: Company) -> ZoneInfo:
    """The time zone of a company; that of the installation when its name is not known here."""
    try:
        return ZoneInfo(company.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def active_companies() -> list[str]:
    """Schema names of every company that is served, in a stable order."""
    with catalogue():
        rows = Company.objects.filter(status=Company.Status.ACTIVE).order_by("schema_name")
        return list(rows.values_list("schema_name", flat=True))


def address(path: str, company: Company | None = None) -> str:
    """Absolute address of ``path`` on the company's primary domain (never from a Host header)."""
    company = company or current()
    with catalogue():
        host = (
            Domain.objects.filter(tenant=company, is_primary=True)
            .values_list("domain", flat=True)
            .first()
        )
    return f"{site_root(host or settings.PUBLIC_DOMAIN)}{path}"


def site_root(host: str) -> str:
    """Scheme, host and port of a site of this installation, without a trailing slash."""
    scheme = "https" if settings.SECURE_COOKIES else "http"
    port = settings.PUBLIC_PORT
    usual = port in (None, 443 if scheme == "https" else 80)
    return f"{scheme}://{host}" + ("" if usual else f":{port}")
