"""Questionnaires that leave by themselves in a programme; a floor above knows them.

It calls :func:`contribute` when its app is ready, so that nothing is imported upwards.
"""

from collections.abc import Callable, Iterable

from programmes.models import Programme

type Provider = Callable[[Programme], Iterable[str]]

_providers: list[Provider] = []


def contribute(provider: Provider) -> None:
    """Ask ``provider`` whenever a canvas is read; twice is once."""
    if provider not in _providers:
        _providers.append(provider)


def of(programme: Programme) -> list[str]:
    """What is asked, of whom and when, a sentence each, in the order of their days."""
    return [words for ask in _providers for words in ask(programme)]
