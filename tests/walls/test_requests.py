"""Attacks by a request: hosts, forms, methods, ways back, parameters, rights that have gone."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from companies import walls
from companies.models import Company
from people.models import AuditEntry, Mail, Person
from programmes.models import Responsibility
from tests import factories
from tests.house import town as towns
from tests.house.test_bad_input import Form, actor_of
from tests.house.test_every_route import ROUTES, expected
from tests.house.town import Town

HERE, PASSWORD = "aubepine.localhost", "une phrase assez longue"


@pytest.fixture
def town(company: Company) -> Iterator[Town]:
    """One of everything."""
    yield towns.build("aubepine")


@pytest.fixture
def member(company: Company) -> Person:
    """Has an account and a password."""
    person = factories.PersonFactory()
    person.set_password(PASSWORD)
    person.save()
    return person


# ── Whose host: A1, A2 ──────────────────────────────────────────────────────────────────────────
HOSTS = {
    HERE: 302,
    "AUBEPINE.Localhost": 302,
    f"{HERE}:1337": 302,
    f"{HERE}.": 302,
    f"www.{HERE}": 404,
    f"{HERE}@evil.example": 404,
    f"evil.example:{HERE}": 404,
    f"{HERE}, evil.example": 404,
    f"{HERE} evil.example": 404,
    f"{HERE}\tevil": 404,
    f"{HERE}/../evil.example": 404,
    "aubépine.localhost": 404,
    "xn--aubpine-eya.localhost": 404,
    "evil.example": 404,
    "[::1]": 404,
    "": 404,
}
FORWARDED = {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_FORWARDED": "host=evil.example"}


@pytest.mark.parametrize("host", HOSTS, ids=repr)
@pytest.mark.parametrize("flow", ["account_reset_password", "account_request_login_code"])
def test_letters_that_strangers_cause_never_name_another_host(
    member: Person, flow: str, host: str
) -> None:
    client = Client(HTTP_HOST=host, REMOTE_ADDR=towns._address(), **FORWARDED)
    answer = client.post(reverse(flow, urlconf="mentorat.urls"), {"email": member.email})
    assert answer.status_code == HOSTS[host]
    assert "evil" not in answer.headers.get("Location", "")
    with walls.inside("aubepine"):
        written = [str(one.context) for one in Mail.objects.filter(person=member)]
    # The host with a dot is led to the company's first: a letter comes from there only.
    assert len(written) == (HOSTS[host] == 302 and not host.endswith("."))
    assert [text for text in written if "evil" in text or "1337" in text] == []


@pytest.mark.parametrize("host", [f"{HERE}:1337", HERE])
def test_letters_that_hr_causes_name_the_companys_host(town: Town, host: str) -> None:
    charlie = town.people["charlie"]
    assert charlie is not None
    Person.objects.filter(pk=charlie.pk).update(joined_at=None)
    headers = {"host": host, "x-forwarded-host": "evil.example"}
    town.browser("hr").post(town.address("people:invite"), headers=headers)
    letter = Mail.objects.get(person=charlie, kind="invitation")
    assert letter.context["link"].startswith(f"http://{HERE}/")


# ── Whose form, which method: A10 ───────────────────────────────────────────────────────────────
def test_no_form_is_taken_without_its_token(town: Town) -> None:
    taken, refused = [], 0
    for name in ROUTES:
        actor = actor_of(name)
        if expected(name, "POST", actor) in (404, 405):
            continue
        browser = town.browser(actor)
        browser.handler.enforce_csrf_checks = True
        for headers in ({"origin": "http://kestrel.localhost"}, {}):
            with transaction.atomic():
                status = browser.post(town.address(name), headers=headers).status_code
                transaction.set_rollback(True)
            refused += status == 403
            if status != 403:
                taken.append((name, status))
    assert taken == []
    assert refused > 80


def test_form_with_its_token_is_taken(town: Town) -> None:
    browser = town.browser("hr")
    browser.handler.enforce_csrf_checks = True
    token = str(browser.get(town.address("people:role")).context["csrf_token"])
    facts = {"role": "hr", "csrfmiddlewaretoken": token}
    assert browser.post(town.address("people:role"), facts).status_code == 302


def test_looking_at_a_page_changes_nothing(town: Town) -> None:
    before = AuditEntry.objects.count()
    letters = Mail.objects.count()
    browsers = {actor: town.browser(actor) for actor in ("nobody", "mentor", "mentee", "hr")}
    for name in sorted(set(ROUTES) - {"account_logout"}):
        for method in ("get", "options"):
            getattr(browsers[actor_of(name)], method)(town.address(name))
    done = AuditEntry.objects.order_by("number").values_list("verb", flat=True)[before:]
    # Files that leave the company are told in the journal.
    assert set(done) <= {"report.downloaded", "journal.exported"}
    assert Mail.objects.count() == letters


# ── Where to afterwards: A11 ────────────────────────────────────────────────────────────────────
AWAY = (
    *("https://evil.example", "//evil.example", "///evil.example", "////evil.example"),
    *("http:evil.example", "https:/evil.example", "https:///evil.example", "\\\\evil.example"),
    *("/\\evil.example", "\\/evil.example", "/\t/evil.example", "\t//evil.example"),
    *("http://aubepine.localhost@evil.example", "http://aubepine.localhost.evil.example"),
    *("http://kestrel.localhost/", "//kestrel.localhost", "javascript:alert(1)"),
    *("data:text/html,hello", "HtTpS://evil.example", "http://[::1]/", "%0d%0aLocation: //evil"),
    "/ok\r\nSet-Cookie: a=b",
)


def log_in(person: Person, following: str) -> str:
    client = Client(HTTP_HOST=HERE, REMOTE_ADDR=towns._address())
    facts = {"login": person.email, "password": PASSWORD, "next": following}
    return str(client.post(reverse("account_login"), facts)["Location"])


def log_out(person: Person, following: str) -> str:
    client = Client(HTTP_HOST=HERE)
    client.force_login(person)
    return str(client.post(reverse("account_logout"), {"next": following})["Location"])


def choose_a_theme(person: Person, following: str) -> str:
    client = Client(HTTP_HOST=HERE)
    facts = {"theme": "dark", "next": following}
    return str(client.post(reverse("preferences"), facts)["Location"])


LEADING_ON = (log_in, log_out, choose_a_theme)


@pytest.mark.parametrize("lead", LEADING_ON)
@pytest.mark.parametrize("following", AWAY, ids=repr)
def test_no_way_back_leads_to_another_host(
    member: Person, lead: type[log_in], following: str
) -> None:
    location = lead(member, following)
    # As a browser reads it: from the address that was asked for.
    arrived = urlsplit(urljoin(f"http://{HERE}/account/", location.replace("\\", "/")))
    assert (arrived.scheme, arrived.netloc) == ("http", HERE)
    assert "\n" not in location and "\t" not in location


@pytest.mark.parametrize("lead", LEADING_ON)
def test_way_back_on_this_host_is_taken(member: Person, lead: type[log_in]) -> None:
    assert lead(member, "/people/?q=a") == "/people/?q=a"


# ── What is asked for: A24 ──────────────────────────────────────────────────────────────────────
QUERIES = (
    "' OR '1'='1",
    "'; DROP TABLE people_person; --",
    '" OR ""="',
    "1) UNION SELECT schema_name FROM public.companies_company --",
    "'||(SELECT set_config('search_path','kestrel',false))||'",
    "1; SET search_path TO kestrel",
    "pg_sleep(5)",
    "\\'; SELECT 1; --",
    "%' AND 1=0 UNION ALL SELECT NULL--",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "password",
    "-password",
    "manager__password",
    "email__startswith",
    "public_id__in",
    "?",
)
ASKED = ("q", "ordering", "page", "status", "role", "site", "state", "verb", "person", "level")


@pytest.mark.parametrize("turn", [0, 7])
def test_no_parameter_reaches_the_database_as_a_statement(
    town: Town, neighbour: str, turn: int
) -> None:
    browsers = {actor: town.browser(actor) for actor in ("nobody", "mentor", "mentee", "hr")}
    for place, name in enumerate(sorted(set(ROUTES) - {"account_logout"})):
        asked = {
            parameter: QUERIES[(turn + place + number) % len(QUERIES)]
            for number, parameter in enumerate(ASKED)
        }
        answer = browsers[actor_of(name)].get(town.address(name), asked)
        assert answer.status_code < 500, name
    assert Person.objects.filter(pk=town.people["hr"].pk).exists()  # type: ignore[union-attr]


def test_search_finds_what_it_is_asked_for(town: Town) -> None:
    page = town.browser("hr").get("/people/", {"q": "Charlie", "ordering": "-name"})
    assert b"Charlie" in page.content and b"Stranger" not in page.content


# ── What is sent along: A8 ──────────────────────────────────────────────────────────────────────
SMUGGLED = {
    "id": "1",
    "pk": "1",
    "public_id": "00000000-0000-4000-8000-000000000001",
    "role": "hr",
    "is_staff": "on",
    "is_superuser": "on",
    "is_hr": "on",
    "is_active": "on",
    "tenant": "kestrel",
    "company": "2",
    "schema_name": "kestrel",
    "password": "!x",
    "mentor": "1",
    "mentee": "1",
    "person": "1",
    "capacity": "5",
    "status": "active",
    "verified": "on",
    "joined_at": "2020-01-01",
    "email": "me@evil.example",
    "manager": "1",
}


def test_profile_takes_nothing_but_its_own_fields(town: Town) -> None:
    charlie = town.people["charlie"]
    assert charlie is not None
    before = Person.objects.filter(pk=charlie.pk).values().get()
    facts = {**SMUGGLED, "language": "en", "time_zone": "Europe/London"}
    assert town.browser("charlie").post("/me", facts).status_code == 302
    after = Person.objects.filter(pk=charlie.pk).values().get()
    changed = {name for name, value in after.items() if value != before[name]}
    assert changed - {"last_login"} == {"language", "time_zone"}


@pytest.mark.parametrize("actor", ["charlie", "mentee", "director"])
def test_no_form_of_somebody_without_rights_makes_them_more(town: Town, actor: str) -> None:
    person, browser = town.people[actor], town.browser(actor)
    assert person is not None
    before, posted = rights(person), 0
    for name in sorted(set(ROUTES) - {"account_change_password", "account_set_password"}):
        if expected(name, "POST", actor) in (404, 405) or name == "account_logout":
            continue
        shown = Form(browser.get(town.address(name)).content.decode(errors="replace"))
        with transaction.atomic():
            browser.post(town.address(name), {**shown.fields, **SMUGGLED})
            assert rights(person) == before, name
            transaction.set_rollback(True)
        posted += 1
    assert posted > 10


def rights(person: Person) -> tuple[object, ...]:
    """What somebody may do, and how they prove who they are."""
    person.refresh_from_db()
    held = Responsibility.objects.filter(person=person).values_list("role", "programme")
    return (person.role, person.email, person.password, person.public_id, set(held))


# ── Rights that have gone: A9 ───────────────────────────────────────────────────────────────────
def lose_the_role(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(role=Person.Role.MEMBER)


def leave(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(status=Person.Status.LEFT)


def be_relieved(person: Person) -> None:
    Responsibility.objects.filter(person=person).delete()


@pytest.mark.parametrize(
    ("actor", "lose", "name", "then"),
    [
        ("hr", lose_the_role, "people:list", 404),
        ("hr", leave, "people:list", 302),
        ("director", be_relieved, "matching:board", 404),
        ("director", leave, "matching:board", 302),
        ("sponsor", be_relieved, "evaluations:results", 404),
        ("mentor", leave, "pairings:detail", 302),
    ],
)
def test_right_that_has_gone_is_missed_at_the_next_request(
    town: Town, actor: str, lose: type[leave], name: str, then: int
) -> None:
    browser, person = town.browser(actor), town.people[actor]
    assert person is not None
    assert browser.get(town.address(name)).status_code == 200
    lose(person)
    assert browser.get(town.address(name)).status_code == then
