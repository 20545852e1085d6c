"""Holes H5 to H7 between companies: open with stock settings, shut with ours."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.utils import DataError
from django.test import Client
from django_tenants.postgresql_backend import base as stock
from pytest_django import Settings

from companies import hosts, schemas, walls
from companies.errors import Refusal
from companies.models import Company
from companies.postgresql.base import DatabaseWrapper
from people.actions import company as companies
from people.models import Skill

HERE, THERE = "aubepine.localhost", "kestrel.localhost"


@pytest.fixture(params=["ours", "stock"])
def is_stock(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "stock")


def posted(origin: str) -> int:
    """The status of a form with a valid token that a page at ``origin`` sends to Aubépine."""
    client = Client(HTTP_HOST=HERE, enforce_csrf_checks=True)
    token = client.get("/account/login/").context["csrf_token"]
    facts = {"theme": "dark", "csrfmiddlewaretoken": str(token)}
    return client.post("/preferences", facts, headers={"origin": origin}).status_code


def test_h5_form_of_a_siblings_page_is_taken(
    company: Company, settings: Settings, is_stock: bool
) -> None:
    if is_stock:
        settings.CSRF_TRUSTED_ORIGINS = ["http://*.localhost"]
    assert posted(f"http://{THERE}") == (302 if is_stock else 403)
    assert posted(f"http://{HERE}") == 302


@pytest.mark.parametrize(
    "origin",
    ["null", "https://aubepine.localhost", "http://localhost", f"http://{HERE}.evil.example", ""],
)
def test_form_of_any_other_page_is_refused(company: Company, origin: str) -> None:
    assert posted(origin) == 403


def by_the_model(name: str) -> None:
    with walls.catalogue():
        Company(schema_name=name, name="Anybody").full_clean()


def by_the_action(name: str) -> None:
    companies.found(
        name="Anybody",
        subdomain=name.replace("_", "-"),
        language="en",
        hr_email="hr@anybody.example",
        hr_given_name="Ann",
        hr_family_name="Body",
    )


def by_the_schema(name: str) -> None:
    schemas.furnish(name)


def by_the_row(name: str) -> None:
    with walls.catalogue(), transaction.atomic():
        Company.objects.create(schema_name=name, name="Anybody")


DOORS = (by_the_model, by_the_action, by_the_schema, by_the_row)
NAMES = (
    *("public", "information_schema", "pg_catalog", "pg_toast", "spare_one"),
    *("", "ab", "a" * 42, "1st", "_first", "a.b", 'a"b', "a;drop", "a b", "a\n", "Kestrel", "k\0"),
    *("école", "аbc", "%s%s%s"),
)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_no_door_takes_a_name_that_is_not_a_companys(
    company: Company, door: Callable[[str], None], name: str
) -> None:
    refusals = (ValidationError, Refusal, IntegrityError, DataError, ValueError)
    with pytest.raises(refusals), transaction.atomic():
        door(name)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["abc", "a" * 41, "a_1"])
def test_every_door_takes_a_plain_name(
    company: Company, door: Callable[[str], None], name: str
) -> None:
    door(name)
    with walls.catalogue():
        made = Company.objects.filter(schema_name=name).exists() or schemas.schema_exists(name)
    assert made is (door is not by_the_model)


def test_h6_two_names_share_one_schema(company: Company, is_stock: bool) -> None:
    first, second = f"{'é' * 32}a", f"{'é' * 32}b"
    with walls.catalogue(), connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{first}"')
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [f'"{second}"'])
        assert cursor.fetchone() == (True,)
    checks = Company._meta.get_field("schema_name").validators
    names = (first, second, "public", "information_schema")
    assert accepted([stock._check_schema_name] if is_stock else checks, names) is is_stock


def accepted(checks: list[Callable[[str], None]], names: tuple[str, ...]) -> bool:
    """Whether the checks let any of the names pass."""
    passed = []
    for name in names:
        try:
            for check in checks:
                check(name)
        except ValidationError:
            continue
        passed.append(name)
    return bool(passed)


def lose_the_skills() -> None:
    """Half a migration: the company has no table of skills, the catalogue has one of its own."""
    with walls.catalogue(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE public.people_skill (LIKE aubepine.people_skill)")
        cursor.execute("INSERT INTO public.people_skill VALUES (1, 'canary')")
        cursor.execute("DROP TABLE aubepine.people_skill CASCADE")


def test_h7_missing_table_is_read_in_the_catalogue(
    company: Company, monkeypatch: pytest.MonkeyPatch, is_stock: bool
) -> None:
    lose_the_skills()
    if is_stock:
        monkeypatch.setattr(DatabaseWrapper, "set_tenant", stock.DatabaseWrapper.set_tenant)
    with walls.inside("aubepine"):
        if is_stock:
            assert Skill.objects.get().name == "canary"
        else:
            with pytest.raises(ProgrammingError), transaction.atomic():
                Skill.objects.count()
    with walls.inside("kestrel"):
        assert Skill.objects.count() == 0


def statuses() -> tuple[int, int]:
    """What the log-in pages of both companies answer to a process that has to look again."""
    hosts.forget()
    first, second = (Client(HTTP_HOST=host).get("/account/login/") for host in (HERE, THERE))
    return first.status_code, second.status_code


def said(statement: str) -> None:
    """Execute a statement in Aubépine's schema, wherever the last request has left us."""
    with walls.inside("aubepine"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_h7_company_whose_tables_are_behind_waits(company: Company) -> None:
    assert statuses() == (200, 200)
    said("UPDATE django_migrations SET name = name || '_later' WHERE app = 'people'")
    assert statuses() == (503, 200)
    said("UPDATE django_migrations SET name = replace(name, '_later', '')")
    said("INSERT INTO django_migrations VALUES (9999, 'people', '0999', now())")
    # Tables of the code that comes next: whoever runs the code of before goes on.
    assert statuses() == (200, 200)


def test_company_that_waits_is_told_so_in_its_language(company: Company) -> None:
    said("DROP SCHEMA aubepine CASCADE")
    hosts.forget()
    answer = Client(HTTP_HOST=HERE).get("/me", headers={"accept-language": "fr"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "en maintenance" in answer.content.decode()


def test_warm_request_does_not_count_migrations(company: Company) -> None:
    client = Client(HTTP_HOST=HERE)
    client.get("/healthz")
    with connection.execute_wrapper(refuse):
        assert client.get("/healthz").status_code == 200


def refuse(*statement: object) -> None:
    """Execute wrapper: nothing is asked."""
    raise AssertionError(statement[1])
