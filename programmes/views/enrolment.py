"""Pages on which HR and directors see who takes part, invite people and import a roster."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from companies import keys
from companies.errors import Refusal
from competencies import access as needs_access
from people.access import PersonRequest, signed_in
from people.roster import ENROLMENT_FIELDS, MAXIMUM_BYTES, RosterError, guess_mapping, read
from programmes import access, navigation, roster, wording
from programmes.actions import enrolment as actions
from programmes.actions import intake
from programmes.forms import IntakeForm, InvitationForm, RosterForm
from programmes.models import Enrolment, Programme

PER_PAGE = 25
PREVIEW_HOURS = 2
MOST_PROBLEMS = 200
TONES = {
    Enrolment.Status.INVITED: "info",
    Enrolment.Status.ACCEPTED: "ok",
    Enrolment.Status.DECLINED: "neutral",
    Enrolment.Status.WITHDRAWN: "warn",
}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def enrolments(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Who is invited, who said yes or no; a POST sends the invitations again."""
    programme = get_object_or_404(access.steered(request.user), public_id=public_id)
    if request.method == "POST":
        return _resend(request, programme)
    everybody = access.enrolments(request.user).filter(programme=programme)
    query, role, status = (request.GET.get(name, "").strip() for name in ("q", "role", "status"))
    rows = access.named(everybody.select_related("person"), query, prefix="person__")
    if role in Enrolment.Role.values:
        rows = rows.filter(role=role)
    if status in Enrolment.Status.values:
        rows = rows.filter(status=status)
    ordered = rows.by_name()
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    labels = _labels(programme)
    sides = _sides(everybody, labels)
    context = {
        "programme": programme,
        "sections": navigation.sections(request, programme),
        "page_obj": page,
        "rows": [
            {"row": row, "tone": TONES[Enrolment.Status(row.status)], "status": labels[row.status]}
            for row in page
        ],
        "sides": sides,
        "places": sides[0]["places"],
        "takers": sides[1]["accepted"],
        "waiting": sum(side["invited"] for side in sides),
        "is_filtered": bool(query or role or status),
        "q": query,
        "role": role,
        "status": status,
        "roles": Enrolment.Role.choices,
        "statuses": labels.items(),
        "may_invite": programme.last_day_to_answer(timezone.localdate()) is not None,
        "today": timezone.localdate(),
        "may_settle": programme.status != Programme.Status.CLOSED,
    }
    return render(request, "programmes/enrolments.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def joining(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Let people join while the programme runs, or no longer."""
    programme = get_object_or_404(access.steered(request.user), public_id=public_id)
    given = request.POST if request.method == "POST" else None
    form = IntakeForm(given, initial={"answer_days": programme.answer_days})
    if form.is_valid():
        try:
            intake.settle(programme, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("programmes:enrolments", programme.public_id)
    context = {
        "programme": programme,
        "form": form,
        "sections": navigation.sections(request, programme),
    }
    return render(request, "programmes/joining.html", context, status=422 if form.errors else 200)


def _resend(request: PersonRequest, programme: Programme) -> HttpResponse:
    try:
        count = actions.resend(programme, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if count:
            sentence = ngettext(
                "%(count)d invitation is on its way again.",
                "%(count)d invitations are on their way again.",
                count,
            )
            messages.success(request, sentence % {"count": count})
        else:
            messages.info(request, _("Everybody concerned has had a letter today already."))
    return redirect("programmes:enrolments", programme.public_id)


def _labels(programme: Programme) -> dict[str, str | Promise]:
    """Words of each status; nobody is invited before the programme opens."""
    labels: dict[str, str | Promise] = dict(Enrolment.Status.choices)
    if programme.status == Programme.Status.DRAFT:
        labels[Enrolment.Status.INVITED] = gettext_lazy("to invite")
    return labels


def _sides(
    everybody: QuerySet[Enrolment], labels: Mapping[str, str | Promise]
) -> list[dict[str, Any]]:
    """Per side, mentors first: how many in each status, and the places of those who said yes."""
    counts = everybody.values("role", "status").annotate(people=Count("pk"), places=Sum("capacity"))
    found = {(one["role"], one["status"]): one for one in counts.order_by()}
    sides = []
    for role in Enrolment.Role:
        in_status = {
            status: found.get((role, status), {"people": 0, "places": 0})
            for status in Enrolment.Status
        }
        segments = [
            {
                "label": labels[status],
                "count": in_status[status]["people"],
                "tone": TONES[status],
                "url": f"?role={role}&status={status}",
            }
            for status in Enrolment.Status
        ]
        sides.append(
            {
                "role": role.value,
                "segments": segments,
                "total": sum(one["people"] for one in in_status.values()),
                "accepted": in_status[Enrolment.Status.ACCEPTED]["people"],
                "invited": in_status[Enrolment.Status.INVITED]["people"],
                "places": in_status[Enrolment.Status.ACCEPTED]["places"] or 0,
            }
        )
    return sides


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Choose people and invite them as mentors or as mentees."""
    programme = get_object_or_404(access.steered(request.user), public_id=public_id)
    query, site, level = (request.GET.get(name, "").strip() for name in ("q", "site", "level"))
    everybody = access.invitable(request.user, programme)
    people = access.named(everybody, query)
    sites = list(
        everybody.exclude(site="").order_by("site").values_list("site", flat=True).distinct()
    )
    if site in sites:
        people = people.filter(site=site)
    if level.isdecimal() and len(level) < 4:
        people = people.filter(level__gte=min(int(level), 99))
    role = request.GET.get("role") or Enrolment.Role.MENTEE
    form = InvitationForm(
        request.POST if request.method == "POST" else None, people=people, initial={"role": role}
    )
    if request.method == "POST" and form.is_valid():
        chosen, side = form.cleaned_data["people"], form.cleaned_data["role"]
        try:
            count = actions.invite(programme, people=chosen, role=side, by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _invited(count, programme))
            return redirect("programmes:enrolments", programme.public_id)
    ordered = people.by_name()
    context = {
        "programme": programme,
        "form": form,
        "page_obj": Paginator(ordered, PER_PAGE).get_page(request.GET.get("page")),
        "q": query,
        "site": site,
        "level": level,
        "role": role,
        "sites": sites,
        "levels": everybody.exclude(level=None)
        .order_by("level")
        .values_list("level", flat=True)
        .distinct(),
        "is_filtered": bool(query or site or level),
    }
    return render(request, "programmes/invite.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def invite_again(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask one person again who had said no or withdrawn."""
    row = get_object_or_404(
        access.enrolments(request.user).select_related("programme", "person"), public_id=public_id
    )
    try:
        count = actions.invite(row.programme, people=[row.person], role=row.role, by=request.user)
        messages.success(request, _invited(count, row.programme))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("programmes:enrolments", row.programme.public_id)


def _invited(count: int, programme: Programme) -> str:
    if programme.status == Programme.Status.DRAFT:
        sentence = ngettext(
            "%(count)d person is on the list. The letter leaves when the programme opens.",
            "%(count)d people are on the list. The letters leave when the programme opens.",
            count,
        )
    else:
        sentence = ngettext(
            "%(count)d invitation is on its way.", "%(count)d invitations are on their way.", count
        )
    return sentence % {"count": count}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def enrol_import(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Upload a roster, look at what it would do, then invite everybody in it."""
    programme = get_object_or_404(access.steered(request.user), public_id=public_id)
    if "rows" in request.POST:
        return _confirm(request, programme)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RosterForm(*given)
    context: dict[str, Any] = {"programme": programme, "form": form}
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if upload.size > MAXIMUM_BYTES:
                raise RosterError("too_large", bytes=upload.size, maximum=MAXIMUM_BYTES)
            table = read(upload.read(), upload.name)
            mapping = guess_mapping(table.headers, ENROLMENT_FIELDS)
            reading = roster.parse(
                table,
                mapping,
                known=actions.standings(programme),
                needs=needs_access.book().words(),
            )
        except RosterError as error:
            form.add_error("file", wording.refused_file(error))
        else:
            context |= _preview(reading, upload.name, programme)
    return render(
        request, "programmes/enrol_import.html", context, status=422 if form.errors else 200
    )


def _preview(reading: roster.Reading, filename: str, programme: Programme) -> dict[str, Any]:
    mentors = [row for row in reading.rows if row.role == Enrolment.Role.MENTOR]
    return {
        "reading": reading,
        "filename": filename,
        "mentors": len(mentors),
        "mentees": len(reading.rows) - len(mentors),
        "places": sum(row.places for row in mentors),
        "problems": [wording.told(one) for one in reading.problems[:MOST_PROBLEMS]],
        # The preview hands its rows back, signed, so that nothing is kept for a file that is
        # never confirmed.
        "rows": signing.dumps(roster.as_values(reading.rows), salt=_salt(programme), compress=True),
    }


def _confirm(request: PersonRequest, programme: Programme) -> HttpResponse:
    try:
        values = signing.loads(
            request.POST["rows"], salt=_salt(programme), max_age=PREVIEW_HOURS * 3600
        )
        count = actions.import_roster(programme, roster.from_values(values), by=request.user)
    except signing.BadSignature:
        messages.error(request, _("This preview is too old. Choose the file once more."))
        return redirect("programmes:enrol_import", programme.public_id)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("programmes:enrol_import", programme.public_id)
    messages.success(request, _invited(count, programme))
    return redirect(reverse("programmes:enrolments", args=[programme.public_id]))


def _salt(programme: Programme) -> str:
    return keys.salt(f"roster:{programme.public_id}")
