"""A company is opened by a stranger whose e-mail is proven: once, or not at all."""

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation

from companies import hosts, walls
from companies import mail as letters
from companies import schemas as makers
from companies.errors import Refusal
from companies.models import Company, SignUp
from people import tasks
from people.actions import company as companies
from people.actions import sign_up
from people.models import AuditEntry, Mail, Person
from tests import factories

FACTS = {
    "company_name": "Nouvelle Étoile",
    "subdomain": "nouvelle-etoile",
    "email": "helene@etoile.example",
    "given_name": "Hélène",
    "family_name": "Roy",
    "language": "fr",
    "time_zone": "Indian/Reunion",
}


@pytest.fixture
def catalogue(db: None) -> Iterator[None]:
    """Look at the catalogue, as the public site does for an English reader."""
    with walls.catalogue(), translation.override("en"):
        yield


def begun(**facts: str) -> SignUp:
    return sign_up.begin(**{**FACTS, **facts})


def code_of(row: SignUp, mailoutbox: list[EmailMessage]) -> str:
    """The code of the letter that the worker sends."""
    sign_up.deliver_code(row.pk)
    found = re.search(r"^ {4}(\d{6})$", str(mailoutbox[-1].body), re.M)
    assert found
    return found[1]


def proven(mailoutbox: list[EmailMessage], **facts: str) -> SignUp:
    row = begun(**facts)
    sign_up.prove(row, code=code_of(row, mailoutbox))
    return row


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_company_is_open_once_the_code_came_back(
    catalogue: None, mailoutbox: list[EmailMessage]
) -> None:
    row = proven(mailoutbox)
    sign_up.open_company(row.pk)
    with walls.inside("nouvelle_etoile") as company:
        admin = Person.objects.get()
        assert (company.name, company.language) == ("Nouvelle Étoile", "fr")
        assert company.time_zone == "Indian/Reunion"
        assert (admin.email, admin.role, admin.language) == ("helene@etoile.example", "hr", "fr")
        assert str(admin) == "Hélène Roy"
        assert (Mail.objects.get().kind, Mail.objects.get().context["is_first"]) == (
            "invitation",
            True,
        )
        entry = AuditEntry.objects.get(verb="company.signed_up")
        assert (entry.actor, entry.facts) == (admin, {"terms": row.terms})
    link, has_account = sign_up.way_in(SignUp.objects.get(pk=row.pk))
    assert link.startswith("http://nouvelle-etoile.localhost/invitation/")
    assert not has_account


@pytest.mark.parametrize("language", ["fr", "en"])
def test_first_admin_reads_that_the_space_is_open_and_nobody_invited_them(
    company: Company, language: str
) -> None:
    context = {"person": factories.PersonFactory(), "link": "http://x/1", "days": 14}
    first, other = (
        letters.render("invitation", language=language, context={**context, "is_first": is_first})
        for is_first in (True, False)
    )
    assert "http://aubepine.localhost," in first.text and "http://aubepine.localhost," in first.html
    assert first.subject != other.subject
    inviting = {"fr": "vous invitent", "en": "invited you"}[language]
    assert inviting not in first.text and inviting in other.text


def test_nothing_is_opened_before_the_code_came_back(
    catalogue: None, mailoutbox: list[EmailMessage]
) -> None:
    row = begun()
    sign_up.open_company(row.pk)
    code_of(row, mailoutbox)
    sign_up.open_company(row.pk)
    assert not Company.objects.filter(schema_name="nouvelle_etoile").exists()
    assert sign_up.sweep()[1] == []


def test_row_of_an_open_company_has_forgotten_the_person(
    catalogue: None, mailoutbox: list[EmailMessage]
) -> None:
    row = proven(mailoutbox)
    sign_up.open_company(row.pk)
    row.refresh_from_db()
    assert row.status == SignUp.Status.DONE
    assert (row.email, row.given_name, row.family_name, row.code_digest) == ("", "", "", "")
    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.filter(pk=row.pk).update(email="helene@etoile.example")


def test_code_is_written_nowhere(catalogue: None, mailoutbox: list[EmailMessage]) -> None:
    row = begun()
    code = code_of(row, mailoutbox)
    assert code not in str(list(SignUp.objects.filter(pk=row.pk).values()))


