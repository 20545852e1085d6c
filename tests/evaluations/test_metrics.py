"""The figures: intervals, small groups, order of rows, frozen reports."""

import itertools
import json
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations import metrics
from evaluations.metrics import (
    Answer,
    Asked,
    Costs,
    Count,
    Enrolment,
    FixedCost,
    Hidden,
    Indicator,
    Interval,
    Mean,
    Measure,
    Nps,
    Pair,
    ProgrammeInputs,
    Proportion,
    Question,
    Session,
)

TODAY = date(2026, 6, 30)
START = date(2026, 1, 5)
DUE = date(2026, 9, 30)


def programme(
    *, pairs: int = 12, sessions: int = 4, early: int = 0, well: int = 0, answers: int = 12
) -> ProgrammeInputs:
    """A programme of n mentors and n mentees; the first pairings end early, the next end well."""
    people = [("mentor", f"m{i}") for i in range(pairs)] + [
        ("mentee", f"p{i}") for i in range(pairs)
    ]
    ends = [False] * early + [True] * well
    return ProgrammeInputs(
        as_of=TODAY,
        cadence_days=45,
        enrolments=tuple(Enrolment(person, role, True) for role, person in people),
        pairs=tuple(
            Pair(
                f"pair{i}",
                f"m{i}",
                f"p{i}",
                START,
                DUE,
                TODAY,
                ends[i],
                None if ends[i] else "time",
            )
            if i < len(ends)
            else Pair(f"pair{i}", f"m{i}", f"p{i}", START, DUE)
            for i in range(pairs)
        ),
        sessions=tuple(
            Session(f"pair{i}", START + timedelta(days=40 * (j + 1)), 60, (i + j) % 6)
            for i in range(pairs)
            for j in range(sessions)
        ),
        questions=(Question("useful"), Question("recommend", 0, 10, "nps")),
        asked=tuple(Asked(f"p{i}", "mentee", "day_30", i < answers, True) for i in range(pairs)),
        answers=tuple(Answer("mentee", "useful", "day_30", 3 + i % 3) for i in range(answers)),
        indicators=(Indicator("stay", Decimal(80), Decimal(90), START, DUE),),
        measures=(Measure("stay", START, Decimal(80)), Measure("stay", TODAY, Decimal(87))),
        costs=Costs(
            "EUR", Decimal("70.10"), Decimal("45"), 30, (FixedCost("training", Decimal(900)),)
        ),
    )


# ---------------------------------------------------------------- estimates


@given(st.integers(1, 500), st.data())
def test_a_wilson_interval_contains_its_share(total: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, total))
    interval = metrics.wilson(count, total)
    assert 0 <= interval.low <= count / total <= interval.high <= 1


def test_the_wilson_interval_equals_the_published_example() -> None:
    # Newcombe 1998, table I: 81 of 263, score method without correction: 0.2553 to 0.3662.
    interval = metrics.wilson(81, 263)
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.2553, 0.3662)


@given(st.lists(st.integers(1, 5), min_size=5, max_size=60))
def test_a_mean_lies_in_its_interval_and_the_interval_in_the_scale(values: list[int]) -> None:
    figure = metrics.mean(values, lowest=1, highest=5)
    assert isinstance(figure, Mean)
    assert 1 <= figure.low <= figure.value <= figure.high <= 5


@given(st.lists(st.integers(0, 10), min_size=5, max_size=60))
def test_a_net_promoter_score_lies_in_its_interval(values: list[int]) -> None:
    figure = metrics.nps(values)
    if isinstance(figure, Nps):
        assert -100 <= figure.low <= figure.value <= figure.high <= 100


def test_a_mean_has_the_t_interval_of_the_textbook() -> None:
    # t(0.975, 9) = 2.262; sd of 1..5 twice = 1.4907; 2.262 × 1.4907 / √10 = 1.07
    figure = metrics.mean([1, 2, 3, 4, 5] * 2, lowest=1, highest=5)
    assert figure == Mean(3.0, 1.93, 4.07, 10, 1, 5)


