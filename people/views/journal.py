"""Doors to the journal: who did what, when; whether it is intact; the same as a file."""

import json
from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from companies import sheets
from people import access, journal, navigation, wording
from people.access import PersonRequest, keeper_only
from people.actions import journal_check
from people.forms import JournalFilter
from people.models import AuditEntry, Person

PAGE = 50


@keeper_only
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
    context = {"filter": found, "page": page, "lines": lines}
    context["sections"] = navigation.sections(request) if request.user.is_hr else []
    return render(request, "people/journal.html", context)


def _line(
    entry: AuditEntry, names: dict[str, Person], programmes: dict[tuple[str, str], str]
) -> dict[str, object]:
    return {
        "entry": entry,
        "verb": wording.verb(entry.verb),
        "who": _who(entry),
        "subject": names.get(entry.subject_id) if entry.subject_kind == "person" else None,
        "programme": programmes.get((entry.subject_kind, entry.subject_id), ""),
        "facts": journal.told(entry),
    }


@keeper_only
@require_GET
def check(request: PersonRequest) -> HttpResponse:
    """Read the whole chain again and say whether it is intact."""
    template = "people/journal_check.html"
    if request.htmx:  # type: ignore[attr-defined]
        template += "#verdict"
    return render(request, template, {"verdict": journal_check.verify()})


@keeper_only
@require_GET
def export(request: PersonRequest, kind: str) -> HttpResponse:
    """The journal, filtered as the page is, as a CSV or XLSX file with its digests."""
    rows = access.journal(request.user).order_by("number")
    found = JournalFilter(request.GET, queryset=rows)
    name = f'attachment; filename="mentorat-journal-{timezone.localdate():%Y-%m-%d}.{kind}"'
    if kind == "csv":
        content = b"".join(sheets.csv_lines(_rows(found)))
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    elif kind == "xlsx":
        response = HttpResponse(
            sheets.workbook(_rows(found), title=_("Journal")),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    else:
        raise Http404
    response.headers["Content-Disposition"] = name
    return response


def _rows(found: JournalFilter) -> Iterator[list[sheets.Cell]]:
    yield [
        *(_("Number"), _("When"), _("Who"), _("What happened"), _("Code")),
        *(_("About"), _("Identity"), _("Facts"), _("Request"), _("Digest before"), _("Digest")),
    ]
    for entry in found.qs.iterator(chunk_size=2000):
        yield [
            entry.number,
            timezone.localtime(entry.at).isoformat(timespec="seconds"),
            _who(entry),
            wording.verb(entry.verb),
            entry.verb,
            entry.subject_kind,
            entry.subject_id,
            json.dumps(entry.facts, ensure_ascii=False, sort_keys=True),
            entry.request,
            entry.previous,
            entry.digest,
        ]


def _who(entry: AuditEntry) -> str:
    if entry.actor is not None:
        return str(entry.actor)
    return _("a person no longer known here") if entry.actor_id else _("the timetable")
