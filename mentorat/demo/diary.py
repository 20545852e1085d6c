"""Lets things happen one after the other in the past, each at its own time."""

import heapq
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random

import time_machine
from django.utils import timezone

type Deed = Callable[[], None]


class Diary:
    """Deeds in the order of their time; a deed may note further ones. Nothing after ``until``."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        self._pages: list[tuple[datetime, int, Deed]] = []
        self._lines = itertools.count()

    def note(self, at: datetime, deed: Deed) -> None:
        """Do it at that time, or at once when that has passed; never when it is still to come."""
        if at < self.until:
            heapq.heappush(self._pages, (at, next(self._lines), deed))

    def live(self, passing: Callable[[date], None]) -> None:
        """Live through all of it; ``passing`` hears of each new day. The clock stands at each deed.

        Only the clock of this process travels: no deed may ask a worker for anything.
        """
        if not self._pages:
            return
        now = self._pages[0][0]
        day = now.date()
        with time_machine.travel(now, tick=False) as traveller:
            while self._pages:
                at, _line, deed = heapq.heappop(self._pages)
                now = max(now, at)
                traveller.move_to(now)
                if now.date() != day:
                    day = now.date()
                    passing(day)
                deed()


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """The clock of this process stands at that time."""
    with time_machine.travel(instant, tick=False):
        yield


def moment(day: date, chance: Random, *, first: int = 8, last: int = 18) -> datetime:
    """A minute of a working day between two hours, in the current time zone."""
    minutes = chance.randrange(first * 60, last * 60)
    naive = datetime.combine(working_day(day), time()) + timedelta(minutes=minutes)
    return timezone.make_aware(naive)


def last_working_day(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days={5: 1, 6: 2}.get(day.weekday(), 0))


def working_day(day: date) -> date:
    """The day itself, or the next one on which people work: no weekend, no end of December."""
    while day.weekday() >= 5 or (day.month, day.day) >= (12, 24) or (day.month, day.day) < (1, 3):
        day += timedelta(days=1)
    return day
