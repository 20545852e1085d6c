"""The door to the org chart: who is below whom, from the top or from one person."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people import access, navigation
from people.access import PersonRequest, hr_only
from people.chart import Branch, Chart
from people.models import Person, fold

LEVELS = 2
MATCHES = 12


@hr_only
@require_safe
def chart(request: PersonRequest) -> HttpResponse:
    """The chart from its tops, or around the person named by ``of``; one query for the people."""
    people = {one.pk: one for one in access.chart(request.user)}
    drawn = Chart({one.pk: one.manager_id for one in people.values()})
    focus = _focus(request.GET.get("of", ""), people)
    found = _search(request.GET.get("q", ""), people)
    if focus:
        branches = [drawn.branch(focus.pk, LEVELS)]
    else:
        branches = [drawn.branch(key, LEVELS) for key in drawn.tops if drawn.below[key]]
    return render(
        request,
        "people/chart.html",
        {
            "focus": focus,
            "chain": [people[key] for key in drawn.chain(focus.pk)] if focus else [],
            "branches": [_told(one, people) for one in branches],
            "alone": [people[key] for key in drawn.tops if not drawn.below[key]],
            "depth": max(drawn.depths.values(), default=0),
            "count": len(people),
            "sections": navigation.sections(request),
            "q": request.GET.get("q", ""),
            "found": found,
        },
    )


def _focus(wanted: str, people: dict[int, Person]) -> Person | None:
    if not wanted:
        return None
    try:
        public_id = uuid.UUID(wanted)
    except ValueError:
        raise Http404 from None
    found = next((one for one in people.values() if one.public_id == public_id), None)
    if found is None:
        raise Http404
    return found


def _search(query: str, people: dict[int, Person]) -> list[Person]:
    words = fold(query).split()[:6]
    hits = [one for one in people.values() if all(word in fold(str(one)) for word in words)]
    return hits[:MATCHES] if words else []


def _told(branch: Branch, people: dict[int, Person]) -> dict[str, object]:
    return {
        "person": people[branch.key],
        "branch": branch,
        "branches": [_told(one, people) for one in branch.branches],
    }
