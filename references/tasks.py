"""What the timetable does with references."""

from celery import shared_task

from companies.tasks import CompanyTask
from references.actions import request


@shared_task(base=CompanyTask, name="references.tend")
def tend(company: str) -> None:
    """Hourly for every company: remind colleagues once, and give up on who did not answer."""
    request.tend()
