"""How long a mentor has to answer, when they are reminded, when one may ask again (pure)."""

from datetime import date, timedelta
from typing import Final

FEWEST: Final = 3
USUAL: Final = 7
MOST: Final = 21
"""Days that a mentor has to answer a request."""

OFFERED: Final = (3, 5, 7, 10, 14, 21)
"""What HR chooses from."""

REMINDED_BEFORE: Final = 2
"""Days before the last day on which a mentor who has not answered is reminded."""

AGAIN_AFTER: Final = 30
"""Days before the same mentor can be asked again by somebody to whom they did not say yes."""


def last_day(asked_on: date, days: int) -> date:
    """The last day on which a mentor asked on ``asked_on`` may answer."""
    return asked_on + timedelta(days=days)


def is_reminded(asked_on: date, answer_by: date, today: date) -> bool:
    """Whether a mentor is reminded today: near the last day, and never on the day they are asked.

    >>> is_reminded(date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 7))
    True
    """
    return asked_on < today and answer_by - timedelta(days=REMINDED_BEFORE) <= today <= answer_by


def asked_lately_since(today: date) -> date:
    """Who was asked on this day or later, and did not say yes, is not asked again yet."""
    return today - timedelta(days=AGAIN_AFTER - 1)
