"""Logs a session, corrects it, takes it back: declared facts only."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies.errors import Refusal
from pairings.models import MentoringSession, Pairing
from people import audit
from people.models import Person
from training.actions import gate

CORRECTABLE = timedelta(days=14)
UNDOABLE = timedelta(minutes=10)


@transaction.atomic
def log(
    *,
    pairing: Pairing,
    held_on: date,
    minutes: int,
    format: str,
    themes: Sequence[str],
    progress: int,
    key: uuid.UUID,
    by: Person,
) -> MentoringSession:
    """Write down a session that took place; the same ``key`` again gives the session back.

    Refuses a day in the future, before the start or after the end of the pairing, a person who is
    not one of the two partners, a pairing that ended more than 14 days ago, and a first session
    before a training that must come before it. Needs both enrolments of the pairing loaded.
    """
    _check_partner(pairing, by)
    if sentence := waits_for(pairing, by):
        raise Refusal(sentence)
    _check_day(pairing, held_on)
    session, created = MentoringSession.objects.get_or_create(
        key=key,
        defaults={
            "pairing": pairing,
            "held_on": held_on,
            "minutes": minutes,
            "format": format,
            "themes": list(themes),
            "progress": progress,
            "logged_by": by,
        },
    )
    if session.pairing_id != pairing.pk:
        raise Refusal(_("This form was already used for another session. Open it anew."))
    if created:
        audit.record(
            "session.logged", by=by, on=session, held_on=held_on.isoformat(), minutes=minutes
        )
    return session


@transaction.atomic
def correct(
    *,
    session: MentoringSession,
    held_on: date,
    minutes: int,
    format: str,
    themes: Sequence[str],
    progress: int,
    by: Person,
) -> MentoringSession:
    """Change what was declared of a session.

    Only the person who logged it may, within 14 days; the day must fit as when logging.
    """
    session = _locked(session)
    if not may_correct(session, by):
        raise Refusal(_("A session can be corrected by the person who logged it, within 14 days."))
    _check_day(session.pairing, held_on)
    before = _facts(session)
    session.held_on, session.minutes, session.format = held_on, minutes, format
    session.themes, session.progress = list(themes), progress
    session.save(update_fields=["held_on", "minutes", "format", "themes", "progress"])
    audit.record("session.corrected", by=by, on=session, before=before, after=_facts(session))
    return session


@transaction.atomic
def undo(*, session: MentoringSession, by: Person) -> None:
    """Take back a session just logged; only by who logged it, within 10 minutes."""
    session = _locked(session)
    if not may_undo(session, by):
        raise Refusal(
            _("Ten minutes have passed: the session stays. You can still correct it for 14 days.")
        )
    audit.record("session.undone", by=by, on=session, **_facts(session))
    session.delete()


def may_correct(session: MentoringSession, by: Person) -> bool:
    """Whether ``by`` logged it and 14 days have not passed."""
    return session.logged_by_id == by.pk and timezone.now() - session.logged_at <= CORRECTABLE


def may_undo(session: MentoringSession, by: Person) -> bool:
    """Whether ``by`` logged it and 10 minutes have not passed."""
    return session.logged_by_id == by.pk and timezone.now() - session.logged_at <= UNDOABLE


def last_day(pairing: Pairing) -> date:
    """The last day on which a session of this pairing can have been held."""
    today = timezone.localdate()
    return min(today, timezone.localdate(pairing.ended_at)) if pairing.ended_at else today


def may_log(pairing: Pairing) -> bool:
    """Whether sessions can still be declared: under way, or over for 14 days at most."""
    return pairing.ended_at is None or timezone.now() - pairing.ended_at <= CORRECTABLE


def waits_for(pairing: Pairing, by: Person) -> str:
    """Why the first session cannot be logged yet, in a sentence; "" once it can."""
    if pairing.sessions.exists():
        return ""
    return gate.waits_for((pairing.mentor_id, pairing.mentee_id), by)


def _locked(session: MentoringSession) -> MentoringSession:
    return (
        MentoringSession.objects.select_for_update(of=("self",))
        .select_related("pairing")
        .get(pk=session.pk)
    )


def _check_partner(pairing: Pairing, by: Person) -> None:
    if by.pk not in (pairing.mentor.person_id, pairing.mentee.person_id):
        raise Refusal(_("Only the two partners can log their sessions."))
    if not may_log(pairing):
        raise Refusal(_("This pairing ended more than 14 days ago; sessions cannot be added."))


def _check_day(pairing: Pairing, held_on: date) -> None:
    if held_on > timezone.localdate():
        raise Refusal(
            _("This day is in the future. Log a session once it has taken place."), field="held_on"
        )
    if held_on < pairing.started_on:
        raise Refusal(
            _("Your pairing started on %(day)s; a session cannot be older.")
            % {"day": date_format(pairing.started_on)},
            field="held_on",
        )
    if held_on > last_day(pairing):
        raise Refusal(
            _("Your pairing ended on %(day)s; a session cannot be later.")
            % {"day": date_format(last_day(pairing))},
            field="held_on",
        )


def _facts(session: MentoringSession) -> dict[str, Any]:
    return {
        "held_on": session.held_on.isoformat(),
        "minutes": session.minutes,
        "format": session.format,
        "themes": list(session.themes),
        "progress": session.progress,
    }
