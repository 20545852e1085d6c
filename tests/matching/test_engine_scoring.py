"""The scores of the engine: exact contributions, neutral gaps, hard rules."""

import pickle
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import FULL, KINDS, EngineError, Problem, Profile, Rule, explain, solve, weigh
from matching.engine import reasons as written
from matching.engine.scoring import score

rules = st.lists(
    st.builds(Rule, st.sampled_from(KINDS), st.integers(0, 100)),
    min_size=1,
    unique_by=lambda rule: rule.kind,
).filter(lambda chosen: any(rule.weight for rule in chosen))

codes = st.sampled_from(["a", "b", "c"])
profiles = st.builds(
    Profile,
    id=st.just("x"),
    level=st.none() | st.integers(0, 9),
    function=st.none() | codes,
    department=st.none() | codes,
    site=st.none() | codes,
    time_zone=st.none() | codes,
    languages=st.frozensets(codes),
    skills_offered=st.dictionaries(codes, st.integers(1, 5)),
    skills_wanted=st.dictionaries(codes, st.integers(1, 5)),
    needs=st.lists(codes, unique=True).map(tuple),
    can_help=st.frozensets(codes),
    availability=st.frozensets(codes),
    hired_on=st.none() | st.dates(date(1990, 1, 1), date(2026, 1, 1)),
)
EMPTY = Profile(id="empty")


def points(rule: Rule, mentee: Profile, mentor: Profile) -> int:
    pair = Problem(
        mentees=(replace(mentee, id="mentee"),),
        mentors=(replace(mentor, id="mentor"),),
        rules=(rule,),
    )
    return explain(pair, "mentee", "mentor").points


def blocked_by(problem: Problem) -> tuple[str, ...]:
    return explain(problem, problem.mentees[0].id, problem.mentors[0].id).blocked_by


@given(rules)
def test_maxima_of_the_criteria_sum_to_exactly_100_percent(chosen: list[Rule]) -> None:
    of = weigh(chosen)
    total = sum(rule.weight for rule in chosen)
    assert sum(of.values()) == FULL
    assert all(abs(of[rule.kind] - rule.weight * FULL / total) < 1 for rule in chosen)


@settings(max_examples=60, deadline=None)
@given(rules, st.lists(profiles, min_size=1, max_size=4), st.lists(profiles, max_size=4))
def test_contributions_of_every_pair_sum_to_its_score(
    chosen: list[Rule], mentees: list[Profile], mentors: list[Profile]
) -> None:
    scores = score(
        Problem(
            mentees=tuple(replace(p, id=f"a{n}") for n, p in enumerate(mentees)),
            mentors=tuple(replace(p, id=f"b{n}") for n, p in enumerate(mentors)),
            rules=tuple(chosen),
        )
    )
    for i in range(len(mentees)):
        for j, reasons in enumerate(scores.reasons(i, range(len(mentors)))):
            assert sum(reason.points for reason in reasons) == scores.points[i, j]
            assert sum(reason.of for reason in reasons) == FULL
            assert all(0 <= reason.points <= reason.of for reason in reasons)


@settings(max_examples=60, deadline=None)
@given(rules, st.integers(0, FULL), st.lists(profiles, min_size=2, max_size=5), st.data())
def test_the_reason_shown_is_the_gate_that_closed_the_pair(
    chosen: list[Rule], minimum: int, people: list[Profile], data: st.DataObject
) -> None:
    musts = tuple(replace(rule, must=data.draw(st.booleans())) for rule in chosen)
    everybody = tuple(replace(p, id=f"p{n}") for n, p in enumerate(people))
    scores = score(
        Problem(
            mentees=everybody,
            mentors=everybody,
            rules=musts,
            minimum=minimum,
            blocked=frozenset({("p0", "p1")}),
        )
    )
    for i, j in product(range(len(people)), repeat=2):
        blocks = scores.blocks(i, j)
        assert scores.gates[scores.gate[i, j]] == (blocks[0] if blocks else "")


