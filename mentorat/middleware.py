"""What holds for every page: the person's language, their second factor, a door that stays shut."""

import logging
import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from redis.exceptions import RedisError

from companies.envelope import UnreadableError
from people import access, provider
from programmes.access import is_sponsor

logger = logging.getLogger(__name__)

# Open to those who still have to set up their second factor; so is every page that sets one up.
OPEN_BEFORE_SECOND_FACTOR = {
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "account_set_password",
    "evaluations:answer_by_link",
    "healthz",
    "people:accept_invitation",
    "people:log_in_again",
    "people:sign_on_callback",
    "people:sign_on_finish",
    "people:sign_on_start",
    "preferences",
    "privacy:notice",
    "privacy:taken_by_link",
    "readyz",
    "references:answer_by_link",
}


SHIELDS = {
    "Cache-Control": "private, no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On every answer that does not say otherwise; static files say how long they may be kept."""


def shielded(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Keep every answer out of shared caches, frames and other sites' pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in SHIELDS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def person_language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Activate the person's language and time zone, else the cookie's, else the company's.

    On the public site, where nobody is known, the browser's language is a fair guess.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        company = request.company  # type: ignore[attr-defined]
        person = request.user if company is not None and request.user.is_authenticated else None
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if company is None:
            language = chosen or translation.get_language_from_request(request)
        else:
            language = getattr(person, "language", "") or chosen or company.language
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        zone = getattr(person, "time_zone", "") or getattr(company, "time_zone", "")
        with translation.override(language), timezone.override(_zone(zone)):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name or settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


def weighed(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 413 with a sentence to a request that announces more than the largest upload.

    Before a byte of it is read: Django only limits what is not a file.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isdecimal() or len(announced) > 15:
            return HttpResponse(status=400)
        if int(announced) > settings.REQUEST_MAXIMUM_BYTES:
            megabytes = settings.REQUEST_MAXIMUM_BYTES // (1024 * 1024)
            return render(request, "413.html", {"megabytes": megabytes}, status=413)
        return get_response(request)

    return middleware


def second_factor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Send HR admins and sponsors to the set-up of their second factor until they have one.

    Only where the company asks for it; operators always, whatever the row of their company says.
    ``request.second_factor_due`` tells the set-up page why.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.second_factor_due = False  # type: ignore[attr-defined]
        return get_response(request)

    def process_view(
        request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in OPEN_BEFORE_SECOND_FACTOR or not _second_factor_is_due(request):
            return None
        request.second_factor_due = True  # type: ignore[attr-defined]
        if name.startswith("mfa_"):
            return None
        if request.headers.get("HX-Request"):
            # A redirect would be swapped into the fragment: the whole page has to go.
            return HttpResponse(headers={"HX-Redirect": reverse("mfa_index")})
        return redirect("mfa_index")

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _second_factor_is_due(request: HttpRequest) -> bool:
    company, person = request.company, request.user  # type: ignore[attr-defined]
    if company is None or not person.is_authenticated:
        return False
    if company.is_operator:
        return not access.has_second_factor(person)
    if not company.mfa_required:
        return False
    if not (person.is_hr or is_sponsor(person)) or provider.proved_second_factor(request, person):
        return False
    return not access.has_second_factor(person)


def closed_door(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 503 with a sentence when attempts cannot be counted or a secret cannot be read.

    A log-in that nobody counts is not let through: the door stays shut until the counter is back.
    """

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, RedisError):
            return _closed(request, error, "uncounted")
        if isinstance(error, UnreadableError):
            return _closed(request, error, "unreadable")
        return None

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _closed(request: HttpRequest, error: Exception, why: str) -> HttpResponse:
    logger.error("%s: answered 503 (%s)", request.path, why, exc_info=error)
    answer = render(request, "503.html", {"why": why}, status=503)
    answer.headers["Retry-After"] = "60"
    return answer
