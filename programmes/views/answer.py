"""Pages on which an invited person says yes or no, changes the answer, or leaves."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.errors import Refusal
from competencies import board
from people.access import PersonRequest, signed_in
from programmes import access, wording
from programmes.actions import enrolment as actions
from programmes.actions.programme import pairs_under_way
from programmes.forms import DeclineForm, MenteeAnswerForm, MentorAnswerForm
from programmes.models import Enrolment, Programme


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What taking part asks for, honestly; then yes or no."""
    row = get_object_or_404(
        access.own_enrolments(request.user).select_related("programme", "person"),
        public_id=public_id,
    )
    declines = request.POST.get("answer") == "decline"
    accepts = request.method == "POST" and not declines
    kind = MentorAnswerForm if row.is_mentor else MenteeAnswerForm
    form = kind(request.POST if accepts else None, enrolment=row, skills=access.skills())
    no = DeclineForm(request.POST if declines else None)
    if accepts and form.is_valid():
        try:
            actions.accept(row, **form.answer(), by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your answer is noted; you may change it."))
            return redirect("programmes:detail", row.programme.public_id)
    if declines and no.is_valid():
        try:
            actions.decline(row, reason=no.cleaned_data["reason"], by=request.user)
        except Refusal as refusal:
            no.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you for answering. You will not be reminded."))
            return redirect("programmes:detail", row.programme.public_id)
    programme = row.programme
    is_late = programme.enrol_until < timezone.localdate()
    context = {
        "row": row,
        "title": wording.part(programme.format, is_mentor=row.is_mentor),
        "programme": programme,
        "form": form,
        "stock": board.stock(request.user, access.own_target(row), keep=row.needs),
        "no": no,
        "declines": declines,
        "contacts": access.contacts(programme)[:3],
        "is_late": is_late,
        "is_open": programme.status in (Programme.Status.OPEN, Programme.Status.RUNNING)
        and row.status != Enrolment.Status.WITHDRAWN
        and not is_late,
    }
    failed = bool(form.errors or no.errors)
    return render(request, "programmes/answer.html", context, status=422 if failed else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Leave a programme, or for who steers it, take an invitation back."""
    rows = access.own_enrolments(request.user) | access.enrolments(request.user)
    row = get_object_or_404(
        rows.select_related("programme", "person").distinct(), public_id=public_id
    )
    own = row.person_id == request.user.pk
    back = "programmes:detail" if own else "programmes:enrolments"
    sentence = ""
    if request.method == "POST":
        try:
            actions.withdraw(row, by=request.user)
        except Refusal as refusal:
            sentence = str(refusal)
        else:
            messages.success(
                request,
                _("You no longer take part. Thank you for saying so.")
                if own
                else _("%(name)s is no longer on the list.") % {"name": row.person},
            )
            return redirect(back, row.programme.public_id)
    context = {
        "row": row,
        "programme": row.programme,
        "own": own,
        "refusal": sentence,
        "pairs": pairs_under_way(row),
    }
    return render(request, "programmes/withdraw.html", context, status=422 if sentence else 200)
