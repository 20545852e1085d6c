"""What closed pairs teach: honest intervals, and weights that noise does not move."""

from collections.abc import Sequence
from math import isfinite

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import EngineError
from matching.engine.learning import ENOUGH, LEAST, ClosedPair, Lessons, TooFew, learn

CRITERIA = ("availability", "function", "level_gap", "needs", "site", "skills")
WEIGHTS = dict(zip(CRITERIA, (10, 20, 30, 50, 10, 40), strict=True))


def simulate(
    seed: int, count: int, effects: Sequence[float], noise: float = 0.15
) -> list[ClosedPair]:
    """Pairs whose outcome follows the shares with these effects, and chance."""
    draw = np.random.default_rng(seed)
    shares = draw.beta(2, 2, (count, len(CRITERIA)))
    outcomes = 0.5 + (shares - 0.5) @ np.array(effects) + draw.normal(0, noise, count)
    return [
        ClosedPair(dict(zip(CRITERIA, row, strict=True)), min(1.0, max(0.0, outcome)))
        for row, outcome in zip(shares.tolist(), outcomes.tolist(), strict=True)
    ]


def lessons(rows: list[ClosedPair], weights: dict[str, int] | None = None) -> Lessons:
    found = learn(rows, weights or WEIGHTS)
    assert isinstance(found, Lessons)
    return found


NOISE = (0.0,) * 6
STRONG = (0.0, 0.0, 0.0, 0.0, 0.6, 0.1)


@pytest.mark.parametrize("count", [0, 1, LEAST - 1])
def test_too_few_pairs_say_how_many_are_missing(count: int) -> None:
    assert learn(simulate(1, count, STRONG), WEIGHTS) == TooFew(count, LEAST - count)


def test_thirty_pairs_show_effects_and_no_weights() -> None:
    found = lessons(simulate(1, LEAST, STRONG))
    assert len(found.effects) == 6 and found.pairs == LEAST
    assert (found.proposal, found.missing) == (None, 120)


@pytest.mark.parametrize(("count", "is_firm", "missing"), [(150, False, 250), (400, True, 0)])
def test_weights_are_suggested_from_150_and_proposed_from_400(
    count: int, is_firm: bool, missing: int
) -> None:
    found = lessons(simulate(2, count, STRONG))
    assert found.proposal is not None
    assert (found.proposal.is_firm, found.missing) == (is_firm, missing)


@pytest.mark.parametrize("count", [150, ENOUGH])
def test_pure_noise_moves_no_weight_much(count: int) -> None:
    for seed in range(12):
        proposal = lessons(simulate(seed, count, NOISE)).proposal
        assert proposal is not None
        total = sum(proposal.weights.values())
        moved = sum(abs(proposal.weights[c] / total - WEIGHTS[c] / 160) for c in CRITERIA) / 2
        assert moved < 0.1
        assert proposal.is_change or proposal.weights == WEIGHTS


def test_strong_signal_is_found_and_its_gain_is_sure() -> None:
    for seed in range(3):
        found = lessons(simulate(seed, ENOUGH, STRONG))
        site = next(one for one in found.effects if one.criterion == "site")
        assert site.is_clear and site.low is not None and site.high is not None
        assert 0.45 < site.low < site.high < 0.75
        assert found.proposal is not None and found.proposal.is_change
        assert max(found.proposal.weights, key=found.proposal.weights.__getitem__) == "site"
        assert 0 < found.proposal.low < found.proposal.gain < found.proposal.high


def test_weights_that_are_right_already_stay() -> None:
    right = tuple(WEIGHTS[one] / 160 for one in CRITERIA)
    changes = 0
    for seed in range(8):
        found = lessons(simulate(seed, ENOUGH, right, noise=0.1))
        assert found.score.is_clear and (found.score.effect or 0) > 0.7
        changes += found.proposal is not None and found.proposal.is_change
    assert changes <= 2


def test_intervals_hold_the_truth_19_times_in_20() -> None:
    truth = (0.0, 0.1, -0.1, 0.3, 0.0, 0.2)
    held = []
    for seed in range(150):
        for effect, true in zip(lessons(simulate(seed, 60, truth)).effects, truth, strict=True):
            assert effect.low is not None and effect.high is not None
            held.append(effect.low <= true <= effect.high)
    assert 0.93 < np.mean(held) < 0.985


share = st.none() | st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1)
tables = st.integers(LEAST, 40).flatmap(
    lambda count: st.lists(
        st.builds(
            ClosedPair,
            st.fixed_dictionaries(dict.fromkeys(CRITERIA[:3], share)),
            st.sampled_from([0.0, 1.0]) | st.floats(0, 1),
        ),
        min_size=count,
        max_size=count,
    )
)


