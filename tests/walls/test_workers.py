"""Messages that name no company, and threads that serve two at once: A26, A27."""

import random
import threading
from collections.abc import Callable, Iterator

import pytest
from celery import Task, current_app
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client

from companies import hosts, walls
from companies.models import Company, SpareSchema
from companies.postgresql.base import NoCompanyError
from companies.tasks import CatalogueTask, CompanyTask
from people.models import Mail, Person
from tests import factories

current_app.loader.import_default_modules()
OURS = {
    name: task
    for name, task in current_app.tasks.items()
    if not name.startswith(("celery.", "tests."))
}
OF_COMPANIES = sorted(name for name, task in OURS.items() if isinstance(task, CompanyTask))
OVER_ALL = {
    *("companies.fan_out", "companies.prepare"),
    *("people.make_archive", "people.sweep_archives", "people.erase_companies"),
}
"""Those that are about the catalogue and enter companies by its rows."""

NAMELESS = ((), (None,), (1,), (b"aubepine",), (["aubepine"],), (True,))
NOT_COMPANIES = (
    *("", "public", "pg_catalog", "information_schema", "nobody_here", "AUBEPINE", " aubepine"),
    *("aubepine;kestrel", 'aubepine", "kestrel', "'; SET search_path TO kestrel; --", "aubepine\0"),
    *("spare_0001", "suspended", "erased"),
)


