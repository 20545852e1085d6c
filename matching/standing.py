"""Where each mentee of a run stands: what HR decided, and whether the places still hold."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from matching.models import Suggestion

ACCEPTED, LOCKED, OPEN = "accepted", "locked", "open"
CONFLICT, REFUSED, ALONE, GONE = "conflict", "refused", "alone", "gone"
STATES = (ACCEPTED, LOCKED, OPEN, CONFLICT, REFUSED, ALONE, GONE)
DECIDED = (ACCEPTED, LOCKED)


@dataclass(frozen=True)
class Standing:
    """One mentee of a run: the state, and the suggestion it is about (None when there is none).

    accepted, locked: HR decided; open: the plan proposes, HR has not decided; conflict: the mentor
    has no place for it any more; refused: HR refused the planned mentor; alone: the plan has
    nobody; gone: withdrawn, left, or accompanied since the run.
    """

    mentee: int
    state: str
    suggestion: Suggestion | None

    @property
    def is_decided(self) -> bool:
        """Whether HR said yes to a pair."""
        return self.state in DECIDED


def stand(
    mentees: Iterable[int],
    suggestions: Iterable[Suggestion],
    *,
    waiting: frozenset[int],
    left: Callable[[int], int],
) -> dict[int, Standing]:
    """The standing of each mentee (enrolment ids), in the order given.

    ``waiting``: mentees who still need a mentor; ``left``: free places of a mentor. Places go to
    the decided pairs first, then to the open ones with the most points.
    """
    mentees = list(mentees)
    chosen: dict[int, Suggestion] = {}
    planned: dict[int, Suggestion] = {}
    for suggestion in suggestions:
        if suggestion.decision in DECIDED:
            chosen[suggestion.mentee_id] = suggestion
        elif suggestion.is_planned:
            planned[suggestion.mentee_id] = suggestion
    taken: Counter[int] = Counter()
    standings: dict[int, Standing] = {}
    for mentee, suggestion in sorted(chosen.items(), key=_urgency):
        if mentee in waiting:
            holds = _take(taken, suggestion.mentor_id, left)
            state = suggestion.decision if holds else CONFLICT
            standings[mentee] = Standing(mentee, state, suggestion)
    for mentee, suggestion in sorted(planned.items(), key=_urgency):
        if mentee in standings or mentee not in waiting:
            continue
        if suggestion.decision == Suggestion.Decision.REFUSED:
            state = REFUSED
        else:
            state = OPEN if _take(taken, suggestion.mentor_id, left) else CONFLICT
        standings[mentee] = Standing(mentee, state, suggestion)
    return {
        mentee: standings.get(mentee, Standing(mentee, ALONE if mentee in waiting else GONE, None))
        for mentee in mentees
    }


def _urgency(item: tuple[int, Suggestion]) -> tuple[int, int]:
    return -item[1].points, item[0]


def _take(taken: Counter[int], mentor: int, left: Callable[[int], int]) -> bool:
    if taken[mentor] >= left(mentor):
        return False
    taken[mentor] += 1
    return True
