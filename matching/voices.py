"""What people answer in private about a shortlist; a floor above keeps it and is asked for it.

It is heard while rankings are settled, and written nowhere that HR reads. A floor above calls
``contribute`` when its app is ready, so that nothing is imported upwards.
"""

from collections.abc import Callable
from dataclasses import dataclass

from matching.models import MatchingRun


@dataclass(frozen=True, kw_only=True)
class Heard:
    """(mentee, mentor) enrolments: pairs a mentor would like, and those they would rather not."""

    preferred: frozenset[tuple[int, int]] = frozenset()
    unwanted: frozenset[tuple[int, int]] = frozenset()


type Voice = Callable[[MatchingRun], Heard]
"""A shortlist → what was answered about it."""

_voices: list[Voice] = []


def contribute(voice: Voice) -> None:
    """Let ``voice`` be heard when rankings are settled; twice is once."""
    if voice not in _voices:
        _voices.append(voice)


def heard(shortlist: MatchingRun | None) -> Heard:
    """What was answered about a shortlist; nothing without one."""
    found = [voice(shortlist) for voice in _voices] if shortlist else []
    return Heard(
        preferred=frozenset().union(*(one.preferred for one in found)),
        unwanted=frozenset().union(*(one.unwanted for one in found)),
    )