def test_answers_of_few_people_are_hidden_however_many_they_are() -> None:
    assert metrics.mean([4] * 12, lowest=1, highest=5, persons=4) == Hidden("small_group")


def test_five_equal_answers_are_no_certainty() -> None:
    figure = metrics.mean([4, 4, 4, 4, 4], lowest=1, highest=5)
    assert isinstance(figure, Mean)
    assert figure.low < 4 < figure.high


@pytest.mark.parametrize("total", [1, 2, 3, 4])
def test_a_share_of_fewer_than_five_is_hidden(total: int) -> None:
    assert metrics.proportion(1, total) == Hidden("small_group")


def test_a_share_of_nobody_says_that_there_are_no_data() -> None:
    assert metrics.proportion(0, 0) == Hidden("no_data")


def test_a_share_with_a_small_complement_is_only_bounded() -> None:
    figure = metrics.proportion(34, 36)
    assert figure == Proportion(Count(32, 35), 36)
    assert isinstance(figure, Proportion)
    assert figure.interval == Interval(metrics.wilson(32, 36).low, metrics.wilson(35, 36).high)


def test_a_net_promoter_score_counts_promoters_minus_detractors() -> None:
    figure = metrics.nps([10] * 20 + [8] * 10 + [3] * 10)
    assert isinstance(figure, Nps)
    assert figure.value == 25.0


@pytest.mark.parametrize("value", [0, 6])
def test_a_value_outside_its_scale_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="outside the scale"):
        metrics.mean([3, 3, 3, 3, 3, value], lowest=1, highest=5)


def test_people_who_were_never_asked_a_question_do_not_hide_that_one_answered_it() -> None:
    others = [Asked(f"m{i}", "mentor", "first_session", True, True) for i in range(9)]
    busy = [Asked("m0", "mentor", "final", True, True)] * 5
    answers = [Answer("mentor", "recommend", "final", 9)] * 5
    question = Question("recommend", 0, 10, "nps", ("final",))
    inputs = ProgrammeInputs(
        TODAY, 30, questions=(question,), asked=(*others, *busy), answers=tuple(answers)
    )
    shown = metrics.question_figures(inputs, question)
    assert shown.overall == shown.distribution == Hidden("small_group")
    assert [one.figure for one in shown.roles] == [Hidden("no_data"), Hidden("small_group")]


@pytest.mark.parametrize(
    ("wave", "reason"), [("final", "small_group"), ("first_session", "no_data")]
)
def test_answers_that_wait_are_said_to_be_few_where_they_belong(wave: str, reason: str) -> None:
    question = Question("recommend", 0, 10, "nps", ("final",))
    waiting = Asked("m0", "mentor", wave, True, counted=False)
    shown = metrics.question_figures(ProgrammeInputs(TODAY, 30, asked=(waiting,)), question)
    assert shown.overall == Hidden(reason)
    assert [one.figure for one in shown.roles] == [Hidden("no_data"), Hidden(reason)]


# ---------------------------------------------------------------- small groups


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_no_small_cell_can_be_derived_by_subtracting_the_shown_from_the_total(
    cells: list[int],
) -> None:
    shown = metrics.suppress(cells, sum(cells))
    hidden = [i for i, cell in enumerate(shown.cells) if isinstance(cell, Hidden)]
    assert not any(metrics.is_small(c) for c in shown.cells if isinstance(c, int))
    if isinstance(shown.total, Hidden):
        return
    rest = shown.total - sum(cell for cell in shown.cells if isinstance(cell, int))
    assert rest == 0 or rest >= metrics.MINIMUM_GROUP
    for i in hidden:
        # A zero is always shown, so the attacker knows that each hidden cell is at least 1.
        most = rest - (len(hidden) - 1)
        assert most > 1, f"cell {i} of {cells} is derivable"


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5), st.randoms())
def test_suppression_does_not_depend_on_the_order_of_the_cells(cells: list[int], random) -> None:
    order = list(range(len(cells)))
    random.shuffle(order)
    plain = metrics.suppress(cells, sum(cells)).cells
    shuffled = metrics.suppress([cells[i] for i in order], sum(cells)).cells
    assert shuffled == tuple(plain[i] for i in order)


