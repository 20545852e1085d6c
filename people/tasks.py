"""Letters, imports and departures: performed by the worker, and the search for what was lost."""

from celery import shared_task

from companies.tasks import CompanyTask
from people.actions import leaving, mail, people_import
from people.models import PeopleImport


@shared_task(base=CompanyTask, name="people.deliver_mail")
def deliver_mail(company: str, mail_id: int) -> None:
    """Deliver one letter; one that is put off is asked for again by the sweeper, when it is due."""
    mail.deliver(mail_id)


@shared_task(base=CompanyTask, name="people.sweep_mail")
def sweep_mail(company: str) -> None:
    """Ask again for the letters that nobody delivered."""
    for mail_id in mail.sweep():
        deliver_mail.delay(company, mail_id)


@shared_task(base=CompanyTask, name="people.apply_import")
def apply_import(company: str, import_id: int) -> None:
    """Apply one confirmed import."""
    people_import.perform(PeopleImport.objects.get(pk=import_id))


@shared_task(base=CompanyTask, name="people.sweep_imports")
def sweep_imports(company: str) -> None:
    """Ask again for the imports that nobody applied."""
    for import_id in people_import.waiting():
        apply_import.delay(company, import_id)


@shared_task(base=CompanyTask, name="people.end_departures")
def end_departures(company: str) -> None:
    """Let those go whose last day is over."""
    leaving.end_due()
