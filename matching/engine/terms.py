"""The words of the matching engine: what goes in, what comes out, and what is refused."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

VERSION = "1.0"
FULL = 50_000
"""Points of a perfect pair (100 %)."""
KINDS = (
    "level_gap",
    "function",
    "department",
    "skills",
    "needs",
    "languages",
    "site",
    "time_zone",
    "availability",
    "seniority",
)
DIRECTIONS = ("similar", "different", "above")
ORDERED_KINDS = frozenset({"level_gap", "seniority"})
"""Kinds with a more and a less, so that a mentor can be 'above' a mentee."""
POLICIES = ("optimal", "balanced", "stable")
FAIRNESS = ("sum", "concave", "maximin")
HIGHEST_SKILL = 100
HIGHEST_GIVEN = 1_000_000_000
HIGHEST_RANK = 1_000

Progress = Callable[[str, int, int], None]
"""Called with a stage (scoring, assignment, proof, reasons), steps done and steps in all."""


class EngineError(Exception):
    """A problem that cannot be solved as it was put: a code and the ids it is about."""

    def __init__(self, code: str, *ids: str) -> None:
        super().__init__(f"{code}: {', '.join(ids)}" if ids else code)
        self.code = code
        self.ids = ids


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One person as the engine sees her; an empty attribute means 'not stated'.

    `skills_*` map a skill to a level 1–100, `needs` are ranked from the most important, `line`
    holds the ids of all persons above and below her in the organisation chart.
    """

    id: str
    level: int | None = None
    function: str | None = None
    department: str | None = None
    site: str | None = None
    time_zone: str | None = None
    languages: frozenset[str] = frozenset()
    skills_offered: Mapping[str, int] = field(default_factory=dict)
    skills_wanted: Mapping[str, int] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    can_help: frozenset[str] = frozenset()
    availability: frozenset[str] = frozenset()
    hired_on: date | None = None
    line: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """How much one criterion counts (weight 0–100), and which way.

    With `must`, a pair that earns nothing on the criterion is forbidden, unless an answer is
    missing. `parameter` is the wanted gap in levels (default 2), in years (seniority, default 5),
    or the number of common slots that is enough (availability, default 3).
    """

    kind: str
    weight: int
    direction: str = "similar"
    must: bool = False
    parameter: int | None = None


@dataclass(frozen=True)
class Reason:
    """What one criterion gave to a pair: `points` out of `of`.

    `code` and `facts` let a template write the sentence; when an answer was missing the code ends
    in `_missing`, `facts["missing"]` names the sides, and the points are the neutral half.
    """

    code: str
    criterion: str
    points: int
    of: int
    facts: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Everything a plan depends on; two equal problems have the same plan.

    `capacity` gives places per mentor id (1 when absent); `blocked` pairs hold in both directions;
    `locks` are (mentee, mentor) that must be paired; `minimum` is in points; `salt` should be the
    programme's own id, so that the same person does not lose every tie. `rankings` (mentee id →
    mentor ids, best first) and `policy` matter in hybrid mode only; `ranks` (mentee → mentor →
    rank) says which places of a ranking are equal, and `answers` (mentor → mentee → rank, 1 is
    best) what mentors say of mentees; equal ranks are ties.

    `exceptions` are (mentee, code) whose gate is open for that mentee: `language`, `minimum` or
    `must_<kind>`. `fairness` is what is added up: points (`sum`), a concave function of them
    (`concave`), or points above the highest floor that loses no pair (`maximin`). `bonus` points
    per pair replace the rule that more pairs always win. `given` points per (mentee, mentor) stand
    instead of rules; a pair that is absent is forbidden.

    Each pair of `keep`, usually of a plan that was shown already, is worth `inertia` points more,
    so that a change elsewhere moves few people; pairs of people who are not there any more do not
    count.
    """

    mentees: tuple[Profile, ...]
    mentors: tuple[Profile, ...]
    rules: tuple[Rule, ...]
    capacity: Mapping[str, int] = field(default_factory=dict)
    blocked: frozenset[tuple[str, str]] = frozenset()
    locks: tuple[tuple[str, str], ...] = ()
    minimum: int = 0
    salt: str = ""
    rankings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    policy: str = "optimal"
    rank_bonus: int = 5_000
    keep: frozenset[tuple[str, str]] = frozenset()
    inertia: int = 500
    ranks: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    exceptions: frozenset[tuple[str, str]] = frozenset()
    fairness: str = "sum"
    bonus: int | None = None
    given: Mapping[tuple[str, str], int] | None = None

    def rank(self, mentee: str, mentor: str | None) -> int | None:
        """The rank a mentee gave to a mentor (1 is best), None when she gave none."""
        ranking = self.rankings.get(mentee, ())
        if mentor is None or mentor not in ranking:
            return None
        return self.ranks.get(mentee, {}).get(mentor, ranking.index(mentor) + 1)


@dataclass(frozen=True)
class Pair:
    """One proposed pair with its score in points and the reasons, which add up to it."""

    mentee: str
    mentor: str
    points: int
    reasons: Sequence[Reason]
    locked: bool = False


@dataclass(frozen=True)
class Unmatched:
    """A mentee without mentor, and how many mentors each cause excludes.

    Each mentor is counted once, under the first cause that excludes him: a hard rule, then
    `no_place` (he takes nobody), then `full` (his places went to a better total).
    """

    mentee: str
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A solved problem, with what is needed to check it without trusting the solver.

    `points` is the sum of the scores; `objective` is what the policy maximises after the number of
    pairs (points, plus the rank bonus when balanced, plus the inertia of kept pairs); `bound` is
    the most that any plan with `maximum_matchable` pairs can reach, proven by `prices` (one per
    mentor). `gap` is bound − objective: 0 is a proven optimum. A stable plan may have a gap: the
    price of stability; it can be negative only where fewer than `maximum_matchable` are matched.
    `mean` (rounded) and `minimum` are scores in points, None without any pair. `moved` mentees of
    the problem do not have the mentor they were to keep. `kernel` says which solver answered.
    """

    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    policy: str
    points: int
    objective: int
    bound: int
    gap: int
    matched: int
    maximum_matchable: int
    mentor_load: dict[str, int]
    prices: dict[str, int]
    mean: int | None
    minimum: int | None
    engine: str
    input_hash: str
    plan_hash: str
    moved: int = 0
    kernel: str = "scipy"