def test_a_differencing_attacker_who_knows_the_method_finds_no_small_step() -> None:
    worlds = defaultdict(set)
    for steps in itertools.product(range(19), repeat=3):
        if sorted(steps, reverse=True) == list(steps):
            worlds[metrics.disclose(steps)].add(steps)
    for published, candidates in worlds.items():
        for i, j in ((0, 1), (1, 2), (0, 2)):
            differences = {world[i] - world[j] for world in candidates}
            assert len(differences) > 1 or not metrics.is_small(differences.pop()), published
        for i in range(3):
            counts = {world[i] for world in candidates}
            assert len(counts) > 1 or not metrics.is_small(counts.pop()), published


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6), st.integers(5, 60))
def test_bounds_contain_the_count_they_protect(counts: list[int], known: int) -> None:
    for count, shown in zip(counts, metrics.disclose(counts, [known]), strict=True):
        assert shown.least <= count <= shown.most
        assert shown.exact or shown.most - shown.least >= 3


@given(st.lists(st.frozensets(st.sampled_from("abcdefghij")), max_size=6))
def test_the_parts_hidden_together_belong_to_five_people_or_to_all(
    contributors: list[frozenset[str]],
) -> None:
    seen = metrics.visible(contributors)
    hidden = [people for people, shown in zip(contributors, seen, strict=True) if not shown]
    left = [people for people, shown in zip(contributors, seen, strict=True) if shown and people]
    if hidden and left:
        assert len(hidden) > 1
        assert len(frozenset().union(*hidden)) >= metrics.MINIMUM_GROUP
    assert all(len(people) >= metrics.MINIMUM_GROUP for people in left)


def test_cells_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        metrics.suppress([5, 6], 12)


def test_a_distribution_is_shown_in_bands_when_one_value_is_rare() -> None:
    shown = metrics.distribution([1] * 2 + [2] * 6 + [3] * 5 + [5] * 9, Question("q"), persons=22)
    assert [(b.low, b.high, b.count) for b in shown] == [(1, 2, 8), (3, 3, 5), (4, 5, 9)]


def test_a_distribution_is_hidden_when_bands_do_not_help() -> None:
    assert metrics.distribution([1] * 2 + [5] * 9, Question("q"), persons=11) == Hidden()


# ---------------------------------------------------------------- the programme


def test_a_healthy_programme_shows_its_figures() -> None:
    shown = metrics.figures(programme())
    assert shown.pairings == 12
    assert [step.count.middle for step in shown.mentees] == [12, 12, 12, 12, 12, 0]
    assert shown.cadence_kept == Proportion(Count(12, 12), 12)
    assert shown.sessions == 48
    assert shown.hours == metrics.Hours(Decimal("72.00"), Decimal("72.00"))
    assert shown.response == Proportion(Count(12, 12), 12)
    assert [month.sessions for month in shown.months] == [0, 12, 12, 0, 12, 12]


def test_a_programme_of_four_pairings_shows_nothing_about_them() -> None:
    shown = metrics.figures(programme(pairs=4, answers=4))
    assert shown.pairings == shown.sessions == shown.hours == shown.costs == Hidden()
    assert shown.cadence_kept == shown.progress == shown.response == Hidden()
    assert shown.questions[1].overall == Hidden()
    assert all(step.count == Count(1, 4) for step in shown.mentees[:5])


def test_a_programme_without_rows_has_no_data_and_does_not_fail() -> None:
    shown = metrics.figures(ProgrammeInputs(as_of=TODAY, cadence_days=30))
    assert shown.cadence_kept == shown.costs == shown.endings == Hidden("no_data")
    assert shown.months == ()


def test_cost_is_time_at_loaded_rates_plus_fixed_costs_rounded_once() -> None:
    shown = metrics.figures(programme()).costs
    assert isinstance(shown, metrics.CostFigures)
    # 48 sessions × 1.5 h × (70.10 + 45) = 8 287.20, and 900 of training
    assert shown.total == Decimal("9187.20")
    assert shown.cost_per_pairing == shown.break_even_benefit == Decimal("765.60")