def test_what_reasons_earned_is_told_without_writing_them(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = (Rule("site", 60), Rule("function", 40))
    mentee, mentor = Profile(id="a", site="Lyon"), Profile(id="b", site="Lyon")
    lazy = score(Problem(mentees=(mentee,), mentors=(mentor,), rules=rules)).reasons(0, [0])[0]
    expected = [(one.criterion, one.points, one.of) for one in tuple(lazy)]
    fresh = score(Problem(mentees=(mentee,), mentors=(mentor,), rules=rules)).reasons(0, [0])[0]
    monkeypatch.setattr(written, "_reason", lambda *_all: pytest.fail("written"))
    assert list(written.earned(fresh)) == expected == list(written.earned(tuple(lazy)))


def test_reasons_that_are_written_when_read_stand_for_a_tuple_of_them() -> None:
    people = (Profile(id="a", site="Lyon", needs=("x",)), Profile(id="b", can_help=frozenset("x")))
    rules = (Rule("needs", 3), Rule("site", 1))
    (pair,) = solve(Problem(mentees=people[:1], mentors=people[1:], rules=rules)).pairs
    needs, site = pair.reasons
    assert (needs.code, needs.points, needs.of) == ("needs_all", 37_500, 37_500)
    assert (site.code, site.facts) == ("site_missing", {"missing": ["mentor"]})
    assert pair.reasons == (needs, site) != (site, needs)
    assert (pair.reasons[1], pair.reasons[:1], len(pair.reasons)) == (site, (needs,), 2)
    assert pickle.loads(pickle.dumps(pair)) == pair == replace(pair, reasons=(needs, site))
    assert repr(pair.reasons) == repr((needs, site))


@pytest.mark.parametrize("kind", KINDS)
def test_missing_answer_is_neutral_and_flagged_even_for_a_must(kind: str) -> None:
    problem = Problem(
        mentees=(Profile(id="a"),), mentors=(Profile(id="b"),), rules=(Rule(kind, 7, must=True),)
    )
    (pair,) = solve(problem).pairs
    (reason,) = pair.reasons
    assert (reason.code, reason.points, reason.of) == (f"{kind}_missing", FULL // 2, FULL)
    assert reason.facts == {"missing": ["mentee", "mentor"]}


@pytest.mark.parametrize(
    ("direction", "gap", "share"),
    [
        ("above", -1, 0.0),
        ("above", 0, 0.0),
        ("above", 1, 0.5),
        ("above", 2, 1.0),
        ("above", 3, 0.75),
        ("above", 8, 0.25),
        ("similar", 0, 1.0),
        ("similar", -3, 0.0),
        ("different", 1, 0.5),
        ("different", -5, 1.0),
    ],
)
def test_level_gap_share(direction: str, gap: int, share: float) -> None:
    rule = Rule("level_gap", 10, direction)
    assert points(rule, Profile(id="a", level=3), Profile(id="b", level=3 + gap)) == share * FULL


@pytest.mark.parametrize(("direction", "same"), [("similar", FULL), ("different", 0)])
@pytest.mark.parametrize("kind", ["function", "department", "site", "time_zone"])
def test_categories_count_whole_or_not_at_all(kind: str, direction: str, same: int) -> None:
    here, there = replace(EMPTY, **{kind: "here"}), replace(EMPTY, **{kind: "there"})
    assert points(Rule(kind, 1, direction), here, here) == same
    assert points(Rule(kind, 1, direction), here, there) == FULL - same


def test_skills_count_common_levels() -> None:
    mentee = Profile(id="a", skills_wanted={"sql": 4, "law": 1})
    mentor = Profile(id="b", skills_offered={"sql": 2, "law": 5, "art": 5})
    assert points(Rule("skills", 1), mentee, mentor) == FULL * 3 // 5
    assert points(Rule("skills", 1, "different"), mentee, mentor) == FULL * 2 // 5


def test_needs_weigh_by_their_rank() -> None:
    mentee = Profile(id="a", needs=("voice", "network", "balance", "code"))
    assert (
        points(Rule("needs", 1), mentee, Profile(id="b", can_help=frozenset({"voice"}))) == 20_000
    )
    assert points(Rule("needs", 1), mentee, Profile(id="b", can_help=frozenset({"code"}))) == 5_000


def test_availability_is_full_when_enough_slots_are_common() -> None:
    mentee = Profile(id="a", availability=frozenset("12345"))
    mentor = Profile(id="b", availability=frozenset("456"))
    assert points(Rule("availability", 1, parameter=2), mentee, mentor) == FULL
    assert points(Rule("availability", 1, parameter=4), mentee, mentor) == FULL // 2


def test_seniority_rises_with_the_years_ahead() -> None:
    mentee, rule = Profile(id="a", hired_on=date(2021, 1, 1)), Rule("seniority", 1, "above")
    assert points(rule, mentee, Profile(id="b", hired_on=date(2011, 1, 1))) == FULL
    assert points(rule, mentee, Profile(id="b", hired_on=date(2023, 1, 1))) == 0
    assert 19_000 < points(rule, mentee, Profile(id="b", hired_on=date(2019, 1, 1))) < 21_000


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"mentors": (Profile(id="a", site="north"),)}, ("same_person",)),
        ({"mentees": (Profile(id="a", site="north", line=frozenset({"b"})),)}, ("line",)),
        ({"mentors": (Profile(id="b", site="north", line=frozenset({"a"})),)}, ("line",)),
        ({"blocked": frozenset({("a", "b")})}, ("blocked",)),
        ({"blocked": frozenset({("b", "a")})}, ("blocked",)),
        ({"mentors": (Profile(id="b", site="south"),)}, ("must_site",)),
        ({"mentors": (Profile(id="b", site="south"),), "minimum": 1}, ("must_site", "minimum")),
        ({"capacity": {"b": 0}}, ("no_place",)),
    ],
)
def test_hard_rule_blocks_the_pair_and_is_named(change: dict, codes: tuple[str, ...]) -> None:
    problem = Problem(
        mentees=(Profile(id="a", site="north"),),
        mentors=(Profile(id="b", site="north"),),
        rules=(Rule("site", 1, must=True),),
    )
    assert solve(problem).matched == 1
    changed = replace(problem, **change)
    assert blocked_by(changed) == codes
    assert solve(changed).unmatched[0].counts == {codes[0]: 1}


def test_no_common_language_forbids_only_when_both_declared_theirs() -> None:
    french, german = frozenset({"fr"}), frozenset({"de"})
    problem = Problem(
        mentees=(Profile(id="a", languages=french),),
        mentors=(Profile(id="b", languages=german),),
        rules=(Rule("site", 1),),
    )
    assert blocked_by(problem) == ("language",)
    assert blocked_by(replace(problem, mentors=(Profile(id="b"),))) == ()


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ([], "all_weights_zero"),
        ([Rule("site", 0, must=True)], "all_weights_zero"),
        ([Rule("age", 5)], "kind_unknown"),
        ([Rule("site", 101)], "weight_invalid"),
        ([Rule("site", 5, "above")], "direction_invalid"),
        ([Rule("level_gap", 5, parameter=0)], "parameter_invalid"),
        ([Rule("site", 5), Rule("site", 6)], "duplicate_rule"),
    ],
)
def test_wrong_rules_are_refused_with_a_code(chosen: list[Rule], code: str) -> None:
    with pytest.raises(EngineError) as refusal:
        solve(Problem(mentees=(), mentors=(), rules=tuple(chosen)))
    assert refusal.value.code == code
