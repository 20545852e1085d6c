"""A company is erased in thirty days, wholly; whoever takes its name opens nothing of it."""

import datetime as dt
from collections.abc import Iterator
from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.http import int_to_base36
from django_tenants.utils import schema_exists

from companies import envelope, walls
from companies.errors import Refusal
from companies.models import Company, CompanyArchive, Domain, Logo, RetiredAddress
from people.actions import archives, deletion, invitation, space
from people.actions import company as companies
from people.adapter import ResetTokens
from people.models import AuditEntry, Person
from people.tasks import deliver_mail, erase_companies, sweep_archives
from tests import factories
from tests.companies.test_pictures import sent
from tests.people import operators
from tests.people.operators import browser, operator

NAME, SCHEMA, HOST = "Éphémère & Fils", "ephemere", "ephemere.localhost"
LATER = deletion.GRACE + dt.timedelta(days=1)


def found() -> Company:
    return companies.found(
        name=NAME,
        subdomain=SCHEMA,
        language="fr",
        hr_email="h@e.example",
        hr_given_name="Hélène",
        hr_family_name="Roy",
    )


@pytest.fixture
def customer(db: None) -> Iterator[Company]:
    """A company that will go, beside an operator's site."""
    connection.set_no_company()
    operators.establish()
    yield found()
    connection.set_no_company()


def row() -> Company:
    with walls.catalogue():
        return Company.objects.get(schema_name=SCHEMA)


def decide(company: Company) -> None:
    companies.suspend(company, reason="contract over")
    deletion.announce(company, confirmation=NAME, reason="contract over", by=None)


def erase(company: Company) -> None:
    decide(company)
    with walls.catalogue(), connection.cursor() as cursor:
        # What a commit would have settled: the test makes and drops it in one transaction.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    with time_machine.travel(timezone.now() + LATER, tick=True):
        erase_companies()


def is_there() -> bool:
    with walls.catalogue():
        found = Company.objects.filter(schema_name=SCHEMA).exists()
        assert schema_exists(SCHEMA) is found
        return found


def test_company_is_deleted_after_a_suspension_and_its_name_typed(customer: Company) -> None:
    for act in (
        lambda: deletion.announce(customer, confirmation=NAME, reason="r", by=None),
        lambda: (
            companies.suspend(customer, reason="r")
            or deletion.announce(customer, confirmation="Ephemere", reason="r", by=None)
        ),
    ):
        with pytest.raises(Refusal):
            act()
        assert row().delete_on is None
    deletion.announce(customer, confirmation=f" {NAME}  ", reason="r", by=None)
    assert row().delete_on == timezone.localdate() + dt.timedelta(days=30)
    with pytest.raises(Refusal):
        deletion.announce(customer, confirmation=NAME, reason="r", by=None)
    with pytest.raises(Refusal):
        companies.resume(customer, reason="r")


def test_nothing_is_erased_before_its_day_nor_when_taken_back(customer: Company) -> None:
    decide(customer)
    with time_machine.travel(timezone.now() + dt.timedelta(days=29), tick=True):
        erase_companies()
    assert is_there()
    deletion.take_back(customer, reason="they stay", by=None)
    with time_machine.travel(timezone.now() + LATER, tick=True):
        erase_companies()
    assert is_there()
    with pytest.raises(Refusal):
        deletion.take_back(customer, reason="again", by=None)
    companies.resume(customer, reason="paid")
    assert Client(HTTP_HOST=HOST).get("/account/login/").status_code == 200


def places(word: str) -> set[str]:
    """Tables of the catalogue that hold a word anywhere."""
    found = set()
    with walls.catalogue(), connection.cursor() as cursor:
        for model in apps.get_app_config("companies").get_models():
            table = model._meta.db_table
            cursor.execute(
                f"SELECT 1 FROM public.{table} t WHERE t::text LIKE %s LIMIT 1", [f"%{word}%"]
            )
            if cursor.fetchone():
                found.add(table)
    return found


def test_nothing_of_an_erased_company_is_left_in_the_catalogue(customer: Company) -> None:
    with walls.inside(customer):
        space.set_logo(customer, sent(), by=Person.objects.get())
    archives.request(customer, by=None)
    digest = row().logo_digest
    own = {"companies_company", "companies_domain"}
    assert (places(SCHEMA), places(digest)) == (own, {"companies_company", "companies_logo"})
    erase(customer)
    assert (places(SCHEMA), places(digest)) == ({"companies_retiredaddress"}, set())
    with walls.catalogue():
        assert not Logo.objects.exists()


def test_erased_company_leaves_one_line_and_a_retired_address(customer: Company) -> None:
    archives.request(customer, by=None)
    erase(customer)
    assert not is_there()
    with walls.catalogue():
        assert not CompanyArchive.objects.exists()
        assert not Domain.objects.filter(domain=HOST).exists()
        assert RetiredAddress.objects.get().host == HOST
    with walls.inside("exploitation"):
        entry = AuditEntry.objects.latest("number")
        assert (entry.verb, entry.facts["company"], entry.facts["people"]) == (
            ("company.erased", NAME, 1)
        )
    assert Client(HTTP_HOST=HOST).get("/").status_code == 404
    assert {"aubepine", "kestrel"} <= set(walls.active_companies())


def test_erasing_twice_and_late_tasks_do_nothing(customer: Company) -> None:
    pk = customer.pk
    erase(customer)
    deletion.erase(pk)
    deliver_mail(SCHEMA, 1)
    sweep_archives()
    assert not is_there()


