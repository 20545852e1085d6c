"""What the floors below hear of what people keep to themselves: pairs, never who or why."""

from collections.abc import Collection

from django.db.models import Count, Q

from evaluations.metrics import MINIMUM_GROUP
from introductions.models import Answer, Conflict, Conversation
from matching import voices
from matching.models import MatchingRun
from pairings import apart


def conflicts(persons: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of persons (pks) of whom one or the other asked never to be paired (one query)."""
    rows = Conflict.objects.filter(person__in=persons, other__in=persons)
    return set(rows.values_list("person_id", "other_id"))


def answers(shortlist: MatchingRun) -> voices.Heard:
    """What mentors answered about the mentees of a shortlist (one query)."""
    said: dict[str, set[tuple[int, int]]] = {word: set() for word in Answer.Word.values}
    rows = Answer.objects.filter(run=shortlist)
    for mentee, mentor, word in rows.values_list("mentee_id", "mentor_id", "word"):
        said[word].add((mentee, mentor))
    return voices.Heard(
        preferred=frozenset(said[Answer.Word.PREFER]),
        unwanted=frozenset(said[Answer.Word.RATHER_NOT]),
    )


def totals(run: MatchingRun) -> dict[str, int | None]:
    """What HR learns about a shortlist, in numbers: who answered, conversations asked and held.

    ``mentors`` are on it, ``answered`` of them said something; ``asked`` counts all
    conversations, ``held`` were noted by one of the two. None where a small
    number would tell who: below five mentors, or five mentees who asked (four queries).
    """
    mentors = run.suggestions.values("mentor").distinct().count()
    answered = Answer.objects.filter(run=run).values("mentor").distinct().count()
    rows = Conversation.objects.filter(run=run)
    mentees = rows.values("mentee").distinct().count()
    noted = Q(noted_by_mentee_at__isnull=False) | Q(noted_by_mentor_at__isnull=False)
    counts = rows.aggregate(asked=Count("pk"), held=Count("pk", filter=noted))
    return {
        "mentors": mentors,
        "answered": _masked(answered, of=mentors),
        "asked": _masked(counts["asked"], of=mentees),
        "held": _masked(counts["held"], of=min(mentees, counts["held"] or mentees)),
    }


def _masked(count: int, *, of: int) -> int | None:
    return count if of >= MINIMUM_GROUP else None


def contribute() -> None:
    """Keep such people apart whatever pairs them, and let a settlement hear the mentors."""
    apart.contribute(conflicts)
    voices.contribute(answers)
