"""Writes the letters about short conversations, with what calendars should hold."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from companies import walls
from introductions.models import Conversation
from people.actions import mail
from people.models import Person
from programmes.models import Enrolment

UNANSWERED_AFTER = timedelta(days=2)
"""How long proposed times wait before whoever should choose is reminded, once."""


def tell(row: Conversation, what: str, *, to: Person, method: str = "") -> None:
    """Write to one of the two: asked, times, agreed, declined, moved, off, lapsed, waiting, soon.

    With ``method`` the letter carries the appointment: REQUEST or CANCEL.
    """
    context = _facts(row, what, to)
    if method:
        context["appointment"] = appointment(row, method, to)
    stamp = int(row.proposed_at.timestamp())
    mail.post(
        "conversation", to=to, key=f"{row.public_id}:{what}:{row.sequence}:{stamp}", **context
    )


def put_in(row: Conversation) -> None:
    """Tell both that a time is agreed, with the file that puts it into their calendars."""
    _count(row)
    for person in (row.mentee.person, row.mentor.person):
        tell(row, "agreed", to=person, method="REQUEST")


def take_back(row: Conversation, what: str) -> None:
    """Tell both that an agreed time does not hold, with the file that takes it out."""
    _count(row)
    for person in (row.mentee.person, row.mentor.person):
        tell(row, what, to=person, method="CANCEL")


def remind_due() -> int:
    """Remind both of what they agreed for tomorrow, and who should choose a time; once each.

    How many conversations were looked at. Safe to run again.
    """
    now, today = timezone.now(), timezone.localdate()
    rows = Conversation.objects.open().select_related(
        "run__programme", "mentee__person", "mentor__person"
    )
    soon = [
        row
        for row in rows.filter(status=Conversation.Status.AGREED, starts_at__gt=now)
        if row.starts_at and timezone.localdate(row.starts_at) == today + timedelta(days=1)
    ]
    for row in soon:
        for person in (row.mentee.person, row.mentor.person):
            tell(row, "soon", to=person)
    waiting = list(
        rows.filter(status=Conversation.Status.PROPOSED, proposed_at__lte=now - UNANSWERED_AFTER)
    )
    for row in waiting:
        by_mentee = row.proposed_by == Enrolment.Role.MENTEE
        tell(row, "waiting", to=(row.mentor if by_mentee else row.mentee).person)
    return len(soon) + len(waiting)


def _count(row: Conversation) -> None:
    """The newest file wins in a calendar."""
    row.sequence += 1
    row.save(update_fields=["sequence"])


def _facts(row: Conversation, what: str, to: Person) -> dict[str, Any]:
    partner = row.partner_of(to)
    is_known = row.status == Conversation.Status.AGREED
    ends_at = row.ends_at
    return {
        "what": what,
        "programme": row.run.programme.name,
        "is_mentor": row.side_of(to) == Enrolment.Role.MENTOR,
        "partner": {
            "name": str(partner),
            "job_title": partner.job_title,
            "email": partner.email if is_known else "",
        },
        "minutes": row.minutes,
        "way": row.way,
        "reason": row.decline_reason,
        "starts_at": row.starts_at.isoformat() if row.starts_at else "",
        "ends_at": ends_at.isoformat() if ends_at else "",
        "until": row.run.rank_until.isoformat() if row.run.rank_until else "",
        "link": walls.address(page_of(row)),
    }


def page_of(row: Conversation) -> str:
    """Path of the page on which both arrange it."""
    return reverse("introductions:conversation", args=[row.public_id])


def appointment(row: Conversation, method: str, to: Person) -> dict[str, Any]:
    """What a calendar should hold of an agreed conversation, as JSON values."""
    if row.starts_at is None or row.ends_at is None:
        raise ValueError("no time is agreed")
    with translation.override(mail.language_of(to)):
        title = _("Conversation with %(name)s") % {"name": row.partner_of(to)}
        way = str(Conversation.Way(row.way).label)
    return {
        "uid": f"conversation-{row.public_id}@{walls.current().schema_name}.mentorat",
        "sequence": row.sequence,
        "start": row.starts_at.isoformat(),
        "end": row.ends_at.isoformat(),
        "title": title,
        "place": way,
        "description": f"{row.run.programme.name}\n{walls.address(page_of(row))}",
        "method": method,
    }
