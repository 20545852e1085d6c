"""From a host name to a company, before anything else looks at the request."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import set_urlconf
from django.utils import translation

from companies import hosts, walls
from companies.models import Company


def company_from_host(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Choose the company of the request's host; the bare domain is the public site.

    An unknown subdomain gets a page that says so (404), a suspended company one that says so (503),
    and so does one whose tables are behind this code: a missing table is nobody's to make up for.
    Any other spelling of a company's host is sent to its primary domain, so that cookies, passkeys
    and links belong to one host only. The operator's company has a site of another kind, which no
    other host serves.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        connection.set_no_company()  # type: ignore[attr-defined]
        request.company = None  # type: ignore[attr-defined]
        try:
            host = request.get_host().rsplit(":", 1)[0].lower().rstrip(".")
        except DisallowedHost:
            return _apart(request, "unknown_company.html", 404)
        if host in settings.PUBLIC_HOSTS:
            _without_company(request)
            connection.set_schema_to_public()  # type: ignore[attr-defined]
            # Sessions are rows of a company: here a stray cookie would ask for a table that is not.
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
            return get_response(request)
        company = hosts.company_at(host)
        if company is None:
            return _apart(request, "unknown_company.html", 404)
        if company.status != Company.Status.ACTIVE:
            return _apart(request, "suspended_company.html", 503)
        if not hosts.is_primary(host) or _spelling(request) != host:
            return HttpResponseRedirect(walls.address(request.get_full_path(), company))
        if not hosts.is_ready(host):
            return _apart(request, "503.html", 503, {"Retry-After": "60"})
        request.company = company  # type: ignore[attr-defined]
        request.tenant = company  # type: ignore[attr-defined]
        connection.set_tenant(company)  # type: ignore[attr-defined]
        if company.is_operator:
            request.urlconf = settings.OPERATOR_URLCONF
            set_urlconf(settings.OPERATOR_URLCONF)
        return get_response(request)

    return middleware


def _spelling(request: HttpRequest) -> str:
    """The host as it was sent, without its port: a dot at the end makes another host of it."""
    return request.get_host().rsplit(":", 1)[0].lower()


def _without_company(request: HttpRequest) -> None:
    """The public addresses, and nobody: where no company is, a session of any is not looked for."""
    request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
    set_urlconf(settings.PUBLIC_SCHEMA_URLCONF)
    request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)


def _apart(
    request: HttpRequest, template: str, status: int, headers: dict[str, str] | None = None
) -> HttpResponse:
    """A page that belongs to no company: it asks the database nothing more."""
    _without_company(request)
    language = translation.get_language_from_request(request)
    with translation.override(language):
        context = {"home": f"{request.scheme}://{settings.PUBLIC_DOMAIN}"}
        if settings.PUBLIC_PORT:
            context["home"] += f":{settings.PUBLIC_PORT}"
        answer = render(request, template, context, status=status)
    for name, value in (headers or {}).items():
        answer.headers[name] = value
    return answer
