"""What the worker does with the questions of the lab."""

from celery import shared_task
from django.db import connection

from companies.tasks import CompanyTask
from lab.actions import enquiry, prescription
from lab.models import Enquiry, Prescription


@shared_task(base=CompanyTask, name="lab.answer")
def answer(company: str, enquiry_id: int) -> None:
    """Answer one question about a pair."""
    row = Enquiry.objects.select_related("programme", "mentee__person", "mentor__person")
    found = row.filter(pk=enquiry_id).first()
    if found is not None:
        enquiry.perform(found)


@shared_task(base=CompanyTask, name="lab.prescribe")
def prescribe(company: str, prescription_id: int) -> None:
    """Search what would match everybody."""
    rows = Prescription.objects.select_related("programme", "run", "scenario")
    found = rows.filter(pk=prescription_id).first()
    if found is not None:
        prescription.perform(found)


def prescribe_soon(row: Prescription) -> None:
    """Ask the worker for a prescription once the question is committed."""
    prescribe.delay_on_commit(connection.schema_name, row.pk)  # type: ignore[attr-defined]


def answer_soon(row: Enquiry) -> None:
    """Ask the worker for an answer once the question is committed."""
    answer.delay_on_commit(connection.schema_name, row.pk)  # type: ignore[attr-defined]


@shared_task(base=CompanyTask, name="lab.sweep")
def sweep(company: str) -> None:
    """Send the questions and prescriptions that nobody works on to the worker again."""
    for pk in Enquiry.objects.stale().order_by("pk").values_list("pk", flat=True):
        answer.delay(company, pk)
    for pk in Prescription.objects.stale().order_by("pk").values_list("pk", flat=True):
        prescribe.delay(company, pk)
