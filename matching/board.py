"""The state of a programme's matching, and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from matching.actions import inputs
from matching.models import MatchingRun
from programmes.models import Programme

KEPT = 30
"""Runs shown on the board, newest first."""


_BY_MODE = {
    Programme.Mode.ADMINISTRATIVE: "compute",
    Programme.Mode.HYBRID: "shortlist",
    Programme.Mode.SELF: "asking",
}


@dataclass(frozen=True, kw_only=True)
class Board:
    """What the matching page and the programme's panel show.

    ``runs`` are the newest, ``asked`` counts all of them. ``next`` is a code: draft, closed,
    under_way, review, ranking, settle, nobody, no_mentors, paired, no_place, shortlist, asking
    (mentees ask the mentor themselves) or compute; mentees_left_out or mentors_left_out when a
    side said yes and nobody of it can be matched yet. ``run`` is the run that the next step is
    about; ``ranked`` of ``listed`` mentees have ranked while a ranking is open. ``left`` tells who
    said yes and is not matched for now, and why.
    """

    programme: Programme
    there: inputs.Presence
    runs: Sequence[MatchingRun]
    asked: int
    next: str
    run: MatchingRun | None
    left: inputs.LeftOut
    ranked: int = 0
    listed: int = 0

    @property
    def can_compute(self) -> bool:
        """Whether pairs can be computed now, beside what the next step is."""
        return self.next in ("review", "shortlist", "asking", "compute")

    @property
    def can_shortlist(self) -> bool:
        """Whether mentees can be asked to rank now."""
        return self.can_compute and self.programme.mode == Programme.Mode.HYBRID


def board(programme: Programme) -> Board:
    """The state of one programme.

    Five queries, two more while a ranking is open, four more while somebody is left out.
    """
    there, left = inputs.presence(programme.pk), inputs.left_out(programme.pk)
    rows = MatchingRun.objects.official().filter(programme=programme)
    rows = rows.select_related("requested_by")
    runs = list(rows.order_by("-pk")[:KEPT])
    code, run = _next(programme, there, left, runs)
    ranked = listed = 0
    if run is not None and run.is_shortlist and run.status == MatchingRun.Status.DONE:
        ranked, listed = progress_of(run)
    return Board(
        programme=programme,
        there=there,
        runs=runs,
        asked=rows.count(),
        next=code,
        run=run,
        ranked=ranked,
        listed=listed,
        left=left,
    )


def progress_of(run: MatchingRun) -> tuple[int, int]:
    """How many mentees have ranked, and how many have a shortlist (two queries)."""
    return (
        run.preferences.values("mentee").distinct().count(),
        run.suggestions.values("mentee").distinct().count(),
    )


def _next(
    programme: Programme,
    there: inputs.Presence,
    left: inputs.LeftOut,
    runs: Sequence[MatchingRun],
) -> tuple[str, MatchingRun | None]:
    if programme.status in (Programme.Status.DRAFT, Programme.Status.CLOSED):
        return programme.status, None
    if runs and not runs[0].is_finished:
        return "under_way", runs[0]
    if not there.mentees:
        return "mentees_left_out" if left.mentees else "nobody", None
    if not there.places:
        return "mentors_left_out" if left.mentors else "no_mentors", None
    if not there.waiting:
        return "paired", None
    last = next((run for run in runs if run.status == MatchingRun.Status.DONE), None)
    if last is not None and last.is_shortlist:
        return ("ranking" if last.takes_rankings(timezone.localdate()) else "settle"), last
    if last is not None and last.is_reviewable:
        return "review", last
    if not there.free:
        return "no_place", None
    return _BY_MODE[Programme.Mode(programme.mode)], None
