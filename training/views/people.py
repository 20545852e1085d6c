"""Who is trained and who is not yet, for those who steer, who remind them; exemptions, for HR."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from companies.errors import Refusal
from people.access import PersonRequest, hr_only, signed_in
from programmes import access as programmes_access
from programmes.models import EnrolmentQuerySet, Programme
from programmes.navigation import sections
from training import access, standing
from training.actions import calls, gate
from training.forms import ExemptionForm, PeopleFilter
from training.views.design import figures, page, steered

PER_PAGE = 50


@require_safe
@signed_in
def index(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Everybody who takes part: done, not yet, exempt. Never how a quiz went."""
    programme = steered(request, public_id)
    chosen = PeopleFilter(request.GET)
    wanted: dict[str, str] = chosen.cleaned_data if chosen.is_valid() else {}
    rows = _filtered(access.takers(request.user).filter(programme=programme), wanted)
    listed = Paginator(rows.select_related("person", "exemption").by_name(), PER_PAGE).get_page(
        request.GET.get("page")
    )
    sums = standing.summaries(listed)
    rules = standing.moments(programme.pk)
    context = {
        "programme": programme,
        "sections": sections(request, programme),
        "filter": chosen,
        "listed": listed,
        "figures": figures(request, programme),
        "rows": [
            {
                "enrolment": one,
                "summary": sums[one.pk],
                "exemption": getattr(one, "exemption", None),
                "moment": rules.get(one.role, ""),
            }
            for one in listed
        ],
        "late": calls.late(programme).count(),
        "may_exempt": request.user.is_hr and programme.status != Programme.Status.CLOSED,
    }
    return render(request, "training/people.html", context)


def _filtered(rows: EnrolmentQuerySet, wanted: dict[str, str]) -> EnrolmentQuerySet:
    if wanted.get("role"):
        rows = rows.filter(role=wanted["role"])
    late = standing.untrained(rows)
    if wanted.get("state") == "left":
        rows = late
    elif wanted.get("state") == "exempt":
        rows = rows.filter(exemption__isnull=False)
    elif wanted.get("state") == "done":
        rows = rows.exclude(pk__in=late.values("pk")).filter(exemption__isnull=True)
    return programmes_access.named(rows, wanted.get("q", ""), prefix="person__")


@require_POST
@signed_in
def remind(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Write to everybody who is not trained yet."""
    programme = steered(request, public_id)
    try:
        count = calls.remind(programme, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        sentence = ngettext(
            "%(count)d person has a letter with the way to their training.",
            "%(count)d people have a letter with the way to their training.",
            count,
        )
        messages.success(request, sentence % {"count": count})
    return redirect("training:people", programme.public_id)


@hr_only
@page
def exempt(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Let somebody through without training, with the reason; or ask for it after all."""
    rows = access.takers(request.user).select_related("person", "programme", "exemption")
    enrolment = get_object_or_404(rows, public_id=public_id)
    back = redirect("training:people", enrolment.programme.public_id)
    held: Any = getattr(enrolment, "exemption", None)
    form = ExemptionForm(request.POST if request.method == "POST" else None)
    try:
        if held and "withdraw" in request.POST:
            gate.withdraw_exemption(enrolment, by=request.user)
            messages.success(
                request, _("%(name)s is asked to be trained again.") % {"name": enrolment.person}
            )
            return back
        if request.method == "POST" and form.is_valid():
            gate.exempt(enrolment, **form.cleaned_data, by=request.user)
            messages.success(
                request, _("%(name)s need not be trained.") % {"name": enrolment.person}
            )
            return back
    except Refusal as refusal:
        form.add_error(refusal.field if form.is_valid() else None, refusal.sentence)
    context = {
        "enrolment": enrolment,
        "programme": enrolment.programme,
        "exemption": held,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "training/exempt.html", context, status=status)
