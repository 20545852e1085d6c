"""A warm request asks the catalogue nothing; a change is seen at once here, soon elsewhere."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from companies import hosts, walls
from companies.errors import Refusal
from companies.models import Company, Domain
from people.models import Person
from tests import factories

type AsPerson = Callable[[Person | None], Client]
HOST = "aubepine.localhost"


def statements(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in seen.captured_queries]


def test_warm_request_adds_no_statement_of_its_own(as_person: AsPerson, alice: Person) -> None:
    client = as_person(alice)
    client.get("/people/")
    seen = statements(client, "/people/")
    assert seen
    assert [sql for sql in seen if "search_path" in sql or "companies_" in sql] == []


def test_warm_page_without_data_asks_the_database_nothing(as_person: AsPerson) -> None:
    client = as_person(None)
    client.get("/healthz")
    assert statements(client, "/healthz") == []


def test_search_path_is_said_once_per_company(company: Company, neighbour: str) -> None:
    Person.objects.count()
    with CaptureQueriesContext(connection) as seen:
        for _ in range(3):
            connection.set_tenant(company)  # type: ignore[attr-defined]
            Person.objects.count()
        with walls.inside(Company(schema_name=neighbour)):
            Person.objects.count()
            Person.objects.count()
    said = [query["sql"] for query in seen.captured_queries if "search_path" in query["sql"]]
    assert said == ['SET search_path = "kestrel"']


def test_rolled_back_choice_is_said_again(company: Company, neighbour: str) -> None:
    factories.PersonFactory(email="canary@aubepine.example")
    with pytest.raises(Refusal), transaction.atomic(), walls.inside(neighbour):
        Person.objects.count()
        raise Refusal("no")
    assert Person.objects.filter(email="canary@aubepine.example").exists()


def test_suspension_by_another_process_is_seen_within_ten_seconds(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("companies.hosts.time.monotonic", lambda: now)
    hosts.company_at(HOST)
    with walls.catalogue():
        Company.objects.update(status=Company.Status.SUSPENDED)
    now = 1009.9
    assert hosts.company_at(HOST).status == Company.Status.ACTIVE  # type: ignore[union-attr]
    now = 1010.1
    assert hosts.company_at(HOST).status == Company.Status.SUSPENDED  # type: ignore[union-attr]


def test_new_address_is_known_after_two_seconds(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("companies.hosts.time.monotonic", lambda: now)
    assert hosts.company_at("new.localhost") is None
    with walls.catalogue():
        Domain.objects.create(tenant=company, domain="new.localhost", is_primary=False)
    assert hosts.company_at("new.localhost") is None
    now = 1002.1
    assert hosts.company_at("new.localhost") == company


def test_row_given_to_one_request_is_not_the_row_of_the_next(company: Company) -> None:
    first = hosts.company_at(HOST)
    assert first is not None
    first.name = "Changed"
    second = hosts.company_at(HOST)
    assert second is not None
    assert second.name == "Aubepine"


def test_strangers_cannot_fill_the_memory(company: Company) -> None:
    for number in range(hosts.MANY // 64):
        for letter in range(70):
            hosts._known[f"x{number}-{letter}.localhost"] = (float("inf"), hosts.Answer())
    hosts.company_at("one.more.localhost")
    assert len(hosts._known) <= hosts.MANY
