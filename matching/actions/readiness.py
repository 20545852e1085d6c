"""Refuses a run of the matching that cannot come to anything, and says why."""

from datetime import date

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.errors import Refusal
from matching.actions import inputs
from matching.models import MatchingRun
from programmes.models import Programme


def check_once(programme: Programme, seen: int | None) -> None:
    """Refuses while a run is under way, or when there are not ``seen`` runs any more."""
    runs = MatchingRun.objects.official().filter(programme=programme)
    under_way = runs.unfinished().select_related("requested_by").first()
    if under_way is not None:
        raise Refusal(
            _(
                "A run is already under way, asked for by %(name)s at %(time)s. Its result comes "
                "first."
            )
            % {
                "name": under_way.requested_by or _("the timetable"),
                "time": formats.time_format(
                    timezone.localtime(under_way.created_at), "TIME_FORMAT"
                ),
            }
        )
    if seen is not None and runs.count() != seen:
        raise Refusal(
            _(
                "A run was asked for since you opened this page. Look at its result before asking "
                "again."
            )
        )


def check_people(programme: Programme) -> None:
    """Refuses when the programme is not alive, or when there is nobody to pair."""
    if programme.status not in (Programme.Status.OPEN, Programme.Status.RUNNING):
        raise Refusal(
            _("Pairs are computed while a programme is open or running; “%(name)s” is neither.")
            % {"name": programme}
        )
    there = inputs.presence(programme.pk)
    if not (there.mentees and there.places):
        _check_left_out(programme, there)
    if not there.mentees:
        raise Refusal(
            _("Nobody takes part as mentee yet: invite people first, then compute pairs.")
        )
    if not there.places:
        raise Refusal(
            _("Nobody takes part as mentor yet: invite mentors first, then compute pairs.")
        )
    if not there.waiting:
        raise Refusal(_("Everybody already has a mentor: there is nothing to compute."))
    if not there.free:
        raise Refusal(
            _(
                "All the mentors’ places are taken: ask a mentor for one more place, or invite "
                "others."
            )
        )


def _check_left_out(programme: Programme, there: inputs.Presence) -> None:
    """Refuses when people of a missing side said yes: says what keeps them out."""
    left = inputs.left_out(programme.pk)
    no_mentors, no_mentees = not there.places, not there.mentees
    if not ((no_mentors and left.mentors) or (no_mentees and left.mentees)):
        return
    if no_mentors and left.unqualified:
        raise Refusal(
            ngettext(
                "%(count)s mentor said yes but is not qualified: decide on the page of the "
                "selection, then compute pairs.",
                "%(count)s mentors said yes but are not qualified: decide on the page of the "
                "selection, then compute pairs.",
                left.unqualified,
            )
            % {"count": left.unqualified}
        )
    if left.untrained:
        raise Refusal(
            ngettext(
                "%(count)s person takes part but is not trained yet, which comes before the "
                "matching in this programme.",
                "%(count)s people take part but are not trained yet, which comes before the "
                "matching in this programme.",
                left.untrained,
            )
            % {"count": left.untrained}
        )
    if left.held:
        raise Refusal(
            ngettext(
                "%(count)s person said yes but is held on the waitlist: take them in, then "
                "compute pairs.",
                "%(count)s people said yes but are held on the waitlist: take them in, then "
                "compute pairs.",
                left.held,
            )
            % {"count": left.held}
        )


def check_ranking(programme: Programme, rank_until: date | None) -> None:
    """Refuses where HR decides alone, a day missing or past, and a second open ranking."""
    today = timezone.localdate()
    if programme.mode != Programme.Mode.HYBRID:
        raise Refusal(_("In this programme HR decides on the pairs: mentees do not rank."))
    if rank_until is None:
        raise Refusal(_("Say until when mentees may rank."), field="rank_until")
    if rank_until < today:
        raise Refusal(_("This date is past: choose a day from today on."), field="rank_until")
    if MatchingRun.objects.filter(programme=programme).ranking(today).exists():
        raise Refusal(
            _(
                "A ranking is already open. Settle it first: rankings are never thrown away "
                "silently."
            )
        )
