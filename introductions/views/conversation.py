"""Pages on which a mentee and a mentor arrange a short conversation, and prepare it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companies import mail
from companies.errors import Refusal
from introductions import access
from introductions.actions import answer, conversation, letters
from introductions.forms import AcceptForm, AskForm, DeclineForm, TimesForm
from introductions.models import Conversation
from matching.actions import choice
from people.access import PersonRequest, signed_in

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def meetings(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Own conversations of an enrolment, and the mentors one may still ask."""
    mine = get_object_or_404(
        access.taking_part(request.user).select_related("programme"), public_id=public_id
    )
    run = (answer if mine.is_mentor else choice).open_for(mine)
    rows = list(access.conversations_of(mine))
    known = {row.mentor_id for row in rows if run and row.run_id == run.pk}
    context = {
        "mine": mine,
        "programme": mine.programme,
        "run": run,
        "rows": [{"row": row, "partner": row.partner_of(request.user)} for row in rows],
        "askable": [],
        "left": 0,
        "limit": conversation.LIMIT,
    }
    if run is not None and not mine.is_mentor:
        context["left"] = conversation.LIMIT - conversation.counted(run, mine)
        shortlist = choice.shortlist_of(run, mine)
        context["askable"] = [one for one in shortlist if one.mentor_id not in known]
    template = "introductions/meetings.html"
    return render(request, template + ("#box" if request.htmx else ""), context)  # type: ignore[attr-defined]


@page
@signed_in
def ask(request: PersonRequest, public_id: UUID, mentor_id: UUID) -> HttpResponse:
    """Ask a mentor of the shortlist for a short conversation."""
    mine = get_object_or_404(
        access.choosing(request.user).select_related("programme", "person"), public_id=public_id
    )
    run = choice.open_for(mine)
    mentor = access.put_forward(mine, run, mentor_id) if run else None
    if run is None or mentor is None:
        raise Http404
    known = access.conversations_of(mine).filter(run=run, mentor=mentor).first()
    if known is not None:
        return redirect("introductions:conversation", known.public_id)
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            row = conversation.ask(
                run,
                mine,
                mentor,
                times=form.times(),
                way=form.cleaned_data["way"],
                by=request.user,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Your question is on its way to %(name)s.") % {"name": mentor.person}
            )
            return redirect("introductions:conversation", row.public_id)
    context = {
        "mine": mine,
        "programme": mine.programme,
        "run": run,
        "mentor": mentor.person,
        "form": form,
        "left": conversation.LIMIT - conversation.counted(run, mine),
    }
    return render(request, "introductions/ask.html", context, status=422 if form.errors else 200)


@page
@signed_in
def detail(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One conversation: its times, what to talk about; a POST settles it."""
    row = get_object_or_404(access.conversations(request.user), public_id=public_id)
    posted = request.POST if request.method == "POST" else None
    asked = request.POST.get("do", "") if posted is not None else ""
    times = TimesForm(posted if asked == "propose" else None)
    no = DeclineForm(posted if asked == "decline" else None)
    refusal = ""
    if posted is not None:
        try:
            said = _settled(request, row, asked, times, no)
        except Refusal as refused:
            refusal = str(refused)
        else:
            if said:
                messages.success(request, said)
                return redirect("introductions:conversation", public_id)
    row.refresh_from_db()
    context = _shown(request, row) | {"times": times, "no": no, "refusal": refusal}
    status = 422 if refusal or times.errors or no.errors else 200
    return render(request, "introductions/conversation.html", context, status=status)


def _settled(
    request: PersonRequest, row: Conversation, asked: str, times: TimesForm, no: DeclineForm
) -> str:
    """Do what was asked and say so; "" when a form says what is missing."""
    me = request.user
    if asked == "accept":
        chosen = AcceptForm(request.POST)
        if not chosen.is_valid():
            raise Refusal(_("Choose one of the times proposed."))
        conversation.accept(row, time=chosen.cleaned_data["time"], by=me)
        return _("Agreed. A letter puts it into both calendars.")
    if asked == "propose":
        if not times.is_valid():
            return ""
        conversation.propose(row, times=times.times(), by=me)
        return _("Your times are on their way.")
    if asked == "decline":
        if not no.is_valid():
            return ""
        conversation.decline(row, reason=no.cleaned_data["reason"], by=me)
        return _("Declined, in kind words.")
    if asked == "cancel":
        conversation.cancel(row, by=me)
        return _("Called off; the other person is told.")
    if asked == "note":
        conversation.note(row, by=me)
        return _("Noted: it took place.")
    raise Refusal(_("Choose what to do."))


def _shown(request: PersonRequest, row: Conversation) -> dict[str, object]:
    me, now = request.user, timezone.now()
    side = row.side_of(me)
    is_open = choice.is_open(row.run)
    is_over = row.starts_at is not None and row.starts_at <= now
    return {
        "row": row,
        "programme": row.run.programme,
        "run": row.run,
        "mine": row.mentor if side == "mentor" else row.mentee,
        "partner": row.partner_of(me),
        "is_mentor": side == "mentor",
        "is_my_turn": row.status == "proposed" and row.proposed_by != side and is_open,
        "is_open": is_open and row.status in Conversation.OPEN and not is_over,
        "is_over": row.status == "agreed" and is_over,
        "noted": row.noted_by(me),
        "choices": [
            {"value": one.isoformat(), "starts": one, "is_past": one <= now} for one in row.times
        ],
    }


@require_safe
@signed_in
def calendar(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """An agreed conversation as a calendar file."""
    rows = access.conversations(request.user).filter(status=Conversation.Status.AGREED)
    row = get_object_or_404(rows, public_id=public_id)
    made = mail.calendar_file(
        letters.appointment(row, "REQUEST", request.user), to=request.user.email
    )
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="conversation.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
