"""Setting up connections: who may, what is refused, what ends with them, what the rules ask."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from companies.errors import Refusal
from companies.models import Company
from people import access
from people.actions import connection as connections
from people.actions import invitation, second_factor
from people.models import AuditEntry, Connection, Mail, Person
from tests import factories, proof
from tests.people.provider import Provider
from tests.people.test_sign_on import (
    HERE,
    PASSWORD,
    connect,
    connection,
    is_in,
    log_in,
    provider,
    refusal,
    visitor,
)
from tests.people.test_sign_on_saml import METADATA

__all__ = ["connection", "provider"]

GIVEN = {
    "name": "Compte Aubépine",
    "issuer": "https://login.aubepine.example",
    "client_id": "mentorat",
    "secret": "very secret",
    "domains": "@Aubepine.example\naubepine.fr, aubepine.example",
}


@pytest.fixture
def hr(as_person: Callable[[Person | None], Client], alice: Person) -> Client:
    return as_person(alice)


def the_only() -> Connection:
    return Connection.objects.get()


def test_hr_adds_a_connection_and_the_page_shows_what_to_copy(hr: Client) -> None:
    answer = hr.post("/people/sign-on/new/openid", GIVEN)
    made = the_only()
    assert answer["Location"] == f"/people/sign-on/{made.public_id}"
    assert made.domains == ["aubepine.example", "aubepine.fr"] and not made.is_offered
    page = hr.get(answer["Location"]).content.decode()
    assert f"http://{HERE}/account/sign-on/{made.public_id}/back" in page
    assert "very secret" not in page and made.secret not in page
    entry = AuditEntry.objects.get(verb="connection.added")
    assert entry.facts == {"name": made.name, "kind": "openid_connect"}


def test_hr_adds_saml_by_uploading_metadata(hr: Client) -> None:
    file = SimpleUploadedFile("idp.xml", METADATA.encode(), "text/xml")
    given = {"name": "Annuaire", "domains": "aubepine.example", "metadata": file}
    answer = hr.post("/people/sign-on/new/saml", given)
    assert the_only().entity_id == "https://idp.aubepine.example/metadata"
    page = hr.get(answer["Location"]).content.decode()
    assert f"/account/sign-on/{the_only().public_id}/metadata" in page
    tested = hr.post(f"/people/sign-on/{the_only().public_id}/test")
    assert tested.status_code == 200 and tested.context["is_well"]


@pytest.mark.parametrize(
    "field, value",
    [
        ("issuer", "http://login.aubepine.example"),
        ("issuer", "https://127.0.0.1"),
        ("issuer", "https://localhost"),
        ("issuer", "https://2130706433"),
        ("issuer", "https://login.aubepine.example:8443"),
        ("issuer", "https://u:p@login.aubepine.example"),
        ("issuer", "https://login.aubepine.example?x=1"),
        ("issuer", "javascript:alert(1)"),
        ("issuer", "https://lógin.example"),
        ("domains", "aubepine"),
        ("domains", "aubepine.example <script>"),
        ("domains", "aubépine.example"),
        ("domains", "\n".join(f"d{number}.example" for number in range(51))),
        ("name", ""),
        ("name", "x" * 61),
        ("client_id", ""),
        ("secret", ""),
    ],
)
def test_bad_input_is_refused_beside_its_field(hr: Client, field: str, value: str) -> None:
    answer = hr.post("/people/sign-on/new/openid", {**GIVEN, field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Connection.objects.exists()
    assert hr.post("/people/sign-on/new/openid", GIVEN).status_code == 302


def test_address_of_the_published_file_is_understood(hr: Client) -> None:
    issuer = f"{GIVEN['issuer']}/.well-known/openid-configuration"
    hr.post("/people/sign-on/new/openid", {**GIVEN, "issuer": issuer})
    assert the_only().issuer == GIVEN["issuer"]


def test_file_that_is_no_metadata_is_refused(hr: Client) -> None:
    for content in (b"", b"hello", b"<a/>"):
        given = {"name": "A", "domains": "aubepine.example"}
        given["metadata"] = SimpleUploadedFile("idp.xml", content)  # type: ignore[assignment]
        assert hr.post("/people/sign-on/new/saml", given).status_code == 422
    assert hr.get("/people/sign-on/new/ldap").status_code == 404


def test_name_is_taken_once(hr: Client) -> None:
    hr.post("/people/sign-on/new/openid", GIVEN)
    again = hr.post("/people/sign-on/new/openid", {**GIVEN, "name": "COMPTE aubépine"})
    assert again.status_code == 422 and list(again.context["form"].errors) == ["name"]


def test_nothing_else_than_the_form_asks_is_written(hr: Client) -> None:
    extra = {"is_offered": "on", "kind": "saml", "entity_id": "x", "public_id": "x"}
    hr.post("/people/sign-on/new/openid", {**GIVEN, **extra})
    assert (the_only().is_offered, the_only().kind) == (False, "openid_connect")


def test_changing_keeps_the_secret_unless_a_new_one_is_given(hr: Client) -> None:
    hr.post("/people/sign-on/new/openid", GIVEN)
    path = f"/people/sign-on/{the_only().public_id}/edit"
    assert "very secret" not in hr.get(path).content.decode()
    hr.post(path, {**GIVEN, "secret": "", "name": "Renamed"})
    assert connections.secret_of(the_only()) == "very secret"
    hr.post(path, {**GIVEN, "secret": "another"})
    assert connections.secret_of(the_only()) == "another"
    fields = [one.facts["fields"] for one in AuditEntry.objects.filter(verb="connection.changed")]
    assert fields == [["name"], ["name", "secret"]]


def test_employee_finds_nothing_of_it(
    as_person: Callable[[Person | None], Client], charlie: Person, alice: Person
) -> None:
    made = connections.add(
        "openid_connect",
        by=alice,
        name="A",
        domains=["a.example"],
        issuer="https://a.example",
        client_id="x",
        secret="x",
    )
    browser = as_person(charlie)
    for path in ("", f"/{made.public_id}", f"/{made.public_id}/edit", "/new/openid"):
        assert browser.get(f"/people/sign-on{path}").status_code == 404
    for verb in ("test", "offer", "remove"):
        assert browser.post(f"/people/sign-on/{made.public_id}/{verb}").status_code == 404
    with pytest.raises(Refusal):
        connections.offer(made, is_offered=True, by=charlie)
    assert as_person(alice).get(f"/people/sign-on/{made.public_id}").status_code == 200


@pytest.mark.parametrize("lie, code", [("issuer", 1), ("inside", 1), ("", 4)])
def test_test_walks_through_what_the_provider_publishes(
    hr: Client, connection: Connection, provider: Provider, lie: str, code: int
) -> None:
    provider.lies = {lie}
    tested = hr.post(f"/people/sign-on/{connection.public_id}/test")
    assert len(tested.context["steps"]) == code
    assert tested.context["is_well"] is (lie == "")
    assert "/token" not in provider.asked


def test_test_says_that_a_name_is_unknown(hr: Client) -> None:
    hr.post("/people/sign-on/new/openid", {**GIVEN, "issuer": "https://nowhere.invalid"})
    tested = hr.post(f"/people/sign-on/{the_only().public_id}/test")
    [step] = tested.context["steps"]
    assert not step.is_well and "invalid" not in step.found


def test_sessions_end_with_their_connection_and_no_other(
    hr: Client, connection: Connection, bob: Person, alice: Person, provider: Provider
) -> None:
    second = connect(provider, alice, name="Second")
    first_browser, second_browser = visitor(), visitor()
    assert is_in(log_in(connection, first_browser), bob)
    assert is_in(log_in(second, second_browser), bob)
    assert first_browser.get("/me").status_code == 200
    hr.post(f"/people/sign-on/{connection.public_id}/remove")
    assert first_browser.get("/me").status_code == 302
    assert second_browser.get("/me").status_code == 200
    assert SocialAccount.objects.get().provider == second.key
    assert hr.get("/people/sign-on").status_code == 200


def test_taking_it_off_the_login_page_ends_its_sessions_too(
    hr: Client, connection: Connection, bob: Person
) -> None:
    browser = visitor()
    assert is_in(log_in(connection, browser), bob)
    hr.post(f"/people/sign-on/{connection.public_id}/offer", {"offered": "0"})
    assert browser.get("/me").status_code == 302
    hr.post(f"/people/sign-on/{connection.public_id}/offer", {"offered": "1"})
    assert is_in(log_in(connection, browser), bob)


def test_another_provider_does_not_inherit_the_links(
    connection: Connection, bob: Person, alice: Person
) -> None:
    browser = visitor()
    assert is_in(log_in(connection, browser), bob)
    connections.change(connection, by=alice, name="Renamed")
    assert browser.get("/me").status_code == 200 and SocialAccount.objects.exists()
    connections.change(connection, by=alice, issuer="https://another.example")
    assert browser.get("/me").status_code == 302 and not SocialAccount.objects.exists()


def test_one_undoes_the_link_on_the_page_of_ones_account(
    connection: Connection, bob: Person, charlie: Person
) -> None:
    browser = visitor()
    assert is_in(log_in(connection, browser), bob)
    path = f"/account/sign-on/{connection.public_id}/forget"
    assert path in browser.get("/account/security/").content.decode()
    other = visitor()
    proof.log_in(other, charlie)
    assert other.post(path).status_code == 404 and SocialAccount.objects.exists()
    browser.post(path)
    assert not SocialAccount.objects.exists()
    assert browser.get("/me").status_code == 302


@pytest.fixture
def strict(connection: Connection, alice: Person) -> Connection:
    """The connection as the only way in."""
    return connections.change(connection, by=alice, is_compulsory=True)


def with_password(person: Person) -> Person:
    person.set_password(PASSWORD)
    person.save()
    return person


def by_password(person: Person) -> Any:
    return visitor().post("/account/login/", {"login": person.email, "password": PASSWORD})


def by_code(person: Person) -> Any:
    browser = visitor()
    browser.post("/account/login/code/", {"email": person.email})
    code = Mail.objects.get(person=person, kind="login_code").context["code"]
    return browser.post("/account/login/code/confirm/", {"code": code})


@pytest.mark.parametrize("way", [by_password, by_code])
def test_compulsory_provider_leaves_no_other_way_in(
    strict: Connection, bob: Person, alice: Person, way: Callable[[Person], Any]
) -> None:
    stopped = way(with_password(bob))
    assert stopped.status_code == 403 and f"/sign-on/{strict.public_id}" in stopped.content.decode()
    assert "_auth_user_id" not in stopped.wsgi_request.session
    outside = factories.PersonFactory(email="guest@elsewhere.example")
    for person in (outside, alice):
        assert is_in(way(with_password(person)), person)
    assert is_in(log_in(strict), bob)


def test_compulsory_provider_that_is_not_offered_locks_nobody_out(
    strict: Connection, bob: Person, alice: Person
) -> None:
    connections.offer(strict, is_offered=False, by=alice)
    assert is_in(by_password(with_password(bob)), bob)


def test_invitation_leads_to_the_compulsory_provider(strict: Connection, alice: Person) -> None:
    newcomer = factories.PersonFactory(email="new@aubepine.example", joined_at=None)
    path = f"/invitation/{invitation.token(newcomer)}"
    page = visitor().get(path).content.decode()
    assert f"/sign-on/{strict.public_id}" in page and 'type="password"' not in page
    visitor().post(path, {"password": PASSWORD, "again": PASSWORD})
    newcomer.refresh_from_db()
    assert newcomer.joined_at is None and not newcomer.check_password(PASSWORD)


def with_application(person: Person) -> None:
    Authenticator.objects.create(user=person, type="totp", data={"secret": "sealed"})


@pytest.mark.parametrize(
    "trusts, said, is_asked",
    [
        (False, {}, True),
        (False, {"amr": ["pwd", "mfa"]}, True),
        (True, {}, True),
        (True, {"amr": ["pwd"]}, True),
        (True, {"amr": "mfa"}, True),
        (True, {"acr": "https://refeds.org/profile/sfa"}, True),
        (True, {"amr": ["pwd", "mfa"]}, False),
        (True, {"acr": "https://refeds.org/profile/mfa"}, False),
    ],
)
def test_second_factor_is_asked_unless_a_trusted_provider_says_it_was_given(
    bob: Person,
    alice: Person,
    provider: Provider,
    trusts: bool,
    said: dict[str, Any],
    is_asked: bool,
) -> None:
    made = connect(provider, alice, trusts_second_factor=trusts)
    with_application(bob)
    provider.claims = said
    answer = log_in(made)
    assert answer["Location"] == ("/account/login/factor/" if is_asked else "/")
    assert answer.wsgi_request.user.is_authenticated is not is_asked


@pytest.mark.parametrize("said, place", [({}, "/account/security/"), ({"amr": ["mfa"]}, "")])
def test_rule_about_second_factors_is_kept_by_a_proof_only(
    company: Company, alice: Person, provider: Provider, said: dict[str, Any], place: str
) -> None:
    second_factor.require(company, required=True, by=alice)
    made = connect(provider, alice, trusts_second_factor=True)
    provider.email, provider.claims = alice.email, said
    browser = visitor()
    assert is_in(log_in(made, browser), alice)
    assert browser.get("/people/").headers.get("Location", "") == place


def test_trust_that_is_taken_back_ends_the_sessions(
    bob: Person, alice: Person, provider: Provider
) -> None:
    made = connect(provider, alice, trusts_second_factor=True)
    browser = visitor()
    assert is_in(log_in(made, browser), bob)
    connections.change(made, by=alice, trusts_second_factor=False)
    assert browser.get("/me").status_code == 302


def test_connection_page_says_why_somebody_was_refused_last(
    hr: Client, connection: Connection, provider: Provider
) -> None:
    provider.email = "stranger@aubepine.example"
    assert refusal(log_in(connection)) == "unknown"
    page = hr.get(f"/people/sign-on/{connection.public_id}")
    assert page.context["problem"] and "stranger" not in page.content.decode()


def test_number_of_connections_is_limited(alice: Person, settings: Settings) -> None:
    facts = {"domains": ["a.example"], "issuer": "https://a.example", "client_id": "x"}
    for number in range(connections.MOST):
        connections.add("openid_connect", by=alice, name=f"N{number}", secret="x", **facts)
    with pytest.raises(Refusal):
        connections.add("openid_connect", by=alice, name="more", secret="x", **facts)
    assert access.connections(alice).count() == connections.MOST


def test_facts_of_the_other_kind_are_not_written(alice: Person) -> None:
    with pytest.raises(TypeError):
        connections.add("saml", by=alice, name="A", domains=["a.example"], secret="x")


def test_list_asks_as_much_with_three_rows_as_with_one(hr: Client, alice: Person) -> None:
    facts = {"domains": ["a.example"], "issuer": "https://a.example", "client_id": "x"}
    asked = []
    for names in (("A",), ("B", "C")):
        for name in names:
            connections.add("openid_connect", by=alice, name=name, secret="x", **facts)
        with CaptureQueriesContext(database) as seen:
            assert hr.get("/people/sign-on").status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]
