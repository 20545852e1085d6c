"""Reminds people whose invitation waits for an answer; closes the enrolments of leavers."""

from celery import shared_task

from companies.tasks import CompanyTask
from programmes.actions import departure, enrolment


@shared_task(base=CompanyTask, name="programmes.remind_unanswered")
def remind_unanswered(company: str) -> None:
    """Hourly for every company; each reminder leaves once."""
    enrolment.remind()


@shared_task(base=CompanyTask, name="programmes.release_leavers")
def release_leavers(company: str) -> None:
    """Close the enrolments of people who have left, once their pairs are ended."""
    departure.release_leavers()
