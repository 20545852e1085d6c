"""What every page of the lab shows around its subject, and the bar of a long work."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from companies.models import Job
from people.access import PersonRequest
from programmes.models import Programme
from programmes.navigation import sections


def frame(request: PersonRequest, programme: Programme) -> dict[str, Any]:
    """The programme and its sections, the matching being the current one."""
    board = reverse("matching:board", args=[programme.public_id])
    return {
        "programme": programme,
        "sections": [
            {**section, "current": section["url"] == board}
            for section in sections(request, programme)
        ],
    }


def progress(
    request: PersonRequest, template: str, context: dict[str, Any], row: Job, steps: Sequence[str]
) -> HttpResponse:
    """A page that watches a long work, or only its bar when the page asks for news."""
    before = steps.index(row.step) if row.step in steps else 0
    part = row.steps_done / row.steps_total if row.steps_total else 0
    context |= {
        "done": round(100 * (before + min(part, 1)) / len(steps)),
        "step_number": before + 1,
        "step_count": len(steps),
    }
    return render(request, template + ("#bar" if request.htmx else ""), context)  # type: ignore[attr-defined]
