"""Holes between companies: each is open with stock settings and shut with ours."""

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from companies import walls
from companies.envelope import UnreadableError
from companies.models import Company, Domain
from people.actions import connection
from people.adapter import SignOnAdapter
from people.models import Connection, Mail, Person
from tests import factories
from tests.companies.trap import trap

PASSWORD, SEED = "une phrase assez longue", "JBSWY3DPEHPK3PXP"
HERE, THERE = "aubepine.localhost", "kestrel.localhost"


@pytest.fixture(params=["ours", "stock"])
def is_stock(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "stock")


@pytest.fixture
def member(company: Company) -> Person:
    person = factories.PersonFactory()
    person.set_password(PASSWORD)
    person.save()
    return person


def default(name: str, fallback: object) -> object:
    """Allauth without a company in its salt."""
    return fallback


def test_h1_key_of_an_address_confirms_the_same_number_next_door(
    member: Person, neighbour: str, settings: Settings, is_stock: bool
) -> None:
    if is_stock:
        settings.ALLAUTH_SETTING_GETTER = "tests.house.test_holes.default"
    mine = EmailAddress.objects.create(user=member, email=member.email)
    key = EmailConfirmationHMAC(mine).key
    assert EmailConfirmationHMAC.from_key(key)
    with walls.inside(neighbour):
        director = factories.PersonFactory()
        EmailAddress.objects.create(pk=mine.pk, user=director, email=director.email)
        assert bool(EmailConfirmationHMAC.from_key(key)) is is_stock


def test_h2_cookie_opens_the_twin_next_door(
    member: Person, neighbour: str, settings: Settings, is_stock: bool
) -> None:
    if is_stock:
        settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with walls.inside(neighbour):
        factories.PersonFactory(pk=member.pk, password=member.password)
    client = Client(HTTP_HOST=HERE)
    client.force_login(member)
    assert client.get("/me").status_code == 200
    thief = Client(HTTP_HOST=THERE)
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert (thief.get("/me").status_code == 200) is is_stock
    assert client.get("/me").status_code == 200


def follow_up(client: Client, member: Person, following: str) -> str:
    facts = {"login": member.email, "password": PASSWORD, "next": following}
    return str(client.post(reverse("account_login"), facts)["Location"])


def test_h4_log_in_leads_to_another_company(
    member: Person, settings: Settings, is_stock: bool
) -> None:
    if is_stock:
        settings.ACCOUNT_ADAPTER = "allauth.account.adapter.DefaultAccountAdapter"
    elsewhere = f"http://{THERE}/people/"
    assert (follow_up(Client(HTTP_HOST=HERE), member, elsewhere) == elsewhere) is is_stock
    assert follow_up(Client(HTTP_HOST=HERE), member, "/people/") == "/people/"


def test_h9_reset_link_copies_the_host_it_was_asked_at(
    member: Person, settings: Settings, mailoutbox: list[object], is_stock: bool
) -> None:
    if is_stock:
        settings.ACCOUNT_ADAPTER = "allauth.account.adapter.DefaultAccountAdapter"
    client = Client(HTTP_HOST=f"{HERE}:1337")
    client.post(reverse("account_reset_password"), {"email": member.email})
    bodies = [str(getattr(one, "body", "")) for one in mailoutbox]
    bodies += [str(one.context["link"]) for one in Mail.objects.filter(kind="password_reset")]
    assert len(bodies) == 1
    assert HERE in bodies[0]
    assert (":1337" in bodies[0]) is is_stock


class StockSignOn(SignOnAdapter):
    """Ours, with the library's own way to ask addresses."""

    get_requests_session = DefaultSocialAccountAdapter.get_requests_session


def test_h8_server_named_by_hr_is_asked_inside_our_network(
    alice: Person, settings: Settings, is_stock: bool
) -> None:
    if is_stock:
        settings.SOCIALACCOUNT_ADAPTER = "tests.house.test_holes.StockSignOn"
    named = {"issuer": "https://idp.example", "client_id": "x", "secret": "x"}
    made = connection.add(
        "openid_connect", by=alice, name="A", domains=["aubepine.example"], **named
    )
    connection.offer(made, is_offered=True, by=alice)
    with trap() as inside:
        # As if the form had let it pass: the guard stands at the door to the network itself.
        Connection.objects.update(issuer=f"http://127.0.0.1:{inside.port}")
        client = Client(HTTP_HOST=HERE, raise_request_exception=False)
        assert client.post(f"/account/sign-on/{made.public_id}").status_code == 403
        knocks = inside.waited(1.0 if is_stock else 0.2)
    assert bool(knocks) is is_stock


@pytest.mark.parametrize("host", ["alias.localhost", "aubepine.localhost."])
def test_h9_other_spellings_of_the_host_lead_to_the_primary_domain(
    company: Company, host: str
) -> None:
    with walls.catalogue():
        Domain.objects.create(tenant=company, domain="alias.localhost", is_primary=False)
    answer = Client(HTTP_HOST=host).get("/account/login/?next=/me")
    assert answer.status_code == 302
    assert answer["Location"] == f"http://{HERE}/account/login/?next=/me"
    assert Client(HTTP_HOST=HERE.upper()).get("/account/login/").status_code == 200


def seeds_of(person: Person) -> Authenticator:
    """A set-up application and recovery codes, as the pages store them; the first row."""
    request = RequestFactory().get("/")
    request.user = person
    with request_context(request):
        RecoveryCodes.activate(person)
        instance: Authenticator = TOTP.activate(person, SEED).instance
    return instance


def test_h10_seed_lies_open_in_the_table(
    member: Person, settings: Settings, is_stock: bool
) -> None:
    if is_stock:
        settings.MFA_ADAPTER = "allauth.mfa.adapter.DefaultMFAAdapter"
    row = seeds_of(member)
    row.refresh_from_db()
    assert (SEED in str(row.data)) is is_stock
    codes = Authenticator.objects.get(user=member, type="recovery_codes")
    assert (len(codes.data["seed"]) == 80) is is_stock


def test_h10_seed_moved_to_somebody_else_or_next_door_does_not_open(
    member: Person, bob: Person, neighbour: str
) -> None:
    sealed = seeds_of(member).data["secret"]
    assert opened(sealed, member) == SEED
    with pytest.raises(UnreadableError):
        opened(sealed, bob)
    with walls.inside(neighbour):
        twin = factories.PersonFactory(public_id=member.public_id)
        with pytest.raises(UnreadableError):
            opened(sealed, twin)


def opened(sealed: str, person: Person) -> str:
    """A stored secret, read while ``person`` is at work."""
    request = RequestFactory().get("/")
    request.user = person
    with request_context(request):
        return str(decrypt(sealed))
