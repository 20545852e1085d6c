"""Opens a company with its first HR admin; suspends and resumes it."""

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from companies import hosts, walls
from companies.errors import Refusal
from companies.models import SCHEMA_NAME, Company, not_reserved
from people.actions import invitation, opening, operation
from people.models import Person
from people.roster.cells import is_time_zone

# Hyphens stand between letters or digits, one at a time: a name of the DNS, never an encoded one.
_LABEL: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def found(
    *,
    name: str,
    subdomain: str,
    language: str,
    time_zone: str = "Europe/Paris",
    hr_email: str,
    hr_given_name: str,
    hr_family_name: str,
    by: Person | None = None,
) -> Company:
    """Create the company, its schema and its first HR admin, and send the invitation.

    ``by`` is the operator who asked on their site. Refuses a subdomain that is reserved, taken,
    not free yet after an erasure, or not made of lower-case letters and digits, and a time zone
    that is not known.
    It is one transaction: whoever asks for the same subdomain meanwhile waits for its end, and
    when anything fails, nothing of the company remains.
    """
    schema = schema_for(subdomain)
    if not is_time_zone(time_zone):
        raise Refusal(_("This time zone is not known."), field="time_zone")

    def first_admin(company: Company) -> None:
        person = Person.objects.create(
            email=hr_email,
            given_name=hr_given_name,
            family_name=hr_family_name,
            role=Person.Role.HR,
            language=language,
        )
        operation.note("company.founded", company, on=person, by=by, company=name)
        invitation.invite(person, by=person, is_first=True)

    row = Company(schema_name=schema, name=name, language=language, time_zone=time_zone)
    return opening.enter(row, subdomain, first_admin)


def ensure_free(subdomain: str) -> None:
    """Refuse an address that :func:`found` would refuse now; somebody may still be quicker."""
    opening.ensure_free(subdomain, schema_for(subdomain))


def suspend(company: Company, *, reason: str, by: Person | None = None) -> None:
    """Close the company's site and stop its tasks; nothing is deleted. Other processes follow
    within ten seconds.

    Refuses a company that is suspended already, and the operator's own. ``reason`` goes to the
    company's journal, and to the operator's.
    """
    operation.check_is_customer(company)
    _set_status(company, Company.Status.SUSPENDED, "company.suspended", reason, by)


def resume(company: Company, *, reason: str, by: Person | None = None) -> None:
    """Open the site of a suspended company again; its sweepers find what waited.

    Refuses a company that is not suspended, or that waits for its deletion.
    """
    _set_status(company, Company.Status.ACTIVE, "company.resumed", reason, by)


def _set_status(
    company: Company, status: Company.Status, verb: str, reason: str, by: Person | None
) -> None:
    with walls.catalogue(), transaction.atomic():
        row = Company.objects.select_for_update().filter(pk=company.pk).first()
        if row is None or row.delete_on is not None:
            raise Refusal(
                _("%(name)s is going to be deleted. Take the deletion back first.")
                % {"name": company.name}
            )
        rows = Company.objects.filter(pk=company.pk).exclude(status=status)
        if not rows.update(status=status):
            raise Refusal(
                _("%(name)s is already %(status)s.")
                % {"name": company.name, "status": status.label}
            )
        operation.note(verb, company, by=by, reason=reason)
    company.status = status
    hosts.forget()


def schema_for(subdomain: str) -> str:
    """The name of the schema for a subdomain; refuses what cannot be one, or is reserved."""
    schema = subdomain.replace("-", "_")
    try:
        SCHEMA_NAME(schema)
        if not _LABEL.fullmatch(subdomain):
            raise ValidationError(subdomain)
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
        if schema == operation.schema():
            raise ValidationError(subdomain)
    except ValidationError:
        raise Refusal(
            _("The address “%(name)s” is reserved.") % {"name": subdomain}, field="subdomain"
        ) from None
    return schema
