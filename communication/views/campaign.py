"""Pages of a programme's campaign: its messages, one message, when it leaves."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import connection
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communication import access, tasks, wording
from communication.actions import announcement as actions
from communication.actions import delivery, letters
from communication.forms import AnnouncementForm, ScheduleForm
from communication.models import LANGUAGES, Announcement, Wish
from companies import walls
from companies.errors import Overtaken, Refusal
from companies.versions import differing, fingerprint
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access
from programmes import navigation

TONES = {
    "draft": "neutral",
    "scheduled": "info",
    "sending": "info",
    "paused": "warn",
    "sent": "ok",
    "cancelled": "neutral",
}
READERS = 20
"""How many people of the audience a preview may be read as."""

page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def calendar(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Every message of a programme by its day, its page, its events and the wishes it brought."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    rows = access.announcements(request.user).filter(programme=programme)
    waiting = access.wishes(request.user).filter(programme=programme, status=Wish.Status.WAITING)
    context = {
        "programme": programme,
        "sections": navigation.sections(request, programme),
        "rows": [
            {"row": row, "tone": TONES[row.status], "at": actions.sentence_of_day(row)}
            for row in rows.order_by("send_at", "pk")
        ],
        "landing": access.landing(programme),
        "wishes": waiting.count(),
        "events": access.steered_events(request.user)
        .filter(programme=programme)
        .order_by("-starts_at"),
    }
    return render(request, "communication/calendar.html", context)


@signed_in
@require_POST
def start(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Add the drafts of the starter plan."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    actions.start(programme, by=request.user)
    messages.success(request, _("The drafts are there. Nothing leaves before you schedule it."))
    return redirect("communication:calendar", programme.public_id)


@signed_in
@page
def new(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Write a message."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    return _written(request, Announcement(programme=programme))


@signed_in
@page
def edit(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Change a message of which no letter has left."""
    row = get_object_or_404(access.announcements(request.user), public_id=public_id)
    return _written(request, row)


