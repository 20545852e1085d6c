"""Lets mentees rank their shortlist in private, reminds them, and settles the rankings."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.errors import Refusal
from matching.actions import computation, inputs, letters
from matching.actions import run as runs
from matching.models import MatchingRun, Preference, Suggestion
from pairings import apart
from people import audit
from people.models import Person
from programmes import admission
from programmes.models import Enrolment

CHOICES = 3
"""How many mentors of the shortlist a mentee may rank."""

REMINDED_BEFORE = (2, 0)
"""Days before the last day on which mentees who have not ranked are reminded."""


def open_for(mentee: Enrolment) -> MatchingRun | None:
    """The run whose shortlist this mentee can rank today, if any."""
    rows = MatchingRun.objects.filter(programme=mentee.programme_id, suggestions__mentee=mentee)
    return rows.ranking(timezone.localdate()).order_by("-pk").first()


def last_for(mentee: Enrolment) -> MatchingRun | None:
    """The last run whose shortlist this mentee could rank, open or not."""
    rows = MatchingRun.objects.filter(programme=mentee.programme_id, suggestions__mentee=mentee)
    return rows.shortlists().order_by("-pk").first()


def is_open(run: MatchingRun) -> bool:
    """Whether mentees can rank the shortlists of this run today."""
    return MatchingRun.objects.ranking(timezone.localdate()).filter(pk=run.pk).exists()


def shortlist_of(run: MatchingRun, mentee: Enrolment) -> list[Suggestion]:
    """The mentors put forward for this mentee who still take part, best first, persons loaded.

    Who must not be paired with the mentee is gone like somebody who left (`pairings.apart`).
    """
    ready = admission.matchable(Enrolment.objects.filter(programme=run.programme_id).accepted())
    rows = run.suggestions.filter(mentee=mentee, mentor__in=ready)
    found = list(rows.select_related("mentor__person").order_by("rank"))
    never = apart.with_one(mentee.person_id, {one.mentor.person_id for one in found})
    return [one for one in found if one.mentor.person_id not in never]


def kept(run: MatchingRun, mentee: Enrolment) -> dict[int, int]:
    """Mentor's enrolment id → rank, as this mentee saved it."""
    return dict(run.preferences.filter(mentee=mentee).values_list("mentor_id", "rank"))


def places_left(run: MatchingRun) -> dict[int, int]:
    """Mentor's enrolment id → free places today."""
    there = inputs.presence(run.programme_id)
    return {mentor: there.left(mentor) for mentor in there.places}


@transaction.atomic
def rank(
    run: MatchingRun, mentee: Enrolment, *, ranking: Sequence[int], by: Person
) -> list[Preference]:
    """Replace what ``mentee`` prefers: mentors' enrolment ids, best first.

    Refuses for anybody but the mentee, after the date or the settlement, without any mentor, with
    more than three, the same one twice, or one who is not on the shortlist.
    """
    run = MatchingRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if mentee.person_id != by.pk:
        raise Refusal(_("Only the mentee ranks the mentors of the shortlist."))
    if not is_open(run):
        raise Refusal(_("This ranking is closed: what you had chosen before counts."))
    if not ranking:
        raise Refusal(_("Choose at least one mentor, or leave the page as it is."))
    if len(ranking) > CHOICES:
        raise Refusal(_("You can rank up to three mentors."))
    if len(set(ranking)) < len(ranking):
        raise Refusal(_("Each mentor can have one rank only."))
    listed = {one.mentor_id for one in shortlist_of(run, mentee)}
    if not set(ranking) <= listed:
        raise Refusal(_("Choose among the mentors of your shortlist."))
    # Not in the journal, which HR reads: mentees are told that nobody learns whether they ranked.
    Preference.objects.filter(run=run, mentee=mentee).delete()
    return Preference.objects.bulk_create(
        [
            Preference(run=run, mentee=mentee, mentor_id=mentor, rank=place)
            for place, mentor in enumerate(ranking, start=1)
        ]
    )


def unranked(run: MatchingRun) -> list[Enrolment]:
    """Mentees of a shortlist who still take part and have not ranked, persons loaded."""
    listed = run.suggestions.values("mentee")
    given = run.preferences.values("mentee")
    rows = Enrolment.objects.filter(pk__in=listed).exclude(pk__in=given).accepted()
    return list(rows.select_related("person").order_by("pk"))


@transaction.atomic
def remind(run: MatchingRun, *, by: Person) -> int:
    """Remind those who have not ranked, once a day; how many letters were written."""
    today = timezone.localdate()
    if not is_open(run):
        raise Refusal(_("This ranking is closed: there is nobody left to remind."))
    written = letters.remind(run, unranked(run), occasion=today.isoformat())
    audit.record("ranking.reminded", by=by, on=run, letters=written)
    return written


def remind_due() -> int:
    """Remind, two days before the last day and on it, those who have not ranked."""
    today = timezone.localdate()
    written = 0
    for run in MatchingRun.objects.ranking(today).select_related("programme"):
        if run.rank_until and (run.rank_until - today).days in REMINDED_BEFORE:
            written += letters.remind(run, unranked(run), occasion=today.isoformat())
    return written


def settle(
    run: MatchingRun, *, by: Person | None, policy: str = computation.BALANCED
) -> MatchingRun:
    """Queue the settlement of a shortlist's rankings; enqueue ``matching.perform_run`` for it.

    ``by`` is ``None`` when the timetable settles. ``policy``: balanced or stable. Refuses another
    policy, another kind of run, when it is settled already or a run is under way, and when nobody
    is left to pair.
    """
    if policy not in (computation.BALANCED, computation.STABLE):
        raise Refusal(_("Choose one of the ways to settle."))
    if not run.is_shortlist or run.status != MatchingRun.Status.DONE:
        raise Refusal(_("Only a shortlist that mentees could rank can be settled."))
    return runs.settle_rankings(run, by=by, policy=policy)


def settle_due() -> list[MatchingRun]:
    """Queue the settlement of every ranking whose last day is over; those refused stay for HR."""
    queued = []
    overdue = MatchingRun.objects.overdue(timezone.localdate()).select_related("programme")
    for run in overdue.order_by("pk"):
        try:
            queued.append(settle(run, by=None))
        except Refusal:
            continue
    return queued