def test_a_missing_cost_is_named() -> None:
    inputs = programme()
    assert inputs.costs is not None
    costs = replace(inputs.costs, fixed=(FixedCost("licences", None),))
    shown = metrics.figures(replace(inputs, costs=costs)).costs
    assert isinstance(shown, metrics.CostFigures)
    assert shown.missing == ("licences",)


def test_causes_of_endings_are_shown_from_five_up() -> None:
    shown = metrics.figures(programme(pairs=30, early=6, well=12)).endings
    assert shown == metrics.Endings((metrics.Cause("time", 6),), 6)


def test_endings_are_hidden_when_the_rest_would_give_away_who_still_runs() -> None:
    assert metrics.figures(programme(pairs=20, early=6, well=11)).endings == Hidden()


@pytest.mark.parametrize(
    ("value", "today", "standing"),
    [
        (None, TODAY, "no_measure"),
        (87, TODAY, "on_track"),
        (82, TODAY, "behind"),
        (90, TODAY, "reached"),
        (89, DUE + timedelta(days=1), "behind"),
    ],
)
def test_an_indicator_stands_where_its_plan_says(
    value: int | None, today: date, standing: str
) -> None:
    plan = Indicator("stay", Decimal(80), Decimal(90), START, DUE)
    measures = [] if value is None else [Measure("stay", TODAY, Decimal(value))]
    assert metrics.indicator_progress(plan, measures, today).standing == standing


def test_an_indicator_that_should_fall_moves_forward_when_it_falls() -> None:
    plan = Indicator("leavers", Decimal(12), Decimal(8), START, DUE)
    progress = metrics.indicator_progress(plan, [Measure("leavers", TODAY, Decimal(9))], TODAY)
    assert (progress.share, progress.standing) == (0.75, "on_track")


def test_a_long_gap_breaks_the_cadence_even_after_the_last_session() -> None:
    days = [START + timedelta(days=n) for n in (20, 40)]
    assert metrics.keeps_cadence(START, START + timedelta(days=60), days, longest=20)
    assert not metrics.keeps_cadence(START, START + timedelta(days=61), days, longest=20)


# ---------------------------------------------------------------- frozen reports


@settings(deadline=None, max_examples=40)
@given(st.randoms(), st.integers(0, 30), st.integers(0, 8), st.integers(0, 8), st.integers(0, 5))
def test_the_order_of_the_rows_never_matters(
    random, pairs: int, early: int, well: int, sessions: int
) -> None:
    inputs = programme(
        pairs=pairs,
        early=min(early, pairs),
        well=min(well, max(pairs - early, 0)),
        sessions=sessions,
    )
    shuffled = {}
    for name in ("enrolments", "pairs", "sessions", "asked", "answers", "measures", "questions"):
        rows = list(getattr(inputs, name))
        random.shuffle(rows)
        shuffled[name] = tuple(rows)
    assert metrics.figures(replace(inputs, **shuffled)) == metrics.figures(inputs)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 30), st.integers(0, 8), st.integers(0, 5), st.integers(0, 30))
def test_a_frozen_report_comes_back_from_json_without_loss(
    pairs: int, early: int, sessions: int, answers: int
) -> None:
    inputs = programme(
        pairs=pairs, early=min(early, pairs), sessions=sessions, answers=min(answers, pairs)
    )
    shown = metrics.figures(inputs)
    assert metrics.from_dict(json.loads(json.dumps(metrics.to_dict(shown)))) == shown


@pytest.mark.parametrize("data", [{}, {"is": "Figures"}, {"is": "Interval", "low": 0}])
def test_something_else_than_frozen_figures_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"frozen"):
        metrics.from_dict(data)


def test_one_changed_minute_changes_the_hash() -> None:
    inputs = programme()
    longer = replace(inputs.sessions[0], minutes=61)
    changed = replace(inputs, sessions=(longer, *inputs.sessions[1:]))
    assert metrics.inputs_hash(changed) != metrics.inputs_hash(inputs)
