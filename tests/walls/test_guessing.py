"""Who guesses learns nothing, and does not guess for long: A12, A13."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from companies import walls
from companies.models import Company
from people.models import Mail, Person
from tests import factories
from tests.house import town as towns
from tests.people.test_sign_up_pages import fresh, visitor
from tests.walls.matrix import NOISE

PASSWORD, WRONG = "une phrase assez longue", "une phrase assez fausse"
CHANGING = re.compile(rb"[0-9a-f]{8}-[0-9a-f-]{27}|\d\d:\d\d")


def somebody(**facts: object) -> Person:
    """An employee with a password."""
    person: Person = factories.PersonFactory(email=f"e{uuid.uuid4().hex}@a.example", **facts)
    person.set_password(PASSWORD)
    person.save()
    return person


def unknown() -> str:
    """An address that nobody has, as long as those of the others."""
    return f"e{uuid.uuid4().hex}@a.example"


def knocker(host: str = "aubepine.localhost", **facts: str) -> Client:
    return Client(HTTP_HOST=host, REMOTE_ADDR=towns._address(), **facts)  # type: ignore[arg-type]


# ── Enumeration: A12 ────────────────────────────────────────────────────────────────────────────
def log_in(client: Client, email: str) -> HttpResponse:
    facts = {"login": email, "password": WRONG}
    return client.post(reverse("account_login"), facts, follow=True)  # type: ignore[return-value]


def ask_for_a_new_password(client: Client, email: str) -> HttpResponse:
    path = reverse("account_reset_password")
    return client.post(path, {"email": email}, follow=True)  # type: ignore[return-value]


def ask_for_a_code(client: Client, email: str) -> HttpResponse:
    path = reverse("account_request_login_code")
    return client.post(path, {"email": email}, follow=True)  # type: ignore[return-value]


def type_a_wrong_code(client: Client, email: str) -> HttpResponse:
    ask_for_a_code(client, email)
    path = reverse("account_confirm_login_code")
    return client.post(path, {"code": "AAAA-BBBB"}, follow=True)  # type: ignore[return-value]


FLOWS = (log_in, ask_for_a_new_password, ask_for_a_code, type_a_wrong_code)


def told(flow: Callable[[Client, str], HttpResponse], email: str) -> tuple[object, ...]:
    """Everything that somebody sees, apart from what they typed and what is drawn afresh."""
    client = knocker()
    answer = flow(client, email)
    page = NOISE.sub(b"", answer.content.replace(email.encode(), b""))
    headers = set(answer.headers) - {"X-Request-ID"}
    way = getattr(answer, "redirect_chain", [])
    return answer.status_code, way, headers, CHANGING.sub(b"", page), set(client.cookies)


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("kind", ["active", "left", "invited", "next door"])
def test_door_does_not_tell_who_works_here(
    company: Company, neighbour: str, kind: str, flow: Callable[[Client, str], HttpResponse]
) -> None:
    if kind == "next door":
        with walls.inside(neighbour):
            email = somebody().email
    else:
        facts = {"left": {"status": "left"}, "invited": {"joined_at": None}}.get(kind, {})
        email = somebody(**facts).email
    assert told(flow, email) == told(flow, unknown())


def test_only_those_who_work_here_get_letters(company: Company) -> None:
    person = somebody()
    for flow in (ask_for_a_new_password, ask_for_a_code):
        flow(knocker(), person.email)
        flow(knocker(), unknown())
    kinds = Mail.objects.order_by("pk").values_list("kind", "person")
    assert list(kinds) == [("password_reset", person.pk), ("login_code", person.pk)]


def test_right_password_is_told_apart(company: Company) -> None:
    facts = {"login": somebody().email, "password": PASSWORD}
    assert knocker().post(reverse("account_login"), facts).status_code == 302


def begun(email: str) -> tuple[object, ...]:
    client = visitor()
    answer = client.post("/start", fresh(email=email), follow=True)
    page = NOISE.sub(b"", answer.content.replace(email.encode(), b""))
    assert answer.status_code == 200
    return CHANGING.sub(b"", page), set(answer.headers), set(client.cookies)


def test_sign_up_does_not_tell_who_has_an_account_somewhere(company: Company) -> None:
    known = somebody(role="hr").email
    assert begun(known) == begun(unknown())
    # Also not whoever has begun before.
    assert begun(known) == begun(unknown())


# ── Limits: A13 ─────────────────────────────────────────────────────────────────────────────────
MANY_WRONG = 5


def guess(email: str, password: str, number: int, host: str = "aubepine.localhost") -> HttpResponse:
    """One attempt that pretends to come from elsewhere."""
    address = f"203.0.113.{number}"
    client = knocker(host, HTTP_X_FORWARDED_FOR=address, HTTP_X_REAL_IP=address)
    client.defaults["HTTP_FORWARDED"] = f"for={address}"
    facts = {"login": email, "password": password}
    return client.post(reverse("account_login"), facts)  # type: ignore[return-value]


def test_guesses_at_one_account_are_counted_wherever_they_come_from(
    company: Company, neighbour: str
) -> None:
    person, other = somebody(), somebody()
    with walls.inside(neighbour):
        twin = somebody()
        Person.objects.filter(pk=twin.pk).update(email=person.email)
    for number in range(MANY_WRONG):
        assert guess(person.email, WRONG, number).status_code == 200
    assert guess(person.email, PASSWORD, 99).status_code == 200
    # Neither somebody else nor the one of the same address next door is locked out with them.
    assert guess(other.email, PASSWORD, 99).status_code == 302
    assert guess(person.email, PASSWORD, 99, "kestrel.localhost").status_code == 302


LIMITED = {
    "account_reset_password": (20, 429),
    "account_request_login_code": (20, 200),
}
"""How often one address in the network may post to a door within a minute, and what comes then:
a page that says so, or the form again instead of the way on."""


@pytest.mark.parametrize("route", LIMITED)
@pytest.mark.parametrize("proxies", [0, 1])
def test_address_in_the_network_is_counted_and_cannot_be_pretended(
    company: Company, neighbour: str, settings: Settings, route: str, proxies: int
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    real = towns._address()

    def knock(number: int, host: str = "aubepine.localhost", true: str = real) -> int:
        pretended = f"203.0.113.{number}"
        # A proxy adds the address that it sees at the end.
        said = f"{pretended}, {true}" if proxies else pretended
        client = Client(HTTP_HOST=host, REMOTE_ADDR="10.0.0.1" if proxies else true)
        facts = {"email": unknown()}
        headers = {"x-forwarded-for": said, "x-real-ip": pretended}
        return client.post(reverse(route), facts, headers=headers).status_code

    times, refused = LIMITED[route]
    assert {knock(number) for number in range(times)} == {302}
    assert knock(99) == refused
    assert knock(99, "kestrel.localhost") == 302
    assert knock(99, true=towns._address()) == 302


def test_strangers_who_open_companies_are_counted(db: None) -> None:
    client = visitor()
    statuses = [
        client.post(
            "/start", fresh(), headers={"x-forwarded-for": f"203.0.113.{number}"}
        ).status_code
        for number in range(11)
    ]
    assert statuses == [302] * 10 + [429]
    assert visitor().post("/start", fresh()).status_code == 302
