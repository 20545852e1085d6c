"""Logging in through the company's OpenID Connect provider: who is let in, and every refusal."""

import itertools
import os
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django import Settings

from companies import walls
from companies.models import Company
from people.actions import connection as connections
from people.models import AuditEntry, Connection, Mail, Person
from tests import factories
from tests.people.provider import Provider, running

PASSWORD = "une phrase assez longue"
HERE = "aubepine.localhost"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with running() as made:
        settings.OUTGOING_ALLOWED_ORIGINS = {made.origin}
        yield made


@pytest.fixture
def connection(provider: Provider, alice: Person) -> Connection:
    return connect(provider, alice)


def connect(provider: Provider, hr: Person, **facts: Any) -> Connection:
    """A connection to the provider, on the login page."""
    shared = {
        "name": "Compte Aubépine",
        "domains": ["aubepine.example"],
        "issuer": provider.origin,
        "client_id": provider.client_id,
        "secret": provider.secret,
    }
    made = connections.add("openid_connect", by=hr, **{**shared, **facts})
    connections.offer(made, is_offered=True, by=hr)
    made.refresh_from_db()
    return made


_visitors = itertools.count(1)


def visitor(host: str = HERE) -> Client:
    """A browser at an address of its own: attempts are counted per address, across tests."""
    number = next(_visitors)
    where = f"10.{os.getpid() % 250}.{100 + number // 250}.{number % 250}"
    return Client(HTTP_HOST=host, REMOTE_ADDR=where)


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Do not go on: the address is what is asked for."""


def sent_off(browser: Client, connection: Connection, **given: str) -> str:
    """Press the button of the login page; where the browser is sent."""
    answer = browser.post(f"/account/sign-on/{connection.public_id}", given)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer["Refresh"]).removeprefix("0; url=")


def sent_back(onward: str) -> str:
    """Log in at the provider; the path that it sends the browser back to."""
    try:
        build_opener(_Stay).open(onward)
    except Exception as redirected:
        parts = urlsplit(redirected.headers["Location"])  # type: ignore[attr-defined]
        assert parts.hostname == HERE
        return f"{parts.path}?{parts.query}"
    raise AssertionError("the provider did not send anybody back")


def log_in(connection: Connection, browser: Client | None = None, **given: str) -> Any:
    """The whole way; the last answer of ours."""
    browser = browser or visitor()
    return browser.get(sent_back(sent_off(browser, connection, **given)))


def refusal(answer: Any) -> str:
    """The word that the page gives for HR."""
    assert answer.status_code == 403, answer.status_code
    assert "_auth_user_id" not in answer.wsgi_request.session
    found = re.search(r'<p class="hint">[^<]*, (\w+)\.', answer.content.decode())
    assert found, answer.content.decode()
    return found.group(1)


def is_in(answer: Any, person: Person) -> bool:
    return answer.status_code == 302 and answer.wsgi_request.user == person


def test_known_person_is_let_in_and_linked_once(
    connection: Connection, bob: Person, provider: Provider
) -> None:
    first = log_in(connection, next="/programmes/")
    assert is_in(first, bob) and first["Location"] == "/programmes/"
    provider.email = "renamed@elsewhere.example"
    assert is_in(log_in(connection), bob)
    link = SocialAccount.objects.get(user=bob)
    assert (link.provider, link.uid) == (connection.key, "subject-of-bob")
    assert AuditEntry.objects.filter(verb="person.sign_on_linked").count() == 1
    assert Mail.objects.get(person=bob).context["notice"] == "sign_on_linked"


def test_question_carries_pkce_and_a_nonce_and_nothing_of_the_caller(
    connection: Connection,
) -> None:
    browser = visitor()
    path = f"/account/sign-on/{connection.public_id}?scope=admin&process=connect&auth_params=a%3Db"
    onward = str(browser.post(path)["Refresh"]).removeprefix("0; url=")
    query = dict(parse_qsl(urlsplit(onward).query))
    assert set(query["scope"].split()) == {"openid", "profile", "email"}
    assert query["code_challenge_method"] == "S256"
    assert len(query["nonce"]) == 32 and "a" not in query
    assert query["redirect_uri"].startswith(f"http://{HERE}/account/sign-on/")


def test_invited_person_opens_their_account_by_it(
    connection: Connection, provider: Provider
) -> None:
    newcomer = factories.PersonFactory(email="New@aubepine.example", joined_at=None, password="")
    provider.email = "new@aubepine.example"
    assert is_in(log_in(connection), newcomer)
    newcomer.refresh_from_db()
    assert newcomer.joined_at and not newcomer.has_usable_password()
    assert AuditEntry.objects.filter(verb="person.joined", subject_id=newcomer.public_id).exists()


LIES: list[tuple[set[str], dict[str, Any], str]] = [
    ({"unsigned"}, {}, "algorithm"),
    ({"secret"}, {}, "algorithm"),
    ({"forged"}, {}, "signature"),
    (set(), {"aud": "another application"}, "audience"),
    (set(), {"aud": ["mentorat", "other"], "azp": "other"}, "audience"),
    (set(), {"iss": "https://evil.example"}, "issuer"),
    (set(), {"exp": 1_000_000_000}, "expired"),
    (set(), {"iat": int(time.time()) + 4000}, "expired"),
    (set(), {"nonce": "another question"}, "nonce"),
    (set(), {"nonce": None}, "nonce"),
    (set(), {"sub": None}, "token"),
    (set(), {"sub": "x" * 300}, "subject"),
    (set(), {"email": "bob@elsewhere.example"}, "domain"),
    (set(), {"email": "bob@aubepine.example@evil.example"}, "no_address"),
    (set(), {"email": ["bob@aubepine.example"]}, "no_address"),
    (set(), {"email_verified": False}, "unverified"),
    (set(), {"email_verified": None}, "unverified"),
    (set(), {"email_verified": "false"}, "unverified"),
    (set(), {"email": "stranger@aubepine.example"}, "unknown"),
    ({"userinfo"}, {"email": None}, "subject"),
]


@pytest.mark.parametrize("lies, claims, code", LIES)
def test_liar_lets_nobody_in_and_the_honest_one_does(
    connection: Connection,
    bob: Person,
    provider: Provider,
    lies: set[str],
    claims: dict[str, Any],
    code: str,
) -> None:
    provider.lies, provider.claims = lies, claims
    assert refusal(log_in(connection)) == code
    assert not SocialAccount.objects.exists()
    connection.refresh_from_db()
    assert connection.last_problem == code
    provider.lies, provider.claims = set(), {}
    assert is_in(log_in(connection), bob)


def test_address_may_come_from_the_second_source(
    connection: Connection, bob: Person, provider: Provider
) -> None:
    provider.claims = {"email": None, "email_verified": None}
    assert is_in(log_in(connection), bob)


@pytest.mark.parametrize("lie, code", [("issuer", "issuer"), ("inside", "scheme")])
def test_configuration_of_somebody_else_or_with_inner_addresses_sends_nobody_off(
    connection: Connection, provider: Provider, lie: str, code: str
) -> None:
    browser = visitor()
    provider.lies = {lie}
    path = f"/account/sign-on/{connection.public_id}"
    assert refusal(browser.post(path)) == code
    provider.lies = set()
    assert browser.post(path).status_code == 200


def test_state_and_code_are_good_once_and_in_one_browser(
    connection: Connection, bob: Person, provider: Provider
) -> None:
    browser, other = visitor(), visitor()
    back = sent_back(sent_off(browser, connection))
    assert refusal(other.get(back)) == "state"
    assert is_in(browser.get(back), bob)
    assert refusal(visitor().get(back)) == "state"
    used = parse_qs(urlsplit(back).query)["code"][0]
    fresh = parse_qs(urlsplit(sent_off(other, connection)).query)["state"][0]
    path = f"/account/sign-on/{connection.public_id}/back"
    assert refusal(other.get(path, {"code": used, "state": fresh})) == "code"


def test_answer_of_another_issuer_is_not_mixed_up(connection: Connection, bob: Person) -> None:
    browser = visitor()
    back = sent_back(sent_off(browser, connection))
    assert refusal(browser.get(f"{back}&iss=https://evil.example")) == "issuer"
    assert is_in(browser.get(f"{back}&iss={connection.issuer}"), bob)


def test_stopping_there_leads_back_with_a_sentence(
    connection: Connection, provider: Provider
) -> None:
    provider.lies = {"no"}
    assert refusal(log_in(connection)) == "cancelled"


def test_state_of_one_connection_does_not_fit_another(
    connection: Connection, bob: Person, alice: Person, provider: Provider
) -> None:
    second = connect(provider, alice, name="Second")
    browser = visitor()
    back = sent_back(sent_off(browser, connection))
    swapped = back.replace(str(connection.public_id), str(second.public_id))
    assert refusal(browser.get(swapped)) == "state"
    assert is_in(log_in(second), bob)


def test_provider_of_another_company_opens_nothing_here(
    connection: Connection, bob: Person, neighbour: str, provider: Provider
) -> None:
    with walls.inside(neighbour):
        theirs = connect(provider, factories.PersonFactory(role="hr"))
        there = visitor("kestrel.localhost")
        assert there.post(f"/account/sign-on/{theirs.public_id}").status_code == 200
        assert not SocialAccount.objects.exists()
    here = visitor()
    assert here.post(f"/account/sign-on/{theirs.public_id}").status_code == 404
    assert here.get(f"/account/sign-on/{theirs.public_id}/back").status_code == 404
    assert is_in(log_in(connection), bob)


@pytest.mark.parametrize("is_linked", [True, False])
def test_leaver_is_refused_whether_linked_or_not(
    connection: Connection, bob: Person, is_linked: bool
) -> None:
    if is_linked:
        assert is_in(log_in(connection), bob)
    bob.status = Person.Status.LEFT
    bob.save()
    assert refusal(log_in(connection)) == "left"


def test_address_given_to_somebody_else_does_not_inherit_the_account(
    connection: Connection, bob: Person, provider: Provider
) -> None:
    assert is_in(log_in(connection), bob)
    provider.claims = {"sub": "the new one with the same address"}
    assert refusal(log_in(connection)) == "other_account"


def test_dotless_letter_does_not_find_somebody_else(
    connection: Connection, provider: Provider
) -> None:
    irene = factories.PersonFactory(email="irene@aubepine.example")
    provider.email = "ırene@aubepine.example"
    assert refusal(log_in(connection)) == "unknown"
    provider.email = "IRENE@aubepine.example"
    assert is_in(log_in(connection), irene)


def test_vouching_believes_silence_and_never_a_no(
    bob: Person, alice: Person, provider: Provider
) -> None:
    trusted = connect(provider, alice, vouches=True)
    provider.claims = {"email_verified": False}
    assert refusal(log_in(trusted)) == "unverified"
    provider.claims = {"email_verified": None}
    assert is_in(log_in(trusted), bob)


def test_connection_that_is_not_offered_opens_nothing(
    connection: Connection, alice: Person, bob: Person
) -> None:
    back = sent_back(sent_off(browser := visitor(), connection))
    connections.offer(connection, is_offered=False, by=alice)
    assert browser.get(back).status_code == 404
    connections.offer(connection, is_offered=True, by=alice)
    assert is_in(log_in(connection), bob)


def test_secret_is_sealed_in_the_table(connection: Connection, provider: Provider) -> None:
    connection.refresh_from_db()
    assert provider.secret not in connection.secret and connection.secret.startswith("v2.")
    assert connections.secret_of(connection) == provider.secret


def test_secret_of_another_server_is_said_and_the_other_connections_work(
    connection: Connection, alice: Person, bob: Person, provider: Provider
) -> None:
    second = connect(provider, alice, name="Second")
    Connection.objects.filter(pk=second.pk).update(secret=connection.secret)
    assert refusal(visitor().post(f"/account/sign-on/{second.public_id}")) == "sealed"
    assert is_in(log_in(connection), bob)
    connections.change(second, secret=provider.secret, by=alice)
    assert sent_off(visitor(), second)


def test_login_page_shows_the_button_of_what_is_offered_only(
    connection: Connection, company: Company, alice: Person
) -> None:
    browser = visitor()
    path = f"/account/sign-on/{connection.public_id}"
    page = browser.get("/account/login/?next=/journal").content.decode()
    assert path in page and 'name="next" value="/journal"' in page
    connections.offer(connection, is_offered=False, by=alice)
    assert path not in browser.get("/account/login/").content.decode()


@pytest.mark.parametrize("following", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_way_back_stays_on_this_site(connection: Connection, bob: Person, following: str) -> None:
    assert log_in(connection, next=following)["Location"] == "/"


def test_beginning_asks_for_our_own_form(connection: Connection) -> None:
    path = f"/account/sign-on/{connection.public_id}"
    assert visitor().get(path).status_code == 405
    assert Client(HTTP_HOST=HERE, enforce_csrf_checks=True).post(path).status_code == 403


def test_attempts_are_counted(connection: Connection, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    browser = Client(HTTP_HOST=HERE, REMOTE_ADDR="10.9.8.7")
    path = f"/account/sign-on/{connection.public_id}"
    assert [browser.post(path).status_code for _ in range(3)] == [200, 200, 429]
