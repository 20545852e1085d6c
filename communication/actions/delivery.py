"""Writes the letters of messages that are due, some hundreds at a time, each person once."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from communication import access
from communication.actions import letters
from communication.actions.letters import Composer
from communication.models import Announcement, Delivery
from people import audit
from people.actions import mail
from people.models import Mail

BATCH = 500
"""Letters of one message per run: ten thousand people are reached within twenty minutes, and
nobody else's letters wait for all of them."""

_QUEUED = Mail.Status.QUEUED


def send_due() -> int:
    """Write the next letters of every message that is due; how many were written.

    Called every minute. Safe to run twice and at the same time: a message is worked on by one
    worker, and a person has one row per message.
    """
    for pk in list(
        _stopped().filter(deliveries__mail__status=_QUEUED).values_list("pk").distinct()
    ):
        _stop_late(*pk)
    due = Announcement.objects.due().order_by("send_at", "pk").values_list("pk", flat=True)
    return sum(_send_some(pk) for pk in list(due))


@transaction.atomic
def _send_some(announcement_id: int) -> int:
    rows = Announcement.objects.due().select_related("programme")
    row = rows.select_for_update(of=("self",), skip_locked=True).filter(pk=announcement_id).first()
    if row is None:
        return 0
    people = list(access.left_to_write(row).order_by("pk")[:BATCH])
    if people:
        letters.write(Composer(row), people)
        keys = {letters.mail_key(row, one.pk): one for one in people}
        written = Mail.objects.filter(key__in=keys).only("pk", "key")
        Delivery.objects.bulk_create(
            (Delivery(announcement=row, person=keys[one.key], mail=one) for one in written),
            ignore_conflicts=True,
        )
    if len(people) < BATCH:
        row.status, row.finished_at = Announcement.Status.SENT, timezone.now()
        row.save(update_fields=["status", "finished_at"])
        audit.record(
            "announcement.sent", by=None, on=row, people=row.deliveries.count(), kind=row.kind
        )
    elif row.status != Announcement.Status.SENDING:
        row.status = Announcement.Status.SENDING
        row.save(update_fields=["status"])
    return len(people)


def _stopped() -> QuerySet[Announcement]:
    stopped = (Announcement.Status.PAUSED, Announcement.Status.CANCELLED)
    return Announcement.objects.filter(status__in=stopped)


@transaction.atomic
def _stop_late(announcement_id: int) -> None:
    """Take back letters that were on their way when the message was stopped, and came back."""
    rows = _stopped().select_for_update(skip_locked=True)
    row = rows.filter(pk=announcement_id).first()
    if row is not None:
        take_back(row)


def take_back(announcement: Announcement) -> int:
    """Take back the letters that wait to leave; how many. Needs the message locked.

    Those they were for count again as people for whom none is written.
    """
    people = mail.withdraw("announcement", key=str(announcement.pk))
    return announcement.deliveries.filter(person__in=people).delete()[0]


def waits(announcement: Announcement) -> bool:
    """Whether letters of it are still in the outbox, and can be held back."""
    return announcement.deliveries.filter(mail__status=_QUEUED).exists()


def gone(announcement: Announcement) -> int:
    """How many letters have left, or are leaving this moment."""
    return announcement.deliveries.exclude(mail__status=Mail.Status.FAILED).count()


@dataclass(frozen=True)
class Report:
    """How the letters of a message fare. Whether anybody opened one is not known to anybody."""

    sent: int
    waiting: int
    failed: int
    unknown: int
    left: int

    @property
    def written(self) -> int:
        """How many letters there are."""
        return self.sent + self.waiting + self.failed + self.unknown


def report(announcement: Announcement) -> Report:
    """Letters by what became of them; ``left`` are people for whom none is written yet.

    A letter whose trace has been erased counts as sent: nothing waits that long.
    """
    rows = announcement.deliveries.values_list("mail__status").annotate(count=Count("pk"))
    counts = dict(rows.order_by())
    is_going = announcement.status in (
        Announcement.Status.SCHEDULED,
        Announcement.Status.SENDING,
        Announcement.Status.PAUSED,
    )
    return Report(
        sent=counts.get(Mail.Status.SENT, 0) + counts.get(None, 0),
        waiting=counts.get(Mail.Status.QUEUED, 0) + counts.get(Mail.Status.SENDING, 0),
        failed=counts.get(Mail.Status.FAILED, 0),
        unknown=counts.get(Mail.Status.UNKNOWN, 0),
        left=access.left_to_write(announcement).count() if is_going else 0,
    )


def not_reached(announcement: Announcement) -> list[Delivery]:
    """Letters that could not be delivered, or of which nobody knows, by name."""
    rows = announcement.deliveries.filter(
        mail__status__in=(Mail.Status.FAILED, Mail.Status.UNKNOWN)
    )
    return list(rows.select_related("person", "mail").order_by("person__family_name", "pk")[:100])
