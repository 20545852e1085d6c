"""Where a page of the matching belongs, and the page that watches a long work."""

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
    """The programme and its sections, the matching being the current one.

    Runs and scenarios have addresses of their own, outside the programme's: it says where they
    belong.
    """
    board = reverse("matching:board", args=[programme.public_id])
    return {
        "programme": programme,
        "sections": [
            {**section, "current": section["url"] == board}
            for section in sections(request, programme)
        ],
    }


def watch(
    request: PersonRequest,
    template: str,
    context: dict[str, Any],
    row: Job,
    steps: Sequence[str],
    *,
    address: str,
    stop: str,
    words: str = "matching/step.html",
) -> HttpResponse:
    """A page that watches a long work, or only its bar when the page asks for news.

    ``template`` extends ``matching/watching.html``; ``address`` is its own, ``stop`` that which
    stops the work, ``words`` the template that says what a step is.
    """
    before = steps.index(row.step) if row.step in steps else 0
    part = row.steps_done / row.steps_total if row.steps_total else 0
    context |= {
        "watched": row,
        "address": address,
        "stop": stop,
        "words": words,
        "done": round(100 * (before + min(part, 1)) / len(steps)),
        "step_number": before + 1,
        "step_count": len(steps),
    }
    shown = "matching/watching.html#bar" if request.htmx else template  # type: ignore[attr-defined]
    return render(request, shown, context)
