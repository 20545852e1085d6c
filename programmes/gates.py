"""What must be true before a programme enters a stage; floors above add what they know.

A floor above calls :func:`contribute` when its app is ready, so that nothing is imported upwards.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from programmes.models import Programme, Stage

STAGES = tuple(Stage)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a gate: what is true or missing, in words, with the page that makes it true.

    ``cause`` names the cause of failure that it protects from, "" for none.
    """

    code: str
    title: str
    done: bool
    url: str
    mandatory: bool = True
    cause: str = ""


type Provider = Callable[[Programme], Iterable[Fact]]

_providers: dict[Stage, list[Provider]] = {stage: [] for stage in STAGES}


def contribute(stage: Stage, provider: Provider) -> None:
    """Ask ``provider`` for facts whenever the gate of ``stage`` is looked at; twice is once."""
    if provider not in _providers[stage]:
        _providers[stage].append(provider)


def contributed(programme: Programme, stage: Stage) -> list[Fact]:
    """What the floors above say about entering ``stage``."""
    return [fact for provider in _providers[stage] for fact in provider(programme)]


def following(stage: Stage) -> Stage | None:
    """The stage after ``stage``; None after the last."""
    place = STAGES.index(stage) + 1
    return STAGES[place] if place < len(STAGES) else None
