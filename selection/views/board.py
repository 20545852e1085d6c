"""The page on which HR and directors see how people are selected, and how far it is."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from companies.errors import Refusal
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes import navigation
from programmes.models import Enrolment, Programme
from selection import access
from selection.actions import form as forms
from selection.actions import policy as policies
from selection.actions import qualification, waitlist
from selection.models import Verdict
from selection.scores import EXPERIENCE, POTENTIAL

TONES = {
    Verdict.Outcome.QUALIFIED: "ok",
    Verdict.Outcome.AFTER_TRAINING: "info",
    Verdict.Outcome.NOT_NOW: "neutral",
}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """How a programme selects people, and how far it is; a POST switches or moves one thing."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    sentence = ""
    if request.method == "POST":
        try:
            _order(request, programme)
        except Refusal as refusal:
            sentence = str(refusal)
        else:
            return redirect("selection:board", programme.public_id)
    context = {
        "programme": programme,
        "sections": navigation.sections(request, programme),
        "refusal": sentence,
        "policy": access.policy(programme),
        "unwritten": access.unwritten(programme),
        "roles": [_role(programme, role) for role in Enrolment.Role],
        "mentors": _mentors(request, programme),
        "criteria": access.grid(programme).count(),
        "waiting": _waiting(programme),
        "unplaced": waitlist.unplaced(programme).count(),
        "is_closed": programme.status == Programme.Status.CLOSED,
    }
    return render(request, "selection/board.html", context, status=422 if sentence else 200)


def _order(request: PersonRequest, programme: Programme) -> None:
    if "qualify" in request.POST:
        is_on = request.POST["qualify"] == "on"
        policies.qualify_first(programme, is_on=is_on, by=request.user)
        messages.success(
            request,
            _("From now on only qualified mentors are matched.")
            if is_on
            else _("Every mentor who said yes is matched again."),
        )
    elif "propose" in request.POST:
        made = forms.publish_proposed(programme, by=request.user)
        sentence = ngettext(
            "%(count)d form is published: people are asked from now on.",
            "%(count)d forms are published: people are asked from now on.",
            len(made),
        )
        messages.success(request, sentence % {"count": len(made)})
    elif "unplaced" in request.POST:
        count = waitlist.put_unplaced(programme, by=request.user)
        sentence = ngettext(
            "%(count)d mentee is on the waitlist and told.",
            "%(count)d mentees are on the waitlist and told.",
            count,
        )
        messages.success(request, sentence % {"count": count})
    elif "take_in" in request.POST:
        rows = [
            one.enrolment
            for one in access.waitlist(programme)
            if str(one.enrolment.public_id) == request.POST["take_in"]
        ]
        if not rows:
            raise Refusal(_("This person does not wait any more."))
        waitlist.take_in(rows[0], by=request.user)
        messages.success(request, _("%(name)s is in the next matching.") % {"name": rows[0].person})
    else:
        raise Refusal(_("Choose what to do."))


def _waiting(programme: Programme) -> list[dict[str, Any]]:
    places: Counter[str] = Counter()
    found = []
    for one in access.waitlist(programme):
        places[one.enrolment.role] += 1
        found.append({"row": one, "position": places[one.enrolment.role]})
    return found


def _role(programme: Programme, role: Enrolment.Role) -> dict[str, Any]:
    return {
        "role": role.value,
        "form": access.form(programme, role),
        "draft": access.draft(programme, role),
        "questions": len(access.asked(access.form(programme, role))),
        "rules": access.rules(programme, role).count(),
    }


def _mentors(request: PersonRequest, programme: Programme) -> list[dict[str, Any]]:
    rows = access.mentors(request.user).filter(programme=programme).accepted()
    scored = qualification.scored(rows)
    verdicts = {one.enrolment_id: one for one in access.verdicts(programme)}
    found = []
    for row in rows.select_related("person").by_name():
        verdict = verdicts.get(row.pk)
        found.append(
            {
                "row": row,
                "url": reverse("selection:file", args=[row.public_id]),
                "experience": scored[row.pk][EXPERIENCE].value,
                "potential": scored[row.pk][POTENTIAL].value,
                "verdict": verdict,
                "tone": TONES[Verdict.Outcome(verdict.verdict)] if verdict else "warn",
            }
        )
    return found
