"""A company is opened whole, or not at all."""

import threading
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from companies import hosts, walls
from companies import schemas as makers
from companies.errors import Refusal
from companies.models import Company
from people.actions import company as companies
from people.actions import mail
from people.models import AuditEntry, Mail, Person
from people.tasks import deliver_mail

WHO = ("--hr-email=h@n.example", "--hr-given-name=Hélène", "--hr-family-name=Roy")


@pytest.fixture
def catalogue(db: None) -> Iterator[None]:
    """Look at the catalogue, as a command does."""
    with walls.catalogue():
        yield


def schemas() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT schema_name FROM information_schema.schemata")
        return {name for (name,) in cursor.fetchall()}


def test_command_opens_a_whole_company(catalogue: None) -> None:
    out = StringIO()
    call_command("found_company", "Nouvelle SA", "nouvelle", *WHO, stdout=out)
    assert "http://nouvelle.localhost" in out.getvalue()
    with walls.inside("nouvelle") as company:
        person = Person.objects.get()
        letter = Mail.objects.get()
        assert (company.language, person.role, letter.kind) == ("fr", "hr", "invitation")
        link = letter.context["link"]
    assert link.startswith("http://nouvelle.localhost/invitation/")
    page = Client(HTTP_HOST="nouvelle.localhost").get(link.partition(".localhost")[2])
    assert "Hélène" in page.content.decode()


@pytest.mark.parametrize("subdomain", ["public", "Été", "a", "x;drop", "pg_catalog", "aubepine"])
def test_address_that_cannot_be_is_refused(catalogue: None, subdomain: str) -> None:
    before = Company.objects.count()
    with pytest.raises(CommandError):
        call_command("found_company", "X", subdomain, *WHO)
    assert Company.objects.count() == before


def test_time_zone_that_does_not_exist_is_refused(catalogue: None) -> None:
    with pytest.raises(CommandError):
        call_command("found_company", "X", "nouvelle", "--time-zone=Mars/Olympus", *WHO)
    assert not Company.objects.filter(schema_name="nouvelle").exists()


def test_wrong_address_of_the_first_admin_is_refused(catalogue: None) -> None:
    who = ("--hr-email=nobody", *WHO[1:])
    with pytest.raises(CommandError):
        call_command("found_company", "X", "wrongmail", *who)
    assert not Company.objects.filter(schema_name="wrongmail").exists()


def test_company_whose_tables_cannot_be_made_leaves_nothing(
    catalogue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(makers, "furnish", break_down)
    with pytest.raises(RuntimeError):
        companies.found(
            name="X",
            subdomain="broken",
            language="fr",
            hr_email="h@n.example",
            hr_given_name="H",
            hr_family_name="R",
        )
    assert not Company.objects.filter(schema_name="broken").exists()
    assert "broken" not in schemas()


def test_refusal_names_the_field(catalogue: None) -> None:
    with pytest.raises(Refusal) as refused:
        companies.found(
            name="X",
            subdomain="aubepine",
            language="fr",
            hr_email="h@n.example",
            hr_given_name="H",
            hr_family_name="R",
        )
    assert refused.value.field == "subdomain"


type AsPerson = Callable[[Person | None], Client]


def public() -> Client:
    return Client(HTTP_HOST="localhost", headers={"accept-language": "en"})


def test_public_page_leads_to_a_company(company: Company) -> None:
    page = public().post("/", {"company": "Aubepine"}).content.decode()
    assert 'href="http://aubepine.localhost/account/login/"' in page


def test_public_page_says_when_no_company_answers(company: Company) -> None:
    answer = public().post("/", {"company": "<nobody>"})
    assert answer.status_code == 422
    assert "&lt;nobody&gt;" in answer.content.decode()


def test_public_page_lists_companies_in_a_demo_only(
    company: Company, settings: pytest.FixtureRequest
) -> None:
    assert "http://kestrel.localhost/" in public().get("/").content.decode()
    settings.DEMO = False
    assert "http://kestrel.localhost/" not in public().get("/").content.decode()


def test_unknown_address_says_so(company: Company) -> None:
    answer = Client(HTTP_HOST="nobody.localhost").get("/people/")
    assert answer.status_code == 404
    assert "http://localhost/" in answer.content.decode()


def test_suspended_company_says_so_and_is_entered_by_nobody(
    as_person: AsPerson, alice: Person, company: Company
) -> None:
    client = as_person(alice)
    assert client.get("/people/").status_code == 200
    call_command("suspend_company", "aubepine", reason="unpaid")
    assert client.get("/people/").status_code == 503
    call_command("resume_company", "aubepine", reason="paid")
    assert client.get("/people/").status_code == 200


def test_suspension_and_return_are_in_the_journal_with_their_reasons(company: Company) -> None:
    companies.suspend(company, reason="unpaid since March")
    companies.resume(company, reason="paid")
    entries = AuditEntry.objects.order_by("pk").values_list("verb", "facts")
    assert list(entries) == [
        ("company.suspended", {"reason": "unpaid since March"}),
        ("company.resumed", {"reason": "paid"}),
    ]


def test_company_is_suspended_once(company: Company) -> None:
    call_command("suspend_company", "aubepine", reason="unpaid")
    with pytest.raises(CommandError):
        call_command("suspend_company", "aubepine", reason="unpaid")
    with pytest.raises(CommandError):
        call_command("resume_company", "kestrel", reason="paid")
    with pytest.raises(CommandError):
        call_command("suspend_company", "nobody", reason="unpaid")


def test_tasks_of_a_suspended_company_stop_and_go_on_afterwards(
    company: Company, alice: Person, mailoutbox: list[object]
) -> None:
    letter = mail.post("account_notice", to=alice, key="one", notice="password_changed")
    assert letter is not None
    companies.suspend(company, reason="unpaid")
    deliver_mail("aubepine", letter.pk)
    letter.refresh_from_db()
    assert (len(mailoutbox), letter.status) == (0, Mail.Status.QUEUED)
    assert walls.active_companies() == ["kestrel"]
    companies.resume(company, reason="paid")
    assert walls.active_companies() == ["aubepine", "kestrel"]
    deliver_mail("aubepine", letter.pk)
    assert len(mailoutbox) == 1


def open_twins() -> list[object]:
    """Two people ask for the same address at the same moment, each on a connection of its own."""
    start, answers = threading.Barrier(2), []

    def ask(name: str) -> None:
        try:
            with walls.catalogue():
                start.wait(timeout=10)
                answers.append(found_twin(name))
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[name]) for name in ("One", "Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def found_twin(name: str) -> Company:
    return companies.found(
        name=name,
        subdomain="twin",
        language="fr",
        hr_email="h@n.example",
        hr_given_name="H",
        hr_family_name="R",
    )


def test_one_of_two_who_ask_for_the_same_address_at_once_gets_it(catalogue: None) -> None:
    answers = sorted(open_twins(), key=lambda answer: isinstance(answer, Refusal))
    left: list[tuple[str, int]] = []
    # The threads have committed: this test's own transaction must not hold what they made.
    cleaner = threading.Thread(target=close_the_twin, args=[left])
    cleaner.start()
    cleaner.join()
    opened, refused = answers
    assert isinstance(opened, Company)
    assert isinstance(refused, Refusal)
    assert refused.field == "subdomain"
    assert left == [(opened.name, 1)]


def close_the_twin(left: list[tuple[str, int]]) -> None:
    with walls.catalogue():
        for company in Company.objects.filter(schema_name="twin"):
            with walls.inside(company):
                left.append((company.name, Person.objects.count()))
            company.delete(force_drop=True)
    connection.close()
    hosts.forget()
