"""The retention schedule: how long each category is kept, within which bounds HR may change it."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal


@dataclass(frozen=True)
class Bounds:
    """How long a category is kept by default, at least and at most, in ``unit``."""

    default: int
    least: int
    most: int
    unit: Literal["days", "months"]

    @property
    def is_fixed(self) -> bool:
        """Whether nobody may change it."""
        return self.least == self.most

    def allows(self, amount: int) -> bool:
        """Whether ``amount`` may be chosen."""
        return self.least <= amount <= self.most


PERIODS: Final[Mapping[str, Bounds]] = {
    "account": Bounds(6, 1, 24, "months"),
    "facts": Bounds(24, 6, 60, "months"),
    "rankings": Bounds(3, 1, 12, "months"),
    "imports": Bounds(30, 1, 90, "days"),
    "traces": Bounds(12, 6, 12, "months"),
    "sessions": Bounds(1, 1, 1, "days"),
    "exports": Bounds(7, 7, 7, "days"),
    "requests": Bounds(60, 12, 72, "months"),
}
"""By category. The journal has no period: it lives as long as the company's space."""


def over_on(today: date, amount: int, unit: str) -> date:
    """The last day whose facts are over on ``today`` when they are kept for ``amount`` units.

    Months are those of the calendar: what began on 31 August is over, after six months, on the
    day after the last of February.
    """
    if unit == "days":
        return today - timedelta(days=amount)
    year, month = divmod(today.year * 12 + today.month - 1 - amount, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(today.day, last))


def one_month_after(day: date) -> date:
    """The last day of the month that art. 12.3 of the RGPD gives for an answer."""
    year, month = divmod(day.year * 12 + day.month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
