"""Who may be invited, say yes and be matched; floors above add what they know.

A floor above calls the ``contribute_…`` functions when its app is ready, so that nothing is
imported upwards.
"""

from collections.abc import Callable, Mapping, Sequence

from people.models import Person
from programmes.models import EnrolmentQuerySet, Programme

type Screen = Callable[[Programme, str, Sequence[Person]], Mapping[int, str]]
"""Programme, role, persons → why not, in words fit to read, by the person's pk."""

type Sieve = Callable[[EnrolmentQuerySet], EnrolmentQuerySet]
"""Enrolments → some of them: those that a floor lets into a matching and a pair, say."""

_screens: list[Screen] = []
_sieves: list[Sieve] = []
_turned_away: list[Sieve] = []


def contribute_screen(screen: Screen) -> None:
    """Ask ``screen`` before anybody is invited or says yes; twice is once."""
    if screen not in _screens:
        _screens.append(screen)


def contribute_sieve(sieve: Sieve) -> None:
    """Let ``sieve`` look at everybody who is to be matched or paired; twice is once."""
    if sieve not in _sieves:
        _sieves.append(sieve)


def contribute_turned_away(found: Sieve) -> None:
    """Let ``found`` name those whom this floor has told that they are not wanted; twice is once."""
    if found not in _turned_away:
        _turned_away.append(found)


def obstacles(programme: Programme, role: str, people: Sequence[Person]) -> dict[int, str]:
    """Why some of ``people`` cannot take this role: the first reason found, by the person's pk."""
    found: dict[int, str] = {}
    for screen in _screens:
        found = {**screen(programme, role, people), **found}
    return found


def matchable(rows: EnrolmentQuerySet, *, but: Sieve | None = None) -> EnrolmentQuerySet:
    """Those of ``rows`` whom every floor lets into a matching and a pair.

    ``but`` is the sieve of a floor that asks what the others say.
    """
    for sieve in _sieves:
        if sieve is not but:
            rows = sieve(rows)
    return rows


def still_wanted(rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Those of ``rows`` whom no floor has told that they are not wanted this time."""
    for found in _turned_away:
        rows = rows.exclude(pk__in=found(rows).values("pk"))
    return rows