def test_letter_says_nothing_that_the_stranger_typed(
    catalogue: None, mailoutbox: list[EmailMessage]
) -> None:
    row = begun(company_name="Buy at evil.example", given_name="Win", family_name="Money")
    code_of(row, mailoutbox)
    letter = mailoutbox[0]
    html = letter.alternatives[0][0]  # type: ignore[attr-defined]
    assert letter.to == ["helene@etoile.example"]
    for text in (letter.subject, str(letter.body), html, str(letter.message().items())):
        assert not re.search("evil|Buy|Win|Money", text)
    assert f'href="http://localhost/start/{row.public_id}"' in html


@pytest.mark.parametrize(("language", "greeting"), [("fr", "Bonjour"), ("en", "Hello")])
def test_letter_is_in_the_language_of_the_company(
    catalogue: None, mailoutbox: list[EmailMessage], language: str, greeting: str
) -> None:
    code_of(begun(language=language), mailoutbox)
    assert greeting in str(mailoutbox[0].body)


def test_code_is_sent_once(catalogue: None, mailoutbox: list[EmailMessage]) -> None:
    row = begun()
    sign_up.deliver_code(row.pk)
    sign_up.deliver_code(row.pk)
    assert len(mailoutbox) == 1


def test_code_that_could_not_be_sent_is_made_again(
    catalogue: None, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = begun()
    with monkeypatch.context() as patch:
        patch.setattr("companies.mail.EmailMultiAlternatives.send", unreachable)
        with pytest.raises(OSError, match="no mail server"):
            sign_up.deliver_code(row.pk)
    sign_up.prove(row, code=code_of(row, mailoutbox))
    assert len(mailoutbox) == 1


def unreachable(*args: object) -> None:
    raise OSError("no mail server")


def test_wrong_code_is_refused_and_the_right_one_still_works(
    catalogue: None, mailoutbox: list[EmailMessage]
) -> None:
    row = begun()
    code = code_of(row, mailoutbox)
    with pytest.raises(Refusal, match="not the code"):
        sign_up.prove(row, code=wrong(code))
    sign_up.prove(row, code=code)
    assert SignUp.objects.verified().filter(pk=row.pk).exists()


def test_fifth_wrong_code_ends_the_code(catalogue: None, mailoutbox: list[EmailMessage]) -> None:
    row = begun()
    code = code_of(row, mailoutbox)
    for _ in range(sign_up.TRIES):
        with pytest.raises(Refusal, match="not the code"):
            sign_up.prove(row, code=wrong(code))
    with pytest.raises(sign_up.Finished, match="Too many"):
        sign_up.prove(row, code=code)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        sign_up.ask_again(row)
        sign_up.prove(row, code=code_of(row, mailoutbox))


@pytest.mark.parametrize(("minutes", "is_good"), [(29, True), (31, False)])
def test_code_works_for_thirty_minutes(
    catalogue: None, mailoutbox: list[EmailMessage], minutes: int, is_good: bool
) -> None:
    row = begun()
    code = code_of(row, mailoutbox)
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        if is_good:
            sign_up.prove(row, code=code)
        else:
            with pytest.raises(sign_up.Finished, match="too old"):
                sign_up.prove(row, code=code)


def test_code_of_one_request_proves_no_other(
    catalogue: None, mailoutbox: list[EmailMessage]
) -> None:
    mine, other = begun(), begun(subdomain="other-star")
    code = code_of(mine, mailoutbox)
    SignUp.objects.filter(pk=other.pk).update(
        code_digest=SignUp.objects.get(pk=mine.pk).code_digest, code_made_at=timezone.now()
    )
    with pytest.raises(Refusal, match="not the code"):
        sign_up.prove(other, code=code)
    sign_up.prove(mine, code=code)


def test_new_code_ends_the_one_before(catalogue: None, mailoutbox: list[EmailMessage]) -> None:
    row = begun()
    old = code_of(row, mailoutbox)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        sign_up.ask_again(row)
        new = code_of(row, mailoutbox)
        if old != new:
            with pytest.raises(Refusal, match="not the code"):
                sign_up.prove(row, code=old)
        sign_up.prove(row, code=new)


def test_codes_are_sent_a_minute_apart_and_four_times_at_most(catalogue: None) -> None:
    row, now = begun(), timezone.now()
    with pytest.raises(Refusal, match="less than a minute"):
        sign_up.ask_again(row)
    for number in range(1, sign_up.CODES):
        with time_machine.travel(now + timedelta(minutes=2 * number)):
            sign_up.ask_again(row)
    with (
        time_machine.travel(now + timedelta(minutes=20)),
        pytest.raises(Refusal, match="all the codes"),
    ):
        sign_up.ask_again(row)


@pytest.mark.parametrize(
    ("subdomain", "why"),
    [
        ("aubepine", "taken"),
        ("www", "reserved"),
        ("mail", "reserved"),
        ("spare-1", "reserved"),
        ("Été", "cannot be"),
        ("a", "cannot be"),
        ("a_b_c", "cannot be"),
        ("abc-", "cannot be"),
        ("xn--abc", "cannot be"),
        ("1abc", "cannot be"),
        ("a" * 42, "cannot be"),
        ("abc;drop", "cannot be"),
    ],
)
def test_address_that_cannot_be_given_is_refused(catalogue: None, subdomain: str, why: str) -> None:
    with pytest.raises(Refusal, match=why) as refused:
        begun(subdomain=subdomain)
    assert refused.value.field == "subdomain"
    assert not SignUp.objects.exists()


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Nouvelle Étoile", "nouvelle-etoile"),
        ("Œuvres & Cie SAS", "oeuvres-cie"),
        ("3 Suisses", "suisses"),
        ("SA", ""),
        ("Aubepine", "aubepine-2"),
        ("日本", ""),
        ("", ""),
        ("A" * 200, "a" * 38),
    ],
)
def test_address_is_suggested_from_the_name(catalogue: None, name: str, address: str) -> None:
    assert sign_up.suggest(name) == address


