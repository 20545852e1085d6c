"""Programmes that somebody has no part in and may ask to join; a floor above knows them.

It calls :func:`contribute` when its app is ready, so that nothing is imported upwards.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from people.models import Person
from programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme with a line about it and the page where one asks; ``has_asked``: one did."""

    programme: Programme
    words: str
    url: str
    has_asked: bool


type Provider = Callable[[Person], Iterable[Offer]]

_providers: list[Provider] = []


def contribute(provider: Provider) -> None:
    """Ask ``provider`` whenever somebody looks for a programme; twice is once."""
    if provider not in _providers:
        _providers.append(provider)


def of(person: Person) -> list[Offer]:
    """What ``person`` may ask to join."""
    return [offer for ask in _providers for offer in ask(person)]
