"""Reminds people whose invitation waits for an answer."""

from celery import shared_task

from companies.tasks import CompanyTask
from programmes.actions import enrolment


@shared_task(base=CompanyTask, name="programmes.remind_unanswered")
def remind_unanswered(company: str) -> None:
    """Hourly for every company; each reminder leaves once."""
    enrolment.remind()
