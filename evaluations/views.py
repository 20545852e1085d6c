"""Pages to answer a pulse, read the results of a programme, and take its reports."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from companies.errors import Refusal
from companies.models import Company
from evaluations import access, document, findings, metrics, sentences
from evaluations import results as gathering
from evaluations.actions import indicator as indicator_actions
from evaluations.actions import pulse as pulse_actions
from evaluations.actions import report as report_actions
from evaluations.forms import IndicatorForm, PulseForm
from evaluations.models import ImpactReport, PulseRequest
from evaluations.tasks import produce_report
from people.access import PersonRequest, signed_in
from people.actions import mail
from programmes import access as programmes_access
from programmes.models import Programme
from programmes.navigation import sections

page = require_http_methods(["GET", "HEAD", "POST"])

# ---------------------------------------------------------------- answering a pulse


@page
@signed_in
def answer(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """The questionnaire of the person who is logged in."""
    rows = access.requests(request.user).select_related(*_ASKED)
    return _questionnaire(request, get_object_or_404(rows, public_id=public_id))


@page
@never_cache
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same questionnaire behind a signed link, without login; opening it changes nothing."""
    asked = pulse_actions.by_token(token)
    if asked is None:
        raise Http404
    with translation.override(mail.language_of(asked.person)):
        return _questionnaire(request, asked)


_ASKED = ("pulse__programme", "person", "pairing__mentor__person", "pairing__mentee__person")


def _questionnaire(request: HttpRequest, asked: PulseRequest) -> HttpResponse:
    context: dict[str, Any] = {
        "asked": asked,
        "programme": asked.pulse.programme,
        "partner": asked.pairing.partner_of(asked.person),
        "minimum": metrics.MINIMUM_GROUP,
    }
    try:
        pulse_actions.check_open(asked)
    except pulse_actions.Gone as gone:
        return _closed(request, context, gone)
    data = request.POST if request.method == "POST" else None
    form = PulseForm(data, occasion=asked.pulse.occasion, side=pulse_actions.side(asked))
    if form.is_valid():
        by = request.user if request.user.is_authenticated else None
        try:
            pulse_actions.answer(request=asked, values=form.cleaned_data, by=by)
        except pulse_actions.Gone as gone:
            return _closed(request, context, gone)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect(f"{request.path}?thanks=1")
    context["form"] = form
    return render(request, "evaluations/answer.html", context, status=422 if form.errors else 200)


def _closed(request: HttpRequest, context: dict[str, Any], gone: Refusal) -> HttpResponse:
    is_answered = context["asked"].answered_on is not None
    context |= {"sentence": str(gone), "thanks": is_answered and "thanks" in request.GET}
    status = 200 if is_answered else 410
    return render(request, "evaluations/answered.html", context, status=status)


# ---------------------------------------------------------------- results


def _reported(request: PersonRequest, public_id: uuid.UUID) -> Programme:
    return get_object_or_404(access.programmes_with_results(request.user), public_id=public_id)


def _steers(request: PersonRequest, programme: Programme) -> bool:
    return programmes_access.steered(request.user).filter(pk=programme.pk).exists()


@require_GET
@signed_in
def results(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """The figures of a programme: the same that its report freezes."""
    programme = _reported(request, public_id)
    figures = gathering.figures(programme, timezone.localdate())
    facts = report_actions.facts(programme)
    frozen = {"figures": metrics.to_dict(figures), "programme": facts, "company": ""}
    language = request.LANGUAGE_CODE
    context = {
        **document.context(frozen, language),
        "programme": programme,
        "sections": sections(request, programme),
        "steers": _steers(request, programme),
        "is_empty": figures.pairings == 0,
    }
    return render(request, "evaluations/results.html", context)


@require_GET
@signed_in
def panel(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Two lines of results for the programme's page."""
    programme = _reported(request, public_id)
    figures = gathering.figures(programme, timezone.localdate())
    found = findings.find(figures)
    latest = access.reports(request.user).done().filter(programme=programme).latest_first()
    context = {
        "programme": programme,
        "answers": document.three(figures, report_actions.facts(programme)),
        "meaning": sentences.meaning(found),
        "is_empty": figures.pairings == 0,
        "latest": latest.without_file().first(),
    }
    return render(request, "evaluations/panel.html", context)


@page
@signed_in
def indicator(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Enter a measured value: HR and the directors of the programme."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    form = IndicatorForm(
        request.POST if request.method == "POST" else None,
        programme=programme,
        initial={"measured_on": timezone.localdate(), "indicator": request.GET.get("indicator")},
    )
    if form.is_valid():
        try:
            indicator_actions.measure(**form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The value is kept."))
            return redirect("evaluations:results", programme.public_id)
    context = {
        "programme": programme,
        "form": form,
        "has_objectives": programme.objectives.current().filter(indicators__isnull=False).exists(),
    }
    return render(
        request, "evaluations/indicator.html", context, status=422 if form.errors else 200
    )


# ---------------------------------------------------------------- reports


@require_GET
@signed_in
def report_shelf(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """The reports of a programme, and the buttons that ask for a new one."""
    programme = _reported(request, public_id)
    rows = access.reports(request.user).filter(programme=programme).latest_first()
    context = {
        "programme": programme,
        "sections": sections(request, programme),
        "reports": rows.without_file().select_related("requested_by")[:50],
        "languages": Company.Language.choices,
        "is_draft": programme.status == Programme.Status.DRAFT,
    }
    return render(request, "evaluations/report_shelf.html", context)


@require_POST
@signed_in
def request_report(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for a report; a second click finds the one that is being made."""
    programme = _reported(request, public_id)
    language = request.POST.get("language", "")
    try:
        report = report_actions.request(programme=programme, language=language, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("evaluations:report_shelf", programme.public_id)
    produce_report.delay_on_commit(connection.schema_name, report.pk)  # type: ignore[attr-defined]
    return redirect("evaluations:report", report.public_id)


def _report(request: PersonRequest, public_id: uuid.UUID) -> ImpactReport:
    rows = access.reports(request.user).select_related("programme")
    return get_object_or_404(rows, public_id=public_id)


@require_GET
@signed_in
def report(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """One report: how far it is, then what it says first and the file."""
    rows = access.reports(request.user).without_file().select_related("programme")
    found = get_object_or_404(rows, public_id=public_id)
    context: dict[str, Any] = {"report": found, "programme": found.programme}
    if found.figures and found.status == ImpactReport.Status.DONE:
        language = request.LANGUAGE_CODE
        shown = document.context(found.figures, language)
        context |= {key: shown[key] for key in ("answers", "meaning")}
    part = "#state" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"evaluations/report.html{part}", context)


@require_GET
@signed_in
def download(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """The file; each download is in the journal."""
    found = _report(request, public_id)
    if found.status != ImpactReport.Status.DONE:
        raise Http404
    report_actions.downloaded(report=found, by=request.user)
    name = slugify(found.programme.name)[:60] or "mentorat"
    filename = f"{name}-{found.as_of:%Y-%m-%d}-{found.language}.pdf"
    return HttpResponse(
        bytes(found.pdf),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{filename}"',
            "Cache-Control": "private, no-store",
        },
    )
