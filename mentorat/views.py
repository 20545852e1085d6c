"""Home by role, the public page, preferences, health, and the pages for when something is wrong."""

import logging
from datetime import date

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from companies import walls
from companies.models import Company, Domain
from mentorat import today
from mentorat.context import THEMES
from people.access import PersonRequest, signed_in
from people.actions import profile
from privacy.actions import notice

logger = logging.getLogger(__name__)
A_YEAR = 365 * 24 * 3600


@signed_in
@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """What needs this person today, and where their mentoring and programmes are."""
    person = request.user
    return render(
        request,
        "home.html",
        {
            "steps": today.first_steps(person),
            "items": today.of(person),
            "pairs": today.pairs(person),
            "programmes": today.programmes(person),
            "offers": today.offers(person),
            "seats": today.seats(person),
            "notice_is_due": notice.is_due(person),
        },
    )


@signed_in
@require_safe
def operator_home(request: PersonRequest) -> HttpResponse:
    """Operators begin with the companies; anybody else has nothing to do on their site."""
    if not request.user.is_operator:
        raise Http404
    return redirect("admin:companies_company_changelist")


@require_http_methods(["GET", "HEAD", "POST"])
def public_home(request: HttpRequest) -> HttpResponse:
    """What Mentorat is; the form sends an employee to the site of their company."""
    name, unknown = request.POST.get("company", "").replace("\0", "").strip().lower(), False
    if name:
        label = name.removesuffix(f".{settings.PUBLIC_DOMAIN}")
        domain = Domain.objects.filter(
            domain=f"{label}.{settings.PUBLIC_DOMAIN}",
            tenant__status=Company.Status.ACTIVE,
            tenant__is_operator=False,
        ).first()
        if domain:
            # A form may only post to this site (CSP form-action), so the way out is a link.
            return render(
                request,
                "public/found.html",
                {"address": walls.site_root(domain.domain), "found": domain.tenant},
            )
        unknown = True
    context = {
        "unknown": unknown,
        "typed": name,
        "companies": _demo_companies(),
        "is_open": settings.SIGN_UP_OPEN,
        "reasons": _example(),
    }
    return render(request, "public/home.html", context, status=422 if unknown else 200)


def _example() -> list[dict[str, object]]:
    """Reasons of a pair that does not exist, to show how one is told."""
    told = (
        (_("Needs and experience"), 38, 40, _("Running a first team: she has done it twice.")),
        (_("Skills"), 27, 30, _("Budgeting and delegation, offered and wanted.")),
        (_("Availability"), 12, 20, _("Tuesday mornings suit both.")),
        (_("Site"), 6, 10, _("An hour apart by train.")),
    )
    return [
        {"label": name, "points": points, "max": most, "words": words}
        for name, points, most, words in told
    ]


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """What a company accepts when it opens a space by itself."""
    version = date.fromisoformat(settings.TERMS_VERSION)
    return render(request, "public/terms.html", {"version": version})


def _demo_companies() -> list[dict[str, str]]:
    """Companies to try, in a demo only: elsewhere the list of customers is nobody's business."""
    if not settings.DEMO:
        return []
    rows = Domain.objects.select_related("tenant").filter(
        is_primary=True, tenant__status=Company.Status.ACTIVE, tenant__is_operator=False
    )
    return [
        {"name": row.tenant.name, "address": f"{walls.site_root(row.domain)}/"}
        for row in rows.order_by("tenant__name")
    ]


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Set the theme or the language, then go back to the page one was on."""
    following = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}):
        following = "/"
    # Not redirect(): it would take a bare word for the name of a route.
    response = HttpResponseRedirect(following)
    theme, language = request.POST.get("theme"), request.POST.get("language")
    if theme in THEMES:
        _remember(response, settings.THEME_COOKIE_NAME, theme)
    if language in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
        if request.company is not None and request.user.is_authenticated:  # type: ignore[attr-defined]
            person = request.user
            profile.choose(person, language=language, time_zone=person.time_zone)
    return response


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=A_YEAR,
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, cache and migrations of the catalogue are ready; 503 names what is not."""
    checks = {"database": _database_ready, "cache": _cache_ready}
    state = {}
    for name, check in checks.items():
        try:
            state[name] = check()
        except Exception:
            logger.exception("readiness of %s", name)
            state[name] = False
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def _database_ready() -> bool:
    with walls.catalogue():
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _cache_ready() -> bool:
    cache.set("readyz", "1", 5)
    return cache.get("readyz") == "1"


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on one page (demo and development only)."""
    return render(request, "styleguide.html")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with a way out."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same page for what is absent and for what one may not see."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, rendered without the request: no database, no session, nothing that may break too."""
    return HttpResponse(render_to_string("500.html", {"theme": "system"}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere: say so, keep the way back."""
    with translation.override(translation.get_language()):
        context = {"title": _("This page had expired"), "back": request.path}
        return render(request, "403.html", context, status=403)