def test_pending_request_keeps_no_address(catalogue: None, mailoutbox: list[EmailMessage]) -> None:
    begun()
    row = proven(mailoutbox, email="second@etoile.example")
    sign_up.open_company(row.pk)
    assert SignUp.objects.get(pk=row.pk).status == SignUp.Status.DONE


def test_who_came_second_takes_another_address_without_a_new_code(
    catalogue: None, mailoutbox: list[EmailMessage]
) -> None:
    first, second = proven(mailoutbox), proven(mailoutbox, company_name="Late Star")
    sign_up.open_company(first.pk)
    sign_up.open_company(second.pk)
    second.refresh_from_db()
    assert (second.status, second.problem) == ("failed", "taken")
    with pytest.raises(Refusal, match="taken"):
        sign_up.choose(second, subdomain="nouvelle-etoile")
    sign_up.choose(second, subdomain="late-star")
    sign_up.open_company(second.pk)
    assert Company.objects.get(schema_name="late_star").name == "Late Star"
    assert Company.objects.get(schema_name="nouvelle_etoile").name == "Nouvelle Étoile"


def test_address_of_an_open_space_stays(catalogue: None, mailoutbox: list[EmailMessage]) -> None:
    row = proven(mailoutbox)
    sign_up.open_company(row.pk)
    with pytest.raises(Refusal, match="already"):
        sign_up.choose(row, subdomain="late-star")


def test_opening_twice_opens_one_company(catalogue: None, mailoutbox: list[EmailMessage]) -> None:
    row = proven(mailoutbox)
    sign_up.open_company(row.pk)
    sign_up.open_company(row.pk)
    with walls.inside("nouvelle_etoile"):
        assert Person.objects.count() == 1


