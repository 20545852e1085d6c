"""Asks for runs of the matching, performs them, takes HR's decisions, publishes the pairs."""

import time
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.errors import Refusal
from companies.models import StoppedError
from matching import standing
from matching.actions import computation, criteria, inputs, readiness
from matching.engine import EngineError
from matching.models import MatchingRun, Preference, Suggestion
from matching.standing import Standing
from pairings.actions import pairing
from pairings.models import Pairing
from people import audit
from people.models import Person
from programmes.models import Programme

Decision = Suggestion.Decision
Purpose = MatchingRun.Purpose
BALANCED = computation.BALANCED


@transaction.atomic
def request(
    programme: Programme,
    *,
    by: Person | None,
    purpose: str = Purpose.PROPOSAL,
    rank_until: date | None = None,
    minimum: int | None = None,
    seen: int | None = None,
) -> MatchingRun:
    """Queue a run with the rules frozen as they are now; enqueue ``matching.perform_run`` for it.

    ``minimum`` (0–100) is the least score of a pair; without it, that of the last run.
    ``seen`` is how many runs the person saw when they asked, so that a double click asks once.
    Refuses while a run is under way, without mentors, free places or waiting mentees, when all
    weights are zero, and (for shortlists) without a date to rank until.
    """
    programme = lock(programme)
    readiness.check_once(programme, seen)
    readiness.check_people(programme)
    if purpose == Purpose.SHORTLIST:
        readiness.check_ranking(programme, rank_until)
    chosen = criteria.chosen(programme)
    if not any(criterion.weight for criterion in chosen):
        raise Refusal(_("All the weights are zero: give at least one criterion a weight first."))
    least = last_minimum(programme) if minimum is None else minimum
    if not 0 <= least <= 100:
        raise Refusal(_("The lowest score goes from 0 to 100."), field="minimum")
    return _queue(
        programme,
        by,
        purpose=purpose,
        rules=inputs.rules_of(chosen, least),
        rank_until=rank_until if purpose == Purpose.SHORTLIST else None,
    )


@transaction.atomic
def settle_rankings(
    shortlist_run: MatchingRun, *, by: Person | None, policy: str = BALANCED
) -> MatchingRun:
    """Queue the settlement of a shortlist's rankings, with the rules that mentees saw.

    ``policy`` is that of the engine: balanced or stable. Refuses when they are settled already,
    while a run is under way and when nobody is left to pair.
    """
    programme = lock(shortlist_run.programme)
    # Whoever is saving a ranking holds this row: it counts, or they are told that it is too late.
    shortlist_run = MatchingRun.objects.select_for_update(of=("self",)).get(pk=shortlist_run.pk)
    if shortlist_run.settlements.exclude(status=MatchingRun.Status.FAILED).exists():
        raise Refusal(_("These rankings are settled already: review the proposal."))
    readiness.check_once(programme, None)
    readiness.check_people(programme)
    return _queue(
        programme,
        by or shortlist_run.requested_by,
        purpose=Purpose.SETTLEMENT,
        rules=shortlist_run.rules | {"policy": policy},
        shortlist_from=shortlist_run,
    )


@transaction.atomic
def resolve(run: MatchingRun, *, by: Person) -> MatchingRun:
    """Queue the same run again: locked pairs stay, refused ones stay out, others may change.

    Pairs that were accepted and come out again stay accepted. Refuses as :func:`request` does.
    """
    programme = lock(run.programme)
    readiness.check_once(programme, None)
    readiness.check_people(programme)
    run = reviewable(run)
    return _queue(
        programme, by, purpose=run.purpose, rules=rules_now(run), shortlist_from=run.shortlist_from
    )


def rules_now(run: MatchingRun) -> dict[str, Any]:
    """The rules of a run with what HR has decided on it since (one query)."""
    decided = list(
        run.suggestions.exclude(decision=Decision.OPEN)
        .order_by("pk")
        .values_list("decision", "mentee_id", "mentor_id")
    )

    def pairs(decision: str) -> list[list[int]]:
        return [[mentee, mentor] for given, mentee, mentor in decided if given == decision]

    return run.rules | {
        "locks": pairs(Decision.LOCKED),
        "accepted": pairs(Decision.ACCEPTED),
        "blocked": [*run.rules.get("blocked", []), *pairs(Decision.REFUSED)],
    }


def lock(programme: Programme) -> Programme:
    """The programme, read anew; its runs are asked for and decided one after the other."""
    return Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)


def _queue(
    programme: Programme, by: Person | None, *, purpose: str, rules: dict[str, Any], **more: Any
) -> MatchingRun:
    run = MatchingRun.objects.create(
        programme=programme, requested_by=by, purpose=purpose, rules=rules, **more
    )
    audit.record("matching.requested", by=by, on=run, purpose=purpose)
    return run


