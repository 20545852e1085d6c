"""What the worker and the timetable do with the matching."""

import logging

from celery import shared_task
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from companies.tasks import CompanyTask
from matching.actions import choice, run
from matching.models import MatchingRun

logger = logging.getLogger(__name__)


@shared_task(base=CompanyTask, name="matching.perform_run")
def perform_run(company: str, run_id: int) -> None:
    """Compute one run."""
    row = MatchingRun.objects.select_related("programme", "requested_by").filter(pk=run_id).first()
    if row is not None:
        run.perform(row)
        waiting = run.next_in_line(row)
        if waiting is not None:
            perform_run.delay(company, waiting.pk)


@shared_task(base=CompanyTask, name="matching.sweep_runs")
def sweep_runs(company: str) -> None:
    """Send the runs that nobody works on to the worker again."""
    for pk in MatchingRun.objects.stale().order_by("pk").values_list("pk", flat=True):
        perform_run.delay(company, pk)


@shared_task(base=CompanyTask, name="matching.remind_unranked")
def remind_unranked(company: str) -> None:
    """Remind mentees who have not ranked, on the days set for it."""
    choice.remind_due()


@shared_task(base=CompanyTask, name="matching.settle_due")
def settle_due(company: str) -> None:
    """Settle the rankings whose last day is over."""
    for row in choice.settle_due():
        perform_run.delay(company, row.pk)


def perform_soon(row: MatchingRun) -> None:
    """Ask the worker for a run once it is committed; the sweeper finds it if that fails."""
    schema = connection.schema_name  # type: ignore[attr-defined]

    def ask() -> None:
        try:
            perform_run.delay(schema, row.pk)
        except OperationalError:
            logger.warning("broker out of reach, run %s waits for the sweeper", row.pk)

    transaction.on_commit(ask)
