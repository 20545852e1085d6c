"""What the timetable does with messages."""

from celery import shared_task

from communication.actions import delivery, event
from companies.tasks import CompanyTask


@shared_task(base=CompanyTask, name="communication.send_due")
def send_due(company: str) -> None:
    """Write the next letters of the messages that are due."""
    delivery.send_due()


@shared_task(base=CompanyTask, name="communication.release_seats", ignore_result=True)
def release_seats(company: str) -> None:
    """Give the seats of people who have left to those who wait."""
    event.release()


@shared_task(base=CompanyTask, name="communication.remind_events", ignore_result=True)
def remind_events(company: str) -> None:
    """Remind people of the event of tomorrow."""
    event.remind()
