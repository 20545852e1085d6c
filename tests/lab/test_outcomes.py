"""How well a pair went from declared facts, and its shares as today's rules count them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab import outcomes
from lab.outcomes import outcome, shares
from matching.engine import Problem, Profile, Rule
from matching.engine.scoring import score

REASONS = ("goal_reached", "term", "wrong_match", "no_time", "unclear", "other")


@pytest.mark.parametrize(
    ("reason", "sessions", "expected"),
    [
        ("term", 10, 1.0),
        ("goal_reached", 20, 1.0),
        ("term", 0, 0.5),
        ("wrong_match", 5, 0.25),
        ("no_time", 0, 0.0),
    ],
)
def test_outcome_is_half_the_end_and_half_the_rhythm(
    reason: str, sessions: int, expected: float
) -> None:
    assert outcome(reason, days=210, cadence=21, sessions=sessions) == expected


def test_departure_says_nothing_about_the_pair() -> None:
    assert outcome("departure", days=100, cadence=21, sessions=5) is None


@given(st.sampled_from(REASONS), st.integers(0, 900), st.integers(1, 90), st.integers(0, 60))
def test_outcome_stays_between_0_and_1_and_grows_with_sessions(
    reason: str, days: int, cadence: int, sessions: int
) -> None:
    less = outcome(reason, days=days, cadence=cadence, sessions=sessions)
    more = outcome(reason, days=days, cadence=cadence, sessions=sessions + 1)
    assert less is not None and more is not None
    assert 0 <= less <= more <= 1


def reasons_of(mentee: Profile, mentor: Profile, *rules: Rule) -> list[dict[str, Any]]:
    """What a run keeps of one pair."""
    scores = score(Problem(mentees=(mentee,), mentors=(mentor,), rules=rules))
    return [vars(one) for one in scores.reasons(0, [0])[0]]


def test_same_people_earn_the_same_whichever_way_their_run_looked() -> None:
    mentee = Profile(id="a", level=2, site="Lyon", availability=frozenset({"mon_am", "tue_am"}))
    mentor = Profile(id="b", level=4, site="Lyon", availability=frozenset({"mon_am", "fri_am"}))
    today = [
        Rule("level_gap", 10, "above", parameter=2),
        Rule("site", 90),
        Rule("availability", 0, parameter=2),
    ]
    runs = (
        [Rule("level_gap", 60, "similar"), Rule("site", 40, "different"), Rule("availability", 9)],
        [Rule("level_gap", 5, "above", parameter=4), Rule("site", 1), Rule("availability", 7)],
    )
    found = shares([reasons_of(mentee, mentor, *rules) for rules in runs], today)
    assert found[0] == found[1] == {"level_gap": 1.0, "site": 1.0, "availability": 0.5}


def test_years_in_the_company_are_weighed_again_from_the_kept_years() -> None:
    kept = {"criterion": "seniority", "code": "seniority_above", "points": 1, "of": 9}
    pairs = [[kept | {"facts": {"years": years, "target": 9}}] for years in (0, 5, 10)]
    pairs.append([kept | {"code": "seniority_below", "facts": {"years": 5, "target": 9}}])
    found = shares(pairs, [Rule("seniority", 20, "above", parameter=10)])
    told = [round(one["seniority"] or 0, 2) for one in found]
    assert told == [0, 0.5, 1, 0]


def test_answers_that_are_missing_are_unknown_and_not_half() -> None:
    rule = Rule("site", 50)
    kept = reasons_of(Profile(id="a", site="Lyon"), Profile(id="b"), rule)
    assert shares([kept], [rule]) == [{"site": None}]
    assert shares([[]], [rule]) == [{}]
    assert shares([], [rule]) == []


def test_needs_and_skills_keep_the_share_that_their_run_gave() -> None:
    kept = [
        {"criterion": "needs", "code": "needs_some", "points": 30, "of": 40, "facts": {}},
        {"criterion": "skills", "code": "skills_none", "points": 0, "of": 60, "facts": {}},
    ]
    assert shares([kept], [Rule("needs", 1)]) == [{"needs": 0.75}]
    assert shares([kept], [Rule("skills", 1)]) == [{"skills": 0.0}]


def test_many_pairs_are_weighed_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare, sizes = outcomes.prepare, []

    def noted(problem: Problem) -> object:
        sizes.append(len(problem.mentees))
        return prepare(problem)

    rule = Rule("site", 1)
    near = reasons_of(Profile(id="a", site="Lyon"), Profile(id="b", site="Lyon"), rule)
    far = reasons_of(Profile(id="a", site="Lyon"), Profile(id="b", site="Lille"), rule)
    pairs = [near if n % 3 else far for n in range(1100)]
    monkeypatch.setattr(outcomes, "prepare", noted)
    assert [one["site"] for one in shares(pairs, [rule])] == [float(n % 3 > 0) for n in range(1100)]
    assert sizes == [500, 500, 100]
