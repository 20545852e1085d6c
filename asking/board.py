"""The state of the requests of a programme, in numbers alone."""

from collections import Counter
from dataclasses import dataclass
from statistics import median

from asking import standing
from asking.actions import tending
from asking.models import Choice, MentorRequest
from evaluations.metrics import MINIMUM_GROUP
from matching.actions import inputs
from programmes.models import Programme


@dataclass(frozen=True, kw_only=True)
class Board:
    """What HR and directors read: never who asked whom.

    ``made`` requests so far, of which ``open`` wait and ``paired`` led to a pair; ``asked``
    mentors, of whom ``yes``, ``no`` and ``expired``: told (``is_told``) once five different ones
    were asked, or the numbers of few would be answers of one. ``days`` is the median number of
    days to an answer, and ``reasons`` counts why mentors said no: both from five answers on, else
    ``None`` and empty. Mentees ``waiting`` of ``mentees`` have no mentor; ``idle`` of them have no
    open request either. Mentors are ``available``, ``full`` or ``paused``.
    """

    made: int
    open: int
    paired: int
    asked: int
    is_told: bool
    yes: int
    no: int
    expired: int
    days: float | None
    reasons: list[tuple[str, int]]
    mentees: int
    waiting: int
    idle: int
    available: int
    full: int
    paused: int
    given: int

    @property
    def answered(self) -> int:
        """Mentors who said yes or no."""
        return self.yes + self.no


def board(programme: Programme) -> Board:
    """The numbers of one programme today (ten queries, however many requests there are)."""
    there = inputs.presence(programme.pk)
    paused = set(standing.pausing(programme.pk))
    mentors = set(standing.mentors(programme.pk).values_list("pk", flat=True))
    taking = {pk for pk in mentors - paused if there.left(pk)}
    rows = MentorRequest.objects.filter(mentee__programme=programme)
    made = Counter(rows.values_list("status", flat=True))
    asking = set(rows.open().values_list("mentee_id", flat=True))
    put = Choice.objects.filter(request__mentee__programme=programme, asked_at__isnull=False)
    told = list(put.values_list("status", "asked_at", "answered_at", "decline_reason"))
    is_told = put.values("mentor").distinct().count() >= MINIMUM_GROUP
    states = Counter(status for status, _asked, _answered, _reason in told)
    spans = [
        (answered - asked).total_seconds() / 86_400
        for _status, asked, answered, _reason in told
        if asked and answered
    ]
    return Board(
        made=sum(made.values()),
        open=made[MentorRequest.Status.OPEN.value],
        paired=made[MentorRequest.Status.ACCEPTED.value],
        asked=len(told),
        is_told=is_told,
        yes=states[Choice.Status.ACCEPTED.value],
        no=states[Choice.Status.DECLINED.value],
        expired=states[Choice.Status.EXPIRED.value],
        days=round(median(spans), 1) if len(spans) >= MINIMUM_GROUP else None,
        reasons=_reasons([reason for _s, _a, _n, reason in told if reason and is_told]),
        mentees=len(there.mentees),
        waiting=len(there.waiting),
        idle=len(there.waiting - asking),
        available=len(taking),
        full=len(mentors - paused - taking),
        paused=len(mentors & paused),
        given=tending.days(programme),
    )


def _reasons(given: list[str]) -> list[tuple[str, int]]:
    """Why mentors said no, the most frequent first; nothing under five, who could be guessed."""
    if len(given) < MINIMUM_GROUP:
        return []
    labels = dict(Choice.Decline.choices)
    return [(str(labels[code]), count) for code, count in Counter(given).most_common()]
