"""Doors to the documents for the DPO and the works council."""

import uuid

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from companies.errors import Refusal
from people.access import PersonRequest, hr_only
from privacy import access, navigation, wording
from privacy.actions import document
from privacy.models import Document
from privacy.tasks import produce_document


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def shelf(request: PersonRequest) -> HttpResponse:
    """The documents that were made, how far the others are, and the buttons for new ones."""
    if request.method == "POST":
        try:
            asked = document.request(
                kind=request.POST.get("kind", ""),
                language=get_language() or "fr",
                by=request.user,
            )
            schema = connection.schema_name  # type: ignore[attr-defined]
            produce_document.delay_on_commit(schema, asked.pk)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("privacy:documents")
    template = "privacy/documents.html"
    if request.htmx:  # type: ignore[attr-defined]
        template += "#shelf"
    rows = list(access.documents(request.user).defer("pdf")[:20])
    for one in rows:
        if one.status == Document.Status.FAILED:
            one.what_to_do = wording.failure(one.problem)  # type: ignore[attr-defined]
    context = {
        "documents": rows,
        "is_working": any(not one.is_finished for one in rows),
        "sections": navigation.sections(request),
    }
    return render(request, template, context)


@hr_only
@require_safe
def download(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """One document as PDF."""
    row = get_object_or_404(access.documents(request.user), public_id=public_id)
    if row.status != Document.Status.DONE:
        raise Http404
    name = f"mentorat-{row.kind}-{row.created_at:%Y-%m-%d}-{row.language}.pdf"
    return HttpResponse(
        bytes(row.pdf),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
