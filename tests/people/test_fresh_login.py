"""Whoever has neither password nor factor proves themselves by having logged in just now."""

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import time_machine
from allauth.account import app_settings
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from people.models import Connection, Person
from privacy.actions import export
from privacy.models import Export
from tests.people.provider import Provider, running
from tests.people.test_sign_on import connect, is_in, log_in, visitor

LATER = dt.timedelta(seconds=app_settings.REAUTHENTICATION_TIMEOUT + 60)


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with running() as made:
        settings.OUTGOING_ALLOWED_ORIGINS = {made.origin}
        yield made


@pytest.fixture
def connection(provider: Provider, alice: Person) -> Connection:
    return connect(provider, alice)


@pytest.fixture
def inside(connection: Connection, bob: Person) -> Client:
    """The browser of Bob, who only ever logs in through the provider."""
    assert not bob.has_usable_password()
    browser = visitor()
    assert is_in(log_in(connection, browser), bob)
    return browser


def again(following: str) -> str:
    return f"/account/log-in-again?{urlencode({'next': following})}"


ADDING = "/account/security/passkeys/new/"


def forgetting(connection: Connection) -> str:
    return f"/account/sign-on/{connection.public_id}/forget"


def test_log_in_of_just_now_is_enough_for_sensitive_acts(
    inside: Client, connection: Connection, bob: Person
) -> None:
    assert inside.get(ADDING).status_code == 200
    assert inside.post("/me/data")["Location"] == "/me/data"
    assert Export.objects.filter(person=bob).count() == 1
    answer = inside.post(forgetting(connection))
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/account/security/")
    assert not SocialAccount.objects.exists()


def test_log_in_of_earlier_is_not(inside: Client, connection: Connection, bob: Person) -> None:
    made = export.request(bob, by=bob)
    export.produce(made)
    forget, file = forgetting(connection), f"/me/data/{made.public_id}.zip"
    with time_machine.travel(timezone.now() + LATER):
        for path in (ADDING, file):
            assert inside.get(path)["Location"] == again(path)
        for path in ("/me/data", forget):
            assert inside.post(path)["Location"] == again(path)
        assert inside.get("/me/data").status_code == 200
    assert (Export.objects.count(), SocialAccount.objects.count()) == (1, 1)


def test_logging_in_once_more_opens_the_way(inside: Client, connection: Connection) -> None:
    with time_machine.travel(timezone.now() + LATER, tick=False):
        page = inside.get(inside.get(ADDING)["Location"]).content.decode()
        assert f"/account/sign-on/{connection.public_id}" in page
        assert f'name="next" value="{ADDING}"' in page
        assert log_in(connection, inside, next=ADDING)["Location"] == ADDING
        assert inside.get(ADDING).status_code == 200


def test_what_can_only_be_sent_leads_back_to_where_its_button_is(
    inside: Client, connection: Connection
) -> None:
    with time_machine.travel(timezone.now() + LATER):
        page = inside.get(inside.post(forgetting(connection))["Location"]).content.decode()
    assert 'name="next" value="/account/security/"' in page
    assert SocialAccount.objects.exists()


def test_way_back_stays_here_and_nobody_else_is_asked(inside: Client, bob: Person) -> None:
    page = inside.get(again("https://evil.example/")).content.decode()
    assert 'name="next" value="/account/security/"' in page
    SocialAccount.objects.all().delete()
    assert 'action="/account/logout/"' in inside.get(again("/me")).content.decode()


def test_whoever_has_a_password_is_asked_for_it_as_before(inside: Client, bob: Person) -> None:
    bob.set_password("une phrase assez longue")
    bob.save()
    inside.force_login(bob)
    assert inside.get(ADDING)["Location"].startswith("/account/reauthenticate/")
