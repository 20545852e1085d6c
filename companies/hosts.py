"""Remembers for a few seconds which company answers at a host name."""

import copy
import time
from typing import NamedTuple

from companies import schemas, walls
from companies.models import Company, Domain

KEPT = 10.0
"""Seconds another process may still serve a company as it was."""

KEPT_UNKNOWN = 2.0
"""Seconds a new company may be unknown to another process, or kept waiting for its tables."""

MANY = 4096
"""Hosts remembered at most: strangers may ask for any number of names."""


class Answer(NamedTuple):
    """What is known about a host: its company, whether links name it, whether tables are ready."""

    company: Company | None = None
    is_primary: bool = False
    is_ready: bool = False


_known: dict[str, tuple[float, Answer]] = {}


def company_at(host: str) -> Company | None:
    """The company at ``host`` (lower case, no port), served or suspended; ``None`` for no company.

    The row is a copy of its own: nothing done to it reaches the next request.
    """
    return copy.copy(_answer(host).company)


def as_it_is(company: Company) -> Company:
    """The row of ``company`` read anew, whatever is remembered of it."""
    with walls.catalogue():
        return Company.objects.get(pk=company.pk)


def is_primary(host: str) -> bool:
    """Whether ``host`` is the one that a company's links are written with."""
    return _answer(host).is_primary


def is_ready(host: str) -> bool:
    """Whether the company's tables are those of this code: half a migration serves nobody."""
    return _answer(host).is_ready


def _answer(host: str) -> Answer:
    now = time.monotonic()
    until, answer = _known.get(host, (0.0, Answer()))
    if until <= now:
        answer = _look_up(host)
        if len(_known) >= MANY:
            _known.clear()
        _known[host] = (now + (KEPT if answer.is_ready else KEPT_UNKNOWN), answer)
    return answer


def forget() -> None:
    """Forget all hosts of this process: call it after a change to a company or its addresses."""
    _known.clear()


def _look_up(host: str) -> Answer:
    with walls.catalogue():
        domain = Domain.objects.select_related("tenant").filter(domain=host).first()
    if domain is None:
        return Answer()
    return Answer(domain.tenant, domain.is_primary, schemas.is_current(domain.tenant.schema_name))
