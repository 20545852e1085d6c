"""What every page needs: the company, the person, where they may go, the theme."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from companies import branding
from people.models import Person

THEMES = ("system", "light", "dark")


def site(request: HttpRequest) -> dict[str, Any]:
    """Context of ``base.html``; on the public site there is no company and nobody."""
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "system")
    company = getattr(request, "company", None)
    user = getattr(request, "user", None) if company is not None else None
    person = user if isinstance(user, Person) else None
    return {
        "company": company,
        "branding": branding.digest(company) if company is not None else "",
        "person": person,
        "navigation": navigation(request, person) if person else [],
        "theme": theme if theme in THEMES else "system",
        "demo": settings.DEMO,
    }


INSIDE = ("/matching/", "/reports/", "/enrolments/")
"""Addresses that belong to a programme although they do not start with its own."""


def navigation(request: HttpRequest, person: Person) -> list[dict[str, Any]]:
    """Entries of the main menu for this person; the longest matching address is current."""
    entries = [(_("Home"), reverse("home"), "house")]
    if person.is_hr:
        entries.append((_("People"), reverse("people:list"), "users"))
    entries += [
        (_("Programmes"), reverse("programmes:list"), "compass"),
        (_("My mentoring"), reverse("pairings:list"), "handshake"),
    ]
    current = max(
        (url for _label, url, _icon in entries if _leads_to(url, request.path)),
        key=len,
        default="",
    )
    return [
        {"label": label, "url": url, "icon": icon, "current": url == current}
        for label, url, icon in entries
    ]


def _leads_to(url: str, path: str) -> bool:
    """Whether the page at ``path`` belongs to the menu entry; home is the start of every path."""
    if url == "/":
        return path == url
    return path.startswith((url, *INSIDE) if url == reverse("programmes:list") else url)
