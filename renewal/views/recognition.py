"""Pages on which HR thanks the mentors, and a mentor says what may become of it."""

from uuid import UUID

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.errors import Refusal
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes import navigation
from renewal import access, wording
from renewal.actions import recognition as actions
from renewal.forms import ThanksForm
from renewal.models import Certificate, Recognition
from renewal.tasks import print_certificate


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def recognition(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Every mentor and how they ended; HR thanks all who ended honourably in one act."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    refusal = ""
    if request.method == "POST":
        try:
            count = actions.thank(programme, by=request.user)
        except Refusal as refused:
            refusal = str(refused)
        else:
            messages.success(
                request, _("Thanks are on their way to %(count)d mentors.") % {"count": count}
            )
            return redirect(request.path)
    rows = actions.standings(programme)
    context = {
        "programme": programme,
        "sections": navigation.sections(request, programme),
        "rows": [{"row": one, "words": wording.STANDINGS[one.code]} for one in rows],
        "due": [
            one for one in rows if one.is_honourable and not one.recognition and one.is_present
        ],
        "thanked": sum(one.recognition is not None for one in rows),
        "refusal": refusal,
    }
    return render(request, "renewal/recognition.html", context, status=422 if refusal else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def thanks(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """A mentor's own page: the thanks, three choices, the certificate."""
    row = get_object_or_404(access.recognitions(request.user), public_id=public_id)
    known = {
        "mention": row.mention == Recognition.Answer.YES,
        "again": row.again == Recognition.Answer.YES,
        "shows_hours": row.shows_hours,
    }
    form = ThanksForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        actions.answer(row, **form.cleaned_data, by=request.user)
        messages.success(request, _("Your choices are kept. You may change them at any time."))
        return redirect(request.path)
    certificates = access.certificates(request.user).filter(recognition=row).defer("pdf")
    latest = certificates.order_by("-created_at", "-pk").first()
    if latest and latest.is_finished and latest.with_hours != row.shows_hours:
        # Printed before the mentor chose otherwise.
        latest = None
    context = {
        "recognition": row,
        "programme": row.enrolment.programme,
        "form": form,
        "hours": actions.hours(row),
        "latest": latest,
    }
    part = "#state" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"renewal/thanks.html{part}", context)


@signed_in
@require_POST
def certificate(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask for one's certificate."""
    row = get_object_or_404(access.recognitions(request.user), public_id=public_id)
    try:
        asked = actions.request(row, language=get_language() or "fr", by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        schema = connection.schema_name  # type: ignore[attr-defined]
        print_certificate.delay_on_commit(schema, asked.pk)
    return redirect("renewal:thanks", row.public_id)


@signed_in
@require_safe
def download(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The file, for the mentor alone."""
    rows = access.certificates(request.user).select_related("recognition__enrolment__programme")
    row = get_object_or_404(rows, public_id=public_id)
    if row.status != Certificate.Status.DONE:
        raise Http404
    name = slugify(row.recognition.enrolment.programme.name)[:60] or "mentorat"
    return HttpResponse(
        bytes(row.pdf),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{row.language}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )
