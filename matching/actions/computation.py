"""Solves one run with the engine and keeps what it found."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction

from companies.models import StoppableJob
from matching.actions import inputs, letters
from matching.engine import Plan, Shortlist, input_hash, settle, shortlist, solve
from matching.engine.fairness import spread
from matching.engine.reasons import earned
from matching.engine.scoring import PERSONAL_GATES
from matching.models import MatchingRun, Suggestion

Decision = Suggestion.Decision
Purpose = MatchingRun.Purpose
Report = Callable[[str, int, int], None]

SHOWN = {MatchingRun.Purpose.SHORTLIST: 5}
"""Mentors put forward per mentee for each purpose; 8 when not listed."""

CONVENIENCE = frozenset({"site", "languages", "availability", "time_zone"})
"""Criteria that make meeting easy; all others say what the company wants of the pairs."""

BALANCED, STABLE = "balanced", "stable"
"""How rankings are settled: a bonus for each choice, or no pair that would rather be."""

APART = "apart"
"""One word for every rule about two particular people: same person, management line, kept apart."""

STEPS = ("reading", "scoring", "assignment", "proof", "reasons", "saving")
"""What a run does, in order; the progress bar gives each the same width."""


def reporter(run: StoppableJob) -> Report:
    """Writes the progress to the row: at each new step, then at most three times a second."""
    last_step, last_at = "", 0.0

    def report(step: str, done: int, total: int) -> None:
        nonlocal last_step, last_at
        now = time.monotonic()
        if step == last_step and now - last_at < 0.3:
            return
        last_step, last_at = step, now
        run.report(step, done, total)

    return report


def compute(
    run: MatchingRun, given: inputs.Inputs, report: Report
) -> tuple[Plan, dict[str, Shortlist], dict[str, Any]]:
    """The plan, the mentors to show to each mentee, and what became of the rankings.

    HR reads who is shown: a mentor whose answer keeps them from a mentee is shown all the same.
    """
    problem, shown, found = given.problem, given.unanswered, {}
    if run.hears_rankings:
        settlement = settle(problem, given.rankings, run.rules.get("policy", BALANCED), report)
        problem, plan = settlement.problem, settlement.plan
        shown = replace(problem, blocked=shown.blocked)
        found = {
            "ranked": settlement.ranked,
            "first": settlement.first,
            "any_choice": settlement.any_choice,
            "blocking_pairs": settlement.blocking_pairs,
        }
    else:
        plan = solve(problem, report)
    report("reasons", 0, 1)
    return plan, shortlist(shown, SHOWN.get(Purpose(run.purpose), 8), plan), found


def keep(
    run: MatchingRun,
    given: inputs.Inputs,
    plan: Plan,
    lists: dict[str, Shortlist],
    found: dict[str, Any],
    seconds: float,
) -> None:
    """Save everything at once, unless another worker finished the run in the meantime."""
    decisions = {tuple(pair): Decision.LOCKED for pair in run.rules.get("locks", [])}
    accepted = {tuple(pair) for pair in run.rules.get("accepted", [])}
    rows = []
    for name, mentee in given.mentees.items():
        for rank, candidate in enumerate(lists[name].candidates, start=1):
            mentor = given.mentors[candidate.mentor]
            pair = (mentee.pk, mentor.pk)
            kept = Decision.ACCEPTED if candidate.featured and pair in accepted else Decision.OPEN
            rows.append(
                Suggestion(
                    run=run,
                    mentee=mentee,
                    mentor=mentor,
                    rank=rank,
                    points=candidate.points,
                    reasons=[vars(reason) for reason in candidate.reasons],
                    is_planned=candidate.featured,
                    decision=decisions.get(pair, kept) if candidate.featured else Decision.OPEN,
                )
            )
    with transaction.atomic():
        row = MatchingRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if row.is_finished:
            return
        Suggestion.objects.filter(run=run).delete()
        Suggestion.objects.bulk_create(rows, batch_size=500)
        run.engine_version, run.inputs_hash = plan.engine, plan.input_hash
        run.plan_hash, run.seconds = plan.plan_hash, round(seconds, 3)
        run.result = _result(given, plan) | found
        if run.purpose == Purpose.SCENARIO:
            run.result["state"] = input_hash(given.problem)
        run.save(update_fields=["engine_version", "inputs_hash", "plan_hash", "seconds", "result"])
        run.finish()
        if run.is_shortlist:
            listed = {row.mentee_id for row in rows}
            letters.open_ranking(run, [one for one in given.mentees.values() if one.pk in listed])
        elif run.purpose == Purpose.SETTLEMENT or seconds > 30:
            letters.ready(run)


def _purpose(plan: Plan) -> dict[str, int]:
    """Points, and what could be had, of the criteria that say what the pairs are for."""
    points = most = 0
    for pair in plan.pairs:
        for kind, got, of in earned(pair.reasons):
            if kind not in CONVENIENCE:
                points, most = points + got, most + of
    return {"points": points, "of": most}


def told(counts: dict[str, int]) -> dict[str, int]:
    """Causes as HR may read them: which personal rule keeps two people apart is not told.

    A pair that one of them asked to be spared looks like one of the same management line.
    """
    grouped: dict[str, int] = {}
    for cause, count in counts.items():
        code = APART if cause in PERSONAL_GATES else cause
        grouped[code] = grouped.get(code, 0) + count
    return grouped


def _unmatched(given: inputs.Inputs, plan: Plan) -> dict[str, dict[str, int]]:
    """Causes by mentee left alone; mentors whose own answer is the cause are not counted."""
    silenced = Counter(mentee for mentee, _mentor in given.unwanted)
    found = {}
    for one in plan.unmatched:
        counts = told(one.counts)
        if silenced[one.mentee]:
            counts[APART] -= silenced[one.mentee]
        found[str(given.mentees[one.mentee].pk)] = {k: n for k, n in counts.items() if n}
    return found


def _result(given: inputs.Inputs, plan: Plan) -> dict[str, Any]:
    """What a run found, in JSON values; scores are rounded percentages."""
    return {
        "mentees": len(given.mentees),
        "mentors": len(given.mentors),
        "places": sum(given.problem.capacity.values()),
        "pairs": plan.matched,
        "unmatched": _unmatched(given, plan),
        "points": plan.points,
        "p5": spread(plan).p5,
        "load": {str(n): mentors for n, mentors in spread(plan).load.items()},
        "purpose": _purpose(plan),
        "mean": None if plan.mean is None else round(plan.mean / 500),
        "minimum": None if plan.minimum is None else round(plan.minimum / 500),
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "maximum_matchable": plan.maximum_matchable,
    }
