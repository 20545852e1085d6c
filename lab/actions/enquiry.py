"""Answers why two people are not a pair: every rule in the way, or the exact price of forcing."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from companies.errors import Refusal
from companies.models import StoppedError
from lab.models import Enquiry
from matching.actions import changes, computation, criteria, inputs
from matching.actions import run as runs
from matching.engine import EngineError, Plan, Reason, WhyNot, explain, input_hash, solve
from matching.models import MatchingRun
from people import audit
from people.models import Person
from programmes.models import Enrolment, Programme
from selection import standing as selected
from training import standing as trained
from training.models import Requirement

AT_ONCE = 300
"""Up to so many people the answer is computed while the page waits."""

KEPT = 50
"""Enquiries kept per programme; older ones go when a new one is asked."""


def is_small(programme: Programme) -> bool:
    """Whether an answer about this programme is a matter of moments."""
    there = inputs.presence(programme.pk)
    return len(there.waiting) + len(there.places) < AT_ONCE


@transaction.atomic
def ask(
    programme: Programme,
    *,
    mentee: Enrolment,
    mentor: Enrolment,
    run: MatchingRun | None,
    by: Person,
) -> Enquiry:
    """Queue a question about two people of a programme; enqueue ``lab.answer`` or answer it.

    About ``run`` with what HR decided on it so far, else about the criteria as they are. Refuses
    people of another programme or of the wrong side, and criteria without any weight.
    """
    if mentee.programme_id != programme.pk or mentee.is_mentor:
        raise Refusal(_("Choose a mentee of this programme."), field="mentee")
    if mentor.programme_id != programme.pk or not mentor.is_mentor:
        raise Refusal(_("Choose a mentor of this programme."), field="mentor")
    rules = runs.rules_now(run) if run else present_rules(programme)
    if not any(row["weight"] for row in rules["criteria"]):
        raise Refusal(_("All the weights are zero: give at least one criterion a weight first."))
    old = Enquiry.objects.filter(programme=programme).order_by("-pk")[KEPT - 1 :]
    Enquiry.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    row = Enquiry.objects.create(
        programme=programme, run=run, mentee=mentee, mentor=mentor, asked_by=by, rules=rules
    )
    people = {"mentee": str(mentee.public_id), "mentor": str(mentor.public_id)}
    audit.record("pair.asked_about", by=by, on=programme, **people)
    return row


def present_rules(programme: Programme) -> dict[str, Any]:
    """The rules that a computation asked for now would have."""
    return inputs.rules_of(criteria.chosen(programme), runs.last_minimum(programme))


def perform(row: Enquiry) -> None:
    """Compute the answer; does nothing when it is finished or somebody else has it.

    Ends ``done``, or ``failed`` with a code (``cancelled`` when it was stopped). Anything
    unforeseen marks it failed and is raised.
    """
    if not row.claim():
        return
    report = computation.reporter(row)
    try:
        report("reading", 0, 1)
        answer, state = _answer(row, report)
        report("saving", 0, 1)
        Enquiry.objects.filter(pk=row.pk).update(answer=answer, state_hash=state)
        row.finish()
    except EngineError as error:
        row.fail(error.code)
    except StoppedError:
        row.fail(row.CANCELLED)
    except Exception:
        row.fail("unexpected")
        raise


@transaction.atomic
def force(row: Enquiry, *, by: Person) -> MatchingRun:
    """Force the pair at the price that was told; the run is queued again around it.

    Refuses when the question was not about a proposal, has no price, and as ``changes.force`` does.
    """
    if row.run is None or row.status != Enquiry.Status.DONE:
        raise Refusal(_("A pair is forced on a proposal: open its review first."))
    return changes.force(
        row.run, mentee=row.mentee, mentor=row.mentor, by=by, expected=row.state_hash
    )


@transaction.atomic
def cancel(row: Enquiry) -> None:
    """Stop an answer under way; nothing happens when it is there already."""
    if not row.is_finished:
        row.ask_to_stop()


def _answer(row: Enquiry, report: computation.Report) -> tuple[dict[str, Any], str]:
    states = obstacles_of(row.mentee) + obstacles_of(row.mentor)
    alone = changes.weigh(row.programme, row.rules, row.mentee, row.mentor)
    if states:
        # Places and locks say nothing about somebody who is not in the matching at all.
        told = [*states, *(one for one in alone.blocked_by if one not in ("no_place", "locked"))]
        return _described(alone) | {"blocked": told}, ""
    given = inputs.gather(row.programme, row.rules)
    plan = solve(given.problem, report)
    report("price", 0, 1)
    found = explain(
        given.problem, str(row.mentee.person.public_id), str(row.mentor.person.public_id), plan
    )
    return _described(found) | _priced(found, given, plan), input_hash(given.problem)


def obstacles_of(one: Enrolment) -> list[str]:
    """Codes of what keeps an enrolment out of a matching today, empty when nothing does."""
    side = "mentor" if one.is_mentor else "mentee"
    if one.status != Enrolment.Status.ACCEPTED:
        return [f"{side}_absent"]
    rows = Enrolment.objects.filter(pk=one.pk).accepted()
    if not rows.exists():
        return [f"{side}_absent"]
    causes = {
        "held": selected.held(rows),
        "unqualified": selected.unqualified(rows),
        "untrained": trained.held_back(rows, Requirement.Moment.MATCHING),
    }
    found = [f"{side}_{cause}" for cause, those in causes.items() if those.exists()]
    if not one.is_mentor and one.pk in inputs.presence(one.programme_id).accompanied:
        found.append("accompanied")
    if not found and not inputs.eligible(one.programme_id).filter(pk=one.pk).exists():
        found.append(f"{side}_set_aside")
    return found


def _described(found: WhyNot) -> dict[str, Any]:
    return {
        "blocked": list(found.blocked_by),
        "points": found.points,
        "reasons": counted(found.reasons),
        "is_paired": found.is_paired,
        "rank": found.rank,
    }


def counted(given: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as a page reads them; of the needs only how many are met."""
    kept = []
    for reason in given:
        row = dict(vars(reason))
        if reason.criterion == "needs" and "common" in reason.facts:
            common, lacking = len(reason.facts["common"]), len(reason.facts["lacking"])
            row["facts"] = {"found": common, "asked": common + lacking}
        kept.append(row)
    return kept


