"""Invites every morning whom life events bring to a programme."""

from celery import shared_task

from companies.tasks import CompanyTask
from occasions.actions import rule


@shared_task(base=CompanyTask, name="occasions.invite_due")
def invite_due(company: str) -> None:
    """Daily for every company; each person is invited once by a rule."""
    rule.invite_due()
