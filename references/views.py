"""Pages on which a mentor names references, a colleague answers by link, and HR reads."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from companies.errors import Refusal
from people.access import PersonRequest, signed_in
from people.actions import mail
from programmes import navigation
from programmes.models import Enrolment
from references import access, questions, wording
from references.actions import answer as answers
from references.actions import request as requests
from references.forms import ReferenceAnswerForm
from references.models import ReferenceRequest

page = require_http_methods(["GET", "HEAD", "POST"])


@page
@signed_in
def name(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One's own references: who was named, and a search; a POST names or takes back."""
    mine = get_object_or_404(
        access.naming(request.user).select_related("programme"), public_id=public_id
    )
    refusal = ""
    if request.method == "POST":
        try:
            _act(request, mine)
        except Refusal as refused:
            refusal = str(refused)
        else:
            return redirect("references:name", public_id)
    rows = list(access.of(mine))
    words = request.GET.get("q", "")
    found = access.colleagues(request.user, words)[: access.FOUND + 1] if words else ()
    counting = sum(not row.is_over for row in rows)
    context = {
        "mine": mine,
        "programme": mine.programme,
        "rows": rows,
        "named_ids": {row.referee_id for row in rows},
        "is_decided": access.is_decided(mine),
        "may_name": counting < questions.MOST and len(rows) < questions.MOST_LETTERS,
        "days": questions.DAYS,
        "words": words,
        "found": found[: access.FOUND],
        "has_more": len(found) > access.FOUND,
        "refusal": refusal,
    }
    return render(request, "references/name.html", context, status=422 if refusal else 200)


def _act(request: PersonRequest, mine: Enrolment) -> None:
    if "take_back" in request.POST:
        chosen = request.POST.get("take_back", "")
        row = next((one for one in access.of(mine) if str(one.public_id) == chosen), None)
        if row is None:
            raise Refusal(_("Choose somebody from the list."))
        requests.take_back(row, by=request.user)
        messages.success(request, _("Taken back: the link of the letter is closed."))
        return
    referee = access.named(request.user, request.POST.get("name", ""))
    if referee is None:
        raise Refusal(_("Choose somebody from the list."))
    made = requests.name(mine, referee=referee, by=request.user)
    messages.success(request, _("%(name)s has a letter with the link.") % {"name": made.referee})


@require_safe
@signed_in
def told(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What colleagues answered about a mentor, for whoever decides on the qualification."""
    row = get_object_or_404(
        access.read(request.user).select_related("programme", "person"), public_id=public_id
    )
    context = {
        "row": row,
        "programme": row.programme,
        "sections": navigation.sections(request, row.programme),
        "requests": [
            {
                "row": one,
                "answers": wording.told(one)
                if one.status == ReferenceRequest.Status.ANSWERED
                else [],
            }
            for one in access.of(row)
        ],
        "readers": wording.READERS,
    }
    return render(request, "references/told.html", context)


@page
@never_cache
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The short form behind a signed link, without login; opening it changes nothing."""
    row = answers.by_token(token)
    if row is None:
        raise Http404
    if request.user.is_authenticated and request.user.pk != row.referee_id:
        sentence = _("This link is for somebody else: only the colleague it went to may answer.")
        return render(request, "references/closed.html", {"sentence": sentence}, status=403)
    with translation.override(mail.language_of(row.referee)):
        return _answer(request, row)


def _answer(request: HttpRequest, row: ReferenceRequest) -> HttpResponse:
    context: dict[str, Any] = {
        "row": row,
        "mentor": row.enrolment.person,
        "programme": row.enrolment.programme,
    }
    try:
        answers.check_open(row)
    except answers.Gone as gone:
        return _closed(request, context, gone)
    declines = request.POST.get("answer") == "decline"
    data = request.POST if request.method == "POST" and not declines else None
    form = ReferenceAnswerForm(data)
    if declines or form.is_valid():
        try:
            if declines:
                answers.decline(row)
            else:
                answers.answer(row, **form.answer())
        except answers.Gone as gone:
            return _closed(request, context, gone)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect(f"{request.path}?thanks=1")
    context["form"] = form
    return render(request, "references/answer.html", context, status=422 if form.errors else 200)


def _closed(request: HttpRequest, context: dict[str, Any], gone: Refusal) -> HttpResponse:
    row = context["row"]
    is_settled = row.status in (ReferenceRequest.Status.ANSWERED, ReferenceRequest.Status.DECLINED)
    context |= {"sentence": str(gone), "thanks": is_settled and "thanks" in request.GET}
    return render(request, "references/closed.html", context, status=200 if is_settled else 410)
