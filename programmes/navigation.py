"""The sections of a programme that a person may open, for the bar under the page title."""

from typing import TypedDict

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from people.access import PersonRequest
from programmes import access
from programmes.models import Programme


class Section(TypedDict):
    """One entry of the bar."""

    label: str
    url: str
    current: bool


def sections(request: PersonRequest | HttpRequest, programme: Programme) -> list[Section]:
    """Sections of ``programme`` for the person of this request; empty when there is only one.

    Who steers it sees all, a sponsor the results and reports, a participant the overview and their
    training. The
    longest matching address is the current one. Pages of other floors are named, not imported.
    """
    person = request.user
    steers = access.steered(person).filter(pk=programme.pk).exists()  # type: ignore[arg-type]
    reads = steers or access.reported(person).filter(pk=programme.pk).exists()  # type: ignore[arg-type]
    names = [(_("Overview"), "programmes:detail")]
    if steers:
        names += [
            (_("Stages"), "programmes:stages"),
            (_("People taking part"), "programmes:enrolments"),
            (_("Selection"), "selection:board"),
            (_("Training"), "training:board"),
            (_("Communication"), "communication:calendar"),
            (_("Matching"), "matching:board"),
        ]
        if programme.mode == Programme.Mode.SELF:
            names.append((_("Requests"), "asking:overview"))
        names.append((_("Pairings"), "pairings:overview"))
    if access.own_enrolments(person).filter(programme=programme, status="accepted").exists():  # type: ignore[arg-type]
        names.append((_("My training"), "training:own"))
    if reads:
        names += [
            (_("Results"), "evaluations:results"),
            (_("Reports"), "evaluations:report_shelf"),
        ]
    if programme.status in (Programme.Status.RUNNING, Programme.Status.CLOSED):
        if steers:
            names.append((_("Closing"), "renewal:closing"))
        elif reads:
            names.append((_("Retrospective"), "renewal:retrospective"))
    addresses = [(label, address(name, programme)) for label, name in names]
    known = [(label, url) for label, url in addresses if url]
    if len(known) < 2:
        return []
    here = max((url for _label, url in known if request.path.startswith(url)), key=len, default="")
    return [Section(label=label, url=url, current=url == here) for label, url in known]


def address(name: str, programme: Programme) -> str:
    """Path of a programme's page, "" when no floor serves it."""
    try:
        return reverse(name, args=[programme.public_id])
    except NoReverseMatch:
        return ""
