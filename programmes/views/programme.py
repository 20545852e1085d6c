"""Pages on which programmes are listed, designed, opened, started and closed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companies.errors import Overtaken, Refusal
from companies.versions import differing, to_hand_back
from people.access import PersonRequest, hr_only, signed_in
from programmes import access, canvas, gates, measures, navigation, offers, readiness, wording
from programmes.actions import dates
from programmes.actions import programme as actions
from programmes.actions import stage as stages
from programmes.forms import AppointmentForm
from programmes.forms.design import EditForm, ProgrammeForm
from programmes.models import (
    Enrolment,
    Programme,
    Responsibility,
    Stage,
)
from programmes.views.stage import reason_given

PER_PAGE = 20
NINE_MONTHS = 274
MOST_OFFERED = 100
NEXT_STEP = {
    Programme.Status.DRAFT: "open",
    Programme.Status.OPEN: "start",
    Programme.Status.RUNNING: "close",
}
TONES = {
    Programme.Status.DRAFT: "neutral",
    Programme.Status.OPEN: "info",
    Programme.Status.RUNNING: "ok",
    Programme.Status.CLOSED: "neutral",
}


@signed_in
@require_safe
def programme_list(request: PersonRequest) -> HttpResponse:
    """The programmes this person steers, sponsors or takes part in."""
    yes = Q(enrolments__status=Enrolment.Status.ACCEPTED)
    rows = access.programmes(request.user).annotate(
        mentors=Count("enrolments", filter=yes & Q(enrolments__role=Enrolment.Role.MENTOR)),
        mentees=Count("enrolments", filter=yes & Q(enrolments__role=Enrolment.Role.MENTEE)),
    )
    status = request.GET.get("status", "")
    chosen = status if status in Programme.Status.values else ""
    if chosen:
        rows = rows.filter(status=chosen)
    page = Paginator(rows.order_by("-starts_on", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    mine = {one.programme_id: one for one in access.own_enrolments(request.user)}
    # A participant has no business with the head counts of others.
    counted = set(access.reported(request.user).values_list("pk", flat=True))
    context = {
        "page_obj": page,
        "rows": [
            {
                "programme": row,
                "tone": TONES[Programme.Status(row.status)],
                "mine": mine.get(row.pk),
                "is_counted": row.pk in counted,
            }
            for row in page
        ],
        "status": chosen,
        "statuses": Programme.Status.choices,
        # HR steers them all: the home page shows it what it may join.
        "offers": [] if request.user.is_hr or chosen else offers.of(request.user),
    }
    return render(request, "programmes/programme_list.html", context)


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: PersonRequest) -> HttpResponse:
    """Write a new draft."""
    today = timezone.localdate()
    proposal = {
        "mode": Programme.Mode.HYBRID,
        "cadence_days": 21,
        "format": Programme.Format.ONE_TO_ONE,
        "hourly_cost": 55,
        "fixed_cost": 0,
        **wording.starters(),
        "enrol_until": today + timedelta(days=28),
        "starts_on": today + timedelta(days=42),
        "ends_on": today + timedelta(days=42 + NINE_MONTHS),
    }
    form = ProgrammeForm(_given(request), initial=proposal)
    if request.method == "POST" and form.is_valid():
        try:
            programme = actions.create(**form.cleaned_data, by=request.user)
        except Refusal as refusal:
            _put(refusal, form)
        else:
            messages.success(request, _("The draft is saved. Next: say how you will measure it."))
            return redirect("programmes:detail", programme.public_id)
    context = {"form": form, "programme": None}
    return render(request, "programmes/edit.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Change the design of an open programme; a draft is changed on its canvas, step by step."""
    programme = get_object_or_404(access.steered(request.user), public_id=public_id)
    if programme.status == Programme.Status.DRAFT:
        step = request.GET.get("step", "")
        step = step if step in canvas.STEPS else "purpose"
        return redirect("programmes:canvas", programme.public_id, step)
    design = {name: getattr(programme, name) for name in canvas.DESIGN}
    form = EditForm(_given(request), initial=design)
    overtaken: list[tuple[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            seen = request.POST.get("seen", "")
            saved = actions.edit(programme, **form.cleaned_data, seen=seen, by=request.user)
        except Overtaken as refusal:
            form.add_error(None, str(refusal))
            overtaken = differing(form, design)
        except Refusal as refusal:
            _put(refusal, form)
        else:
            messages.success(request, _("The changes are saved."))
            for sentence in dates.left_behind(saved, dates.of(programme)):
                messages.warning(request, sentence)
            return redirect("programmes:detail", programme.public_id)
    context = {
        "form": form,
        "programme": programme,
        "seen": to_hand_back(form, actions.version(programme), is_shown=bool(overtaken)),
        "overtaken": overtaken,
    }
    return render(request, "programmes/edit.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def detail(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What a programme is for, when it happens, who steers it; for who steers it, how it stands."""
    programme = get_object_or_404(access.programmes(request.user), public_id=public_id)
    steers = access.steered(request.user).filter(pk=programme.pk).exists()
    reads = steers or access.reported(request.user).filter(pk=programme.pk).exists()
    held = programme.responsibilities.select_related("person").order_by(
        "role", "person__family_name", "person__given_name"
    )
    context: dict[str, Any] = {
        "programme": programme,
        "tone": TONES[Programme.Status(programme.status)],
        "sections": navigation.sections(request, programme),
        "objectives": measures.told(programme, with_retired=reads),
        "directors": [one.person for one in held if one.role == Responsibility.Role.DIRECTOR],
        "sponsors": [one.person for one in held if one.role == Responsibility.Role.SPONSOR],
        "mine": access.own_enrolments(request.user).filter(programme=programme).first(),
        "steers": steers,
        "reads": reads,
        "today": timezone.localdate(),
    }
    if mine := context["mine"]:
        context["own_target"] = access.own_target(mine)
    if steers:
        facts = stages.facts(programme)
        checks = [wording.fact(one, programme) for one in readiness.checks(facts)]
        context |= {
            "facts": facts,
            "missing": [one for one in checks if not one.done],
            "stage": stages.current(programme),
            "advice": readiness.advice(facts) if programme.status != "closed" else [],
            "next_step": NEXT_STEP.get(Programme.Status(programme.status), ""),
        }
    return render(request, "programmes/detail.html", context)


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def responsibilities(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Who directs and who sponsors a programme."""
    programme = get_object_or_404(access.steered(request.user), public_id=public_id)
    query = request.GET.get("q", "").strip()
    people = access.appointable(request.user)
    held = programme.responsibilities.select_related("person").order_by("role", "person__pk")
    if "dismiss" in request.POST:
        for row in held:
            if str(row.pk) == request.POST["dismiss"]:
                actions.dismiss(programme, person=row.person, role=row.role, by=request.user)
                messages.success(request, _("%(name)s no longer has this role.") % {"name": row})
        return redirect("programmes:responsibilities", programme.public_id)
    form = AppointmentForm(_given(request), people=people)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.appoint(programme, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            _put(refusal, form)
        else:
            messages.success(request, _("Role given: %(name)s.") % {"name": row})
            return redirect("programmes:responsibilities", programme.public_id)
    # A company's list is too long for one select; without a search only the first are offered.
    found = access.named(people, query).by_name()
    form.narrow(found[:MOST_OFFERED])
    context = {
        "programme": programme,
        "sections": navigation.sections(request, programme),
        "held": held,
        "form": form,
        "q": query,
        "found": found.count(),
        "offered": MOST_OFFERED,
    }
    status = 422 if form.errors else 200
    return render(request, "programmes/responsibilities.html", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def advance(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Open, start or close a programme: what it will do in figures, then the button."""
    programme = get_object_or_404(access.steered(request.user), public_id=public_id)
    usual = NEXT_STEP.get(Programme.Status(programme.status), "close")
    step = request.POST.get("step") or request.GET.get("step") or usual
    step = step if step in ("open", "start", "close") else usual
    sentence = ""
    if request.method == "POST":
        try:
            _take(step, programme, request)
        except Refusal as refusal:
            sentence = str(refusal)
        else:
            return redirect("programmes:detail", programme.public_id)
    lacking = _lacking(programme, step)
    context = {
        "programme": programme,
        "step": step,
        "refusal": sentence,
        "obstacles": [one for one in lacking if one.mandatory and step != "close"],
        "missing": [one for one in lacking if one.mandatory],
        "wished": [one for one in lacking if not one.mandatory],
        "reason": request.POST.get("reason", ""),
        "is_confirmed": "confirmed" in request.POST,
        "invited": programme.enrolments.filter(status=Enrolment.Status.INVITED).count(),
        "mentors": programme.enrolments.filter(role=Enrolment.Role.MENTOR).exists(),
        "mentees": programme.enrolments.filter(role=Enrolment.Role.MENTEE).exists(),
        "pairs": actions.pairs_under_way(programme),
    }
    return render(request, "programmes/advance.html", context, status=422 if sentence else 200)


def _given(request: PersonRequest) -> QueryDict | None:
    """What was posted; an empty answer is an answer too, with everything missing."""
    return request.POST if request.method == "POST" else None


def _lacking(programme: Programme, step: str) -> list[gates.Fact]:
    """What is not true of the gates that this step passes, with the pages that settle it."""
    ahead = {
        "open": [Stage.LAUNCH],
        "start": [Stage.SELECTION, Stage.TRAINING, Stage.EXECUTION],
        "close": [Stage.FOLLOW_UP],
    }[step]
    if step == "close" and stages.current(programme) == Stage.FOLLOW_UP:
        return []
    found = [fact for stage in ahead for fact in stages.gate(programme, stage)]
    return [fact for fact in found if not fact.done]


def _take(step: str, programme: Programme, request: PersonRequest) -> None:
    reason = reason_given(request)
    if step == "open":
        actions.open(programme, reason=reason, by=request.user)
        messages.success(request, _("The programme is open. The invitations are on their way."))
    elif step == "start":
        actions.start(programme, reason=reason, by=request.user)
        messages.success(request, _("The programme is running."))
    else:
        confirmed = "confirmed" in request.POST
        actions.close(programme, confirmed=confirmed, reason=reason, by=request.user)
        messages.success(request, _("The programme is closed. Its results stay readable."))


def _put(refusal: Refusal, form: Form) -> None:
    """A refusal belongs to its field when the form has it, else to the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
