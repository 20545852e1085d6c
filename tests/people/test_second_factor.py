"""The second factor: who must have one, what opens, what is reset, what is counted."""

import base64
import hmac
import struct
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from companies import hosts, walls
from companies.errors import Refusal
from companies.models import Company
from people.actions import second_factor
from people.models import AuditEntry, Mail, Person
from tests import factories

type AsPerson = Callable[[Person | None], Client]
type Commit = Callable[..., Any]

PASSWORD = "une phrase assez longue"


def totp(secret: str) -> str:
    """The six digits of this moment (RFC 6238)."""
    digest = hmac.new(
        base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1"
    ).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def log_in(client: Client, person: Person, password: str = PASSWORD) -> str:
    answer = client.post(reverse("account_login"), {"login": person.email, "password": password})
    return str(answer.headers.get("Location", answer.status_code))


def set_up(client: Client) -> str:
    """Set the application up as its page asks; its secret."""
    page = client.get(reverse("mfa_activate_totp"))
    if page.status_code == 302:
        client.post(page["Location"], {"password": PASSWORD})
        page = client.get(reverse("mfa_activate_totp"))
    secret = str(page.context["form"].secret)
    assert client.post(reverse("mfa_activate_totp"), {"code": totp(secret)}).status_code == 302
    return secret


@pytest.fixture
def obliged(company: Company) -> Company:
    """The company makes a second factor compulsory."""
    company.mfa_required = True
    with walls.catalogue():
        company.save(update_fields=["mfa_required"])
    hosts.forget()
    return company


@pytest.fixture
def sponsor(company: Company) -> Person:
    person = factories.PersonFactory()
    factories.ResponsibilityFactory(person=person, role="sponsor")
    return person


@pytest.fixture
def member(company: Company) -> Person:
    """Has a password."""
    person = factories.PersonFactory()
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.mark.parametrize("path", ["/", "/people/", "/programmes/", "/journal", "/me"])
def test_hr_without_a_second_factor_is_led_to_its_set_up(
    as_person: AsPerson, alice: Person, obliged: Company, path: str
) -> None:
    client = as_person(alice)
    assert client.get(path)["Location"] == "/account/security/"
    assert client.post(path)["Location"] == "/account/security/"
    assert client.get("/account/security/").status_code == 200


def test_sponsor_is_obliged_and_an_employee_is_not(
    as_person: AsPerson, sponsor: Person, bob: Person, obliged: Company
) -> None:
    assert as_person(sponsor).get("/me").status_code == 302
    assert as_person(bob).get("/me").status_code == 200


def test_nobody_is_obliged_where_the_company_does_not_ask(
    as_person: AsPerson, alice: Person, sponsor: Person
) -> None:
    assert [as_person(one).get("/me").status_code for one in (alice, sponsor)] == [200, 200]


def test_fragment_takes_the_whole_page_to_the_set_up(
    as_person: AsPerson, alice: Person, obliged: Company
) -> None:
    answer = as_person(alice).get("/people/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/account/security/")


def test_pages_of_the_set_up_never_lead_in_a_circle(
    as_person: AsPerson, alice: Person, obliged: Company
) -> None:
    client = as_person(alice)
    for name in ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_logout"):
        assert client.get(reverse(name)).status_code == 200
    set_up(client)
    # The codes ask for the factor that has just been set up: a page, not the set-up again.
    answer = client.get(reverse("mfa_view_recovery_codes"), follow=True)
    assert answer.redirect_chain[-1][0].startswith("/account/reauthenticate/factor/")
    assert answer.status_code == 200
    assert client.get("/people/").status_code == 200


def test_company_asks_from_the_start_outside_a_demo(settings: Settings) -> None:
    assert Company().mfa_required is False
    settings.DEMO = False
    assert Company().mfa_required is True


