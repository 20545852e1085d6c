"""Until when somebody may be invited to a programme, and has time to answer (pure)."""

from datetime import date, timedelta
from typing import Final

FEWEST: Final = 3
MOST: Final = 60
"""Days that a person has to answer when they are invited while a programme runs."""

OFFERED: Final = (7, 14, 21, 30)
"""What HR chooses from."""


def last_day(
    *, status: str, enrol_until: date, ends_on: date, answer_days: int | None, today: date
) -> date | None:
    """The last day to answer for somebody invited ``today``; ``None`` when nobody is invited.

    Before the programme's own last day it is that one. Afterwards a programme that takes people
    in while it runs gives them ``answer_days``, as long as they end before the programme does.
    """
    if status in ("draft", "open") and today <= enrol_until:
        return enrol_until
    if answer_days is None or status not in ("open", "running"):
        return None
    day = today + timedelta(days=answer_days)
    return day if day < ends_on else None