@settings(max_examples=25, deadline=None)
@given(tables, st.integers(1, 6), st.randoms(use_true_random=False))
def test_no_table_gives_anything_but_numbers(rows: list[ClosedPair], times: int, order) -> None:  # type: ignore[no-untyped-def]
    weights = {one: WEIGHTS[one] for one in CRITERIA[:3]}
    found = lessons(rows * times, weights)
    for one in (found.score, *found.effects):
        if one.unknown:
            assert one.effect is one.low is one.high is None
        else:
            assert one.low is not None and one.effect is not None and one.high is not None
            assert isfinite(one.effect) and one.low <= one.effect <= one.high
    if found.proposal:
        numbers = [*found.proposal.weights.values()]
        assert all(0 <= n <= 100 for n in numbers) and sum(numbers) > 0
        assert isfinite(found.proposal.gain + found.proposal.low + found.proposal.high)
    assert lessons(order.sample(rows * times, len(rows) * times), weights) == found


def with_column(rows: list[ClosedPair], **columns: object) -> list[ClosedPair]:
    def value(row: ClosedPair, of: object) -> float | None:
        return row.shares[of] if isinstance(of, str) else of  # type: ignore[return-value]

    return [
        ClosedPair(
            {**row.shares, **{name: value(row, of) for name, of in columns.items()}}, row.outcome
        )
        for row in rows
    ]


@pytest.mark.parametrize("count", [60, ENOUGH])
def test_columns_that_say_nothing_of_their_own_are_told_apart(count: int) -> None:
    rows = with_column(simulate(3, count, STRONG), same=0.5, silent=None, twin="needs")
    found = lessons(rows, WEIGHTS | {"same": 10, "silent": 10, "twin": 10})
    why = {one.criterion: one.unknown for one in found.effects}
    assert {name for name, unknown in why.items() if unknown == "constant"} == {"same", "silent"}
    assert {name for name, unknown in why.items() if unknown == "inseparable"} == {"needs", "twin"}
    site = next(one for one in found.effects if one.criterion == "site")
    plain = next(
        one for one in lessons(simulate(3, count, STRONG)).effects if one.criterion == "site"
    )
    assert site.effect == pytest.approx(plain.effect, abs=1e-9)
    assert next(one.pairs for one in found.effects if one.criterion == "silent") == 0


def test_outcome_that_never_varies_teaches_nothing() -> None:
    rows = [ClosedPair(row.shares, 0.8) for row in simulate(5, ENOUGH, NOISE)]
    found = lessons(rows)
    assert not any(one.is_clear for one in found.effects)
    assert found.proposal is not None and not found.proposal.is_change


@pytest.mark.parametrize(
    ("shares", "outcome", "weights", "code"),
    [
        ({"site": 1.1}, 0.5, WEIGHTS, "share_invalid"),
        ({"site": float("nan")}, 0.5, WEIGHTS, "share_invalid"),
        ({"site": 1.0}, -0.1, WEIGHTS, "outcome_invalid"),
        ({"site": 1.0}, float("nan"), WEIGHTS, "outcome_invalid"),
        ({"site": 1.0}, 0.5, {"site": -1}, "weight_invalid"),
        ({"site": 1.0}, 0.5, {"site": 0}, "all_weights_zero"),
    ],
)
def test_number_out_of_range_is_refused(
    shares: dict[str, float | None], outcome: float, weights: dict[str, int], code: str
) -> None:
    with pytest.raises(EngineError) as refusal:
        learn([ClosedPair(shares, outcome)] * 40, weights)
    assert refusal.value.code == code


@pytest.mark.parametrize("missing", [0.05, 0.5])
def test_gaps_in_one_criterion_give_its_effect_to_no_other(missing: float) -> None:
    clear = 0
    for seed in range(40):
        draw = np.random.default_rng(seed)
        common = draw.random(300)
        true, idle = (np.clip(common + draw.normal(0, 0.1, 300), 0, 1) for _ in range(2))
        outcome = np.clip(0.2 + 0.5 * true + draw.normal(0, 0.1, 300), 0, 1)
        gone = draw.random(300) < missing
        rows = [
            ClosedPair({"true": None if g else float(a), "idle": float(b)}, float(y))
            for a, b, y, g in zip(true, idle, outcome, gone, strict=True)
        ]
        idle_one, _true = lessons(rows, {"idle": 50, "true": 50}).effects
        clear += idle_one.is_clear
    assert clear <= 6


def test_too_few_pairs_without_gaps_tell_no_effect() -> None:
    rows = [
        ClosedPair({"a": None, "b": n / 60} if n % 2 else {"a": n / 60, "b": None}, 0.5)
        for n in range(60)
    ]
    assert {one.unknown for one in lessons(rows, {"a": 50, "b": 50}).effects} == {"incomplete"}
