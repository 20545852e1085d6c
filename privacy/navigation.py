"""The pages of the privacy desk, side by side."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """What HR finds under “Privacy”: label, address, whether it is the page being shown."""
    pages = (
        (_("Register"), "privacy:register"),
        (_("Retention"), "privacy:retention"),
        (_("Legal holds"), "privacy:holds"),
        (_("Erasures"), "privacy:erasures"),
        (_("Requests"), "privacy:requests"),
        (_("Notice"), "privacy:publish"),
        (_("Documents"), "privacy:documents"),
    )
    return [
        {"label": label, "url": reverse(name), "current": request.path == reverse(name)}
        for label, name in pages
    ]
