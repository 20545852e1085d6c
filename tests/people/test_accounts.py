"""Accounts: by invitation, log-in, reset; what one company issued another one refuses."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies import walls
from companies.models import Company
from people.actions import import_undo, invitation, mail, record
from people.models import AuditEntry, Mail, Person
from tests import factories
from tests.people.test_import import applied, file

type AsPerson = Callable[[Person | None], Client]

PASSWORD = "une phrase assez longue"


@pytest.fixture
def guest(company: Company) -> Person:
    """Invited, without an account yet."""
    person = factories.PersonFactory(
        given_name="Inès", email="ines@aubepine.example", joined_at=None
    )
    invitation.invite(person, by=person)
    return person


def door(person: Person) -> str:
    return reverse("people:accept_invitation", args=[invitation.token(person)])


def open_account(client: Client, address: str, again: str = PASSWORD) -> int:
    return client.post(address, {"password": PASSWORD, "again": again}).status_code


def test_accepting_an_invitation_opens_the_account_and_logs_in(
    as_person: AsPerson, guest: Person
) -> None:
    client = as_person(None)
    assert open_account(client, door(guest)) == 302
    guest.refresh_from_db()
    assert guest.joined_at and guest.check_password(PASSWORD)
    assert client.get(reverse("people:profile")).status_code == 200
    assert AuditEntry.objects.filter(verb="person.joined", actor=guest).exists()


def test_looking_at_an_invitation_changes_nothing(as_person: AsPerson, guest: Person) -> None:
    for _ in range(2):
        assert as_person(None).get(door(guest)).status_code == 200
    guest.refresh_from_db()
    assert guest.joined_at is None


@pytest.mark.parametrize(
    ("password", "again"),
    [("short", "short"), ("password1234", "password1234"), (PASSWORD, "another sentence here")],
    ids=["short", "common", "different"],
)
def test_bad_password_is_refused(
    as_person: AsPerson, guest: Person, password: str, again: str
) -> None:
    answer = as_person(None).post(door(guest), {"password": password, "again": again})
    assert answer.status_code == 422
    guest.refresh_from_db()
    assert guest.joined_at is None


def test_used_invitation_says_so(as_person: AsPerson, guest: Person) -> None:
    address = door(guest)
    open_account(as_person(None), address)
    answer = as_person(None).get(address)
    assert answer.status_code == 410
    assert "/account/login/" in answer.content.decode()


def test_expired_invitation_says_so(as_person: AsPerson, guest: Person) -> None:
    address = door(guest)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        answer = as_person(None).get(address)
        assert answer.status_code == 410
        assert "expiré" in answer.content.decode()
        assert open_account(as_person(None), address) == 410


def test_forged_invitation_is_absent(as_person: AsPerson, guest: Person) -> None:
    assert as_person(None).get(door(guest)[:-3] + "abc").status_code == 404


def test_invitation_of_one_company_is_refused_next_door(
    as_person: AsPerson, guest: Person, neighbour: str
) -> None:
    with walls.inside(neighbour):
        factories.PersonFactory(public_id=guest.public_id, joined_at=None)
    client, address = Client(HTTP_HOST="kestrel.localhost"), door(guest)
    assert client.get(address).status_code == 404
    assert open_account(client, address) == 404


def test_invitation_of_a_leaver_is_refused(as_person: AsPerson, guest: Person) -> None:
    Person.objects.filter(pk=guest.pk).update(status=Person.Status.LEFT)
    assert as_person(None).get(door(guest)).status_code == 410


def test_invitation_sent_to_another_address_is_refused(
    as_person: AsPerson, guest: Person, alice: Person
) -> None:
    address = door(guest)
    record.edit(guest, by=alice, email="ines.belkacem@aubepine.example")
    assert as_person(None).get(address).status_code == 410
    assert open_account(as_person(None), address) == 410
    guest.refresh_from_db()
    assert guest.joined_at is None
    assert open_account(as_person(None), door(guest)) == 302


def change_by_hand(person: Person, alice: Person) -> None:
    record.edit(person, by=alice, email="new@aubepine.example")


def change_by_file(person: Person, alice: Person) -> None:
    applied(file("7;Inès;Belkacem;new@aubepine.example;Lyon;5;;"), alice)


def change_by_undo(person: Person, alice: Person) -> None:
    Person.objects.filter(pk=person.pk).update(email="new@aubepine.example")
    batch = applied(file(f"7;Inès;Belkacem;{person.email};Lyon;5;;"), alice)
    EmailAddress.objects.get_or_create(user=person, email=person.email)
    import_undo.undo(batch, by=alice)


@pytest.mark.parametrize("change", [change_by_hand, change_by_file, change_by_undo])
def test_login_knows_the_new_address_only(
    as_person: AsPerson, member: Person, alice: Person, change: Callable[[Person, Person], None]
) -> None:
    Person.objects.filter(pk=member.pk).update(employee_number="7")
    EmailAddress.objects.create(user=member, email=member.email)
    assert log_in(as_person(None), member.email) == 302
    change(member, alice)
    assert log_in(as_person(None), member.email) == 200
    assert log_in(as_person(None), "new@aubepine.example") == 302


@pytest.mark.parametrize("change", [change_by_hand, change_by_file])
def test_former_address_is_told_who_changed_it(
    member: Person,
    alice: Person,
    mailoutbox: list[EmailMessage],
    change: Callable[[Person, Person], None],
) -> None:
    Person.objects.filter(pk=member.pk).update(employee_number="7")
    change(member, alice)
    mail.deliver(Mail.objects.get(kind="account_notice").pk)
    assert mailoutbox[0].to == [member.email]
    assert "Alice Renard" in mailoutbox[0].body


def test_address_of_somebody_without_account_changes_without_a_letter(
    guest: Person, alice: Person
) -> None:
    record.edit(guest, by=alice, email="new@aubepine.example")
    assert not Mail.objects.filter(kind="account_notice").exists()


@pytest.fixture
def member(company: Company) -> Person:
    """Has an account and a password."""
    person = factories.PersonFactory()
    person.set_password(PASSWORD)
    person.save()
    return person


def log_in(client: Client, email: str, password: str = PASSWORD) -> int:
    facts = {"login": email, "password": password}
    return client.post(reverse("account_login"), facts).status_code


def test_log_in_with_capitals_in_the_address(as_person: AsPerson, member: Person) -> None:
    client = as_person(None)
    assert log_in(client, member.email.title()) == 302
    assert client.get(reverse("people:profile")).status_code == 200


def test_leaver_cannot_log_in(as_person: AsPerson, member: Person) -> None:
    Person.objects.filter(pk=member.pk).update(status=Person.Status.LEFT)
    client = as_person(None)
    log_in(client, member.email)
    assert client.get(reverse("people:profile")).status_code == 302


def test_member_of_one_company_cannot_log_in_next_door(company: Company, member: Person) -> None:
    client = Client(HTTP_HOST="kestrel.localhost")
    assert log_in(client, member.email) == 200


def test_guessing_passwords_is_slowed_down(member: Person) -> None:
    # An address of its own: the limit per address would reach the tests that follow.
    client = Client(HTTP_HOST="aubepine.localhost", REMOTE_ADDR="203.0.113.7")
    answers = [log_in(client, member.email, f"wrong {n}") for n in range(12)]
    assert answers[0] == 200
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    assert client.get(reverse("people:profile")).status_code == 302


def reset_link(client: Client, email: str) -> str:
    client.post(reverse("account_reset_password"), {"email": email})
    row = Mail.objects.filter(kind="password_reset").last()
    return "" if row is None else str(row.context["link"])


def test_reset_goes_through_the_outbox_and_sets_a_password(
    as_person: AsPerson, member: Person
) -> None:
    client = as_person(None)
    link = reset_link(client, member.email)
    assert link.startswith("http://aubepine.localhost")
    path = client.get(link.partition("localhost")[2])["Location"]
    new = "encore une autre phrase"
    assert client.post(path, {"password1": new, "password2": new}).status_code == 302
    member.refresh_from_db()
    assert member.check_password(new)


def test_outbox_names_no_key_of_a_reset_link_but_in_what_is_erased(
    as_person: AsPerson, member: Person
) -> None:
    secret = reset_link(as_person(None), member.email).rstrip("/").rpartition("/")[2]
    row = Mail.objects.get(kind="password_reset")
    assert secret in row.context["link"]
    mail.deliver(row.pk)
    assert not Mail.objects.filter(key__contains=secret).exists()
    assert Mail.objects.get(kind="password_reset").context == {}


def test_reset_for_an_unknown_address_tells_nothing(as_person: AsPerson, member: Person) -> None:
    client = as_person(None)
    answers = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in (member.email, "nobody@aubepine.example")
    ]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Mail.objects.filter(kind="password_reset").count() == 1


def test_reset_link_of_one_company_is_refused_next_door(
    as_person: AsPerson, member: Person, neighbour: str
) -> None:
    path = reset_link(as_person(None), member.email).partition("localhost")[2]
    with walls.inside(neighbour):
        twin = factories.PersonFactory(pk=member.pk, email=member.email, password=member.password)
    page = Client(HTTP_HOST="kestrel.localhost").get(path)
    assert page.status_code == 200
    assert "password1" not in page.content.decode()
    assert twin.password == member.password


def test_reset_before_joining_sends_the_invitation_again(
    as_person: AsPerson, guest: Person
) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert reset_link(as_person(None), guest.email) == ""
    assert Mail.objects.filter(kind="invitation").count() == 2


def test_letter_is_delivered_once(guest: Person, mailoutbox: list[object]) -> None:
    row = Mail.objects.get(kind="invitation")
    mail.deliver(row.pk)
    mail.deliver(row.pk)
    assert len(mailoutbox) == 1
    assert Mail.objects.get(pk=row.pk).status == "sent"


def test_letter_nobody_delivered_is_found_again(guest: Person) -> None:
    Mail.objects.update(queued_at=timezone.now() - timedelta(minutes=2))
    assert mail.sweep() == list(Mail.objects.values_list("pk", flat=True))
