"""Pages of a relationship: for its two partners, and the facts of it for HR and directors."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from companies.errors import Refusal
from competencies import access as competencies_access
from competencies import board
from pairings import access, journey
from pairings.actions import pairing as pairing_actions
from pairings.actions import rhythm, sharing
from pairings.actions import session as session_actions
from pairings.forms import EndForm, OverviewFilter, PairForm, SessionForm, ShareForm
from pairings.models import MentoringSession, Pairing, PairingQuerySet
from people.access import PersonRequest, signed_in
from people.models import Person
from programmes import access as programmes_access
from programmes.models import Enrolment, Programme
from programmes.navigation import sections
from selection import access as selection_access
from selection.models import Response

page = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 25


@require_GET
@signed_in
def index(request: PersonRequest) -> HttpResponse:
    """The person's own pairings, those under way first, each with its next step."""
    rows = list(access.own(request.user).with_people().with_facts().order_by("-started_on", "pk"))
    enrolments = programmes_access.own_enrolments(request.user).select_related("programme")
    paired = {row.programme_id for row in rows}
    context = {
        "active": [_summary(row, request.user) for row in rows if row.ended_at is None],
        "over": [_summary(row, request.user) for row in rows if row.ended_at is not None],
        "invitations": enrolments.filter(status=Enrolment.Status.INVITED).order_by("pk"),
        "waiting": [
            enrolment
            for enrolment in enrolments.filter(
                status=Enrolment.Status.ACCEPTED,
                programme__status__in=(Programme.Status.OPEN, Programme.Status.RUNNING),
            ).order_by("pk")
            if enrolment.programme_id not in paired
        ],
        "offers": programmes_access.own_offers(request.user)
        .select_related("programme")
        .order_by("pk"),
    }
    return render(request, "pairings/list.html", context)


def _summary(pairing: Pairing, person: Person) -> dict[str, Any]:
    return {
        "pairing": pairing,
        "partner": pairing.partner_of(person),
        "is_mentor": pairing.mentor.person_id == person.pk,
        "rhythm": rhythm.rhythm_of(pairing),
        "starts_later": pairing.started_on > timezone.localdate(),
    }


def _own(request: PersonRequest, public_id: uuid.UUID) -> Pairing:
    rows = access.own(request.user).with_people().with_facts()
    return get_object_or_404(rows, public_id=public_id)


