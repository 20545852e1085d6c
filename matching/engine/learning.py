"""What closed pairs teach about the criteria: effects with intervals, and weights to propose.

A row is a closed pair: for each criterion the share of its points that the pair earned (0–1), and
how well the pair went (0–1). Only pairs that were made are seen, so an effect says what went with
good outcomes among them, never what caused them.

Effects come from least squares on all criteria together; intervals take the larger of the
classical and the heteroscedasticity-consistent standard error HC3 (MacKinnon and White, 1985; Long
and Ervin, 2000). Weights come from ridge regression towards the present weights (Hoerl and
Kennard, 1970) under the constraint of no negative weight (Lawson and Hanson, 1974), its strength
chosen by cross-validation with preference for the present weights (the rule of one standard error
of Breiman et al., 1984, paired), and only a gain that other pairs confirm is proposed. The folds
follow from the rows alone: same rows in any order, same answer.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, solve_triangular
from scipy.optimize import nnls
from scipy.stats import t as student

from matching.engine.terms import EngineError

LEAST = 30
"""Closed pairs below which nothing is said."""
SUGGESTION = 150
"""From here on weights are suggested."""
ENOUGH = 400
"""From here on weights are proposed."""
CONFIDENCE = 0.95
FOLDS = 10
STRENGTHS = (np.inf, 30.0, 10.0, 3.0, 1.0, 0.3, 0.1, 0.03)
"""Pull towards the present weights, in units of the mean variance of the shares; inf keeps them."""
LEAST_CORRELATION = 0.3
"""Of the present score with the outcome, as far as the pull towards the present weights goes."""
HIGHEST_WEIGHT = 100
_NOTHING = 1e-9

Numbers = npt.NDArray[np.float64]
Known = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ClosedPair:
    """A pair that ended: share 0–1 per criterion (None or absent: not known), outcome 0–1."""

    shares: Mapping[str, float | None]
    outcome: float


@dataclass(frozen=True)
class TooFew:
    """Nothing can be said yet: there are `pairs`, and `missing` more are needed."""

    pairs: int
    missing: int


@dataclass(frozen=True)
class Effect:
    """How much better pairs went that earned all of a criterion than pairs that earned nothing.

    `effect`, `low` and `high` (95 % interval) are on the scale of the outcome, everything else
    equal. `pairs` is how many have a known share. `unknown` says why there is no effect:
    `constant` (all pairs earn the same), `inseparable` (other criteria always go along) or
    `incomplete` (too few pairs have a known share everywhere); the three numbers are then None.
    """

    criterion: str
    pairs: int
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    unknown: str = ""

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out 0. Of twenty criteria without effect one does so too."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True)
class Proposal:
    """Weights that would have told good pairs better (0–100 each, only proportions count).

    `is_firm` from 400 pairs on; a suggestion before. `gain` is by how much, on the scale of the
    outcome, the half of the pairs that these weights prefer went better than the half that the
    present weights prefer, among pairs that the weights had not seen; `low` and `high` hold it
    with 95 % confidence. When no other weights are surely better (`low` > 0), `weights` are the
    present ones and the gain is 0.
    """

    weights: dict[str, int]
    is_firm: bool
    is_change: bool
    gain: float
    low: float
    high: float


@dataclass(frozen=True)
class Lessons:
    """What `pairs` closed pairs teach: the present score, each criterion, and perhaps weights.

    `proposal` is None below 150 pairs; `missing` is how many more a suggestion needs, then how
    many more a firm proposal.
    """

    pairs: int
    score: Effect
    effects: tuple[Effect, ...]
    proposal: Proposal | None
    missing: int


def learn(rows: Sequence[ClosedPair], weights: Mapping[str, int]) -> Lessons | TooFew:
    """Effects of the criteria in `weights` (present weight by criterion, ≥ 0) on the outcome.

    TooFew under 30 pairs. Effects are those of the pairs whose shares are all known, but for
    criteria that nobody knows: a guess in the gaps of one criterion would give its effect to those
    that go along with it. For weights an unknown share counts as the mean of the known ones.

    Raises EngineError: `share_invalid` and `outcome_invalid` for numbers outside 0–1,
    `weight_invalid`, `all_weights_zero`.
    """
    criteria = sorted(weights)
    _check(rows, weights)
    needed = max(LEAST, 3 * len(criteria))
    if len(rows) < needed:
        return TooFew(len(rows), needed - len(rows))
    shares, is_known, outcomes = _table(rows, criteria)
    known = is_known.sum(axis=0).tolist()
    whole = (is_known | (is_known.sum(axis=0) == 0)).all(axis=1)
    effects = tuple(
        Effect(one, n, unknown="incomplete") for one, n in zip(criteria, known, strict=True)
    )
    if whole.sum() >= needed:
        effects = _effects(shares[whole], outcomes[whole], criteria, known)
    present = np.array([weights[one] for one in criteria], dtype=np.float64)
    present /= present.sum()
    proposal = None
    if len(rows) >= SUGGESTION:
        total = sum(weights.values())
        proposal = _propose(shares, outcomes, present, criteria, weights, total)
    goal = next((goal for goal in (SUGGESTION, ENOUGH) if len(rows) < goal), len(rows))
    return Lessons(
        pairs=len(rows),
        score=_effects((shares @ present)[:, None], outcomes, ["score"], [len(rows)])[0],
        effects=effects,
        proposal=proposal,
        missing=goal - len(rows),
    )


def _check(rows: Sequence[ClosedPair], weights: Mapping[str, int]) -> None:
    for row in rows:
        for criterion, share in row.shares.items():
            if share is not None and not (isfinite(share) and 0 <= share <= 1):
                raise EngineError("share_invalid", criterion)
        if not (isfinite(row.outcome) and 0 <= row.outcome <= 1):
            raise EngineError("outcome_invalid")
    for criterion, weight in weights.items():
        if not 0 <= weight <= HIGHEST_WEIGHT:
            raise EngineError("weight_invalid", criterion)
    if not any(weights.values()):
        raise EngineError("all_weights_zero")


def _table(rows: Sequence[ClosedPair], criteria: Sequence[str]) -> tuple[Numbers, Known, Numbers]:
    """Shares (pairs × criteria, gaps filled), which of them are known, outcomes; rows sorted."""
    raw = sorted(
        [
            row.outcome,
            *(-1.0 if row.shares.get(c) is None else float(row.shares[c] or 0) for c in criteria),
        ]
        for row in rows
    )
    table = np.array(raw, dtype=np.float64)
    outcomes, shares = table[:, 0], table[:, 1:].copy()
    is_known = shares >= 0
    known = is_known.sum(axis=0)
    means = np.where(is_known, shares, 0).sum(axis=0) / np.maximum(known, 1)
    return np.where(is_known, shares, means), is_known, outcomes


def _effects(
    shares: Numbers, outcomes: Numbers, criteria: Sequence[str], known: Sequence[int]
) -> tuple[Effect, ...]:
    """Least squares with an intercept; what the shares cannot tell apart has no effect."""
    count = len(outcomes)
    centred = shares - shares.mean(axis=0)
    spread = np.sqrt((centred**2).mean(axis=0))
    is_constant = spread < _NOTHING
    scaled = centred / np.where(is_constant, 1, spread)
    left, sizes, right = np.linalg.svd(scaled, full_matrices=False)
    is_told = sizes > 1e-6 * max(1.0, float(sizes.max(initial=0)))
    is_inseparable = (np.abs(right[~is_told]) > 1e-6).any(axis=0)
    left, sizes, right = left[:, is_told], sizes[is_told], right[is_told]
    inverse = (right.T / sizes) @ left.T
    slopes = inverse @ (outcomes - outcomes.mean())
    errors = outcomes - outcomes.mean() - scaled @ slopes
    leverage = np.clip((left**2).sum(axis=1) + 1 / count, 0, 0.99)
    freedom = count - len(sizes) - 1
    classical = (inverse**2).sum(axis=1) * (errors**2).sum() / freedom
    robust = (inverse**2) @ (errors / (1 - leverage)) ** 2
    margins = student.ppf((1 + CONFIDENCE) / 2, freedom) * np.sqrt(np.maximum(classical, robust))
    effects = []
    for n, criterion in enumerate(criteria):
        if is_constant[n] or is_inseparable[n]:
            unknown = "constant" if is_constant[n] else "inseparable"
            effects.append(Effect(criterion, known[n], unknown=unknown))
            continue
        effect, margin = float(slopes[n] / spread[n]), float(margins[n] / spread[n])
        effects.append(Effect(criterion, known[n], effect, effect - margin, effect + margin))
    return tuple(effects)


def _propose(
    shares: Numbers,
    outcomes: Numbers,
    present: Numbers,
    criteria: Sequence[str],
    weights: Mapping[str, int],
    total: int,
) -> Proposal:
    is_firm = len(outcomes) >= ENOUGH
    strength = _strength(shares, outcomes, present)
    found = _fit(shares, outcomes, present, strength)
    whole = dict(zip(criteria, _whole(found, total), strict=True))
    if not np.isfinite(strength) or whole == dict(weights):
        return Proposal(dict(weights), is_firm, False, 0.0, 0.0, 0.0)
    gains = np.empty(len(outcomes))
    for held in _folds(shares, outcomes):
        seen = np.setdiff1d(np.arange(len(outcomes)), held)
        best = _strength(shares[seen], outcomes[seen], present)
        learned = _fit(shares[seen], outcomes[seen], present, best)
        better = _upper_half(shares[held] @ learned) - _upper_half(shares[held] @ present)
        gains[held] = 2 * better * (outcomes[held] - outcomes.mean())
    margin = student.ppf((1 + CONFIDENCE) / 2, len(gains) - 1) * gains.std(ddof=1)
    margin /= np.sqrt(len(gains))
    gain, margin = float(gains.mean()), float(margin)
    if gain <= margin:
        return Proposal(dict(weights), is_firm, False, 0.0, 0.0, 0.0)
    return Proposal(whole, is_firm, True, gain, gain - margin, gain + margin)


def _fit(shares: Numbers, outcomes: Numbers, present: Numbers, strength: float) -> Numbers:
    """Weights ≥ 0 that sum to 1: ridge towards the present ones, scaled to the outcome.

    The present weights again when strength is inf or the outcome follows nothing. The scale of the
    present weights never falls to nothing, so that chance alone cannot turn the proportions over.
    """
    if not np.isfinite(strength):
        return present
    centred, aims = shares - shares.mean(axis=0), outcomes - outcomes.mean()
    score = centred @ present
    size = float(score @ score)
    slope = 0.0
    if size > _NOTHING:
        least = LEAST_CORRELATION * float(np.sqrt(aims @ aims / size))
        slope = max(least, float(score @ aims) / size)
    pull = strength * max(_NOTHING, float((centred**2).sum(axis=0).mean()))
    gram = centred.T @ centred + pull * np.eye(len(present))
    factor = cho_factor(gram, lower=True)[0]
    factor = np.tril(factor)
    target = solve_triangular(factor, centred.T @ aims + pull * slope * present, lower=True)
    found: Numbers = nnls(factor.T, target)[0]
    total = float(found.sum())
    return found / total if total > _NOTHING else present


def _strength(shares: Numbers, outcomes: Numbers, present: Numbers) -> float:
    """The strongest pull that predicts as well as the best, within one standard error.

    Errors are compared fold by fold, each candidate with its own slope and intercept on what it
    had seen.
    """
    errors = np.array(
        [
            [_error(shares, outcomes, held, present, strength) for strength in STRENGTHS]
            for held in _folds(shares, outcomes)
        ]
    )
    best = int(errors.mean(axis=0).argmin())
    worse = errors - errors[:, [best]]
    slack = worse.std(axis=0, ddof=1) / np.sqrt(len(worse))
    fits = worse.mean(axis=0) <= slack + _NOTHING * errors.mean()
    return STRENGTHS[int(fits.argmax())]


def _error(
    shares: Numbers,
    outcomes: Numbers,
    held: npt.NDArray[np.int64],
    present: Numbers,
    strength: float,
) -> float:
    """Mean squared error on held-out pairs of the score that the other pairs teach."""
    is_seen = np.ones(len(outcomes), dtype=np.bool_)
    is_seen[held] = False
    weights = _fit(shares[is_seen], outcomes[is_seen], present, strength)
    score, aims = shares[is_seen] @ weights, outcomes[is_seen]
    centred = score - score.mean()
    size = float(centred @ centred)
    slope = float(centred @ aims) / size if size > _NOTHING else 0.0
    guess = aims.mean() + slope * (shares[held] @ weights - score.mean())
    return float(((outcomes[held] - guess) ** 2).mean())


def _folds(shares: Numbers, outcomes: Numbers) -> list[npt.NDArray[np.int64]]:
    """Ten parts of the (sorted) rows, drawn from a seed that is a hash of them."""
    content = np.column_stack([outcomes, shares]).tobytes()
    seed = int.from_bytes(hashlib.blake2b(content, digest_size=8).digest())
    order = np.random.default_rng(seed).permutation(len(outcomes))
    return np.array_split(order, FOLDS)


def _upper_half(scores: Numbers) -> Numbers:
    """1 for the half of the pairs with the higher scores; equal scores share what is left."""
    half = len(scores) / 2
    edge = np.sort(scores)[::-1][int(half)]
    above, equal = scores > edge + _NOTHING, np.abs(scores - edge) <= _NOTHING
    share = (half - above.sum()) / equal.sum()
    upper: Numbers = np.where(above, 1.0, np.where(equal, share, 0.0))
    return upper


def _whole(found: Numbers, total: int) -> list[int]:
    """Shares as whole weights with the given sum, none over 100; largest remainders first."""
    total = min(total, int(HIGHEST_WEIGHT / float(found.max())))
    exact = found * total
    whole = np.floor(exact + _NOTHING).astype(np.int64)
    for n in np.argsort(whole - exact, kind="stable")[: total - int(whole.sum())]:
        whole[n] += 1
    return [int(n) for n in whole]
