"""What a programme should change and how that is measured; a floor above keeps it.

It calls :func:`contribute` when its app is ready, so that nothing is imported upwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from people.models import Person
from programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Count:
    """How many objectives, how many of them nobody can measure yet, how many planned outcomes."""

    objectives: int = 0
    unmeasurable: int = 0
    outcomes: int = 0


class Keeper(Protocol):
    """What the floor that keeps objectives answers and does; a module is one."""

    def counted(self, programme: Programme) -> Count:
        """How many there are."""

    def obstacle(self, programme: Programme) -> str:
        """Why the first objective that nobody can measure stops the launch; "" without one."""

    def told(self, programme: Programme, *, with_retired: bool) -> list[Any]:
        """The objectives in their order, for a page."""

    def said(self, programme: Programme) -> Mapping[str, Any]:
        """What each of them says, as values for a fingerprint."""

    def begin(
        self,
        programme: Programme,
        *,
        kind: str,
        statement: str,
        indicator: Mapping[str, Any],
        by: Person,
    ) -> None:
        """Write the objective with which a template begins, and its indicator."""

    def launch(self, programme: Programme, *, by: Person) -> None:
        """Do what belongs to the opening: nothing is chosen after the results."""


_keepers: list[Keeper] = []


def contribute(keeper: Keeper) -> None:
    """Ask ``keeper`` from now on; twice is once."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def counted(programme: Programme) -> Count:
    """What there is to count of ``programme``."""
    found = [one.counted(programme) for one in _keepers]
    return Count(
        objectives=sum(one.objectives for one in found),
        unmeasurable=sum(one.unmeasurable for one in found),
        outcomes=sum(one.outcomes for one in found),
    )


def obstacle(programme: Programme) -> str:
    """Why ``programme`` cannot be measured; "" when it can, or has nothing to measure."""
    return next(filter(None, (one.obstacle(programme) for one in _keepers)), "")


def told(programme: Programme, *, with_retired: bool = True) -> list[Any]:
    """The objectives of ``programme`` for a page, those that were given up last or left out."""
    return [row for one in _keepers for row in one.told(programme, with_retired=with_retired)]


def said(programme: Programme) -> dict[str, Any]:
    """What the objectives of ``programme`` say now, as values."""
    return {code: values for one in _keepers for code, values in one.said(programme).items()}


def begin(
    programme: Programme, *, kind: str, statement: str, indicator: Mapping[str, Any], by: Person
) -> None:
    """Give a draft the objective of its template, with the keywords of its indicator."""
    for one in _keepers:
        one.begin(programme, kind=kind, statement=statement, indicator=indicator, by=by)


def launch(programme: Programme, *, by: Person) -> None:
    """Tell the floor above that ``programme`` opens, inside the same transaction."""
    for one in _keepers:
        one.launch(programme, by=by)
