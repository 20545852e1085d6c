"""The door to the journal: who did what, when."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from people import access, journal, wording
from people.access import PersonRequest, hr_only
from people.forms import JournalFilter
from people.models import AuditEntry, Person

PAGE = 50


@hr_only
@require_GET
def entries(request: PersonRequest) -> HttpResponse:
    """Acts of the company, newest first."""
    found = JournalFilter(request.GET, queryset=access.journal(request.user).order_by("-at", "-pk"))
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    people = [one.subject_id for one in page if one.subject_kind == "person"]
    names = {
        str(one.public_id): one for one in access.persons(request.user).filter(public_id__in=people)
    }
    programmes = journal.programmes(page)
    lines = [_line(one, names, programmes) for one in page]
    return render(request, "people/journal.html", {"filter": found, "page": page, "lines": lines})


def _line(
    entry: AuditEntry, names: dict[str, Person], programmes: dict[tuple[str, str], str]
) -> dict[str, object]:
    return {
        "entry": entry,
        "verb": wording.verb(entry.verb),
        "subject": names.get(entry.subject_id) if entry.subject_kind == "person" else None,
        "programme": programmes.get((entry.subject_kind, entry.subject_id), ""),
        "facts": journal.told(entry),
    }
