"""The pages about what a company looks at, side by side."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """What HR finds under “Needs and competencies”: label, address, whether it is shown now."""
    pages = (
        (_("Needs"), "competencies:needs"),
        (_("Competency frameworks"), "competencies:frameworks"),
    )
    return [
        {"label": label, "url": reverse(name), "current": request.path.startswith(reverse(name))}
        for label, name in pages
    ]
