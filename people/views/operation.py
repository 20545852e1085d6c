"""Doors of the operator's site to what is done to companies, and to who runs the installation."""

import uuid
from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from companies.errors import Refusal
from companies.models import Company
from people import access
from people.access import PersonRequest, at_the_catalogue, operator_only
from people.actions import archives, deletion, operation, second_factor
from people.actions import company as companies
from people.forms.operation import ColleagueForm, DeletionForm, OpenForm, ReasonForm
from people.tasks import make_archive

READ_OR_DO = require_http_methods(["GET", "HEAD", "POST"])


@operator_only
@READ_OR_DO
@at_the_catalogue
def open_company(request: PersonRequest) -> HttpResponse:
    """Open a company and invite its first HR admin."""
    form = OpenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            company = companies.found(by=request.user, **form.cleaned_data)
            messages.success(
                request,
                _("%(name)s is open; %(email)s is invited.")
                % {"name": company.name, "email": form.cleaned_data["hr_email"]},
            )
            return _to(company)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    status = 422 if form.is_bound else 200
    return render(request, "operator/open.html", {"form": form}, status=status)


def _to(company: Company) -> HttpResponse:
    return redirect("admin:companies_company_change", company.pk)


def _decision(
    request: PersonRequest,
    pk: int,
    template: str,
    form_of: Callable[..., Form],
    act: Callable[..., object],
    done: str,
) -> HttpResponse:
    """A page that explains, asks for a reason, and does it once."""
    company = get_object_or_404(access.companies(request.user), pk=pk)
    form = form_of(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act(company, by=request.user, **form.cleaned_data)
            messages.success(request, done % {"name": company.name})
            return _to(company)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    context = {"form": form, "chosen": company, "grace": deletion.GRACE.days}
    context["archives"] = access.archives(request.user).filter(company=company, status="done")
    return render(request, template, context, status=422 if form.is_bound else 200)


@operator_only
@READ_OR_DO
@at_the_catalogue
def suspend(request: PersonRequest, pk: int) -> HttpResponse:
    """Close a company's site."""
    done = _("%(name)s is suspended.")
    return _decision(request, pk, "operator/suspend.html", ReasonForm, companies.suspend, done)


@operator_only
@READ_OR_DO
@at_the_catalogue
def resume(request: PersonRequest, pk: int) -> HttpResponse:
    """Open a company's site again."""
    done = _("%(name)s is open again.")
    return _decision(request, pk, "operator/resume.html", ReasonForm, companies.resume, done)


@operator_only
@reauthentication_required
@READ_OR_DO
@at_the_catalogue
def delete(request: PersonRequest, pk: int) -> HttpResponse:
    """Decide that a suspended company is erased."""
    done = _("The deletion of %(name)s is decided. It can be taken back until its day.")
    return _decision(request, pk, "operator/delete.html", DeletionForm, deletion.announce, done)


@operator_only
@READ_OR_DO
@at_the_catalogue
def keep(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a deletion back."""
    done = _("%(name)s stays, suspended as it was.")
    return _decision(request, pk, "operator/keep.html", ReasonForm, deletion.take_back, done)


@operator_only
@require_POST
@at_the_catalogue
def archive(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask for an archive of a company."""
    company = get_object_or_404(access.companies(request.user), pk=pk)
    row = archives.request(company, by=request.user)
    make_archive.delay_on_commit(row.pk)
    messages.success(request, _("The archive is being made. This page shows when it is ready."))
    return _to(company)


@operator_only
@reauthentication_required
@require_GET
@at_the_catalogue
def fetch(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse | StreamingHttpResponse:
    """Hand out a sealed archive, part by part."""
    done = access.archives(request.user).filter(status="done")
    row = get_object_or_404(done, public_id=public_id)
    response = StreamingHttpResponse(
        archives.fetch(row, by=request.user), content_type="application/octet-stream"
    )
    name = f"{row.company.schema_name}-{row.created_at:%Y-%m-%d}.mentorat"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Length"] = str(row.size)
    # Sealed bytes do not shrink: nothing on the way should try.
    response.headers["Content-Encoding"] = "identity"
    return response


@operator_only
@READ_OR_DO
def operators(request: PersonRequest) -> HttpResponse:
    """Who runs the installation; the form invites one more."""
    form = ColleagueForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operation.welcome(by=request.user, **form.cleaned_data)
            messages.success(
                request, _("%(email)s is invited.") % {"email": form.cleaned_data["email"]}
            )
            return redirect("operator:operators")
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
    people = list(access.operators(request.user))
    secured = access.secured(people)
    lines = [{"one": one, "is_secured": one.pk in secured} for one in people]
    context = {"form": form, "lines": lines}
    return render(request, "operator/operators.html", context, status=422 if form.is_bound else 200)


def _about_a_colleague(
    request: PersonRequest, public_id: uuid.UUID, template: str, act: Callable[..., Any], done: str
) -> HttpResponse:
    shown = get_object_or_404(access.operators(request.user), public_id=public_id)
    if request.method == "POST":
        try:
            act(shown, by=request.user)
            messages.success(request, done % {"name": shown})
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("operator:operators")
    return render(request, template, {"shown": shown})


@operator_only
@reauthentication_required
@READ_OR_DO
def let_go(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """End an operator's access."""
    done = _("%(name)s has no access any more.")
    return _about_a_colleague(request, public_id, "operator/let_go.html", operation.let_go, done)


@operator_only
@reauthentication_required
@READ_OR_DO
def reset(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Forget the second factor that an operator has lost."""
    done = _("The second factor of %(name)s is reset.")
    return _about_a_colleague(request, public_id, "operator/reset.html", second_factor.reset, done)
