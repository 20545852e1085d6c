"""Letters, imports, departures, sign-ups, archives, deletions: performed; what was lost, found."""

from celery import shared_task

from companies.tasks import CatalogueTask, CompanyTask, PatientTask
from people.actions import archives, deletion, leaving, mail, people_import, sign_up
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


@shared_task(
    base=CatalogueTask,
    name="people.deliver_sign_up_code",
    autoretry_for=(OSError,),
    retry_backoff=5,
    retry_jitter=True,
    max_retries=5,
)
def deliver_sign_up_code(sign_up_id: int) -> None:
    """Make and send one code of a sign-up."""
    sign_up.deliver_code(sign_up_id)


@shared_task(base=CatalogueTask, name="people.open_company")
def open_company(sign_up_id: int) -> None:
    """Open the company of one sign-up."""
    sign_up.open_company(sign_up_id)


@shared_task(base=CatalogueTask, name="people.sweep_sign_ups")
def sweep_sign_ups() -> None:
    """Ask again for codes and companies that nobody made; forget sign-ups that are over."""
    codes, openings = sign_up.sweep()
    for sign_up_id in codes:
        deliver_sign_up_code.delay(sign_up_id)
    for sign_up_id in openings:
        open_company.delay(sign_up_id)


@shared_task(base=PatientTask, name="people.make_archive")
def make_archive(archive_id: int) -> None:
    """Make one archive of a company; the row names it, for a suspended one is archived too."""
    archives.perform(archive_id)


@shared_task(name="people.sweep_archives")
def sweep_archives() -> None:
    """Ask again for the archives that nobody made; throw away the old ones."""
    archives.discard_expired()
    for archive_id in archives.waiting():
        make_archive.delay(archive_id)


@shared_task(name="people.erase_companies")
def erase_companies() -> None:
    """Erase the companies whose day has come, each on its own."""
    for company_id in deletion.due():
        deletion.erase(company_id)
