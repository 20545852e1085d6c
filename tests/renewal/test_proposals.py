"""What a cohort suggests for the next: always with a reason, never past what units allow."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from renewal import honour, proposals, timing
from renewal.proposals import Cohort, Lesson, Measure, propose

VALUES = some.decimals(-1000, 1000, places=2)
SHARES = some.none() | some.floats(0, 1)
CAUSES = some.sampled_from(("", "purpose", "method", "mentors", "imposed", "trust", "other"))
STAGES = some.sampled_from(("", "framing", "selection", "execution", "follow_up"))
MEASURES = some.builds(
    Measure,
    code=some.uuids().map(str),
    unit=some.sampled_from(("%", "jours", "")),
    baseline=VALUES,
    baseline_on=some.none(),
    target=VALUES,
    latest=some.none() | VALUES,
    latest_on=some.none() | some.dates(),
)
COHORTS = some.builds(
    Cohort,
    days=some.integers(1, 1000),
    cadence_days=some.integers(1, 92),
    is_long=some.booleans(),
    kept=SHARES,
    sessions=some.none() | some.floats(0, 60),
    pairs=some.none() | some.integers(5, 200),
    early=some.none() | some.integers(0, 200),
    causes=some.dictionaries(
        some.sampled_from(("wrong_match", "no_time", "departure")), some.integers(0, 50)
    ),
    measures=some.lists(MEASURES, max_size=3).map(tuple),
    weights=some.dictionaries(
        some.sampled_from(("needs", "availability", "site")), some.integers(0, 100)
    ),
    lessons=some.lists(some.builds(Lesson, some.text(), CAUSES, STAGES), max_size=4).map(tuple),
)


@given(COHORTS)
def test_every_proposal_changes_something_within_bounds_and_cites_what_exists(
    cohort: Cohort,
) -> None:
    made = propose(cohort)
    assert made == propose(cohort)
    assert len({(one.kind, one.subject) for one in made}) == len(made)
    for one in made:
        assert one.before != one.after and one.reason
        assert set(one.lessons) <= {lesson.code for lesson in cohort.lessons}
        if one.kind == "weight":
            assert one.before["weight"] < one.after["weight"] <= 100
        if one.kind == "cadence":
            assert cohort.cadence_days < one.after["days"] <= proposals.SLOWEST
            assert cohort.days / one.after["days"] >= proposals.FEWEST_SESSIONS
        if one.kind == "duration":
            assert 6 <= one.after["days"] / proposals.DAYS_PER_MONTH <= 12.05


@given(COHORTS)
def test_a_goal_starts_where_the_last_one_ended_and_goes_the_same_way(cohort: Cohort) -> None:
    known = {one.code: one for one in cohort.measures}
    for one in propose(cohort):
        if one.kind != "goal":
            continue
        old = known[one.subject]
        baseline, target = Decimal(one.after["baseline"]), Decimal(one.after["target"])
        assert baseline == old.latest
        assert (target > baseline) == (old.target > old.baseline) and target != baseline
        if old.unit == "%" and max(old.baseline, old.target, baseline) <= 100:
            assert target <= 100
        if min(old.baseline, old.target, baseline) >= 0:
            assert target >= 0


@given(days=some.integers(183, 365), cadence=some.integers(1, 92), measure=MEASURES)
def test_hidden_figures_suggest_nothing(days: int, cadence: int, measure: Measure) -> None:
    hidden = Measure(measure.code, measure.unit, measure.baseline, None, measure.target, None, None)
    weights = {"needs": 50}
    assert propose(Cohort(days, cadence, True, measures=(hidden,), weights=weights)) == []


def goal(baseline: str, target: str, latest: str, unit: str = "%") -> proposals.Proposal | None:
    one = Measure("x", unit, Decimal(baseline), None, Decimal(target), Decimal(latest), None)
    return next(iter(propose(Cohort(274, 21, True, measures=(one,)))), None)


@pytest.mark.parametrize(
    ("baseline", "target", "latest", "after", "reason"),
    [
        ("58", "75", "77", "85.5", "reached"),
        ("14", "10", "10.6", "10", "on_the_way"),
        ("14", "10", "13", "11.0", "half_way"),
        ("14", "10", "15", "13.0", "not_moved"),
        ("81", "90", "98", "100", "reached"),
        ("20", "4", "2", "0", "reached"),
    ],
)
def test_targets_follow_what_was_reached(
    baseline: str, target: str, latest: str, after: str, reason: str
) -> None:
    made = goal(baseline, target, latest)
    assert made is not None
    assert (Decimal(made.after["target"]), made.reason) == (Decimal(after), reason)


def test_nothing_is_asked_beyond_a_ceiling() -> None:
    assert goal("90", "100", "100") is None


@pytest.mark.parametrize(
    ("kept", "sessions", "after"), [(0.4, 8.0, 35), (0.4, 1.0, 42), (0.6, 9.0, 28), (0.8, 9.0, 0)]
)
def test_the_rhythm_follows_the_one_that_pairs_had(
    kept: float, sessions: float, after: int
) -> None:
    made = propose(Cohort(274, 21, True, kept=kept, sessions=sessions))
    assert [one.after["days"] for one in made] == ([after] if after else [])


@pytest.mark.parametrize(
    ("cause", "early", "subject"),
    [("wrong_match", 6, "needs"), ("no_time", 6, "availability"), ("no_time", 3, "")],
)
def test_many_early_ends_move_the_weight_that_answers_their_cause(
    cause: str, early: int, subject: str
) -> None:
    made = propose(
        Cohort(274, 21, True, pairs=24, early=early, causes={cause: early}, weights={"needs": 50})
    )
    assert [one.subject for one in made] == ([subject] if subject else [])


@pytest.mark.parametrize(
    ("cause", "stage", "kind"),
    [("imposed", "execution", "cadence"), ("mentors", "", "weight"), ("mentors", "launch", "")],
)
def test_a_lesson_alone_can_suggest_a_change_and_is_cited(
    cause: str, stage: str, kind: str
) -> None:
    lesson = Lesson("learnt", cause, stage)
    made = propose(Cohort(274, 21, True, weights={"needs": 50}, lessons=(lesson,)))
    assert [(one.kind, one.lessons) for one in made] == ([(kind, ("learnt",))] if kind else [])


DAYS = some.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))


@given(start=DAYS, before=some.integers(0, 90), length=some.integers(1, 900), new=DAYS, now=DAYS)
def test_dates_move_together_and_keep_their_order(
    start: dt.date, before: int, length: int, new: dt.date, now: dt.date
) -> None:
    old = timing.Dates(start - dt.timedelta(days=before), start, start + dt.timedelta(days=length))
    if new < now:
        with pytest.raises(ValueError, match="past"):
            timing.shifted(old, new, now)
        return
    made = timing.shifted(old, new, now)
    assert made.starts_on == new and (made.ends_on - new).days == length
    assert now <= made.enrol_until <= made.starts_on


@given(ends=DAYS, now=DAYS)
def test_the_proposed_start_is_a_monday_with_time_to_prepare(ends: dt.date, now: dt.date) -> None:
    day = timing.proposed_start(ends, now)
    assert day.weekday() == 0 and (day - now).days >= 42 and (day - ends).days >= 14


@pytest.mark.parametrize(
    "name", ["Relève", "Relève, cohorte 2", "Relève – Cohort 12", "Relève cohort 3"]
)
def test_a_name_loses_the_number_of_its_cohort(name: str) -> None:
    assert timing.base_name(name, ("cohort", "cohorte")) == "Relève"


PAIRS = some.builds(
    honour.Pair,
    status=some.sampled_from(("active", "completed", "ended")),
    sessions=some.integers(0, 9),
    minutes=some.integers(0, 900),
)


@given(some.lists(PAIRS, max_size=5))
def test_who_met_somebody_and_meets_nobody_any_more_has_ended_honourably(
    pairs: list[honour.Pair],
) -> None:
    code = honour.standing(pairs)
    still = any(one.status == "active" for one in pairs)
    met = any(one.sessions for one in pairs)
    assert (code in honour.HONOURABLE) == (met and not still)
    assert honour.standing(list(reversed(pairs))) == code
    assert abs(honour.hours(pairs) * 60 - sum(one.minutes for one in pairs)) <= 30