def test_address_is_given_to_nobody_else_for_a_year(customer: Company) -> None:
    erase(customer)
    with pytest.raises(Refusal) as refused:
        found()
    assert refused.value.field == "subdomain"
    year = LATER + deletion.RETIRED
    with time_machine.travel(timezone.now() + year, tick=True):
        assert found().schema_name == SCHEMA
        with walls.catalogue():
            assert not RetiredAddress.objects.exists()


def known_of(company: Company) -> dict[str, str]:
    """Everything of a company that somebody may have kept: links, a cookie, a secret, a cache."""
    with walls.inside(company):
        guest = factories.PersonFactory(joined_at=None, public_id="6f" * 16)
        member = factories.PersonFactory(pk=4711)
        client = Client(HTTP_HOST=HOST)
        client.force_login(member)
        cache.set("attempts", "5")
        return {
            "cookie": client.cookies["mentorat_session"].value,
            "invitation": f"/invitation/{invitation.token(guest)}",
            "reset": f"/account/password/reset/key/{int_to_base36(4711)}-"
            f"{ResetTokens().make_token(member)}/",
            "sealed": envelope.seal("seed", purpose="test", owner="1"),
        }


def opened(known: dict[str, str]) -> dict[str, bool]:
    """Which of them still opens something at the company that is there now."""
    thief, nobody = Client(HTTP_HOST=HOST), Client(HTTP_HOST=HOST)
    thief.cookies["mentorat_session"] = known["cookie"]
    with walls.inside(SCHEMA):
        try:
            sealed = bool(envelope.unseal(known["sealed"], purpose="test", owner="1"))
        except envelope.UnreadableError:
            sealed = False
        cached = cache.get("attempts") is not None
    return {
        "cookie": thief.get("/me").status_code == 200,
        "invitation": nobody.get(known["invitation"]).status_code == 200,
        "reset": nobody.get(known["reset"]).status_code == 302,
        "sealed": sealed,
        "cached": cached,
    }


def test_namesake_opens_no_old_link_cookie_secret_or_cache(customer: Company) -> None:
    known = known_of(customer)
    assert set(opened(known).values()) == {True}
    erase(customer)
    with walls.catalogue():
        RetiredAddress.objects.all().delete()
    namesake = found()
    # The same people with the same keys: what differs is the company, and nothing else.
    with walls.inside(namesake):
        factories.PersonFactory(joined_at=None, public_id="6f" * 16)
        factories.PersonFactory(pk=4711)
    assert set(opened(known).values()) == {False}


def test_commands_decide_and_take_back(customer: Company) -> None:
    out = StringIO()
    reason = "--reason=contract over"
    with pytest.raises(CommandError):
        call_command("delete_company", SCHEMA, reason, f"--confirm={NAME}")
    call_command("suspend_company", SCHEMA, reason)
    with pytest.raises(CommandError):
        call_command("delete_company", SCHEMA, reason, "--confirm=wrong")
    call_command("delete_company", SCHEMA, reason, f"--confirm={NAME}", stdout=out)
    assert str(row().delete_on) in out.getvalue()
    with pytest.raises(CommandError):
        call_command("resume_company", SCHEMA, reason)
    call_command("delete_company", SCHEMA, reason, "--take-back", stdout=out)
    assert row().delete_on is None
    with pytest.raises(CommandError):
        call_command("delete_company", "exploitation", reason, "--confirm=Exploitation")


def test_operator_deletes_and_takes_back_by_pages(customer: Company) -> None:
    with walls.inside("exploitation"):
        site = browser(operator("Oscar"))
    pk = customer.pk
    companies.suspend(customer, reason="over")
    page = site.get(f"/companies/{pk}/delete").content.decode()
    assert "There is no archive" in page
    wrong = site.post(f"/companies/{pk}/delete", {"reason": "over", "confirmation": "x"})
    assert (wrong.status_code, "id_confirmation_error" in wrong.content.decode()) == (422, True)
    site.post(f"/companies/{pk}/delete", {"reason": "over", "confirmation": NAME})
    assert row().delete_on is not None
    assert "going to be erased" in site.get(f"/admin/company/{pk}/").content.decode()
    site.post(f"/companies/{pk}/keep", {"reason": "they stay"})
    assert row().delete_on is None
    with walls.inside(customer):
        told = AuditEntry.objects.order_by("number").values_list("verb", flat=True)
        assert list(told)[-2:] == ["company.deletion_announced", "company.deletion_taken_back"]


def test_old_archives_are_thrown_away(customer: Company) -> None:
    archives.request(customer, by=None)
    with time_machine.travel(timezone.now() + dt.timedelta(days=6), tick=True):
        assert archives.discard_expired() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=8), tick=True):
        assert archives.discard_expired() == 1


def test_archive_that_cannot_be_made_is_marked_and_nobody_waits(
    customer: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*args: object, **kwargs: object) -> None:
        raise OSError("disk full")

    job = archives.request(customer, by=None)
    monkeypatch.setattr("people.actions.archives.export.save", break_down)
    with pytest.raises(OSError, match="disk full"):
        archives.perform(job.pk)
    with walls.catalogue():
        job.refresh_from_db()
        assert (job.status, job.problem) == ("failed", "unexpected")
        assert archives.request(customer, by=None).pk != job.pk