def _written(request: PersonRequest, row: Announcement) -> HttpResponse:
    units = {f"{name}s": access.units(name) for name in ("site", "function", "department")}
    changed: list[tuple[str, str]] = []
    # What was wrong in a form leaves it as old as it is.
    seen = (
        request.POST.get("seen", "")
        if request.method == "POST"
        else fingerprint(actions.values(row))
    )
    form = AnnouncementForm(
        _given(request),
        initial=actions.values(row) if row.pk else None,
        units=units,
        kept={name: getattr(row, name) for name in units},
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.write(
                row.programme,
                **form.facts(),
                announcement=row if row.pk else None,
                seen=seen,
                by=request.user,
            )
        except Overtaken as refusal:
            row.refresh_from_db()
            seen, changed = _overtaken(form, row)
            form.add_error(None, str(refusal))
        except Refusal as refusal:
            _put(refusal, form)
        else:
            messages.success(request, _("The message is saved."))
            return redirect("communication:message", saved.public_id)
    kinds = Announcement.Kind.choices
    context = {
        "form": form,
        "seen": seen,
        "overtaken": changed,
        "row": row,
        "programme": row.programme,
        "legends": [(label, wording.legend(kind)) for kind, label in kinds],
    }
    status = 422 if form.errors else 200
    return render(request, "communication/edit.html", context, status=status)


def _overtaken(form: AnnouncementForm, row: Announcement) -> tuple[str, list[tuple[str, str]]]:
    now = actions.values(row)
    return fingerprint(now), differing(form, now)


@signed_in
@require_safe
def message(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What a message says to one reader in one language, whom it reaches, what became of it."""
    row = get_object_or_404(access.announcements(request.user), public_id=public_id)
    people = access.audience(row)
    readers = list(people.by_name()[:READERS])
    chosen = request.GET.get("reader", "")
    reader = next((one for one in readers if str(one.public_id) == chosen), None)
    reader = reader or (readers[0] if readers else request.user)
    language = request.GET.get("language", "")
    if language not in LANGUAGES:
        language = walls.current().language
    part = access.answers(row.programme, [reader]).get(reader.pk)
    counts = actions.by_language(row)
    context = {
        "row": row,
        "programme": row.programme,
        "tone": TONES[row.status],
        "at": actions.sentence_of_day(row),
        "words": letters.Composer(row).words(reader, part, language),
        "reader": reader,
        "readers": readers,
        "language": language,
        "languages": [(code, wording.language(code)) for code in LANGUAGES],
        "counts": [(wording.language(code), count) for code, count in counts.items()],
        "total": sum(counts.values()),
        "left_out": access.whole_audience(row).count() - sum(counts.values()),
        "report": delivery.report(row) if row.send_at else None,
        "not_reached": delivery.not_reached(row),
        "is_leaving": actions.is_leaving(row),
        "is_empty": not (row.body_fr or row.body_en),
    }
    return render(request, "communication/message.html", context)


@signed_in
@page
def schedule(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """When a message leaves: how many people it reaches, then the day or “now”."""
    row = get_object_or_404(access.announcements(request.user), public_id=public_id)
    is_now = "now" in request.POST
    proposed = timezone.localtime(row.send_at, _zone()) if row.send_at else None
    form = ScheduleForm(
        None if is_now else _given(request),
        initial={
            "day": proposed and proposed.date(),
            "hour": proposed.time() if proposed else actions.USUAL_HOUR,
        },
    )
    sentence = ""
    if request.method == "POST" and (is_now or form.is_valid()):
        facts = {} if is_now else form.cleaned_data
        moment = timezone.now() if is_now else actions.at(facts["day"], facts["hour"])
        try:
            actions.schedule(row, send_at=moment, by=request.user)
        except Refusal as refusal:
            if is_now or refusal.field not in form.fields:
                sentence = str(refusal)
            else:
                _put(refusal, form)
        else:
            return _scheduled(request, row, is_now=is_now)
    counts = actions.by_language(row)
    context = {
        "form": form,
        "refusal": sentence,
        "row": row,
        "programme": row.programme,
        "counts": [(wording.language(code), count) for code, count in counts.items()],
        "total": sum(counts.values()),
        "zone": walls.current().time_zone,
        "batch": delivery.BATCH,
    }
    status = 422 if form.errors or sentence else 200
    return render(request, "communication/schedule.html", context, status=status)


def _scheduled(request: PersonRequest, row: Announcement, *, is_now: bool) -> HttpResponse:
    if is_now:
        tasks.send_due.delay_on_commit(connection.schema_name)  # type: ignore[attr-defined]
        messages.success(request, _("The letters are being written."))
    else:
        messages.success(request, _("The message is scheduled."))
    return redirect("communication:message", row.public_id)


def _zone() -> Any:
    return walls.zone(walls.current())


@signed_in
@require_POST
def steer(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Pause a message, let it go on, cancel it, throw it away, or send it to oneself as a test."""
    row = get_object_or_404(access.announcements(request.user), public_id=public_id)
    act = request.POST.get("act", "")
    try:
        if act == "test":
            language = request.POST.get("language", "")
            actions.try_out(row, language=language, by=request.user)
            said = _("A test is on its way to %(address)s.") % {"address": request.user.email}
            messages.success(request, said)
        elif act == "remove":
            actions.remove(row, by=request.user)
            messages.success(request, _("The draft is thrown away."))
            return redirect("communication:calendar", row.programme.public_id)
        elif act in _ACTS:
            done = _ACTS[act](row, by=request.user)
            messages.success(request, _done(act, delivery.gone(done)))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("communication:message", row.public_id)


_ACTS = {"pause": actions.pause, "resume": actions.resume, "cancel": actions.cancel}


def _done(act: str, gone: int) -> str:
    """What was done, and how many letters had left before."""
    if act == "resume":
        return _("The message goes on.")
    sentence = (
        _("Paused: nothing more leaves until you let it go on.")
        if act == "pause"
        else _("Cancelled: nothing more leaves.")
    )
    if not gone:
        return sentence
    left = ngettext(
        "%(count)d letter had left already.", "%(count)d letters had left already.", gone
    )
    return f"{sentence} {left % {'count': gone}}"


def _given(request: PersonRequest) -> QueryDict | None:
    """What was posted; an empty answer is an answer too, with everything missing."""
    return request.POST if request.method == "POST" else None


def _put(refusal: Refusal, form: Form) -> None:
    """A refusal belongs to its field when the form has it, else to the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
