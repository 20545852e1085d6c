"""What a plan looks like to the person who asked for it: in a terminal, as CSV and as JSON."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from companies.sheets import csv_lines
from matching.engine.assignment import Certificate
from matching.engine.fairness import spread
from matching.engine.sentences import cause, sentence
from matching.engine.settlement import Settlement
from matching.engine.terms import FULL, Pair, Plan, Reason, Unmatched

WORST_SHOWN = 3


@dataclass(frozen=True)
class Account:
    """A settled problem with the verdict of the independent checker; None when it was cut off."""

    settlement: Settlement
    verdict: Certificate | None
    seconds: float

    @property
    def plan(self) -> Plan:
        """The plan itself."""
        return self.settlement.plan


def in_words(account: Account) -> str:
    """The lines that a terminal shows."""
    plan, settlement = account.plan, account.settlement
    is_scored = settlement.problem.given is None
    worst = sorted(plan.pairs, key=lambda pair: (pair.points, pair.mentee))[:WORST_SHOWN]
    load = ", ".join(f"{n} with {mentees}" for mentees, n in spread(plan).load.items())
    lines = [
        ("Matched", f"{plan.matched} of {plan.matched + len(plan.unmatched)} mentees"),
        ("Policy", plan.policy),
        ("Objective", f"{plan.objective} points, bound {plan.bound}"),
        ("Mean", _points(plan.mean, is_scored)),
        ("Worst off", "; ".join(_pair(pair, is_scored) for pair in worst) or "nobody"),
        ("Load", f"mentors by mentees: {load}" if load else "no mentor"),
    ]
    if settlement.ranked or settlement.problem.answers:
        heard = f"{settlement.ranked} ranked, {settlement.first} have their first choice"
        lines.append(("Choices", f"{heard}, {settlement.any_choice} any"))
        lines.append(("Blocking", f"{settlement.blocking_pairs} pairs would rather change"))
    lines += [("Unmatched", _alone(one)) for one in plan.unmatched]
    lines += [("Certificate", _certificate(account)), ("Time", f"{account.seconds:.2f} s")]
    return "\n".join(f"{name:<12}{text}" for name, text in lines)


def _points(points: int | None, is_scored: bool) -> str:
    if points is None:
        return "—"
    return f"{100 * points / FULL:.1f} %" if is_scored else f"{points} points"


def _pair(pair: Pair, is_scored: bool) -> str:
    lock = ", locked" if pair.locked else ""
    return f"{pair.mentee} with {pair.mentor} ({_points(pair.points, is_scored)}{lock})"


def _alone(alone: Unmatched) -> str:
    causes = [cause(code, count, "en") for code, count in alone.counts.items()]
    return f"{alone.mentee}: {'; '.join(causes) or cause('nobody', 0, 'en')}"


def _certificate(account: Account) -> str:
    plan, verdict = account.plan, account.verdict
    if verdict is None:
        more = f"at most {plan.maximum_matchable} pairs"
        return f"cut off, not proven: {more}, gap {plan.gap} points"
    if not verdict.holds:
        return f"BROKEN: {', '.join(verdict.faults)}"
    if verdict.is_optimal:
        return "proven optimum, checked"
    return f"stable, not the optimum: gap {plan.gap} points, checked"


def as_csv(plan: Plan) -> bytes:
    """The pairs as a CSV file that a spreadsheet opens and that --locked reads again."""
    rows: list[tuple[str | int, ...]] = [("mentee", "mentor", "points", "locked")]
    rows += [(p.mentee, p.mentor, p.points, "yes" if p.locked else "") for p in plan.pairs]
    return b"".join(csv_lines(rows))


def as_json(account: Account) -> str:
    """Everything about the result, with reasons in both languages."""
    plan, settlement = account.plan, account.settlement
    content: dict[str, Any] = {
        "pairs": [_pair_values(pair) for pair in plan.pairs],
        "unmatched": [_alone_values(one) for one in plan.unmatched],
        "objective": plan.objective,
        "points": plan.points,
        "bound": plan.bound,
        "gap": plan.gap,
        "proven": account.verdict is not None and account.verdict.is_optimal,
        "matched": plan.matched,
        "maximum_matchable": plan.maximum_matchable,
        "mean": plan.mean,
        "spread": _spread(plan),
        "ranked": settlement.ranked,
        "first_choice": settlement.first,
        "any_choice": settlement.any_choice,
        "blocking_pairs": settlement.blocking_pairs,
        "mentor_load": plan.mentor_load,
        "policy": plan.policy,
        "fairness": settlement.problem.fairness,
        "engine": plan.engine,
        "input_hash": plan.input_hash,
        "plan_hash": plan.plan_hash,
        "seconds": round(account.seconds, 3),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _spread(plan: Plan) -> dict[str, Any]:
    values = asdict(spread(plan))
    return values | {"load": {str(n): mentors for n, mentors in values["load"].items()}}


def _pair_values(pair: Pair) -> dict[str, Any]:
    return {
        "mentee": pair.mentee,
        "mentor": pair.mentor,
        "points": pair.points,
        "locked": pair.locked,
        "reasons": [*_reasons(pair.reasons)],
    }


def _reasons(reasons: Iterable[Reason]) -> Iterable[dict[str, Any]]:
    for reason in reasons:
        yield {
            "criterion": reason.criterion,
            "points": reason.points,
            "of": reason.of,
            "text_fr": sentence(reason, "fr"),
            "text_en": sentence(reason, "en"),
        }


def _alone_values(alone: Unmatched) -> dict[str, Any]:
    counts = alone.counts or {"nobody": 0}
    return {
        "mentee": alone.mentee,
        "reasons": [
            {
                "cause": code,
                "count": count,
                "text_fr": cause(code, count, "fr"),
                "text_en": cause(code, count, "en"),
            }
            for code, count in counts.items()
        ],
    }
