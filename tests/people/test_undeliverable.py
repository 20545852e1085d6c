"""Letters that must not, or cannot, be sent end as failed, never as unknown."""

import pytest
from django.core import mail as outbox
from django.template import TemplateDoesNotExist

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
