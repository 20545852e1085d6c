"""What the timetable does with requests."""

from celery import shared_task

from asking.actions import tending
from companies.tasks import CompanyTask


@shared_task(base=CompanyTask, name="asking.tend")
def tend(company: str) -> None:
    """Let requests go on whose last day is over, or whose mentor or mentee is gone."""
    tending.tend_all()


@shared_task(base=CompanyTask, name="asking.remind")
def remind(company: str) -> None:
    """Remind mentors whose last day to answer is near."""
    tending.remind()
