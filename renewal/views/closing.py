"""Pages that lead a programme to a good end: what is left to do, what becomes of its pairs."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companies.errors import Refusal
from pairings.actions.closing import LONGEST, day_of
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes import gates, navigation
from programmes.actions import stage as stages
from programmes.actions.programme import pairs_under_way, unmet_at_the_end
from programmes.models import Programme, Stage
from renewal import access
from renewal.actions import closing as actions
from renewal.forms import PairsForm

NEAR_THE_END = timedelta(days=45)


@signed_in
@require_safe
def closing(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What a good end has, done or still to do, and the line of cohorts."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    next_cohort = access.renewed_by(programme)
    context = {
        "programme": programme,
        "sections": navigation.sections(request, programme),
        "has_run": programme.status in (Programme.Status.RUNNING, Programme.Status.CLOSED),
        "is_closed": programme.status == Programme.Status.CLOSED,
        "facts": stages.gate(programme, Stage.FOLLOW_UP),
        "pairs": pairs_under_way(programme),
        "go_on_until": day_of(programme),
        "next_cohort": next_cohort,
        "cohorts": access.cohorts(request.user, programme),
    }
    return render(request, "renewal/closing.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def pairs(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Close a programme whose pairs still meet: the two choices, and what each does."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    under_way, missing = pairs_under_way(programme), unmet_at_the_end(programme)
    form = PairsForm(
        request.POST if request.method == "POST" else None,
        initial={"until": timezone.localdate() + timedelta(days=61)},
        needs_reason=bool(missing),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.close(programme, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The programme is closed. Its results stay readable."))
            return redirect("renewal:closing", programme.public_id)
    context = {
        "programme": programme,
        "form": form,
        "pairs": under_way,
        "missing": missing,
        "is_open": programme.status in (Programme.Status.OPEN, Programme.Status.RUNNING),
        "longest": LONGEST,
    }
    return render(request, "renewal/pairs.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def panel(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What the page of a programme says of its end: to who steers it, reads it, took part."""
    programme = get_object_or_404(programmes_access.programmes(request.user), public_id=public_id)
    steers = programmes_access.steered(request.user).filter(pk=programme.pk).exists()
    has_run = programme.status in (Programme.Status.RUNNING, Programme.Status.CLOSED)
    context: dict[str, Any] = {
        "programme": programme,
        "steers": steers,
        "before": access.renewal_of(programme),
        "after": access.renewed_by(programme),
        "opens": _openable(request, programme),
        "mine": access.recognitions(request.user).filter(enrolment__programme=programme).first(),
        "mentioned": access.mentioned(programme),
        "published": access.retrospective(request.user, programme) if not steers else None,
        "to_decide": access.proposals(request.user)
        .filter(renewal__successor=programme, decision="open")
        .count(),
        "facts": [],
    }
    if steers and has_run and _is_near_the_end(programme):
        context["facts"] = gates.contributed(programme, Stage.FOLLOW_UP)
    return render(request, "renewal/panel.html", context)


def _openable(request: PersonRequest, programme: Programme) -> set[int]:
    """Ids of the cohorts beside this one whose page this person finds."""
    return {one.programme.pk for one in access.cohorts(request.user, programme) if one.may_open}


def _is_near_the_end(programme: Programme) -> bool:
    near = programme.ends_on - NEAR_THE_END <= timezone.localdate()
    return near or programme.status == Programme.Status.CLOSED
