"""Which request is being served, and what it has read already that does not change under it."""

import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

_NUMBER: ContextVar[str] = ContextVar("number of the request", default="")

_READ: ContextVar[dict[tuple[str, str], Any] | None] = ContextVar("read so far", default=None)


def number() -> str:
    """The number of the request being served, 32 hexadecimal digits; "" outside of requests."""
    return _NUMBER.get()


def remembered[Value](name: str, read: Callable[[], Value]) -> Value:
    """What ``read`` gives, read once per request and company; outside of requests, every time.

    Whoever changes it calls :func:`forget` with the same name.
    """
    known = _READ.get()
    if known is None:
        return read()
    key = (str(connection.schema_name), name)  # type: ignore[attr-defined]
    if key not in known:
        known[key] = read()
    value: Value = known[key]
    return value


def forget(name: str) -> None:
    """Read it anew when it is asked for next."""
    known = _READ.get()
    if known is not None:
        known.pop((str(connection.schema_name), name), None)  # type: ignore[attr-defined]


def numbered(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: give every request a number of our own and tell it to the caller.

    A number that the caller proposes is not taken over: it would be written into the journal.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        before, read = _NUMBER.set(uuid.uuid4().hex), _READ.set({})
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = number()
        finally:
            _NUMBER.reset(before)
            _READ.reset(read)
        return response

    return middleware
