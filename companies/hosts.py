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

_known: dict[str, tuple[float, Company | None]] = {}


def company_at(host: str) -> Company | None:
    """The company at ``host`` (lower case, no port), served or suspended; ``None`` for no company.

    The row is a copy of its own: nothing done to it reaches the next request.
    """
    now = time.monotonic()
    until, company = _known.get(host, (0.0, None))
    if until <= now:
        company = _look_up(host)
        if len(_known) >= MANY:
            _known.clear()
        _known[host] = (now + (KEPT_UNKNOWN if company is None else KEPT), company)
    return copy.copy(company)


def forget() -> None:
    """Forget all hosts of this process: call it after a change to a company or its addresses."""
    _known.clear()


def _look_up(host: str) -> Company | None:
    with walls.catalogue():
        domain = Domain.objects.select_related("tenant").filter(domain=host).first()
    return None if domain is None else domain.tenant
