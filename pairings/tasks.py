"""What the timetable does with pairings."""

from celery import shared_task

from companies.tasks import CompanyTask
from pairings.actions import departure, rhythm


@shared_task(base=CompanyTask, name="pairings.remind_idle")
def remind_idle(company: str) -> None:
    """Remind pairs that have not met and tell directors of long silences."""
    rhythm.remind_idle()


@shared_task(base=CompanyTask, name="pairings.complete_due")
def complete_due(company: str) -> None:
    """Close pairings whose programme has come to its end."""
    rhythm.complete_due()


@shared_task(base=CompanyTask, name="pairings.end_departed")
def end_departed(company: str) -> None:
    """End the pairs of people who have left."""
    departure.end_departed()
