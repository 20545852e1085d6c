"""What the worker and the timetable do with certificates."""

from celery import shared_task

from companies.tasks import CompanyTask
from renewal.actions import recognition
from renewal.models import Certificate


@shared_task(base=CompanyTask, name="renewal.print_certificate")
def print_certificate(company: str, certificate_id: int) -> None:
    """Print one certificate."""
    recognition.produce(Certificate.objects.get(pk=certificate_id))


@shared_task(base=CompanyTask, name="renewal.sweep_certificates")
def sweep_certificates(company: str) -> None:
    """Ask again for the certificates that nobody printed."""
    for certificate_id in recognition.waiting():
        print_certificate.delay(company, certificate_id)
