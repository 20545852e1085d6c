"""Doors of the timetable into the selection."""

from celery import shared_task

from companies.tasks import CompanyTask
from selection.actions import qualification


@shared_task(base=CompanyTask, name="selection.note_trained", ignore_result=True)
def note_trained(company: str) -> None:
    """Let mentors in who have done the training that was asked of them."""
    qualification.note_trained()
