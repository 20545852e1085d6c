"""What the timetable does with introductions."""

from celery import shared_task

from companies.tasks import CompanyTask
from introductions.actions import departure


@shared_task(base=CompanyTask, name="introductions.release")
def release(company: str) -> None:
    """Hourly for every company: forget what concerned people who have gone."""
    departure.release()