def check(problem: Problem) -> None:
    """Raise EngineError when ids, rules, capacities, locks or rankings contradict each other."""
    for side in (problem.mentees, problem.mentors):
        _refuse("duplicate_id", [k for k, n in Counter(p.id for p in side).items() if n > 1])
        _refuse("skill_level_invalid", [p.id for p in side if not _has_valid_skills(p)])
    mentors = {p.id for p in problem.mentors}
    mentees = {p.id for p in problem.mentees}
    if problem.given is None:
        _check_rules(problem.rules)
    else:
        _check_given(problem, mentees, mentors)
    _refuse("capacity_unknown", set(problem.capacity) - mentors)
    _refuse("capacity_negative", [k for k, n in problem.capacity.items() if n < 0])
    _check_locks(problem, mentees, mentors)
    _refuse("ranking_unknown", set(problem.rankings) - mentees)
    for mentee, ranking in sorted(problem.rankings.items()):
        _refuse("ranking_unknown", set(ranking) - mentors)
        if len(set(ranking)) < len(ranking):
            raise EngineError("ranking_twice", mentee)
    if problem.policy not in POLICIES:
        raise EngineError("policy_unknown", problem.policy)
    if not 0 <= problem.minimum <= FULL:
        raise EngineError("minimum_invalid")
    if not 0 <= problem.rank_bonus <= FULL:
        raise EngineError("rank_bonus_invalid")
    if not 0 <= problem.inertia <= FULL:
        raise EngineError("inertia_invalid")
    _refuse("keep_twice", [k for k, n in Counter(a for a, _ in problem.keep).items() if n > 1])
    _check_answers(problem, mentees, mentors)
    codes = {"language", "minimum", *(f"must_{rule.kind}" for rule in problem.rules)}
    for mentee, code in sorted(problem.exceptions):
        if mentee not in mentees or code not in codes:
            raise EngineError("exception_unknown", mentee, code)
    if problem.fairness not in FAIRNESS:
        raise EngineError("fairness_unknown", problem.fairness)
    if problem.fairness == "concave" and problem.given is not None:
        raise EngineError("fairness_without_scale")
    if problem.bonus is not None and not 0 <= problem.bonus <= HIGHEST_GIVEN:
        raise EngineError("bonus_invalid")


def _refuse(code: str, ids: "list[str] | set[str]") -> None:
    if ids:
        raise EngineError(code, *sorted(ids))


def _has_valid_skills(profile: Profile) -> bool:
    levels = (*profile.skills_offered.values(), *profile.skills_wanted.values())
    return not levels or (min(levels) >= 1 and max(levels) <= HIGHEST_SKILL)


