"""The page on which HR and directors say who may take a role, and see whom that excludes."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.errors import Refusal
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes import navigation
from programmes.models import Enrolment
from selection import access, wording
from selection.actions import rule as actions
from selection.forms import RuleForm

PER_PAGE = 25


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: PersonRequest, public_id: UUID, role: str) -> HttpResponse:
    """The rules of a role in words, whom they exclude and why; a POST adds or removes one.

    Who is not HR reads how many are excluded, never who: the rules look at facts HR alone reads.
    """
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    if role not in Enrolment.Role.values:
        raise Http404
    rows = access.rules(programme, role)
    kinds = access.kinds(request.user)
    removed = request.POST.get("remove", "")
    if removed:
        found = [one for one in rows if str(one.pk) == removed]
        try:
            for one in found:
                actions.remove(one, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("selection:rules", programme.public_id, role)
    form = RuleForm(
        request.POST if request.method == "POST" else None,
        kinds=kinds,
        attributes=access.attributes(request.user),
        trainings=access.trainings(request.user, programme),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.add(programme, role, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The rule is in force."))
            return redirect("selection:rules", programme.public_id, role)
    people = list(access.everybody())
    excluded = access.ineligible(programme, role, people)
    shown = [one for one in people if one.pk in excluded]
    named = shown if request.user.is_hr else []
    page = Paginator(named, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": programme,
        "role": role,
        "is_mentors": role == Enrolment.Role.MENTOR,
        "sections": navigation.sections(request, programme),
        "rules": [
            {"row": one, "words": wording.rule(one), "may_remove": one.kind in kinds}
            for one in rows
        ],
        "form": form,
        "everybody": len(people),
        "eligible": len(people) - len(shown),
        "excluded": len(shown),
        "page_obj": page,
        "rows": [
            {
                "person": one,
                "why": [
                    {"words": wording.rule(rule), "is_unknown": is_unknown}
                    for rule, is_unknown in excluded[one.pk]
                ],
            }
            for one in page
        ],
    }
    return render(request, "selection/rules.html", context, status=422 if form.errors else 200)
