"""What the worker does with the questions of the lab."""

from celery import shared_task
from django.db import connection

from companies.tasks import CompanyTask
from lab.actions import enquiry
from lab.models import Enquiry


@shared_task(base=CompanyTask, name="lab.answer")
def answer(company: str, enquiry_id: int) -> None:
    """Answer one question about a pair."""
    row = Enquiry.objects.select_related("programme", "mentee__person", "mentor__person")
    found = row.filter(pk=enquiry_id).first()
    if found is not None:
        enquiry.perform(found)


def answer_soon(row: Enquiry) -> None:
    """Ask the worker for an answer once the question is committed."""
    answer.delay_on_commit(connection.schema_name, row.pk)  # type: ignore[attr-defined]


@shared_task(base=CompanyTask, name="lab.sweep")
def sweep(company: str) -> None:
    """Send the questions that nobody works on to the worker again."""
    for pk in Enquiry.objects.stale().order_by("pk").values_list("pk", flat=True):
        answer.delay(company, pk)
