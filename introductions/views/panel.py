"""What a shortlist asks of its mentee or its mentor, on the page of the programme."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from introductions import access
from introductions.actions import answer
from matching.actions import choice
from people.access import PersonRequest, signed_in
from programmes import access as programmes_access


@require_safe
@signed_in
def panel(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Own ranking and conversations, own answers about mentees; nothing for anybody else."""
    rows = programmes_access.programmes(request.user)
    programme = get_object_or_404(rows, public_id=public_id)
    choosing = access.choosing(request.user).filter(programme=programme).first()
    mentoring = access.mentoring(request.user).filter(programme=programme).first()
    ranking = choice.open_for(choosing) if choosing else None
    if ranking and choosing and not choice.shortlist_of(ranking, choosing):
        ranking = None
    asking = answer.open_for(mentoring) if mentoring else None
    if asking and mentoring and not answer.listed(asking, mentoring):
        asking = None
    context = {
        "programme": programme,
        "choosing": choosing,
        "ranking": ranking,
        "ranked": len(choice.kept(ranking, choosing)) if ranking and choosing else 0,
        "mentoring": mentoring,
        "asking": asking,
        "has_answered": bool(asking and mentoring and answer.kept(asking, mentoring)),
    }
    return render(request, "introductions/panel.html", context)
