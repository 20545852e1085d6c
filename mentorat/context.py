"""What every page needs: the company, the person, where they may go, the theme."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from companies import branding
from people import access
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
        # Called by the pages that log people in, and by no other.
        "providers": access.offered if company is not None else (),
    }


INSIDE = {
    "/people/": ("/company", "/journal"),
    "/programmes/": ("/matching/", "/reports/", "/enrolments/", "/competencies/"),
    "/admin/company/": ("/companies/",),
}
"""Addresses that belong to an entry of the menu although they do not start with its own."""


def navigation(request: HttpRequest, person: Person) -> list[dict[str, Any]]:
    """Entries of the main menu for this person; the longest matching address is current."""
    is_operators = request.company.is_operator  # type: ignore[attr-defined]
    entries = _of_the_operator(person) if is_operators else _of_a_company(person)
    current = max(
        (url for _label, url, _icon in entries if _leads_to(url, request.path)),
        key=len,
        default="",
    )
    return [
        {"label": label, "url": url, "icon": icon, "current": url == current}
        for label, url, icon in entries
    ]


type Entries = list[tuple[str, str, str]]


def _of_a_company(person: Person) -> Entries:
    entries = [(_("Home"), reverse("home"), "house")]
    if person.is_hr:
        entries.append((_("People"), reverse("people:list"), "users"))
    desk = [(_("Privacy"), reverse("privacy:register"), "scale")] if person.is_hr else []
    return [
        *entries,
        (_("Programmes"), reverse("programmes:list"), "compass"),
        (_("My mentoring"), reverse("pairings:list"), "handshake"),
        *desk,
    ]


def _of_the_operator(person: Person) -> Entries:
    if not person.is_operator:
        return []
    return [
        (_("Companies"), reverse("admin:companies_company_changelist"), "building-2"),
        (_("Operators"), reverse("operator:operators"), "users"),
        (_("Installation"), reverse("admin:index"), "layers"),
        (_("Journal"), reverse("people:journal"), "clipboard-list"),
    ]


def _leads_to(url: str, path: str) -> bool:
    """Whether the page at ``path`` belongs to the menu entry; home is the start of every path."""
    if url == "/":
        return path == url
    return path.startswith((url, *INSIDE.get(url, ())))