@pytest.fixture
def entered(company: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Where tasks did their work: nothing else of them happens. Nobody is chosen meanwhile."""
    with walls.catalogue():
        SpareSchema.objects.create(schema_name="spare_0001")
        facts = {"schema_name": "suspended", "name": "S", "status": Company.Status.SUSPENDED}
        Company.objects.create(**facts)
    places: list[str] = []
    for name in OF_COMPANIES:
        work = monkeypatch.setattr
        work(OURS[name], "run", lambda *given, **_: places.append(walls.current().schema_name))
    connection.set_no_company()  # type: ignore[attr-defined]
    yield places


def nobody_is_chosen() -> bool:
    """Whether a query that names no company is refused."""
    try:
        connection.cursor().close()
    except NoCompanyError:
        return True
    return False


def test_every_task_says_whom_it_is_about() -> None:
    others = {name for name, task in OURS.items() if not isinstance(task, CatalogueTask)}
    assert others - set(OF_COMPANIES) == OVER_ALL
    assert len(OF_COMPANIES) > 15
    for line in settings.CELERY_BEAT_SCHEDULE.values():
        name = line["args"][0] if line["task"] == "companies.fan_out" else line["task"]
        assert name in OURS
        assert (name in OF_COMPANIES) is (line["task"] == "companies.fan_out")


@pytest.mark.parametrize("name", OF_COMPANIES)
def test_task_enters_the_company_that_is_named_and_no_other(entered: list[str], name: str) -> None:
    task: Task = OURS[name]
    for given in NAMELESS:
        with pytest.raises(walls.NoSuchCompanyError):
            task(*given, *([7] if given else []))
    for schema in NOT_COMPANIES:
        # PostgreSQL takes no such character; whatever is raised, nothing was done.
        try:
            assert task(schema, 7) is None
        except (ValueError, DatabaseError):
            assert "\0" in schema
        assert nobody_is_chosen()
    assert entered == []
    task("kestrel", 7)
    task(company="aubepine")
    assert entered == ["kestrel", "aubepine"]
    assert nobody_is_chosen()


def test_company_is_left_when_a_task_fails(
    entered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object) -> None:
        raise ZeroDivisionError

    task = OURS["people.sweep_mail"]
    monkeypatch.setattr(task, "run", fail)
    with pytest.raises(ZeroDivisionError):
        task("kestrel")
    assert nobody_is_chosen()


def test_company_that_was_erased_since_is_not_entered(entered: list[str]) -> None:
    task = OURS["people.deliver_mail"]
    task("kestrel", 1)
    with walls.catalogue():
        Company.objects.filter(schema_name="kestrel").update(status=Company.Status.SUSPENDED)
    task("kestrel", 1)
    with walls.catalogue():
        Company.objects.filter(schema_name="kestrel").update(schema_name="erased_since")
    task("kestrel", 1)
    assert entered == ["kestrel"]


def test_letter_of_the_same_number_is_not_touched(company: Company, neighbour: str) -> None:
    letters = {}
    for schema in ("aubepine", neighbour):
        with walls.inside(schema):
            person = factories.PersonFactory(email=f"somebody@{schema}.example")
            letters[schema] = Mail.objects.create(
                pk=987_654, person=person, kind="account_notice", context={"notice": "x"}, key="k"
            )
    OURS["people.deliver_mail"](neighbour, 987_654)
    tries = {}
    for schema in letters:
        with walls.inside(schema):
            tries[schema] = Mail.objects.get(pk=987_654).attempts
    assert tries["aubepine"] == 0 and tries[neighbour] > 0


# ── Threads: A27 ────────────────────────────────────────────────────────────────────────────────
THREADS, TURNS = 8, 40
COMPANIES = ("aubepine", "kestrel")


@pytest.fixture
def residents(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[dict[str, int]]:
    """Somebody with the same number in two companies, committed; removed afterwards."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        for schema in COMPANIES:
            with walls.inside(schema):
                factories.PersonFactory(pk=987_654, email=f"only@{schema}.example")
        yield dict.fromkeys(COMPANIES, 987_654)
        for schema in COMPANIES:
            with walls.inside(schema):
                Person.objects.filter(pk=987_654).delete()
        connection.set_no_company()  # type: ignore[attr-defined]


def at_once(act: Callable[[int], str]) -> list[str]:
    """What so many threads complain about, each with a connection of its own."""
    complaints: list[str] = []

    def work(number: int) -> None:
        try:
            complaints.append(act(number))
        except Exception as error:
            complaints.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(complaints) == THREADS
    return [one for one in complaints if one]


def read_in_turns(number: int) -> str:
    """Read the same number in one company and the other, with transactions that fail between."""
    chance = random.Random(number)
    for _turn in range(TURNS):
        schema = chance.choice(COMPANIES)
        with walls.inside(schema):
            if chance.random() < 0.3:
                try:
                    with transaction.atomic():
                        Person.objects.get(pk=987_654)
                        raise ZeroDivisionError
                except ZeroDivisionError:
                    pass
            email = Person.objects.get(pk=987_654).email
            if email != f"only@{schema}.example":
                return f"{email} in {schema}"
        if not nobody_is_chosen():
            return "somebody stays chosen"
    return ""


def test_threads_of_two_companies_never_read_each_others_rows(residents: dict[str, int]) -> None:
    assert at_once(read_in_turns) == []


def knock_in_turns(number: int) -> str:
    """Ask for the log-in page of one company and the other."""
    browser = Client(REMOTE_ADDR=f"10.77.0.{number}")
    for turn in range(TURNS // 4):
        own, other = COMPANIES[:: 1 if (number + turn) % 2 else -1]
        page = browser.get("/account/login/", headers={"host": f"{own}.localhost"})
        text = page.content.decode()
        if page.status_code != 200 or own.capitalize() not in text or other.capitalize() in text:
            return f"{page.status_code} for {own}"
    return ""


def test_threads_that_serve_two_companies_never_mix_them_up(residents: dict[str, int]) -> None:
    hosts.forget()
    assert at_once(knock_in_turns) == []


def test_thread_that_mixes_them_up_would_be_noticed(residents: dict[str, int]) -> None:
    def mixed_up(number: int) -> str:
        with walls.inside("kestrel"):
            return "" if Person.objects.get(pk=987_654).email == "only@aubepine.example" else "no"

    assert at_once(mixed_up) == ["no"] * THREADS