def last_minimum(programme: Programme) -> int:
    """The least score (0–100) that was asked last time, ours the first time."""
    rows = MatchingRun.objects.official().filter(programme=programme)
    last = rows.order_by("-pk").first()
    return int(last.rules.get("minimum", inputs.MINIMUM)) if last else inputs.MINIMUM


def perform(run: MatchingRun) -> None:
    """Compute a queued run and keep what it found; does nothing if somebody else has it.

    The run ends ``done`` or ``failed`` with a code, ``cancelled`` when it was stopped. Mentees are
    told when a shortlist is ready. Anything unforeseen marks the run failed and is raised.
    """
    if not _claim(run):
        return
    started = time.monotonic()
    report = computation.reporter(run)
    try:
        report("reading", 0, 1)
        given = inputs.load(run)
        if not given.mentees or not given.mentors:
            run.fail("no_mentors" if given.mentees else "no_mentees")
            return
        plan, lists, found = computation.compute(run, given, report)
        report("saving", 0, 1)
        computation.keep(run, given, plan, lists, found, time.monotonic() - started)
    except EngineError as error:
        people = given.mentees | given.mentors  # type: ignore[operator]
        about = [people[name].pk for name in error.ids if name in people]
        MatchingRun.objects.filter(pk=run.pk).update(result={"about": about})
        run.fail(error.code)
    except StoppedError:
        run.fail(run.CANCELLED)
    except Exception:
        run.fail("unexpected")
        raise


def _claim(run: MatchingRun) -> bool:
    """Take a run; one scenario of a programme is computed at a time, the others wait in line."""
    if run.purpose != Purpose.SCENARIO:
        return run.claim()
    with transaction.atomic():
        lock(run.programme)
        others = MatchingRun.objects.scenarios().filter(programme=run.programme_id)
        at_work = others.filter(status=MatchingRun.Status.RUNNING, leased_until__gt=timezone.now())
        return not at_work.exclude(pk=run.pk).exists() and run.claim()


def next_in_line(run: MatchingRun) -> MatchingRun | None:
    """The scenario that waits longest in the programme of a scenario that has ended."""
    if run.purpose != Purpose.SCENARIO or not run.is_finished:
        return None
    waiting = MatchingRun.objects.scenarios().filter(
        programme=run.programme_id, status=MatchingRun.Status.QUEUED
    )
    return waiting.order_by("pk").first()


@transaction.atomic
def cancel(run: MatchingRun, *, by: Person) -> MatchingRun:
    """Stop a run under way: at once while it waits, at its next step while it is computed.

    Refuses when it has come to its end already.
    """
    run = MatchingRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.is_finished:
        raise Refusal(_("This computation has come to its end already."))
    run.ask_to_stop()
    audit.record("matching.cancelled", by=by, on=run, purpose=run.purpose)
    return run


def reviewable(run: MatchingRun) -> MatchingRun:
    """The run, read anew and locked; refuses when there is nothing (more) to decide."""
    rows = MatchingRun.objects.select_related("published_by", "programme", "shortlist_from")
    run = rows.select_for_update(of=("self",)).get(pk=run.pk)
    if run.published_at is not None:
        raise Refusal(
            _(
                "These pairs were published on %(date)s by %(name)s. Changes are made on each pair "
                "now."
            )
            % {
                "date": formats.date_format(timezone.localtime(run.published_at), "DATE_FORMAT"),
                "name": run.published_by,
            }
        )
    if run.programme.status == Programme.Status.CLOSED:
        raise Refusal(_("“%(name)s” is closed.") % {"name": run.programme})
    if not run.is_reviewable:
        raise Refusal(_("This run holds nothing to decide."))
    return run


@transaction.atomic
def decide(suggestion: Suggestion, *, decision: str, by: Person) -> Suggestion:
    """Accept, lock, refuse or reopen one suggestion of a run that is not published.

    Accepting or locking reopens what was decided before for the same mentee. Refuses when the
    mentor's places all went to decided pairs, or when the mentee does not wait for a mentor.
    """
    run = reviewable(suggestion.run)
    suggestion = run.suggestions.select_related("mentee__person", "mentor__person").get(
        pk=suggestion.pk
    )
    if decision not in Decision.values:
        raise Refusal(_("Choose to accept, lock, refuse or reopen."))
    decided = run.suggestions.filter(decision__in=standing.DECIDED)
    if decision in standing.DECIDED:
        there = inputs.presence(run.programme_id)
        if suggestion.mentee_id not in there.waiting:
            raise Refusal(
                _("%(name)s does not wait for a mentor any more.")
                % {"name": suggestion.mentee.person}
            )
        others = decided.filter(mentor=suggestion.mentor_id).exclude(mentee=suggestion.mentee_id)
        if others.count() >= there.left(suggestion.mentor_id):
            raise Refusal(
                _("%(name)s has no place left: reopen or refuse one of their other pairs first.")
                % {"name": suggestion.mentor.person}
            )
        decided.filter(mentee=suggestion.mentee_id).update(decision=Decision.OPEN)
    suggestion.decision = decision
    suggestion.save(update_fields=["decision"])
    audit.record(
        f"suggestion.{decision}",
        by=by,
        on=run,
        mentee=str(suggestion.mentee.public_id),
        mentor=str(suggestion.mentor.public_id),
    )
    return suggestion