@require_GET
@signed_in
def detail(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """The pair's own page: who, why, how it goes, what comes next."""
    pairing = _own(request, public_id)
    waits_for = session_actions.waits_for(pairing, request.user)
    relationship = _relationship(pairing, request.user)
    context = {
        **relationship,
        "may_log": relationship["may_log"] and not waits_for,
        "sessions": _declared(access.sessions(request.user).filter(pairing=pairing), request.user),
        "saved": request.GET.get("saved", ""),
        "waits_for": waits_for,
        **_shared(request, pairing),
        "told": _told(pairing, request.user),
    }
    return render(request, "pairings/detail.html", context)


def _told(pairing: Pairing, person: Person) -> list[Response]:
    """What the partner answered to be read by this one: nothing any more once the pair is over."""
    if pairing.status != Pairing.Status.ACTIVE:
        return []
    is_mentor = pairing.mentor.person_id == person.pk
    return list(selection_access.shared(pairing.mentee if is_mentor else pairing.mentor))


def _shared(request: PersonRequest, pairing: Pairing) -> dict[str, Any]:
    own = competencies_access.assessments(request.user)
    return {
        "shared_by": access.shared_by(request.user).filter(pairing=pairing).first(),
        "shared_with": access.shared_with(request.user).filter(pairing=pairing).first(),
        "share_form": ShareForm(own=own) if own.exists() else None,
    }


@signed_in
@page
def assessment(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the partner lets one read of how they see themself; a POST shares one's own."""
    pairing = _own(request, public_id)
    if request.method == "POST":
        return _share(request, pairing)
    row = get_object_or_404(access.shared_with(request.user), pairing=pairing).assessment
    context = {
        **_summary(pairing, request.user),
        "row": row,
        "found": board.measured(row),
    }
    return render(request, "pairings/assessment.html", context)


def _share(request: PersonRequest, pairing: Pairing) -> HttpResponse:
    name = {"name": pairing.partner_of(request.user)}
    form = ShareForm(request.POST, own=competencies_access.assessments(request.user))
    if "take_back" in request.POST:
        sharing.take_back(pairing, by=request.user)
        messages.success(request, _("%(name)s no longer sees your self-assessment.") % name)
    elif form.is_valid():
        try:
            sharing.share(pairing, form.cleaned_data["assessment"], by=request.user)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("%(name)s can now read it on this page.") % name)
    else:
        messages.error(request, _("Choose one of your own self-assessments."))
    return redirect("pairings:detail", pairing.public_id)


def _relationship(pairing: Pairing, person: Person) -> dict[str, Any]:
    today = timezone.localdate()
    share = journey.elapsed(pairing.started_on, pairing.programme.ends_on, today)
    stage = journey.stage(share, pairing.sessions_count)  # type: ignore[attr-defined]
    return {
        **_summary(pairing, person),
        "is_active": pairing.status == Pairing.Status.ACTIVE,
        "may_log": session_actions.may_log(pairing) and pairing.started_on <= today,
        "stage": stage,
        "steps": _steps(stage),
    }


def _steps(stage: str) -> list[dict[str, str]]:
    reached = journey.STAGES.index(stage)
    labels = {
        "acquaintance": _("Getting to know each other"),
        "goals": _("Setting goals"),
        "work": _("Work"),
        "review": _("Mid-term review"),
        "closing": _("Closing"),
    }
    return [
        {
            "label": labels[name],
            "state": "done" if n < reached else "current" if n == reached else "todo",
        }
        for n, name in enumerate(journey.STAGES)
    ]


def _declared(sessions: QuerySet[MentoringSession], person: Person) -> list[dict[str, Any]]:
    themes = dict(MentoringSession.Theme.choices)
    return [
        {
            "session": session,
            "themes": [themes[theme] for theme in session.themes if theme in themes],
            "may_correct": session_actions.may_correct(session, person),
            "may_undo": session_actions.may_undo(session, person),
        }
        for session in sessions.order_by("-held_on", "-pk")
    ]


@page
@signed_in
def log(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Log a session: everything prefilled that can be."""
    pairing = _own(request, public_id)
    latest = access.sessions(request.user).filter(pairing=pairing).order_by("held_on").last()
    form = SessionForm(
        request.POST if request.method == "POST" else None,
        pairing=pairing,
        initial=SessionForm.blank(pairing, latest),
    )
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"] or uuid.uuid4()
        try:
            session = session_actions.log(
                pairing=pairing, key=key, by=request.user, **form.declared()
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            address = reverse("pairings:detail", args=[pairing.public_id])
            return redirect(f"{address}?saved={session.public_id}")
    return _session_page(request, pairing, form, None)


@page
@signed_in
def correct(request: PersonRequest, public_id: uuid.UUID, session_id: uuid.UUID) -> HttpResponse:
    """Correct a session one has logged."""
    pairing = _own(request, public_id)
    rows = access.sessions(request.user).filter(pairing=pairing)
    session = get_object_or_404(rows, public_id=session_id)
    form = SessionForm(
        request.POST if request.method == "POST" else None,
        pairing=pairing,
        initial=SessionForm.of(session),
    )
    if not session_actions.may_correct(session, request.user):
        messages.info(
            request, _("A session can be corrected by the person who logged it, within 14 days.")
        )
        return redirect("pairings:detail", pairing.public_id)
    if request.method == "POST" and form.is_valid():
        try:
            session_actions.correct(session=session, by=request.user, **form.declared())
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            messages.success(request, _("Session corrected."))
            return redirect("pairings:detail", pairing.public_id)
    return _session_page(request, pairing, form, session)


def _session_page(
    request: PersonRequest, pairing: Pairing, form: SessionForm, session: MentoringSession | None
) -> HttpResponse:
    context = {
        "pairing": pairing,
        "partner": pairing.partner_of(request.user),
        "form": form,
        "session": session,
        "may_log": session_actions.may_log(pairing),
        "starts_later": pairing.started_on > timezone.localdate(),
        "waits_for": "" if session else session_actions.waits_for(pairing, request.user),
    }
    status = 422 if form.is_bound else 200
    return render(request, "pairings/session.html", context, status=status)


@require_POST
@signed_in
def undo(request: PersonRequest, public_id: uuid.UUID, session_id: uuid.UUID) -> HttpResponse:
    """Take back a session just logged; a second click finds it gone and says so."""
    pairing = _own(request, public_id)
    session = access.sessions(request.user).filter(pairing=pairing, public_id=session_id).first()
    if session is None:
        messages.info(request, _("This session has already been taken back."))
        return redirect("pairings:detail", pairing.public_id)
    try:
        session_actions.undo(session=session, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The session was taken back; nothing of it is kept."))
    return redirect("pairings:detail", pairing.public_id)


@page
@signed_in
def end(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """End early with honour: what will happen, the reason, one button."""
    pairing = _own(request, public_id)
    if pairing.status != Pairing.Status.ACTIVE:
        messages.info(request, _("This pairing is already over; nothing was changed."))
        return redirect("pairings:detail", pairing.public_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            pairing_actions.end(
                pairing=pairing, reason=form.cleaned_data["reason"], by=request.user
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            messages.success(
                request, _("The pairing has ended. Thank you for the time you both gave.")
            )
            return redirect("pairings:detail", pairing.public_id)
    context = {"pairing": pairing, "partner": pairing.partner_of(request.user), "form": form}
    return render(request, "pairings/end.html", context, status=422 if form.is_bound else 200)


def _steered(request: PersonRequest, public_id: uuid.UUID) -> Programme:
    return get_object_or_404(programmes_access.steered(request.user), public_id=public_id)


@page
@signed_in
def overview(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """Facts of a programme's pairings for those who steer it; a form to pair by hand."""
    programme = _steered(request, public_id)
    form = PairForm(
        request.POST if request.method == "POST" else None,
        programme=programme,
        enrolments=programmes_access.enrolments(request.user),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = pairing_actions.pair(programme=programme, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            messages.success(
                request,
                _("%(pair)s: paired. Both have been written to.") % {"pair": str(made)},
            )
            return redirect("pairings:overview", programme.public_id)
    every = access.supervised(request.user).filter(programme=programme)
    chosen = OverviewFilter(request.GET)
    shown = _chosen(every, programme, chosen).with_people().with_facts()
    paginator = Paginator(shown.by_name(), PER_PAGE)
    listed = paginator.get_page(request.GET.get("page"))
    alone = access.left_alone(every, [row.pk for row in listed])
    context = {
        "programme": programme,
        "sections": sections(request, programme),
        "counts": _counts(every, programme),
        "filter": chosen,
        "is_filtered": any(request.GET.get(name) for name in ("q", "state")),
        "listed": listed,
        "rows": [
            {
                "pairing": row,
                "rhythm": rhythm.rhythm_of(row),
                "is_alone": row.pk in alone,
            }
            for row in listed
        ],
        "form": form,
        "may_pair": programme.status in (Programme.Status.OPEN, Programme.Status.RUNNING),
    }
    return render(request, "pairings/overview.html", context, status=422 if form.is_bound else 200)


def _chosen(rows: PairingQuerySet, programme: Programme, chosen: OverviewFilter) -> PairingQuerySet:
    wanted = chosen.cleaned_data if chosen.is_valid() else {}
    rows = rows.naming(wanted.get("q", ""))
    state = wanted.get("state")
    if state == "silent":
        return _silent(rows, programme)
    return rows.filter(status=state) if state else rows


def _silent(rows: PairingQuerySet, programme: Programme) -> PairingQuerySet:
    return rows.idle(timezone.localdate(), programme.cadence_days + journey.ALERT_AFTER)


def _counts(rows: PairingQuerySet, programme: Programme) -> dict[str, int]:
    statuses = list(rows.values_list("status", flat=True))
    return {
        "active": statuses.count(Pairing.Status.ACTIVE),
        "completed": statuses.count(Pairing.Status.COMPLETED),
        "ended": statuses.count(Pairing.Status.ENDED),
        "silent": _silent(rows, programme).count(),
    }


@require_GET
@signed_in
def panel(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """The pairings in short, for the programme's page; alone it leads to the whole list."""
    programme = _steered(request, public_id)
    if "HX-Request" not in request.headers:
        return redirect("pairings:overview", programme.public_id)
    rows = access.supervised(request.user).filter(programme=programme)
    context = {"programme": programme, "counts": _counts(rows, programme)}
    return render(request, "pairings/overview.html#panel", context)