def _check_rules(rules: tuple[Rule, ...]) -> None:
    for rule in rules:
        if rule.kind not in KINDS:
            raise EngineError("kind_unknown", rule.kind)
        if not 0 <= rule.weight <= 100:
            raise EngineError("weight_invalid", rule.kind)
        has_above = rule.kind in ORDERED_KINDS
        if rule.direction not in DIRECTIONS or (rule.direction == "above" and not has_above):
            raise EngineError("direction_invalid", rule.kind)
        if rule.parameter is not None and not 1 <= rule.parameter <= 100:
            raise EngineError("parameter_invalid", rule.kind)
    _refuse("duplicate_rule", [k for k, n in Counter(r.kind for r in rules).items() if n > 1])
    if not any(rule.weight for rule in rules):
        raise EngineError("all_weights_zero")


def _check_given(problem: Problem, mentees: set[str], mentors: set[str]) -> None:
    for (mentee, mentor), points in sorted((problem.given or {}).items()):
        if mentee not in mentees or mentor not in mentors:
            raise EngineError("given_unknown", mentee, mentor)
        if not 0 <= points <= HIGHEST_GIVEN:
            raise EngineError("given_invalid", mentee, mentor)


def _check_answers(problem: Problem, mentees: set[str], mentors: set[str]) -> None:
    for mentee, ranks in sorted(problem.ranks.items()):
        ranking = problem.rankings.get(mentee, ())
        listed = [ranks.get(mentor, 0) for mentor in ranking]
        if set(ranks) != set(ranking) or listed != sorted(listed) or min(listed, default=1) < 1:
            raise EngineError("ranks_differ", mentee)
    for mentor, ranks in sorted(problem.answers.items()):
        if mentor not in mentors or set(ranks) - mentees:
            raise EngineError("answer_unknown", mentor, *sorted(set(ranks) - mentees))
        if not all(1 <= rank <= HIGHEST_RANK for rank in ranks.values()):
            raise EngineError("answer_invalid", mentor)


def _check_locks(problem: Problem, mentees: set[str], mentors: set[str]) -> None:
    locks = set(problem.locks)
    _refuse("lock_unknown", {a for a, _ in locks} - mentees | {b for _, b in locks} - mentors)
    _refuse("lock_twice", [k for k, n in Counter(a for a, _ in locks).items() if n > 1])
    load = Counter(mentor for _, mentor in locks)
    _refuse("lock_over_capacity", [k for k, n in load.items() if n > problem.capacity.get(k, 1)])


def input_hash(problem: Problem) -> str:
    """Hex SHA-256 of the problem and the engine version; the order of the input does not count."""
    content: dict[str, Any] = {
        "engine": VERSION,
        "mentees": sorted(problem.mentees, key=lambda p: p.id),
        "mentors": [
            [p, problem.capacity.get(p.id, 1)] for p in sorted(problem.mentors, key=lambda p: p.id)
        ],
        "rules": [vars(rule) for rule in sorted(problem.rules, key=lambda r: r.kind)],
        "blocked": sorted({tuple(sorted(pair)) for pair in problem.blocked}),
        "locks": sorted(set(problem.locks)),
        "minimum": problem.minimum,
        "salt": problem.salt,
        "rankings": {k: list(v) for k, v in problem.rankings.items()},
        "policy": problem.policy,
        "rank_bonus": problem.rank_bonus,
    }
    if problem.keep:
        content |= {"keep": sorted(problem.keep), "inertia": problem.inertia}
    # What was added later counts only where it is used, so that hashes kept before stay true.
    later = {
        "ranks": {k: dict(v) for k, v in problem.ranks.items()},
        "answers": {k: dict(v) for k, v in problem.answers.items()},
        "exceptions": sorted(problem.exceptions),
        "fairness": "" if problem.fairness == "sum" else problem.fairness,
    }
    content |= {name: value for name, value in later.items() if value}
    if problem.bonus is not None:
        content["bonus"] = problem.bonus
    if problem.given is not None:
        content["given"] = sorted([*pair, points] for pair, points in problem.given.items())
    return _digest(content)


def plan_hash(pairs: tuple[Pair, ...]) -> str:
    """Hex SHA-256 of who meets whom, with the scores."""
    return _digest(sorted([pair.mentee, pair.mentor, pair.points] for pair in pairs))


def _plain(value: object) -> Any:
    """What JSON does not know, as it has always been written in a hash."""
    if isinstance(value, Profile):
        return vars(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a problem")


def _digest(content: object) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()
