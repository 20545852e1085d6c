"""What the timetable does with introductions."""

from celery import shared_task

from companies.tasks import CompanyTask
from introductions.actions import answer, departure, letters


@shared_task(base=CompanyTask, name="introductions.release")
def release(company: str) -> None:
    """Hourly for every company: end what is overtaken, forget what concerned who has gone."""
    departure.release()


@shared_task(base=CompanyTask, name="introductions.ask_mentors")
def ask_mentors(company: str) -> None:
    """Hourly for every company: ask mentors about the mentees who might come, once each."""
    answer.ask_due()


@shared_task(base=CompanyTask, name="introductions.remind")
def remind(company: str) -> None:
    """Hourly for every company: conversations of tomorrow, and times that wait for a choice."""
    letters.remind_due()
