"""What the timetable does with introductions."""

from celery import shared_task

from companies.tasks import CompanyTask
from introductions.actions import answer, departure


@shared_task(base=CompanyTask, name="introductions.release")
def release(company: str) -> None:
    """Hourly for every company: forget what concerned people who have gone."""
    departure.release()


@shared_task(base=CompanyTask, name="introductions.ask_mentors")
def ask_mentors(company: str) -> None:
    """Hourly for every company: ask mentors about the mentees who might come, once each."""
    answer.ask_due()
