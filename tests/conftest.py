"""Two companies, made once, one migrated and one replayed; Alice, Bob and Charlie."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings

from companies import hosts, schemas, walls
from companies.models import Company, Domain
from people.models import Person
from tests import factories, proof

# How long a property takes says how busy the machine is, not whether it holds.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

HOSTS = {"aubepine": "aubepine.localhost", "kestrel": "kestrel.localhost"}


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: pytest.FixtureRequest,
) -> Iterator[None]:
    """Create the test database with the catalogue and two companies, once per process.

    The first has the schema that was migrated for the recording, the second a replay of it.
    """
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        schemas.record()
        for name, language in (("aubepine", "fr"), ("kestrel", "en")):
            company = Company.objects.create(
                schema_name=name, name=name.capitalize(), language=language
            )
            Domain.objects.create(tenant=company, domain=HOSTS[name], is_primary=True)
            schemas.furnish(name)
        connection.set_no_company()
    yield
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        connection.creation.destroy_test_db(_name(), verbosity=0)


def _name() -> str:
    return "mentorat"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """One database per process of pytest-xdist."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    connection.settings_dict["TEST"]["NAME"] = f"test_mentorat_{worker}"


@pytest.fixture(autouse=True)
def no_host_is_remembered() -> Iterator[None]:
    """A test's changes are rolled back behind the back of what remembers hosts."""
    hosts.forget()
    yield
    hosts.forget()


@pytest.fixture(autouse=True)
def no_attempt_is_counted(request: pytest.FixtureRequest) -> None:
    """Thirty tests that log in within a minute are not one person who guesses."""
    if "browser" not in request.keywords:
        cache.clear()


@pytest.fixture
def company(db: None) -> Iterator[Company]:
    """Work inside Aubépine for the length of the test, in a transaction that is rolled back."""
    with walls.inside("aubepine") as aubepine:
        yield aubepine


@pytest.fixture
def neighbour(db: None) -> Iterator[str]:
    """The schema name of the other company: use ``walls.inside(neighbour)``."""
    yield "kestrel"


@pytest.fixture
def alice(company: Company) -> Person:
    """HR admin."""
    return factories.PersonFactory(
        given_name="Alice", family_name="Renard", email="alice@aubepine.example", role="hr"
    )


@pytest.fixture
def bob(company: Company) -> Person:
    """An employee who takes part."""
    return factories.PersonFactory(
        given_name="Bob", family_name="Leclerc", email="bob@aubepine.example"
    )


@pytest.fixture
def charlie(company: Company) -> Person:
    """An employee who must not see."""
    return factories.PersonFactory(
        given_name="Charlie", family_name="Ozanne", email="charlie@aubepine.example"
    )


@pytest.fixture
def as_person(company: Company) -> Callable[[Person | None], Client]:
    """A browser of one person (or of nobody) on Aubépine's site, in a process that knows it."""
    hosts.company_at(HOSTS["aubepine"])

    def client_of(person: Person | None) -> Client:
        client = Client(HTTP_HOST=HOSTS["aubepine"])
        if person is not None:
            proof.log_in(client, person)
        return client

    return client_of
