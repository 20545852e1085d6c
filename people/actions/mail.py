"""Writes letters to the outbox and delivers them, each at most once; then forgets what they say."""

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from django.db import transaction
from django.utils import timezone

from companies import mail, walls
from people.models import Mail, MailQuerySet, Person

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=10)
WAIT = timedelta(minutes=1)
"""Between the first two tries; doubled after each one, up to `LONGEST_WAIT`."""
LONGEST_WAIT = timedelta(hours=1)
TRIES = 48
"""Spread over almost two days, after which a letter is given up."""

_IN_THE_PAST: ContextVar[bool] = ContextVar("letters of the past", default=False)


@contextmanager
def delivered_in_the_past() -> Iterator[None]:
    """Letters written inside count as sent at that moment, and nobody renders or delivers them.

    For a past that is told afterwards: nobody wants a year of letters in one minute.
    """
    before = _IN_THE_PAST.set(True)
    try:
        yield
    finally:
        _IN_THE_PAST.reset(before)


def language_of(person: Person) -> str:
    """The language in which to write to somebody: theirs, else the company's."""
    return person.language or walls.current().language


def post(kind: str, *, to: Person, key: str | None, **context: Any) -> Mail | None:
    """Write a letter of ``kind`` to the outbox; it leaves after commit.

    ``key`` names the occasion; a second letter for the same occasion is not written and ``None``
    is returned. ``key=None`` means that every call is its own occasion. ``context`` holds JSON
    values for the template, nothing that two partners wrote to each other; it is erased when the
    letter is sent. ``address`` among them is written to instead of the person's own,
    ``appointment`` goes along as a calendar file (`companies.mail.appointment`). Leavers get no
    mail.
    """
    if not to.is_active:
        return None
    row, created = Mail.objects.get_or_create(
        key=_key(kind, key, to),
        defaults={"kind": kind, "person": to, **_fate(context)},
    )
    if not created:
        return None
    _deliver_soon([row.pk])
    return row


def post_each(
    kind: str,
    letters: Iterable[tuple[Person, dict[str, Any]]],
    *,
    key: str | Callable[[Person], str],
) -> int:
    """Write one letter of ``kind`` per person with its own context; how many were new.

    Same rules as :func:`post`, in a few queries whatever the number of persons. ``key`` may be
    another one for each person.
    """
    rows = {}
    for to, context in letters:
        if to.is_active:
            name = _key(kind, key(to) if callable(key) else key, to)
            rows[name] = Mail(kind=kind, person=to, key=name, **_fate(context))
    written = set(Mail.objects.filter(key__in=rows).values_list("key", flat=True))
    fresh = [row for name, row in rows.items() if name not in written]
    Mail.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    ids = Mail.objects.filter(key__in=[row.key for row in fresh]).values_list("pk", flat=True)
    _deliver_soon(ids)
    return len(fresh)


@transaction.atomic
def withdraw(kind: str, *, key: str) -> list[int]:
    """Take back the letters of one :func:`post_each` that still wait; pks of who they were for.

    What was handed to the mail server, or is being handed over, stays. Nobody has had a letter that
    was taken back: the same occasion may write it again.
    """
    waiting = Mail.objects.due().filter(key__startswith=f"{kind}:{key}:")
    rows = waiting.select_for_update(of=("self",), skip_locked=True)
    people = dict(rows.values_list("pk", "person"))
    Mail.objects.filter(pk__in=people).delete()
    return list(people.values())


def _fate(context: dict[str, Any]) -> dict[str, Any]:
    if not _IN_THE_PAST.get():
        return {"context": context}
    now = timezone.now()
    done = {"status": Mail.Status.SENT, "attempts": 1, "claimed_at": now, "sent_at": now}
    return {**done, "context": {}}


def _deliver_soon(mail_ids: Iterable[int]) -> None:
    if not _IN_THE_PAST.get():
        for pk in mail_ids:
            mail.deliver_after_commit(pk)


def _key(kind: str, key: str | None, to: Person) -> str:
    return f"{kind}:{key or uuid.uuid4()}:{to.pk}"


def deliver(mail_id: int) -> None:
    """Send one waiting letter; does nothing when somebody else took it.

    The claim is committed before the mail server is spoken to, so a crash in between leaves the
    row ``sending`` (later ``unknown``) rather than a second copy in somebody's inbox. A server that
    is out of reach, or asks to come back, puts the letter off; what it refuses for good has failed.
    """
    row = _claim(mail_id)
    if row is None:
        return
    if not row.person.is_active:
        # They left while the letter waited.
        _give_up(row)
        return
    try:
        letter = mail.render(
            row.kind,
            language=language_of(row.person),
            context={"person": row.person, **row.context},
        )
    except Exception:
        # Nothing has been sent, so this is not "unknown": a template is broken and stays so.
        _give_up(row)
        raise
    message_id = f"{uuid.uuid5(uuid.NAMESPACE_URL, row.key)}@{walls.current().schema_name}.mentorat"
    try:
        to = row.context.get("address") or row.person.email
        appointed = row.context.get("appointment")
        mail.transmit(letter, to=to, message_id=message_id, appointed=appointed)
    except OSError as error:
        # Its words may name the recipient: the log gets its kind only.
        logger.warning("letter %s, try %s: %s", row.pk, row.attempts, type(error).__name__)
        if _is_final(error):
            _give_up(row)
        else:
            _put_off(row)
        return
    except Exception:
        # No letter could be made of it: nothing was handed over.
        _give_up(row)
        raise
    _close(Mail.objects.filter(pk=row.pk), Mail.Status.SENT, sent_at=timezone.now())


def _claim(mail_id: int) -> Mail | None:
    with transaction.atomic():
        row = (
            Mail.objects.select_related("person")
            .select_for_update(of=("self",), skip_locked=True)
            .filter(pk=mail_id, status=Mail.Status.QUEUED)
            .first()
        )
        if row is None:
            return None
        row.status, row.claimed_at = Mail.Status.SENDING, timezone.now()
        row.attempts += 1
        row.save(update_fields=["status", "claimed_at", "attempts"])
        return row


def _close(rows: MailQuerySet, status: Mail.Status, **more: Any) -> None:
    """Let nothing more happen to letters; what they said (codes, links that open) is erased."""
    rows.update(status=status, context={}, **more)


def _give_up(row: Mail) -> None:
    _close(Mail.objects.filter(pk=row.pk), Mail.Status.FAILED)


def _is_final(error: OSError) -> bool:
    """Whether the server would refuse this letter again (RFC 5321, codes from 500 on)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= 500


def _put_off(row: Mail) -> None:
    """The server was out of reach or asked to come back: wait longer after each try."""
    if row.attempts >= TRIES:
        _give_up(row)
        return
    wait = min(WAIT * 2 ** min(row.attempts - 1, 10), LONGEST_WAIT)
    row.status, row.queued_at = Mail.Status.QUEUED, timezone.now() + wait
    row.save(update_fields=["status", "queued_at"])


def sweep() -> list[int]:
    """Ids of letters that wait for a task; marks those whose sender died as ``unknown``."""
    now = timezone.now()
    lost = Mail.objects.filter(status=Mail.Status.SENDING, claimed_at__lt=now - CLAIM)
    _close(lost, Mail.Status.UNKNOWN)
    waiting = Mail.objects.due().filter(queued_at__lt=now - WAIT)
    return list(waiting.order_by("queued_at").values_list("pk", flat=True)[:500])
