"""Pairs that must never be made; who wishes it, and why, is nobody's to read.

A floor above calls ``contribute`` when its app is ready, so that nothing is imported upwards.
"""

from collections.abc import Callable, Collection, Set

type Source = Callable[[Collection[int]], Set[tuple[int, int]]]
"""Persons' pks → the pairs of persons among them that must not be made, in either order."""

_sources: list[Source] = []


def contribute(source: Source) -> None:
    """Let ``source`` say which pairs must not be made; twice is once."""
    if source not in _sources:
        _sources.append(source)


def among(persons: Collection[int]) -> set[frozenset[int]]:
    """Pairs of persons (pks) among ``persons`` that must not be made, whatever the mode."""
    return {frozenset(pair) for source in _sources for pair in source(persons)}


def with_one(person: int, others: Collection[int]) -> set[int]:
    """Those of ``others`` who must not be paired with ``person``."""
    return {
        one for pair in among({person, *others}) if person in pair for one in pair if one != person
    }
