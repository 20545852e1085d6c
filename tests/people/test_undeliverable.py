"""Letters wait while the mail server is away; those that cannot be sent end as failed."""

import datetime as dt
from smtplib import SMTPDataError, SMTPRecipientsRefused

import pytest
import time_machine
from django.core import mail as outbox
from django.template import TemplateDoesNotExist
from django.utils import timezone

from people.actions import mail
from people.models import Mail, Person


def _letter(person: Person, kind: str = "account_notice") -> Mail:
    row = mail.post(kind, to=person, key=None, notice="password_changed")
    assert row is not None
    return row


def test_letter_to_somebody_who_left_meanwhile_is_not_sent(bob: Person) -> None:
    row = _letter(bob)
    Person.objects.filter(pk=bob.pk).update(status=Person.Status.LEFT)
    mail.deliver(row.pk)
    assert (Mail.objects.get().status, len(outbox.outbox)) == ("failed", 0)


def test_letter_to_somebody_present_is_sent(bob: Person) -> None:
    mail.deliver(_letter(bob).pk)
    assert (Mail.objects.get().status, len(outbox.outbox)) == ("sent", 1)


def test_letter_without_a_template_fails_loudly_and_is_not_tried_again(bob: Person) -> None:
    row = _letter(bob, kind="no_such_letter")
    with pytest.raises(TemplateDoesNotExist):
        mail.deliver(row.pk)
    mail.deliver(row.pk)
    assert Mail.objects.get().status == "failed"


def _broken(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refuse(*args: object, **facts: object) -> None:
        raise error

    monkeypatch.setattr("companies.mail.transmit", refuse)


def _sweep() -> None:
    for pk in mail.sweep():
        mail.deliver(pk)


def test_letter_outlasts_a_night_without_mail_server(
    bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, start = _letter(bob), timezone.now()
    with monkeypatch.context() as broken:
        _broken(broken, ConnectionRefusedError())
        for minutes in range(2, 12 * 60, 2):
            with time_machine.travel(start + dt.timedelta(minutes=minutes), tick=False):
                _sweep()
    row.refresh_from_db()
    assert (row.status, len(outbox.outbox)) == ("queued", 0)
    assert row.attempts < 25
    with time_machine.travel(start + dt.timedelta(hours=14), tick=False):
        _sweep()
    assert (Mail.objects.get().status, len(outbox.outbox)) == ("sent", 1)


def test_letter_is_given_up_after_days(bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    row, start = _letter(bob), timezone.now()
    _broken(monkeypatch, ConnectionRefusedError())
    for hours in range(1, 24 * 4):
        with time_machine.travel(start + dt.timedelta(hours=hours), tick=False):
            _sweep()
    row.refresh_from_db()
    assert row.status == "failed"


@pytest.mark.parametrize(
    "error",
    [
        SMTPRecipientsRefused({"bob@aubepine.example": (550, b"no such user")}),
        SMTPDataError(554, b"refused"),
    ],
)
def test_letter_refused_for_good_is_not_tried_again_and_the_log_names_nobody(
    bob: Person,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    row = _letter(bob)
    _broken(monkeypatch, error)
    mail.deliver(row.pk)
    row.refresh_from_db()
    assert (row.status, row.context) == ("failed", {})
    assert type(error).__name__ in caplog.text
    assert "bob@" not in caplog.text


def test_letter_that_cannot_be_made_fails_loudly(
    bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = _letter(bob)
    _broken(monkeypatch, ValueError("no address at all"))
    with pytest.raises(ValueError, match="no address"):
        mail.deliver(row.pk)
    row.refresh_from_db()
    assert row.status == "failed"


def test_letter_refused_for_now_is_tried_again(
    bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = _letter(bob)
    _broken(monkeypatch, SMTPRecipientsRefused({"bob@aubepine.example": (451, b"greylisted")}))
    mail.deliver(row.pk)
    row.refresh_from_db()
    assert (row.status, row.context["notice"]) == ("queued", "password_changed")


def test_nothing_of_a_letter_is_kept_once_it_is_sent(bob: Person) -> None:
    row = mail.post("login_code", to=bob, key=None, code="ABCD-EFGH", minutes=10)
    assert row is not None
    mail.deliver(row.pk)
    assert "ABCD-EFGH" in str(outbox.outbox[0].body)
    row.refresh_from_db()
    assert (row.status, row.context) == ("sent", {})


def test_nothing_is_kept_of_a_letter_whose_sender_died(bob: Person) -> None:
    row = _letter(bob)
    long_ago = timezone.now() - dt.timedelta(hours=1)
    Mail.objects.update(status="sending", claimed_at=long_ago)
    mail.sweep()
    row.refresh_from_db()
    assert (row.status, row.context) == ("unknown", {})
