"""Watches over running pairings: reminds idle pairs, tells directors of silence, closes at term."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from companies import walls
from pairings import journey
from pairings.actions import pairing
from pairings.models import Pairing
from people import audit
from people.actions import mail
from people.models import Person
from programmes.models import Programme, Responsibility


def remind_idle() -> None:
    """Remind pairs that have not met, and tell the directors of those silent for long.

    Each step is written once per silence: both partners 7, 14 and 21 days past the agreed rhythm,
    the directors (else HR) at 28 days, in one letter per programme. Safe to run again.
    """
    running = (
        Pairing.objects.active()
        .with_last_session()
        .with_people()
        .filter(programme__status=Programme.Status.RUNNING)
    )
    root = walls.address("")
    silent: defaultdict[Programme, list[Pairing]] = defaultdict(list)
    for row in running.order_by("pk"):
        state = rhythm_of(row)
        if state.state == "silent":
            if _is_news(row.silence_reported_on, state):
                silent[row.programme].append(row)
        elif (step := journey.nudge(state.over)) is not None:
            _nudge(row, state, step, root)
    for programme, rows in silent.items():
        _tell_directors(programme, rows, root)


def rhythm_of(row: Pairing) -> journey.Rhythm:
    """Rhythm today of a pairing loaded with its programme and ``with_last_session()``."""
    last_on: date | None = row.last_session_on  # type: ignore[attr-defined]
    cadence = row.programme.cadence_days
    return journey.rhythm(row.started_on, last_on, cadence, timezone.localdate())


def _is_news(reported_on: date | None, state: journey.Rhythm) -> bool:
    return reported_on is None or reported_on < state.anchor


def _nudge(row: Pairing, state: journey.Rhythm, step: int, root: str) -> None:
    for reader in (row.mentor.person, row.mentee.person):
        mail.post(
            "session_reminder",
            to=reader,
            key=f"{row.public_id}:{state.anchor.isoformat()}:{step}",
            programme=row.programme.name,
            partner={"name": str(row.partner_of(reader))},
            has_met=row.last_session_on is not None,  # type: ignore[attr-defined]
            days=state.days,
            cadence_days=row.programme.cadence_days,
            link=root + reverse("pairings:detail", args=[row.public_id]),
        )


@transaction.atomic
def _tell_directors(programme: Programme, rows: list[Pairing], root: str) -> None:
    """One letter for all; the date on the row, read under lock, keeps a second run quiet."""
    locked = Pairing.objects.select_for_update(of=("self",)).order_by("pk")
    reported = dict(
        locked.filter(pk__in=[row.pk for row in rows]).values_list("pk", "silence_reported_on")
    )
    news = [p for p in rows if p.pk in reported and _is_news(reported[p.pk], rhythm_of(p))]
    if not news:
        return
    Pairing.objects.filter(pk__in=[p.pk for p in news]).update(
        silence_reported_on=timezone.localdate()
    )
    facts = [
        {"mentor": str(p.mentor.person), "mentee": str(p.mentee.person), "days": rhythm_of(p).days}
        for p in news
    ]
    audit.record("programme.silence_reported", by=None, on=programme, pairs=len(news))
    link = root + reverse("pairings:overview", args=[programme.public_id]) + "?state=silent"
    for reader in _responsible(programme):
        mail.post(
            "pairing_silent",
            to=reader,
            key=None,
            programme=programme.name,
            cadence_days=programme.cadence_days,
            pairs=facts,
            link=link,
        )


def _responsible(programme: Programme) -> list[Person]:
    """Directors of the programme who still work here, else HR."""
    directors = Person.objects.present().filter(
        responsibilities__programme=programme,
        responsibilities__role=Responsibility.Role.DIRECTOR,
    )
    return list(directors) or list(Person.objects.hr())


def complete_due() -> None:
    """Close the pairings whose programme is closed or past its last day. Safe to run again."""
    due = Pairing.objects.due(timezone.localdate())
    for pk in due.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            free = Pairing.objects.active().select_for_update(of=("self",), skip_locked=True)
            found = free.filter(pk=pk).first()
            if found is not None:
                pairing.complete(pairing=found, reason=Pairing.EndReason.TERM, by=None)
