"""Which request is being served, so that what it changes can be told together."""

import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_NUMBER: ContextVar[str] = ContextVar("number of the request", default="")


def number() -> str:
    """The number of the request being served, 32 hexadecimal digits; "" outside of requests."""
    return _NUMBER.get()


def numbered(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: give every request a number of our own and tell it to the caller.

    A number that the caller proposes is not taken over: it would be written into the journal.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        before = _NUMBER.set(uuid.uuid4().hex)
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = number()
        finally:
            _NUMBER.reset(before)
        return response

    return middleware
