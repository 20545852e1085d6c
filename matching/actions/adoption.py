"""Asks for runs that are only tried, and makes the proposal of one of them."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.errors import Refusal
from matching.actions import inputs, readiness
from matching.actions import run as runs
from matching.engine import input_hash
from matching.models import MatchingRun, Suggestion
from people import audit
from people.models import Person
from programmes.models import Programme

Purpose = MatchingRun.Purpose


@transaction.atomic
def attempt(
    programme: Programme, *, rules: dict[str, Any], heard: MatchingRun | None, by: Person
) -> MatchingRun:
    """Queue a scenario; enqueue ``matching.perform_run`` for it. Several may wait in line.

    ``heard`` is a settled shortlist whose rankings count. Refuses as :func:`runs.request` does
    when there is nobody to pair.
    """
    programme = runs.lock(programme)
    readiness.check_people(programme)
    run = MatchingRun.objects.create(
        programme=programme,
        requested_by=by,
        purpose=Purpose.SCENARIO,
        rules=rules,
        shortlist_from=heard,
    )
    audit.record("matching.requested", by=by, on=run, purpose=run.purpose)
    return run


@transaction.atomic
def adopt(tried: MatchingRun, *, by: Person) -> MatchingRun:
    """Copy a computed scenario into a proposal for the usual review; the scenario stays.

    Refuses while a run or a ranking is under way, when the programme is not alive or nobody
    waits, when the scenario has no result, and when people, answers or places are not those it
    was computed with.
    """
    programme = runs.lock(tried.programme)
    readiness.check_once(programme, None)
    readiness.check_people(programme)
    open_ones = MatchingRun.objects.filter(programme=programme).ranking(timezone.localdate())
    if open_ones.exists():
        raise Refusal(
            _(
                "A ranking is already open. Settle it first: rankings are never thrown away "
                "silently."
            )
        )
    if tried.purpose != Purpose.SCENARIO or tried.status != MatchingRun.Status.DONE:
        raise Refusal(_("Only a scenario that was computed can become the proposal."))
    now = inputs.gather(programme, tried.rules, heard=tried.shortlist_from)
    if input_hash(now.problem) != tried.result.get("state"):
        raise Refusal(
            _(
                "People, answers or pairs have changed since this scenario was computed: compute "
                "it again, then look at it before you go on."
            )
        )
    run = _copied(tried, by)
    rows = list(tried.suggestions.order_by("pk"))
    for row in rows:
        row.pk, row.run = None, run
    Suggestion.objects.bulk_create(rows, batch_size=500)
    audit.record("matching.adopted", by=by, on=run, pairs=run.result.get("pairs", 0))
    return run


def _copied(tried: MatchingRun, by: Person) -> MatchingRun:
    kept = ("rules", "result", "engine_version", "inputs_hash", "plan_hash", "seconds")
    return MatchingRun.objects.create(
        programme=tried.programme,
        requested_by=by,
        purpose=Purpose.SETTLEMENT if tried.hears_rankings else Purpose.PROPOSAL,
        shortlist_from=tried.shortlist_from,
        status=MatchingRun.Status.DONE,
        finished_at=timezone.now(),
        attempts=1,
        **{name: getattr(tried, name) for name in kept},
    )