def test_password_and_code_open_and_the_same_code_opens_once(
    as_person: AsPerson, member: Person
) -> None:
    client = as_person(None)
    assert log_in(client, member) == "/"
    secret = set_up(client)
    client.post(reverse("account_logout"))
    for expected in (302, 200):
        assert log_in(client, member) == "/account/login/factor/"
        assert client.get("/me").status_code == 302
        answer = client.post("/account/login/factor/", {"code": totp(secret)})
        assert answer.status_code == expected
        client.post(reverse("account_logout"))


def test_recovery_code_opens_once(as_person: AsPerson, member: Person) -> None:
    client = as_person(None)
    log_in(client, member)
    set_up(client)
    code = client.get(reverse("mfa_download_recovery_codes")).content.decode().split()[0]
    for expected in (302, 200):
        client.post(reverse("account_logout"))
        log_in(client, member)
        answer = client.post("/account/login/factor/", {"code": code})
        assert answer.status_code == expected


def test_new_password_does_not_replace_the_second_factor(
    as_person: AsPerson, member: Person
) -> None:
    client = as_person(None)
    log_in(client, member)
    set_up(client)
    client.post(reverse("account_logout"))
    client.post(reverse("account_reset_password"), {"email": member.email})
    link = Mail.objects.get(kind="password_reset").context["link"].partition("localhost")[2]
    path = client.get(link)["Location"]
    new = "encore une autre phrase"
    client.post(path, {"password1": new, "password2": new})
    assert log_in(client, member, new) == "/account/login/factor/"
    assert client.get("/me").status_code == 302


def test_code_by_mail_opens_once_and_not_after_its_time(
    as_person: AsPerson, member: Person
) -> None:
    client = as_person(None)
    answer = client.post(reverse("account_request_login_code"), {"email": member.email})
    assert answer["Location"] == reverse("account_confirm_login_code")
    code = Mail.objects.get(kind="login_code").context["code"]
    assert client.post(answer["Location"], {"code": "XXXX-XXXX"}).status_code == 200
    assert client.post(answer["Location"], {"code": code.lower()})["Location"] == "/"
    assert client.get("/me").status_code == 200
    other = as_person(None)
    assert other.post(reverse("account_confirm_login_code"), {"code": code}).status_code == 302
    assert other.get("/me").status_code == 302


def test_code_for_an_unknown_address_looks_the_same_and_no_letter_leaves(
    as_person: AsPerson, member: Person
) -> None:
    pages = []
    for email in (member.email, "nobody@aubepine.example"):
        client = as_person(None)
        client.post(reverse("account_request_login_code"), {"email": email})
        page = client.get(reverse("account_confirm_login_code"))
        text = page.content.decode().replace(email, "…")
        pages.append((page.status_code, len(text.split())))
    assert pages[0] == pages[1]
    assert Mail.objects.filter(kind="login_code").count() == 1


def test_reset_forgets_everything_ends_sessions_and_tells_the_person(
    as_person: AsPerson, member: Person, alice: Person
) -> None:
    client = as_person(None)
    log_in(client, member)
    set_up(client)
    assert client.get("/me").status_code == 200
    answer = as_person(alice).post(reverse("people:reset_second_factor", args=[member.public_id]))
    assert answer.status_code == 302
    assert client.get("/me").status_code == 302
    assert log_in(client, member) == "/"
    assert Mail.objects.get(context__notice="second_factor_reset").person == member
    entry = AuditEntry.objects.get(verb="person.second_factor_reset")
    assert (entry.actor, entry.subject_id) == (alice, str(member.public_id))


def test_hr_does_not_reset_their_own_nor_what_is_not_there(alice: Person, bob: Person) -> None:
    for person in (alice, bob):
        with pytest.raises(Refusal):
            second_factor.reset(person, by=alice)


def test_only_hr_resets_a_second_factor(
    as_person: AsPerson, member: Person, charlie: Person
) -> None:
    set_up(logged := as_person(member))
    path = reverse("people:reset_second_factor", args=[member.public_id])
    assert as_person(charlie).post(path).status_code == 404
    assert logged.post(path).status_code == 404
    assert Authenticator.objects.filter(user=member).count() == 2


