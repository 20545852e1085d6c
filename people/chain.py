"""The chain of the journal: each entry carries a digest of itself and of the one before."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

BEGINNING: Final = "0" * 64
"""What the first entry carries instead of a digest before it."""


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as it is digested.

    ``number`` counts from 1 without gaps, ``previous`` and ``digest`` are 64 hexadecimal digits,
    ``actor`` is the public id of a person or "" when the timetable acted, ``facts`` are JSON.
    """

    number: int
    previous: str
    at: datetime
    actor: str
    verb: str
    subject_kind: str
    subject_id: str
    request: str
    facts: Any
    digest: str = ""


def digest(link: Link) -> str:
    """SHA-256 of everything an entry says and of the digest before it, in hexadecimal."""
    said = [
        link.number,
        link.previous,
        link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        *(link.actor, link.verb, link.subject_kind, link.subject_id, link.request),
        _settled(link.facts),
    ]
    text = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _settled(value: Any) -> Any:
    """The value as a database gives it back: 2.0 and 2 are one number, tuples are lists."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {str(key): _settled(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_settled(one) for one in value]
    return value


def first_break(links: Iterable[Link]) -> tuple[int, int]:
    """How many entries hold together from the beginning, and the place where they stop doing so.

    The place is the number expected there, 0 when every entry is as it was written.
    """
    previous, count = BEGINNING, 0
    for link in links:
        is_next = link.number == count + 1 and link.previous == previous
        if not is_next or digest(link) != link.digest:
            return count, count + 1
        previous, count = link.digest, count + 1
    return count, 0
