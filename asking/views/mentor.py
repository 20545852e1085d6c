"""The mentor's pages: requests that wait for an answer, and the pause."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from asking import access, standing
from asking.actions import answer as answers
from asking.actions import pause as pauses
from asking.actions import tending
from asking.forms import DeclineForm, PauseForm
from asking.models import Choice
from companies.errors import Refusal
from competencies import access as needs_access
from matching.actions import inputs
from people.access import PersonRequest, signed_in
from programmes.models import Enrolment


def _mine(request: PersonRequest, public_id: uuid.UUID) -> Enrolment:
    return get_object_or_404(access.offering(request.user), public_id=public_id)


@signed_in
@require_safe
def inbox(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who asks this mentor, for what and why they fit; and whether they take requests."""
    return _inbox(request, _mine(request, public_id))


def _inbox(
    request: PersonRequest,
    mine: Enrolment,
    *,
    declined: DeclineForm | None = None,
    about: Choice | None = None,
    pause_form: PauseForm | None = None,
) -> HttpResponse:
    there = inputs.presence(mine.programme_id)
    pause = standing.pausing(mine.programme_id).get(mine.pk)
    waiting = [
        one
        for one in tending.before(request.user)
        if one.mentor_id == mine.pk and one.request.mentee_id not in there.accompanied
    ]
    cards: list[dict[str, Any]] = [
        {
            "choice": one,
            "needs": needs_access.need_labels(one.request.needs, one.request.needs_version),
            "form": declined if declined and one == about else DeclineForm(choice=one),
            "is_open": one == about,
        }
        for one in waiting
    ]
    context = {
        "mine": mine,
        "programme": mine.programme,
        "cards": cards,
        "takes_requests": tending.takes_requests(mine.programme),
        "pause": pause,
        "pause_form": pause_form or PauseForm(pause=pause),
        "left": 0 if pause else there.left(mine.pk),
        "taken": there.taken.get(mine.pk, 0),
        "is_listed": pause is not None or mine.pk in there.places,
        "errors": declined or pause_form,
    }
    status = 422 if declined or pause_form else 200
    return render(request, "asking/inbox.html", context, status=status)


@signed_in
@require_POST
def answer(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say yes, or no with a reason from the list."""
    choice = get_object_or_404(access.received(request.user), public_id=public_id)
    form = None if request.POST.get("answer") == "yes" else DeclineForm(request.POST, choice=choice)
    if form is not None and not form.is_valid():
        if choice.status == Choice.Status.ASKED:
            return _inbox(request, choice.mentor, declined=form, about=choice)
        form.cleaned_data = {"reason": Choice.Decline.UNSAID}
    try:
        if form is None:
            pair = answers.accept(choice, by=request.user)
            messages.success(
                request,
                _("You accompany %(name)s from today. Both of you have it by e-mail.")
                % {"name": pair.mentee.person},
            )
            return redirect("pairings:detail", pair.public_id)
        answers.decline(choice, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(
            request, _("Thank you for answering. They are told kindly, and without your reason.")
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("asking:inbox", choice.mentor.public_id)


@signed_in
@require_POST
def set_pause(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take no requests for a while, or take them again."""
    mine = _mine(request, public_id)
    form = PauseForm(request.POST, pause=None)
    try:
        if "resume" in request.POST:
            pauses.finish(mine, by=request.user)
            messages.success(request, _("You take requests again."))
            return redirect("asking:inbox", public_id)
        if form.is_valid():
            pauses.begin(mine, until=form.cleaned_data["until"], by=request.user)
            messages.success(request, _("You take no requests now. Your pairs go on."))
            return redirect("asking:inbox", public_id)
    except Refusal as refusal:
        if not form.is_valid() or refusal.field not in form.fields:
            messages.error(request, str(refusal))
            return redirect("asking:inbox", public_id)
        form.add_error(refusal.field, str(refusal))
    return _inbox(request, mine, pause_form=form)