def test_letter_and_journal_tell_of_a_new_application(
    as_person: AsPerson, member: Person, django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        set_up(as_person(member))
    assert Mail.objects.get(kind="account_notice").context["notice"] == "totp_activated"
    assert AuditEntry.objects.filter(verb="person.application_added", actor=member).exists()


def test_one_session_is_ended_and_the_others_of_other_people_are_not(
    as_person: AsPerson, member: Person, charlie: Person
) -> None:
    here, there = as_person(None), as_person(None)
    for client in (here, there):
        log_in(client, member)
    rows = here.get(reverse("usersessions_list")).context["rows"]
    assert [row["is_current"] for row in rows].count(True) == 1
    other = next(row["session"].pk for row in rows if not row["is_current"])
    as_person(charlie).post(reverse("usersessions_list"), {"session": other})
    assert there.get("/me").status_code == 200
    here.post(reverse("usersessions_list"), {"session": other})
    assert there.get("/me").status_code == 302
    assert here.get("/me").status_code == 200


@pytest.mark.parametrize("session", ["9" * 5000, "9" * 30, "²", "-1", ""])
def test_number_of_no_session_ends_none(as_person: AsPerson, member: Person, session: str) -> None:
    here, there = as_person(None), as_person(None)
    for client in (here, there):
        log_in(client, member)
    assert here.post(reverse("usersessions_list"), {"session": session}).status_code == 302
    assert there.get("/me").status_code == 200


def test_all_other_sessions_are_ended_at_once(as_person: AsPerson, member: Person) -> None:
    clients = [as_person(None) for _ in range(3)]
    for client in clients:
        log_in(client, member)
    clients[0].post(reverse("usersessions_list"))
    assert [one.get("/me").status_code for one in clients] == [200, 302, 302]
    assert AuditEntry.objects.get(verb="person.sessions_ended").facts == {"devices": 2}


def test_nobody_logs_in_while_attempts_cannot_be_counted(
    as_person: AsPerson, member: Person, settings: Settings
) -> None:
    logged, client = as_person(member), as_person(None)
    closed = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/1"}
    settings.CACHES = {"default": closed}
    assert client.get(reverse("account_login")).status_code == 200
    for name, facts in (
        ("account_login", {"login": member.email, "password": PASSWORD}),
        ("account_request_login_code", {"email": member.email}),
        ("mfa_login_webauthn", {"credential": "{}"}),
    ):
        answer = client.post(reverse(name), facts)
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert client.get("/me").status_code == 302
    assert logged.get("/me").status_code == 200


def test_guessing_codes_of_the_application_is_stopped(member: Person) -> None:
    cache.clear()
    client = Client(HTTP_HOST="aubepine.localhost", REMOTE_ADDR="203.0.113.77")
    log_in(client, member)
    secret = set_up(client)
    client.post(reverse("account_logout"))
    log_in(client, member)
    for _ in range(5):
        client.post("/account/login/factor/", {"code": "000000"})
    answer = client.post("/account/login/factor/", {"code": totp(secret)})
    assert answer.status_code in (200, 429)
    assert client.get("/me").status_code == 302


@pytest.mark.parametrize("credential", ["", "{}", "[]", "9" * 5000, '{"response": 5}', "[" * 9999])
def test_malformed_passkey_is_refused(as_person: AsPerson, credential: str) -> None:
    answer = as_person(None).post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/")


def test_passkeys_belong_to_the_host_of_the_company(as_person: AsPerson, member: Person) -> None:
    page = as_person(member).get(reverse("mfa_add_webauthn"))
    if page.status_code == 302:
        client = as_person(member)
        client.post(page["Location"], {"password": PASSWORD})
        page = client.get(reverse("mfa_add_webauthn"))
    options = page.context["js_data"]["creation_options"]["publicKey"]
    assert options["rp"]["id"] == "aubepine.localhost"
    assert options["authenticatorSelection"]["userVerification"] == "required"
