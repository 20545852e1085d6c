"""The pages about the people of a company, side by side."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """What HR finds under “People”: label, address, whether it is the page being shown."""
    pages = (
        (_("List"), "people:list"),
        (_("Org chart"), "people:chart"),
        (_("Own facts"), "people:attributes"),
        (_("Log-in"), "people:connections"),
        (_("Journal"), "people:journal"),
        (_("Our space"), "people:space"),
    )
    return [
        {"label": label, "url": reverse(name), "current": request.path == reverse(name)}
        for label, name in pages
    ]
