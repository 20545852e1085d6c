"""Writes the letters of matching to the outbox."""

from collections.abc import Iterable

from django.urls import reverse

from companies import walls
from matching.models import MatchingRun
from people.actions import mail
from programmes.models import Enrolment


def open_ranking(run: MatchingRun, mentees: Iterable[Enrolment]) -> int:
    """Tell mentees that their shortlist waits for them, once per run; how many were written."""
    return _ask("ranking_open", run, mentees, occasion="open")


def remind(run: MatchingRun, mentees: Iterable[Enrolment], *, occasion: str) -> int:
    """Remind mentees who have not ranked, once per occasion; how many letters were written."""
    return _ask("ranking_reminder", run, mentees, occasion=occasion)


def ready(run: MatchingRun) -> None:
    """Tell who asked for a run that its result waits for review."""
    if run.requested_by is None:
        return
    mail.post(
        "run_ready",
        to=run.requested_by,
        key=str(run.public_id),
        programme=run.programme.name,
        is_settlement=run.purpose == MatchingRun.Purpose.SETTLEMENT,
        pairs=run.result.get("pairs", 0),
        unmatched=len(run.result.get("unmatched", {})),
        link=walls.address(reverse("matching:run", args=[run.public_id])),
    )


def _ask(kind: str, run: MatchingRun, mentees: Iterable[Enrolment], *, occasion: str) -> int:
    site = walls.address("")
    written = 0
    for mentee in mentees:
        written += bool(
            mail.post(
                kind,
                to=mentee.person,
                key=f"{run.public_id}:{occasion}",
                programme=run.programme.name,
                until=run.rank_until.isoformat() if run.rank_until else "",
                link=site + reverse("matching:choose", args=[mentee.public_id]),
            )
        )
    return written
