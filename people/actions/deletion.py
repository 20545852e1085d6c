"""Deletes a company: announced, taken back, and at last done for good."""

from datetime import timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import hosts, schemas, walls
from companies.errors import Refusal
from companies.models import Company, Domain, RetiredAddress
from people.actions import journal_check, operation
from people.models import Person

GRACE: Final = timedelta(days=30)
"""Between the decision and the deletion: time to change one's mind, and to fetch an archive."""

RETIRED: Final = timedelta(days=365)
"""How long nobody else gets the address of a company that is gone."""


def announce(company: Company, *, confirmation: str, reason: str, by: Person | None) -> Company:
    """Choose the day on which a suspended company is erased, thirty days from now.

    ``confirmation`` is the name of the company, typed by whoever decides. Refuses another name, a
    company that is not suspended, one that is waiting already, and the operator's own.
    """
    operation.check_is_customer(company)
    with walls.catalogue(), transaction.atomic():
        row = Company.objects.select_for_update().get(pk=company.pk)
        if row.status != Company.Status.SUSPENDED:
            raise Refusal(_("Suspend %(name)s first.") % {"name": row.name})
        if row.delete_on is not None:
            raise Refusal(_("The deletion of %(name)s is decided already.") % {"name": row.name})
        if " ".join(confirmation.split()) != " ".join(row.name.split()):
            raise Refusal(
                _("Type the name as it is written here: %(name)s") % {"name": row.name},
                field="confirmation",
            )
        row.delete_on = timezone.localdate() + GRACE
        row.save(update_fields=["delete_on"])
        day = row.delete_on.isoformat()
        operation.note("company.deletion_announced", row, by=by, reason=reason, last_day=day)
    return row


def take_back(company: Company, *, reason: str, by: Person | None) -> Company:
    """The company stays, suspended as it was. Refuses when no deletion was decided."""
    with walls.catalogue(), transaction.atomic():
        row = Company.objects.select_for_update().filter(pk=company.pk).first()
        if row is None or row.delete_on is None:
            raise Refusal(_("No deletion of %(name)s was decided.") % {"name": company.name})
        row.delete_on = None
        row.save(update_fields=["delete_on"])
        operation.note("company.deletion_taken_back", row, by=by, reason=reason)
    return row


def due() -> list[int]:
    """Companies whose day has come, the oldest decision first."""
    with walls.catalogue():
        rows = Company.objects.filter(
            status=Company.Status.SUSPENDED, delete_on__lte=timezone.localdate()
        )
        return list(rows.order_by("delete_on", "pk").values_list("pk", flat=True))


def erase(company_id: int) -> None:
    """Erase a company whose day has come: schema, catalogue row, archives, keys.

    Its addresses are retired. What the operator keeps is one entry of their own journal: the name,
    how many people there were, the head of the journal that is gone. In one transaction; does
    nothing for a company that is gone, was taken back, or whose day has not come.
    """
    with walls.catalogue(), transaction.atomic():
        rows = Company.objects.select_for_update(skip_locked=True)
        company = rows.filter(
            pk=company_id, status=Company.Status.SUSPENDED, delete_on__lte=timezone.localdate()
        ).first()
        if company is None:
            return
        with walls.inside(company):
            head, people = journal_check.verify().head, Person.objects.count()
        _retire(company)
        schemas.drop(company.schema_name)
        operation.note_here("company.erased", company, by=None, people=people, inputs_hash=head)
        company.delete()
        transaction.on_commit(partial(hosts.forget))


def _retire(company: Company) -> None:
    until = timezone.localdate() + RETIRED
    for domain in Domain.objects.filter(tenant=company):
        RetiredAddress.objects.update_or_create(
            host=domain.domain,
            defaults={
                "schema_name": company.schema_name,
                "key_digest": company.key_digest,
                "until": until,
            },
        )
