"""Remembers for a few seconds which company answers at a host name."""

import copy
import time

from companies import walls
from companies.models import Company, Domain

KEPT = 10.0
"""Seconds another process may still serve a company as it was."""

KEPT_UNKNOWN = 2.0
"""Seconds a new company may be unknown to another process."""

MANY = 4096
"""Hosts remembered at most: strangers may ask for any number of names."""

_known: dict[str, tuple[float, Company | None, bool]] = {}


def company_at(host: str) -> Company | None:
    """The company at ``host`` (lower case, no port), served or suspended; ``None`` for no company.

    The row is a copy of its own: nothing done to it reaches the next request.
    """
    return copy.copy(_answer(host)[0])


def is_primary(host: str) -> bool:
    """Whether ``host`` is the one that a company's links are written with."""
    return _answer(host)[1]


def _answer(host: str) -> tuple[Company | None, bool]:
    now = time.monotonic()
    until, company, primary = _known.get(host, (0.0, None, False))
    if until <= now:
        company, primary = _look_up(host)
        if len(_known) >= MANY:
            _known.clear()
        _known[host] = (now + (KEPT_UNKNOWN if company is None else KEPT), company, primary)
    return company, primary


def forget() -> None:
    """Forget all hosts of this process: call it after a change to a company or its addresses."""
    _known.clear()


def _look_up(host: str) -> tuple[Company | None, bool]:
    with walls.catalogue():
        domain = Domain.objects.select_related("tenant").filter(domain=host).first()
    return (None, False) if domain is None else (domain.tenant, domain.is_primary)
