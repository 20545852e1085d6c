"""Renders one letter in a language and hands it to the mail server; asks for it after commit."""

import logging
from dataclasses import dataclass
from datetime import datetime
from email.message import MIMEPart
from email.utils import formataddr, parseaddr
from typing import Any, Final

import mrml
from celery import current_app
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import translation
from kombu.exceptions import OperationalError

from companies import branding, calendar, palette, walls

logger = logging.getLogger(__name__)

UNREADABLE: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF))
"""Characters that no XML may hold: one of them in a name, and no letter could be drawn."""


@dataclass(frozen=True)
class Letter:
    """A rendered letter: subject on one line, plain text, HTML without any remote resource."""

    subject: str
    text: str
    html: str


def render(kind: str, *, language: str, context: dict[str, Any]) -> Letter:
    """Render ``templates/emails/<kind>.txt`` and ``.mjml`` in ``language``.

    The subject is the first line of the text template. ``site``, ``company`` and its
    ``colour`` are added.
    """
    company = walls.current()
    own = {
        "company": company,
        "colour": branding.letter_colour(company),
        "site": walls.address(""),
    }
    return _render(kind, language, {**own, **context})


def render_apart(kind: str, *, language: str, context: dict[str, Any]) -> Letter:
    """The same for a letter of the public site, which belongs to no company."""
    own = {
        "company": None,
        "colour": palette.STANDARD,
        "site": walls.site_root(settings.PUBLIC_DOMAIN),
    }
    return _render(kind, language, {**own, **context})


def _render(kind: str, language: str, context: dict[str, Any]) -> Letter:
    full = {"language": language, **context}
    with translation.override(language):
        written = render_to_string(f"emails/{kind}.txt", full).translate(UNREADABLE)
        subject, _, text = written.strip().partition("\n")
        drawn = render_to_string(f"emails/{kind}.mjml", {**full, "subject": subject})
    # Without an empty font table the HTML would load a font from another host.
    html = mrml.to_html(
        drawn.translate(UNREADABLE), render_options=mrml.RenderOptions(fonts={})
    ).content
    return Letter(subject=" ".join(subject.split()), text=text.strip() + "\n", html=html)


def transmit(
    letter: Letter, *, to: str, message_id: str, appointed: dict[str, Any] | None = None
) -> None:
    """Hand one letter of the company to the mail server; raises what the server raises.

    ``appointed`` holds the facts of the appointment that goes with it (`appointment`).
    """
    _transmit(letter, to, message_id, f"{walls.current().name} · Mentorat", appointed)


def transmit_apart(letter: Letter, *, to: str, message_id: str) -> None:
    """The same for a letter of the public site."""
    _transmit(letter, to, message_id, "Mentorat")


def calendar_file(facts: dict[str, Any], *, to: str) -> bytes:
    """An appointment as a calendar file.

    ``facts``: those of `calendar.event` as JSON values (``start`` and ``end`` in ISO with their
    zone) without the organiser, who is the sender of all letters.
    """
    _, sender = parseaddr(settings.MAIL_FROM)
    times = {name: datetime.fromisoformat(facts[name]) for name in ("start", "end")}
    return calendar.event(**{**facts, **times}, organiser=sender, attendee=to)


def appointment(facts: dict[str, Any], *, to: str) -> MIMEPart:
    """The same as the part of a letter, so that a mail program offers to note it."""
    part = MIMEPart()
    made = calendar_file(facts, to=to).decode()
    part.set_content(made, subtype="calendar", params={"method": facts["method"]})
    part.add_header("Content-Disposition", "attachment", filename="invitation.ics")
    return part


def _transmit(
    letter: Letter, to: str, message_id: str, name: str, appointed: dict[str, Any] | None = None
) -> None:
    _, sender = parseaddr(settings.MAIL_FROM)
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        # A name of two lines would be taken for a header, and the letter never leave.
        from_email=formataddr((" ".join(name.split()), sender)),
        to=[to],
        headers={"Message-ID": f"<{message_id}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(letter.html, "text/html")
    if appointed:
        message.attach(appointment(appointed, to=to))
    message.send()


def deliver_after_commit(mail_id: int) -> None:
    """Ask the worker to deliver the row once its transaction is in; the sweeper finds lost ones."""
    schema = connection.schema_name  # type: ignore[attr-defined]

    def ask() -> None:
        try:
            current_app.send_task("people.deliver_mail", args=[schema, mail_id])
        except OperationalError:
            logger.warning("broker out of reach, letter %s waits for the sweeper", mail_id)

    transaction.on_commit(ask)
