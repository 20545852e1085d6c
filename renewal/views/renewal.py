"""Pages on which a programme is renewed and the proposed changes are decided, side by side."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from companies.errors import Refusal
from objectives import access as objectives_access
from people.access import PersonRequest, hr_only, signed_in
from programmes import access as programmes_access
from programmes.models import Programme
from renewal import access, timing, wording
from renewal.actions import renewal as actions
from renewal.forms import RenewForm
from renewal.models import Proposal


@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Name and first day of the next cohort, and what will be copied."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    line = access.cohorts(request.user, programme)
    base = timing.base_name(programme.name, wording.COHORT_WORDS)
    form = RenewForm(
        request.POST if request.method == "POST" else None,
        initial={
            "name": wording.cohort_name(base, len(line) + 1)[:120],
            "starts_on": timing.proposed_start(programme.ends_on, timezone.localdate()),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.renew(programme, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(
                request, _("The next cohort is a draft now. Decide on the proposed changes.")
            )
            return redirect("renewal:changes", row.successor.public_id)
    context = {
        "programme": programme,
        "form": form,
        "has_run": programme.status in (Programme.Status.RUNNING, Programme.Status.CLOSED),
        "next_cohort": access.renewed_by(programme),
        "carried": wording.carried(access.carried(programme)),
    }
    return render(request, "renewal/renew.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What the last cohort suggests, old beside new, each with its figure; a POST decides one."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    row = access.renewal_of(programme)
    if row is None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        refusal = _decided(request, programme)
        if not refusal:
            return redirect(request.path)
    proposals = list(access.proposals(request.user).filter(renewal=row).order_by("kind", "pk"))
    indicators = {
        str(one.public_id): one
        for one in objectives_access.indicators(request.user).filter(objective__programme=programme)
    }
    lessons = access.lessons(request.user).filter(retrospective__programme=row.predecessor)
    sentences = {str(one.public_id): one.sentence for one in lessons}
    predecessor = programmes_access.programmes(request.user).filter(pk=row.predecessor_id)
    counts = access.carried(programme)
    context = {
        "programme": programme,
        "renewal": row,
        "may_open": predecessor.exists(),
        "changes": [wording.change(one, indicators, sentences) for one in proposals],
        "open": sum(one.decision == Proposal.Decision.OPEN for one in proposals),
        "lessons": lessons.order_by("written_at", "pk"),
        "willing": actions.willing(row),
        "cohorts": access.cohorts(request.user, programme),
        "is_draft": programme.status == Programme.Status.DRAFT,
        "carried": wording.carried(counts),
        "is_to_tell": bool(counts["messages"] or counts["pages"]),
        "may_ask": programme.status in (Programme.Status.DRAFT, Programme.Status.OPEN),
        "refusal": refusal,
    }
    return render(request, "renewal/changes.html", context, status=422 if refusal else 200)


def _decided(request: PersonRequest, programme: Programme) -> str:
    """Carry out the posted decision; why not, or ""."""
    chosen = request.POST.get("accept") or request.POST.get("refuse")
    rows = access.proposals(request.user).filter(renewal__successor=programme)
    row = next((one for one in rows if str(one.public_id) == chosen), None)
    if row is None:
        return _("Choose one of the proposed changes.")
    try:
        actions.decide(row, accepted="accept" in request.POST, by=request.user)
    except Refusal as refusal:
        return str(refusal)
    return ""


@signed_in
@require_POST
def ask_again(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Invite the former mentors who agreed to be asked again."""
    programme = get_object_or_404(programmes_access.steered(request.user), public_id=public_id)
    row = access.renewal_of(programme)
    if row is None:
        raise Http404
    try:
        count = actions.ask_again(row, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            ngettext(
                "%(count)d mentor is invited, and answers freely.",
                "%(count)d mentors are invited, and answer freely.",
                count,
            )
            % {"count": count},
        )
    return redirect("renewal:changes", programme.public_id)
