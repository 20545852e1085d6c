"""What the worker and the timetable do for the privacy desk."""

from celery import shared_task

from companies.tasks import CompanyTask
from privacy.actions import document, export, retention, rights
from privacy.models import Document, Export


@shared_task(base=CompanyTask, name="privacy.make_export")
def make_export(company: str, export_id: int) -> None:
    """Make one export of everything about a person."""
    export.produce(Export.objects.select_related("person").get(pk=export_id))


@shared_task(base=CompanyTask, name="privacy.produce_document")
def produce_document(company: str, document_id: int) -> None:
    """Make one document."""
    document.produce(Document.objects.get(pk=document_id))


@shared_task(base=CompanyTask, name="privacy.sweep")
def sweep(company: str) -> None:
    """Ask again for the exports and documents that nobody made."""
    for export_id in export.waiting():
        make_export.delay(company, export_id)
    for document_id in document.waiting():
        produce_document.delay(company, document_id)


@shared_task(base=CompanyTask, name="privacy.keep_time")
def keep_time(company: str) -> None:
    """Forget what has been kept long enough, and remind HR of answers that are due."""
    retention.apply()
    rights.remind()
