"""Doors of the timetable into the training."""

from celery import shared_task

from companies.tasks import CompanyTask
from training.actions import calls, workshop


@shared_task(base=CompanyTask, name="training.remind_workshops", ignore_result=True)
def remind_workshops(company: str) -> None:
    """Remind people of the workshop of tomorrow."""
    workshop.remind()


@shared_task(base=CompanyTask, name="training.remind_untrained", ignore_result=True)
def remind_untrained(company: str) -> None:
    """Remind people of the training that comes before their matching or their first session."""
    calls.remind_due()


@shared_task(base=CompanyTask, name="training.release_seats", ignore_result=True)
def release_seats(company: str) -> None:
    """Give the seats of people who have gone to those who wait."""
    workshop.release()
