"""Doors to the register of processing: a page by purpose, the same as a file."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from companies import sheets
from people.access import PersonRequest, hr_only
from privacy import navigation
from privacy.actions import document


@hr_only
@require_GET
def show(request: PersonRequest) -> HttpResponse:
    """Every purpose: why, on what basis, which facts, who sees them, how long."""
    context = {
        "activities": document.activities(),
        "sections": navigation.sections(request),
    }
    return render(request, "privacy/register.html", context)


@hr_only
@require_GET
def export(request: PersonRequest, kind: str) -> HttpResponse:
    """The register as a CSV or XLSX file, one line a field."""
    if kind == "csv":
        content = b"".join(sheets.csv_lines(_rows()))
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    elif kind == "xlsx":
        response = HttpResponse(
            sheets.workbook(_rows(), title=_("Register")),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    else:
        raise Http404
    day = f"{timezone.localdate():%Y-%m-%d}"
    name = f'attachment; filename="mentorat-register-{day}.{kind}"'
    response.headers["Content-Disposition"] = name
    return response


def _rows() -> Iterator[list[sheets.Cell]]:
    yield [
        *(_("Purpose"), _("What it is for"), _("Legal basis"), _("What holds it"), _("Fact")),
        *(_("Who sees it"), _("How long"), _("When the person is erased"), _("Code")),
    ]
    for one in document.activities():
        for table in one["tables"]:
            for field in table["fields"]:
                yield [
                    str(one["name"]),
                    str(one["aim"]),
                    str(table["basis"]),
                    str(table["title"]),
                    str(field["label"]),
                    field["readers"],
                    table["kept"],
                    str(table["fate"]),
                    f"{table['code']}.{field['name']}",
                ]
