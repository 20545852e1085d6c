"""Pages on which HR and directors write the enrolment forms and the honest page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.errors import Refusal
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes import navigation
from programmes.models import Enrolment, Programme
from selection import access, wording
from selection.actions import answer as answers
from selection.actions import form as actions
from selection.actions import policy as policies
from selection.forms import LimitsForm, QuestionForm


def _programme(request: PersonRequest, public_id: UUID, role: str = "mentor") -> Programme:
    if role not in Enrolment.Role.values:
        raise Http404
    rows = programmes_access.steered(request.user)
    programme: Programme = get_object_or_404(rows, public_id=public_id)
    return programme


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: PersonRequest, public_id: UUID, role: str) -> HttpResponse:
    """The questions of a role: those in use, those being written; a POST orders one change."""
    programme = _programme(request, public_id, role)
    sentence = ""
    if request.method == "POST":
        try:
            _order(request, programme, role)
        except Refusal as refusal:
            sentence = str(refusal)
        else:
            return redirect("selection:form", programme.public_id, role)
    current, draft = access.form(programme, role), access.draft(programme, role)
    changed = answers.told(current, draft) if current and draft else None
    context = {
        "programme": programme,
        "role": role,
        "is_mentors": role == Enrolment.Role.MENTOR,
        "sections": navigation.sections(request, programme),
        "refusal": sentence,
        "current": current,
        "draft": draft,
        "rows": [
            {
                "question": one,
                "readers": wording.READERS[one.is_shared],
                "offered": wording.offered(one),
            }
            for one in access.asked(draft or current)
        ],
        "is_changed": changed is None or any(changed.values()),
        "versions": access.versions(programme, role),
    }
    return render(request, "selection/form.html", context, status=422 if sentence else 200)


def _order(request: PersonRequest, programme: Programme, role: str) -> None:
    key = request.POST.get("key", "")
    if "publish" in request.POST:
        made = actions.publish(programme, role, by=request.user)
        messages.success(
            request, _("Version %(number)d is asked from now on.") % {"number": made.number}
        )
    elif "discard" in request.POST:
        actions.discard(programme, role, by=request.user)
        messages.info(request, _("The draft is forgotten; what is in use stays in use."))
    elif "begin" in request.POST:
        actions.begin(programme, role, by=request.user)
    elif {"up", "down", "drop"} & set(request.POST):
        try:
            question = UUID(key)
        except ValueError:
            raise Refusal(_("This question is not in the form any more.")) from None
        if "drop" in request.POST:
            actions.drop(programme, role, key=question, by=request.user)
        else:
            up = "up" in request.POST
            actions.move(programme, role, key=question, up=up, by=request.user)
    else:
        raise Refusal(_("Choose what to do with the form."))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def question(
    request: PersonRequest, public_id: UUID, role: str, key: UUID | None = None
) -> HttpResponse:
    """Add a question to the draft, or reword one."""
    programme = _programme(request, public_id, role)
    shown = None
    if key:
        rows = access.asked(access.draft(programme, role) or access.form(programme, role))
        shown = next((one for one in rows if one.key == key), None)
        if shown is None:
            raise Http404
    form = QuestionForm(request.POST if request.method == "POST" else None, question=shown)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask(programme, role, key=key, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Saved in the draft. Nobody is asked before you publish."))
            return redirect("selection:form", programme.public_id, role)
    context: dict[str, Any] = {
        "programme": programme,
        "role": role,
        "form": form,
        "shown": shown,
    }
    return render(request, "selection/question.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def honest(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What everybody reads before saying yes, and the company's own words in it."""
    programme = _programme(request, public_id)
    policy = access.policy(programme)
    words = {"limits_fr": policy.limits_fr, "limits_en": policy.limits_en}
    form = LimitsForm(request.POST if request.method == "POST" else None, initial=words)
    if request.method == "POST" and form.is_valid():
        try:
            policies.say_limits(programme, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Saved. Who opens the page from now on reads it."))
            return redirect("selection:honest", programme.public_id)
    context = {
        "programme": programme,
        "policy": policy,
        "row": Enrolment(programme=programme, person=request.user, role="mentee"),
        "sections": navigation.sections(request, programme),
        "form": form,
    }
    return render(request, "selection/honest.html", context, status=422 if form.errors else 200)