@transaction.atomic
def accept_planned(run: MatchingRun, *, by: Person) -> int:
    """Accept every planned pair that is still to decide and holds; how many were accepted."""
    run = reviewable(run)
    open_ones = [
        one.suggestion.pk
        for one in standings(run).values()
        if one.state == standing.OPEN and one.suggestion
    ]
    run.suggestions.filter(pk__in=open_ones).update(decision=Decision.ACCEPTED)
    audit.record("matching.accepted_planned", by=by, on=run, pairs=len(open_ones))
    return len(open_ones)


def standings(run: MatchingRun, *, with_reasons: bool = True) -> dict[int, Standing]:
    """Where each mentee of a run stands today, by enrolment id (three queries).

    Persons of both enrolments are loaded with each suggestion; the reasons, which weigh most, can
    be left where they are.
    """
    there = inputs.presence(run.programme_id)
    rows = list(
        run.suggestions.exclude(decision=Decision.OPEN, is_planned=False)
        .select_related("mentee__person", "mentor__person")
        .defer(*(() if with_reasons else ("reasons",)))
        .order_by("pk")
    )
    mentees = {int(pk) for pk in run.result.get("unmatched", {})} | {row.mentee_id for row in rows}
    return standing.stand(sorted(mentees), rows, waiting=there.waiting, left=there.left)


@transaction.atomic
def publish(
    run: MatchingRun, *, by: Person, include_open: bool = True, expected: int | None = None
) -> list[Pairing]:
    """Turn the decided pairs (and those still to decide, if asked) into pairings: all or none.

    Mentees who withdrew since are left out. Refuses when it was published already, when an
    accepted or locked mentor has no place any more, when the number of pairs is not the
    ``expected`` one (somebody changed something), when there is no pair at all, and whatever
    ``pairing.pair_many`` refuses. Both partners are written to after commit.
    """
    programme = lock(run.programme)
    run = reviewable(run)
    known = standings(run)
    _check_decided(known)
    states = (*standing.DECIDED, standing.OPEN) if include_open else standing.DECIDED
    chosen = [one.suggestion for one in known.values() if one.suggestion and one.state in states]
    if not chosen:
        raise Refusal(_("No pair is accepted yet: accept at least one before you publish."))
    if expected is not None and expected != len(chosen):
        raise Refusal(
            ngettext(
                "Something changed since you opened this page: there is %(count)s pair now. "
                "Look again.",
                "Something changed since you opened this page: there are %(count)s pairs now. "
                "Look again.",
                len(chosen),
            )
            % {"count": len(chosen)}
        )
    ranks = choice_ranks(run)
    made = pairing.pair_many(
        programme=programme,
        plan=[
            pairing.PlannedPair(
                mentor=one.mentor,
                mentee=one.mentee,
                score=one.score,
                reasons=one.reasons,
                choice_rank=ranks.get((one.mentee_id, one.mentor_id)),
            )
            for one in chosen
        ],
        started_on=timezone.localdate(),
        by=by,
    )
    run.published_at, run.published_by = timezone.now(), by
    run.save(update_fields=["published_at", "published_by"])
    audit.record("matching.published", by=by, on=run, pairs=len(made))
    return made


def _check_decided(known: dict[int, Standing]) -> None:
    lost = [
        one.suggestion
        for one in known.values()
        if one.state == standing.CONFLICT
        and one.suggestion
        and one.suggestion.decision in standing.DECIDED
    ]
    if lost:
        names = ", ".join(f"{one.mentee.person} – {one.mentor.person}" for one in lost)
        raise Refusal(
            _(
                "The mentor has no place any more in: %(pairs)s. Choose another mentor or compute "
                "again."
            )
            % {"pairs": names}
        )


def choice_ranks(run: MatchingRun) -> dict[tuple[int, int], int]:
    """(mentee, mentor) → rank the mentee gave, for a settlement; never shown one by one to HR."""
    if run.purpose != Purpose.SETTLEMENT or run.shortlist_from_id is None:
        return {}
    rows = Preference.objects.filter(run=run.shortlist_from_id)
    return {
        (mentee, mentor): rank
        for mentee, mentor, rank in rows.values_list("mentee_id", "mentor_id", "rank")
    }
