"""Gives seats to those who asked first, and never more than there are."""

from collections.abc import Sequence


def has_seat(seats: int, seated: int, waiting: int) -> bool:
    """Whether somebody who asks now gets a seat: nobody overtakes those who wait."""
    return seated < seats and not waiting


def promoted[Name](seats: int, seated: int, waiting: Sequence[Name]) -> list[Name]:
    """Who of ``waiting``, in the order in which they asked, gets one of the free seats."""
    return list(waiting[: max(0, seats - seated)])
