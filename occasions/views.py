"""Pages on which HR and directors write rules about life events and see whom they invite."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.errors import Refusal
from occasions import access, wording
from occasions.actions import rule as actions
from occasions.forms import LifeRuleForm
from occasions.models import LifeRule
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes import navigation

PER_PAGE = 25

page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@page
def rules(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The rules of a programme and whom they invited; a POST writes one down."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    form = LifeRuleForm(
        request.POST if request.method == "POST" else None,
        attributes=access.days(request.user),
        is_hr=request.user.is_hr,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add(programme, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(
                request, _("The rule is written down. See whom it would invite, then switch it on.")
            )
            return redirect("occasions:rule", made.public_id)
    shown = Paginator(access.invitations(programme), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": programme,
        "sections": navigation.sections(request, programme),
        "form": form,
        "rules": [_told(row) for row in access.rules_of(programme)],
        "page_obj": shown,
        "invitations": [
            {
                "row": one,
                "rule": wording.rule(one.rule),
                "day": one.happened_on if access.reads_days(request.user) else None,
                "answer": wording.answer(getattr(one, "answer", None)),
            }
            for one in shown
        ],
        "is_closed": programme.status == "closed",
    }
    return render(request, "occasions/rules.html", context, status=422 if form.errors else 200)


def _told(row: LifeRule) -> dict[str, object]:
    return {
        "row": row,
        "words": wording.rule(row),
        "is_backed": not row.is_on or access.is_backed(row),
    }


@signed_in
@page
def rule(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Whom a rule would invite today, for HR also when and whom not; a POST settles it."""
    row = get_object_or_404(access.rules(request.user), public_id=public_id)
    if request.method == "POST":
        return _settled(request, row)
    found = access.preview(row, request.user)
    due = [one for one in found if not one.hindrance]
    context = {
        "programme": row.programme,
        "rule": row,
        "words": wording.rule(row),
        "is_backed": access.is_backed(row),
        "may_settle": access.may_settle(request.user, row.occasion),
        "reads_days": access.reads_days(request.user),
        "takes_invitations": access.takes_invitations(row.programme),
        "due": due,
        "held": [one for one in found if one.hindrance],
        "invited": row.invitations.count(),
        "letter": wording.reason(row, due[0].happened_on) if due else "",
    }
    return render(request, "occasions/rule.html", context)


def _settled(request: PersonRequest, row: LifeRule) -> HttpResponse:
    asked = request.POST.get("do", "")
    try:
        if asked == "on":
            actions.switch_on(row, by=request.user)
            messages.success(request, _("The rule is on: it invites every morning."))
        elif asked == "pause":
            actions.pause(row, by=request.user)
            messages.success(request, _("The rule is paused: it invites nobody any more."))
        elif asked == "remove":
            actions.remove(row, by=request.user)
            messages.success(request, _("The rule is removed."))
            return redirect("occasions:rules", row.programme.public_id)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("occasions:rule", row.public_id)
