"""A company is opened whole, or not at all."""

from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from companies import walls
from companies.errors import Refusal
from companies.models import Company
from people.actions import company as companies
from people.models import Mail, Person

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

    monkeypatch.setattr(Company, "create_schema", break_down)
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
    with walls.catalogue():
        Company.objects.filter(pk=company.pk).update(status=Company.Status.SUSPENDED)
    assert client.get("/people/").status_code == 503