def _priced(found: WhyNot, given: inputs.Inputs, plan: Plan) -> dict[str, Any]:
    """What the plan gives the mentee now, and who would move if the pair were forced."""
    was = {pair.mentee: pair for pair in plan.pairs}
    own = was.get(found.mentee)
    now = None
    if own is not None:
        mentor = given.mentors[own.mentor].pk
        now = {"mentor": mentor, "points": own.points, "reasons": counted(own.reasons)}
    priced: dict[str, Any] = {"now": now, "people": len(given.mentees) + len(given.mentors)}
    if found.after is None:
        return priced
    becomes = {pair.mentee: pair for pair in found.after.pairs}
    return priced | {
        "before": _total(plan),
        "after": _total(found.after),
        "points_lost": found.points_lost,
        "pairs_lost": found.pairs_lost,
        "moved": [_move(given, one, was, becomes) for one in found.moved],
    }


def _total(plan: Plan) -> dict[str, int]:
    return {"points": plan.points, "pairs": plan.matched}


def _move(
    given: inputs.Inputs, mentee: str, was: Mapping[str, Any], becomes: Mapping[str, Any]
) -> dict[str, Any]:
    def held(pairs: Mapping[str, Any]) -> dict[str, int] | None:
        pair = pairs.get(mentee)
        return {"mentor": given.mentors[pair.mentor].pk, "points": pair.points} if pair else None

    return {"mentee": given.mentees[mentee].pk, "from": held(was), "to": held(becomes)}
