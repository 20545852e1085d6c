"""The language and the time zone are the person's, not the browser's."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


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
