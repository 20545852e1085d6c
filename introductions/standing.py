"""What the floors below hear of what people keep to themselves: pairs, never who or why."""

from collections.abc import Collection

from introductions.models import Conflict
from pairings import apart


def conflicts(persons: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of persons (pks) of whom one or the other asked never to be paired (one query)."""
    rows = Conflict.objects.filter(person__in=persons, other__in=persons)
    return set(rows.values_list("person_id", "other_id"))


def contribute() -> None:
    """Let pairings keep such people apart, whatever brings them together."""
    apart.contribute(conflicts)
