"""Doors to self-assessments: everybody's own, and nobody else's."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companies.errors import Refusal
from competencies import access, board
from competencies.actions import assessment as actions
from competencies.forms import AssessmentForm
from people.access import PersonRequest, signed_in


@signed_in
@require_safe
def assessments(request: PersonRequest) -> HttpResponse:
    """One's own self-assessments, the newest first."""
    rows = access.assessments(request.user)
    return render(request, "competencies/assessments.html", {"rows": rows})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Compare oneself with a profile, competency by competency."""
    profile = get_object_or_404(access.profiles(), public_id=public_id)
    lines = [one for one in access.lines(profile.framework) if profile.pk in one.targets]
    posted = request.POST if request.method == "POST" else None
    form = AssessmentForm(posted, lines=lines, version=profile.framework.version)
    if form.is_valid():
        try:
            made = actions.take(profile, **form.facts(), by=request.user)
        except Refusal as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal))
        else:
            messages.success(request, _("It is kept, for you alone."))
            return redirect("competencies:assessment", made.public_id)
    context = {"profile": profile, "form": form}
    return render(request, "competencies/assess.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """One of one's own: targets, own level, what moved since the last time; a POST removes it."""
    row = get_object_or_404(access.assessments(request.user), public_id=public_id)
    if request.method == "POST":
        actions.remove(row, by=request.user)
        messages.success(request, _("It is removed."))
        return redirect("competencies:assessments")
    before = board.earlier(row)
    found = board.measured(row, before)
    context = {
        "row": row,
        "before": before,
        "found": found,
        "suggested": board.suggested(found),
        "may_again": access.profiles().filter(pk=row.profile_id).exists(),
    }
    return render(request, "competencies/assessment.html", context)
