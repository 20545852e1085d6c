"""Where each mentee of a run stands: what HR decided, and whether the places still hold."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass

from matching.models import Suggestion

ACCEPTED, LOCKED, OPEN = "accepted", "locked", "open"
CONFLICT, REFUSED, ALONE, GONE = "conflict", "refused", "alone", "gone"
PUBLISHED, LEFT_OUT = "published", "left_out"
DECIDED = (ACCEPTED, LOCKED)


@dataclass(frozen=True)
class Standing:
    """One mentee of a run: the state, and the suggestion it is about (None when there is none).

    accepted, locked: HR decided; open: the plan proposes, HR has not decided; conflict: the mentor
    has no place for it any more; refused: HR refused the planned mentor; alone: the plan has
    nobody; gone: withdrawn, left, or accompanied since the run. In a published run: published, or
    left out (a pair was there, HR did not publish it).
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


def once_published(
    known: Mapping[int, Standing],
    suggestions: Iterable[Suggestion],
    pairings: Set[tuple[int, int]],
) -> dict[int, Standing]:
    """The standings of a published run: what became of each pair, no longer what to decide.

    ``pairings``: (mentee, mentor) enrolments that were paired in the programme.
    """
    made = {
        one.mentee_id: Standing(one.mentee_id, PUBLISHED, one)
        for one in suggestions
        if (one.mentee_id, one.mentor_id) in pairings
    }
    undecided = {ACCEPTED, LOCKED, OPEN, CONFLICT}
    left_out = {
        mentee: Standing(mentee, LEFT_OUT, one.suggestion)
        for mentee, one in known.items()
        if one.state in undecided
    }
    return {**known, **left_out, **made}


def _urgency(item: tuple[int, Suggestion]) -> tuple[int, int]:
    return -item[1].points, item[0]


def _take(taken: Counter[int], mentor: int, left: Callable[[int], int]) -> bool:
    if taken[mentor] >= left(mentor):
        return False
    taken[mentor] += 1
    return True
