"""What the timetable and the worker do with pulses and reports."""

from celery import shared_task
from django.utils import timezone

from companies.tasks import CompanyTask
from evaluations.actions import pulse, report
from evaluations.models import ImpactReport


@shared_task(base=CompanyTask, name="evaluations.send_due_pulses")
def send_due_pulses(company: str) -> None:
    """Ask and remind the people whose moment has come."""
    today = timezone.localdate()
    pulse.send_due(today=today)
    pulse.remind(today=today)


@shared_task(base=CompanyTask, name="evaluations.count_answers")
def count_answers(company: str) -> None:
    """Bring the answers that have waited for enough others into the figures."""
    pulse.count_waiting()


@shared_task(base=CompanyTask, name="evaluations.produce_report")
def produce_report(company: str, report_id: int) -> None:
    """Make one report."""
    report.produce(ImpactReport.objects.select_related("programme").get(pk=report_id))


@shared_task(base=CompanyTask, name="evaluations.sweep_reports")
def sweep_reports(company: str) -> None:
    """Ask again for the reports that nobody made."""
    for report_id in report.waiting():
        produce_report.delay(company, report_id)