def test_killed_worker_leaves_nothing_and_another_one_opens_the_company(
    catalogue: None, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = proven(mailoutbox)
    with monkeypatch.context() as patch:
        patch.setattr(companies.invitation, "invite", die)
        with pytest.raises(KeyboardInterrupt):
            sign_up.open_company(row.pk)
    row.refresh_from_db()
    assert (row.status, row.email) == (SignUp.Status.RUNNING, "helene@etoile.example")
    assert not Company.objects.filter(schema_name="nouvelle_etoile").exists()
    assert sign_up.sweep()[1] == []
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert sign_up.sweep()[1] == [row.pk]
        sign_up.open_company(row.pk)
    assert Company.objects.filter(schema_name="nouvelle_etoile").count() == 1


def die(*args: object, **kwargs: object) -> None:
    raise KeyboardInterrupt


def test_late_worker_finds_the_company_open_and_leaves_it(
    catalogue: None, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = proven(mailoutbox)
    ready = makers.make_ready

    def overtaken() -> None:
        monkeypatch.setattr(makers, "make_ready", ready)
        SignUp.objects.filter(pk=row.pk).update(leased_until=timezone.now() - timedelta(1))
        sign_up.open_company(row.pk)

    monkeypatch.setattr(makers, "make_ready", overtaken)
    sign_up.open_company(row.pk)
    row.refresh_from_db()
    assert (row.status, row.problem) == ("done", "")
    assert Company.objects.filter(schema_name="nouvelle_etoile").count() == 1


def test_failure_is_told_and_can_be_tried_again(
    catalogue: None, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = proven(mailoutbox)
    with monkeypatch.context() as patch:
        patch.setattr(makers, "furnish", unreachable)
        with pytest.raises(OSError, match="no mail server"):
            sign_up.open_company(row.pk)
    row.refresh_from_db()
    assert (row.status, row.problem) == ("failed", "unexpected")
    sign_up.retry(row)
    sign_up.open_company(row.pk)
    assert SignUp.objects.get(pk=row.pk).status == "done"


def test_company_waits_for_the_end_of_a_deployment(
    catalogue: None, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = proven(mailoutbox)

    def under_way() -> None:
        raise Refusal("Mentorat is being updated.")

    with monkeypatch.context() as patch:
        patch.setattr(makers, "make_ready", under_way)
        sign_up.open_company(row.pk)
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("queued", 0)
    sign_up.open_company(row.pk)
    assert SignUp.objects.get(pk=row.pk).status == "done"


def test_requests_are_deleted_within_a_day_and_open_ones_within_an_hour(
    catalogue: None, mailoutbox: list[EmailMessage]
) -> None:
    row, opened = begun(), proven(mailoutbox, subdomain="open-star")
    sign_up.open_company(opened.pk)
    now = timezone.now()
    with time_machine.travel(now + timedelta(minutes=59)):
        tasks.sweep_sign_ups()
        assert SignUp.objects.count() == 2
    with time_machine.travel(now + timedelta(minutes=61)):
        tasks.sweep_sign_ups()
        assert list(SignUp.objects.all()) == [row]
    with time_machine.travel(now + timedelta(hours=25)):
        assert sign_up.find(row.public_id) is None
        tasks.sweep_sign_ups()
        assert not SignUp.objects.exists()
    assert Company.objects.filter(schema_name="open_star").exists()


def test_sweeper_finds_codes_that_nobody_sent(catalogue: None) -> None:
    row, now = begun(), timezone.now()
    assert sign_up.sweep() == ([], [])
    with time_machine.travel(now + timedelta(minutes=2)):
        assert sign_up.sweep() == ([row.pk], [])
    with time_machine.travel(now + timedelta(minutes=40)):
        assert sign_up.sweep() == ([], [])


def test_admin_with_an_account_is_led_home(catalogue: None, mailoutbox: list[EmailMessage]) -> None:
    row = proven(mailoutbox)
    sign_up.open_company(row.pk)
    with walls.inside("nouvelle_etoile"):
        Person.objects.update(joined_at=timezone.now())
    row.refresh_from_db()
    assert sign_up.way_in(row) == ("http://nouvelle-etoile.localhost/", True)


def open_at_once(rows: list[SignUp]) -> None:
    """Two workers open two requests at the same moment, each on a connection of its own."""
    start = threading.Barrier(len(rows))

    def work(row: SignUp) -> None:
        start.wait(timeout=10)
        sign_up.open_company(row.pk)
        connection.close()

    threads = [threading.Thread(target=work, args=[row]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def in_a_thread(work: Any) -> None:
    """What is done here is committed: this test's own transaction must not hold it."""

    def alone() -> None:
        with walls.catalogue():
            work()
        connection.close()

    thread = threading.Thread(target=alone)
    thread.start()
    thread.join()


def test_one_of_two_who_want_the_same_address_at_once_gets_it(catalogue: None) -> None:
    rows: list[SignUp] = []
    ends: list[tuple[str, str]] = []
    left: list[int] = []

    def begin_both() -> None:
        for number in range(2):
            row = begun(subdomain="star-race", email=f"{number}@etoile.example")
            SignUp.objects.filter(pk=row.pk).update(verified_at=timezone.now())
            rows.append(row)

    def clean() -> None:
        ends.extend(SignUp.objects.order_by("status").values_list("status", "problem"))
        SignUp.objects.all().delete()
        for company in Company.objects.filter(schema_name="star_race"):
            with walls.inside(company):
                left.append(Person.objects.count())
            company.delete(force_drop=True)

    in_a_thread(begin_both)
    open_at_once(rows)
    in_a_thread(clean)
    hosts.forget()
    assert ends == [("done", ""), ("failed", "taken")]
    assert left == [1]
