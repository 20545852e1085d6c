"""How a task enters one company, and how one tick of the clock reaches all of them."""

from typing import Any

from celery import current_app, shared_task
from celery.contrib.django.task import DjangoTask
from celery.utils.log import get_task_logger
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from companies import schemas, walls

logger = get_task_logger(__name__)


class PatientTask(DjangoTask):
    """A task that a row waits for: when the broker is out of reach, a sweeper asks again."""

    abstract = True

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Ask a worker once the transaction is in.

        When the broker is out of reach the page still answers: the row waits, a sweeper asks again.
        """

        def ask() -> None:
            try:
                self.delay(*args, **kwargs)
            except OperationalError:
                logger.warning("%s: broker out of reach, left to the sweeper", self.name)

        transaction.on_commit(ask)


class CompanyTask(PatientTask):
    """A task whose first argument names its company; without a valid one it does nothing at all."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        name = args[0] if args else kwargs.get("company")
        if not isinstance(name, str):
            raise walls.NoSuchCompanyError(f"{self.name}: the first argument must name a company")
        try:
            with walls.inside(name):
                return super().__call__(*args, **kwargs)
        except walls.NoSuchCompanyError:
            logger.warning("%s: company %s is gone or suspended, nothing done", self.name, name)
            return None


@shared_task(name="companies.fan_out", ignore_result=True)
def fan_out(task: str) -> None:
    """Send the named task once for every active company."""
    for name in walls.active_companies():
        current_app.send_task(task, args=[name])


@shared_task(name="companies.prepare", ignore_result=True)
def prepare() -> None:
    """Keep a few schemas ready for the next companies."""
    schemas.prepare(settings.SPARE_COMPANIES)
