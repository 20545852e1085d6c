"""Plain rows of one programme → the figures that may be shown, small groups hidden."""

import hashlib
import itertools
import json
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Literal

from scipy.special import stdtrit

MINIMUM_GROUP = 5
METHOD_VERSION = "2"
PLAN_TOLERANCE = 0.1
_Z95 = 1.959963984540054
_ROLES = ("mentee", "mentor")

type Role = Literal["mentor", "mentee"]
type Kind = Literal["scale", "nps"]
type Standing = Literal["reached", "on_track", "behind", "no_measure"]
STEPS = ("invited", "accepted", "paired", "first_session", "mid_term", "closed_well")
WAVES = ("first_session", "day_30", "mid_term", "final")


# ---------------------------------------------------------------- what comes in


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One invitation to take part; `accepted` is the person's own explicit yes."""

    person: str
    role: Role
    accepted: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """One published pairing; `due_on` is its planned end, `cause` a code when it ended early."""

    pair: str
    mentor: str
    mentee: str
    started_on: date
    due_on: date
    ended_on: date | None = None
    ended_well: bool = False
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One session that took place; `progress` is the declared 0–5 scale, None when not given."""

    pair: str
    on: date
    minutes: int
    progress: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A closed question: code, ends of its scale, how it is summarised, in which waves asked."""

    code: str
    lowest: int = 1
    highest: int = 5
    kind: Kind = "scale"
    waves: tuple[str, ...] = WAVES


@dataclass(frozen=True, slots=True)
class Asked:
    """That one person was asked in one wave of the survey, and whether an answer came back.

    `counted` says whether that answer is among those the figures are computed from, or waits.
    """

    person: str
    role: Role
    wave: str
    answered: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one question, without its author: only their role and the wave are known."""

    role: Role
    question: str
    wave: str
    value: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of an objective with its plan: from `baseline` to `target` by `due_on`."""

    code: str
    baseline: Decimal
    target: Decimal
    starts_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured value of an indicator on one day."""

    indicator: str
    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class FixedCost:
    """A cost that does not depend on hours; `amount` is None when it is known to be missing."""

    code: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Costs:
    """Loaded hourly costs by role, minutes of preparation per session and person, fixed costs."""

    currency: str
    mentor_hourly: Decimal
    mentee_hourly: Decimal
    preparation_minutes: int = 0
    fixed: tuple[FixedCost, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgrammeInputs:
    """Everything the figures of one programme are computed from, as of one day."""

    as_of: date
    cadence_days: int
    enrolments: tuple[Enrolment, ...] = ()
    pairs: tuple[Pair, ...] = ()
    sessions: tuple[Session, ...] = ()
    questions: tuple[Question, ...] = ()
    asked: tuple[Asked, ...] = ()
    answers: tuple[Answer, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    measures: tuple[Measure, ...] = ()
    costs: Costs | None = None
    grace_days: int = 7


# ---------------------------------------------------------------- what goes out


@dataclass(frozen=True, slots=True)
class Hidden:
    """A figure that is not shown: `small_group` (fewer than 5) or `no_data` (nobody yet).

    A cell hidden only to protect another one carries `small_group` too: saying which cell is the
    small one would give it away.
    """

    reason: Literal["small_group", "no_data"] = "small_group"


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval, in the unit of its estimate."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people or pairings, exact or, to protect a group of 1–4, only bounded."""

    least: int
    most: int

    @property
    def exact(self) -> bool:
        """Whether the number itself is published."""
        return self.least == self.most

    @property
    def middle(self) -> float:
        """The number, or the middle of its bounds."""
        return (self.least + self.most) / 2


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share of `total`; `count` is bounded when it or its complement is a group of 1–4."""

    count: Count
    total: int

    @property
    def share(self) -> float:
        """The estimate, 0–1."""
        return self.count.middle / self.total

    @property
    def exact(self) -> bool:
        """Whether the share is exact; when not, it is the middle of what is published."""
        return self.count.exact

    @property
    def interval(self) -> Interval:
        """Wilson interval, 0–1, widened to both bounds when the count is bounded."""
        return Interval(
            wilson(self.count.least, self.total).low, wilson(self.count.most, self.total).high
        )


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over `n` persons (or pairings) with its 95 % interval, in points of the scale."""

    value: float
    low: float
    high: float
    n: int
    lowest: int
    highest: int | None


@dataclass(frozen=True, slots=True)
class Nps:
    """A net promoter score over `n` persons, −100 to 100, with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a funnel."""

    code: str
    count: Count


@dataclass(frozen=True, slots=True)
class Month:
    """Sessions held in one month, written `2026-03`."""

    month: str
    sessions: int | Hidden


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours given by each side, preparation included, to the hundredth of an hour."""

    mentors: Decimal
    mentees: Decimal

    @property
    def total(self) -> Decimal:
        """Hours of both sides."""
        return self.mentors + self.mentees


@dataclass(frozen=True, slots=True)
class Band:
    """Answers from `low` to `high` inclusive."""

    low: int
    high: int
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """One question within one role or one wave."""

    code: str
    figure: Mean | Nps | Hidden


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """All that is shown of one question."""

    code: str
    kind: Kind
    overall: Mean | Nps | Hidden
    roles: tuple[Group, ...]
    waves: tuple[Group, ...]
    distribution: tuple[Band, ...] | Hidden


@dataclass(frozen=True, slots=True)
class IndicatorProgress:
    """Where an indicator stands against its plan; shares are of the way from baseline to target."""

    code: str
    standing: Standing
    baseline: Decimal
    target: Decimal
    value: Decimal | None
    measured_on: date | None
    share: float | None
    expected: float
    due_on: date
    series: tuple[tuple[date, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """How many early endings have one cause."""

    code: str
    count: int | Hidden


@dataclass(frozen=True, slots=True)
class Endings:
    """Causes of the pairings that ended early."""

    causes: tuple[Cause, ...]
    total: int | Hidden


@dataclass(frozen=True, slots=True)
class CostFigures:
    """What the programme cost so far; money in `currency`, to the cent.

    `break_even_benefit` is what each pairing that met would have to bring for the programme to pay
    for itself. It claims no benefit.
    """

    currency: str
    time: Decimal
    fixed: Decimal
    total: Decimal
    cost_per_pairing: Decimal
    break_even_benefit: Decimal | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Every figure of one programme that screen, PDF, XLSX and API may show."""

    version: str
    as_of: date
    inputs_hash: str
    pairings: int | Hidden
    mentees: tuple[Step, ...]
    mentors: tuple[Step, ...]
    cadence_kept: Proportion | Hidden
    sessions: int | Hidden
    sessions_per_pairing: Mean | Hidden
    progress: Mean | Hidden
    response: Proportion | Hidden
    months: tuple[Month, ...]
    hours: Hours | Hidden
    questions: tuple[QuestionFigures, ...]
    indicators: tuple[IndicatorProgress, ...]
    endings: Endings | Hidden
    costs: CostFigures | Hidden


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Cells and their total after suppression."""

    cells: tuple[int | Hidden, ...]
    total: int | Hidden


# ---------------------------------------------------------------- small groups


def is_small(count: int) -> bool:
    """Whether `count` is a group of 1–4, which no figure may show (evidence.md §5; 0 is shown)."""
    return 0 < count < MINIMUM_GROUP


def published(count: int) -> int | Hidden:
    """A count that stands alone: itself, or hidden when it is 1–4."""
    return Hidden() if is_small(count) else count


def disclose(counts: Sequence[int], known: Sequence[int] = ()) -> tuple[Count, ...]:
    """Nested counts, most important first → counts none of whose differences is a group of 1–4.

    `known` are exact numbers published beside them (their common total, say). A count that lies 1–4
    away from a number already published is given as bounds. Raises ValueError when a known one is
    1–4. Source: complementary suppression, Hundepool et al. 2012, *Statistical Disclosure Control*,
    ch. 4, applied to cumulative counts.
    """
    if any(is_small(count) for count in known):
        raise ValueError("a group of 1–4 is never published")
    exact = {0, *known}
    for count in counts:
        if not any(is_small(abs(count - other)) for other in exact):
            exact.add(count)
    return tuple(Count(n, n) if n in exact else _bounds(n, exact) for n in counts)


def _bounds(count: int, exact: set[int]) -> Count:
    floor = max(other for other in exact if other < count)
    ceiling = min((other for other in exact if other > count), default=None)
    margin = MINIMUM_GROUP - 1
    if ceiling is not None and ceiling - floor <= 2 * margin:
        return Count(floor + 1, ceiling - 1)
    if count - floor <= margin:
        return Count(floor + 1, floor + margin)
    assert ceiling is not None
    return Count(ceiling - margin, ceiling - 1)


def suppress(cells: Sequence[int], total: int) -> Suppressed:
    """Cells that add up to a published total → the same without any derivable cell of 1–4.

    Cells of 1–4 are hidden; then the smallest other cells (all of one size together, so that their
    order says nothing) until the hidden ones are at least two, add up to 5 or more, and are not all
    forced to be 1. When that is impossible the total is hidden as well. Raises ValueError when the
    cells do not add up. Source: complementary suppression, Hundepool et al. 2012, ch. 4.
    """
    if sum(cells) != total or any(cell < 0 for cell in cells):
        raise ValueError("cells must be counts that add up to their total")
    hidden = {i for i, cell in enumerate(cells) if is_small(cell)}
    others = sorted({cell for cell in cells if cell >= MINIMUM_GROUP}, reverse=True)
    while hidden and others and not _protected([cells[i] for i in hidden]):
        smallest = others.pop()
        hidden |= {i for i, cell in enumerate(cells) if cell == smallest}
    safe = not hidden or _protected([cells[i] for i in hidden])
    shown = tuple(Hidden() if i in hidden else cell for i, cell in enumerate(cells))
    return Suppressed(shown, total if safe and not is_small(total) else Hidden())


def _protected(hidden: Sequence[int]) -> bool:
    return len(hidden) > 1 and sum(hidden) >= MINIMUM_GROUP and sum(hidden) > len(hidden)


def visible(contributors: Sequence[frozenset[str]]) -> tuple[bool, ...]:
    """Which parts of a published whole may be shown, given who contributes to each part.

    A part of 1–4 contributors is hidden; then the parts with fewest contributors, until at least
    two parts of at least five different contributors are hidden together, so that subtracting the
    shown parts from the whole isolates nobody.
    """
    order = sorted(
        (i for i, people in enumerate(contributors) if people),
        key=lambda i: (len(contributors[i]), i),
    )
    hidden = {i for i in order if is_small(len(contributors[i]))}
    for i in order:
        together = frozenset[str]().union(*(contributors[j] for j in hidden))
        if not hidden or (len(hidden) > 1 and len(together) >= MINIMUM_GROUP):
            break
        hidden.add(i)
    return tuple(i not in hidden for i in range(len(contributors)))


# ---------------------------------------------------------------- estimates


def wilson(count: int, total: int) -> Interval:
    """95 % score interval of a proportion, 0–1. Source: Wilson 1927; advised by Newcombe 1998."""
    if not 0 <= count <= total or total == 0:
        raise ValueError("a proportion needs 0 ≤ count ≤ total and total > 0")
    share, z2 = count / total, _Z95**2
    centre = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = _Z95 * math.sqrt(share * (1 - share) / total + z2 / (4 * total**2)) / (1 + z2 / total)
    return Interval(max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half)))


def proportion(count: int, total: int) -> Proportion | Hidden:
    """The share of `count` in `total`; hidden under 5, bounded when a side of it is 1–4."""
    if not 0 <= count <= total:
        raise ValueError("a proportion needs 0 ≤ count ≤ total")
    if total < MINIMUM_GROUP:
        return Hidden("small_group" if total else "no_data")
    return Proportion(disclose([count], [total])[0], total)


def mean(
    values: Iterable[float], *, lowest: int, highest: int | None = None, persons: int | None = None
) -> Mean | Hidden:
    """Mean of a scale with Student's 95 % t interval; hidden under 5 persons.

    `persons` is how many different people gave the values, when fewer than the values: the interval
    is computed for that many, because repeated answers of one person are not independent. It is cut
    at the ends of the scale. When (nearly) all agree, the spread counts as if one person were one
    point away: five equal answers are no certainty. Rounded to hundredths, so that every machine
    writes the same report. Raises ValueError outside the scale.
    Source: Student 1908; de Winter & Dodou 2010 for t procedures on five-point scales.
    """
    values = list(values)
    top = math.inf if highest is None else highest
    if any(not lowest <= value <= top for value in values):
        raise ValueError(f"a value is outside the scale {lowest}–{top}")
    n = len(values) if persons is None else min(persons, len(values))
    if n < MINIMUM_GROUP:
        return Hidden("small_group" if values else "no_data")
    centre = math.fsum(values) / len(values)
    variance = math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1)
    half = float(stdtrit(n - 1, 0.975)) * math.sqrt(max(variance, 1 / n) / n)
    low, high = max(float(lowest), centre - half), min(float(top), centre + half)
    return Mean(round(centre, 2), round(low, 2), round(high, 2), n, lowest, highest)


def nps(values: Iterable[float], *, persons: int | None = None) -> Nps | Hidden:
    """Net promoter score: % of 9–10 minus % of 0–6; hidden under 5 persons.

    A group of 1–4 promoters, passives or detractors counts as 2.5 and the largest group absorbs the
    difference, so that the score gives no small group away; it is hidden when no group reaches 5.
    `persons` as in `mean`. Raises ValueError outside 0–10. Interval: adjusted Wald, Rocks 2016,
    *The American Statistician* 70(4).
    """
    values = list(values)
    if any(not 0 <= value <= 10 for value in values):
        raise ValueError("a value is outside the scale 0–10")
    n = len(values) if persons is None else min(persons, len(values))
    sides = Counter(1 if value >= 9 else -1 if value < 7 else 0 for value in values)
    if n < MINIMUM_GROUP or max(sides.values()) < MINIMUM_GROUP:
        return Hidden("small_group" if values else "no_data")
    shown = {side: 2.5 if is_small(sides[side]) else float(sides[side]) for side in (-1, 0, 1)}
    largest = max(sides, key=lambda side: (sides[side], side))
    shown[largest] += len(values) - sum(shown.values())
    up, down = shown[1] / len(values), shown[-1] / len(values)
    high, low = (up * n + 0.75) / (n + 3), (down * n + 0.75) / (n + 3)
    half = _Z95 * math.sqrt((high + low - (high - low) ** 2) / (n + 3))
    return Nps(
        round(100 * (up - down), 1),
        round(100 * max(-1.0, min(up - down, high - low - half)), 1),
        round(100 * min(1.0, max(up - down, high - low + half)), 1),
        n,
    )


def distribution(
    values: Sequence[int], question: Question, *, persons: int
) -> tuple[Band, ...] | Hidden:
    """How many answers gave each value; in three bands, or hidden, when a cell would be 1–4.

    Cells are never hidden one by one here: the mean shown beside them would give them back.
    """
    if min(len(values), persons) < MINIMUM_GROUP:
        return Hidden("small_group" if values else "no_data")
    low, high = question.lowest, question.highest
    if question.kind == "nps":
        coarse = [(0, 6), (7, 8), (9, 10)]
    else:
        third = (high - low + 2) // 3
        coarse = [(low, low + third - 1), (low + third, high - third), (high - third + 1, high)]
    for bounds in ([(value, value) for value in range(low, high + 1)], coarse):
        bands = tuple(Band(a, b, sum(a <= value <= b for value in values)) for a, b in bounds)
        if not any(is_small(band.count) for band in bands):
            return bands
    return Hidden()


# ---------------------------------------------------------------- participation and rhythm


def participation(inputs: ProgrammeInputs, role: Role) -> tuple[Step, ...]:
    """Persons of one role at each step, from the invitation to a good closing (level 0).

    Each person counts once, at the furthest step reached; who closed well before mid-term counts as
    having passed it. Counts are bounded where a difference would show a group of 1–4.
    """
    met = {session.pair for session in inputs.sessions if session.on <= inputs.as_of}
    reached: dict[str, int] = {}

    def advance(person: str, step: int) -> None:
        reached[person] = max(reached.get(person, 0), step)

    for enrolment in inputs.enrolments:
        if enrolment.role == role:
            advance(enrolment.person, 1 if enrolment.accepted else 0)
    for pair in inputs.pairs:
        advance(
            pair.mentor if role == "mentor" else pair.mentee,
            _pair_step(pair, met=pair.pair in met, as_of=inputs.as_of),
        )
    counts = [sum(1 for step in reached.values() if step >= i) for i in range(len(STEPS))]
    priority = (2, 0, 5, 3, 1, 4)
    # Each mentee has one mentor at a time: mentees and pairings differ by those paired again.
    together = role == "mentee" and not is_small(len(inputs.pairs))
    known = [len(inputs.pairs)] if together else []
    disclosed = dict(zip(priority, disclose([counts[i] for i in priority], known), strict=True))
    return tuple(Step(code, disclosed[i]) for i, code in enumerate(STEPS))


def _pair_step(pair: Pair, *, met: bool, as_of: date) -> int:
    if not met:
        return 2
    if _ended(pair, as_of) and pair.ended_well:
        return 5
    last_day = pair.ended_on if pair.ended_on and pair.ended_on <= as_of else as_of
    return 4 if last_day >= pair.started_on + (pair.due_on - pair.started_on) / 2 else 3


def _ended(pair: Pair, as_of: date) -> bool:
    return pair.ended_on is not None and pair.ended_on <= as_of


def keeps_cadence(
    started_on: date, last_day: date, sessions: Iterable[date], *, longest: int
) -> bool:
    """Whether no gap between start, sessions and last day is longer than `longest` days."""
    days = [started_on, *sorted(day for day in sessions if started_on <= day < last_day), last_day]
    return all((later - earlier).days <= longest for earlier, later in itertools.pairwise(days))


def cadence_kept(inputs: ProgrammeInputs) -> Proportion | Hidden:
    """Share of all pairings whose every gap is within the cadence plus the grace days."""
    by_pair: dict[str, list[date]] = defaultdict(list)
    for session in inputs.sessions:
        by_pair[session.pair].append(session.on)
    kept = sum(
        keeps_cadence(
            pair.started_on,
            min(pair.ended_on or inputs.as_of, inputs.as_of),
            by_pair[pair.pair],
            longest=inputs.cadence_days + inputs.grace_days,
        )
        for pair in inputs.pairs
    )
    return proportion(kept, len(inputs.pairs))


def session_progress(sessions: Iterable[Session]) -> Mean | Hidden:
    """Mean declared progress (0–5) over pairings, each pairing's sessions averaged first."""
    by_pair: dict[str, list[int]] = defaultdict(list)
    for session in sessions:
        if session.progress is not None:
            by_pair[session.pair].append(session.progress)
    return mean([math.fsum(p) / len(p) for p in by_pair.values()], lowest=0, highest=5)


def sessions_by_month(inputs: ProgrammeInputs) -> tuple[Month, ...]:
    """Sessions held in each month from the first pairing on, months of 1–4 pairings protected."""
    held = [session for session in inputs.sessions if session.on <= inputs.as_of]
    first = min([pair.started_on for pair in inputs.pairs] + [s.on for s in held], default=None)
    if first is None:
        return ()
    months = _months(first, inputs.as_of)
    pairs = [
        frozenset(session.pair for session in held if f"{session.on:%Y-%m}" == month)
        for month in months
    ]
    counts = Counter(f"{session.on:%Y-%m}" for session in held)
    return tuple(
        Month(month, counts[month] if shown else Hidden())
        for month, shown in zip(months, visible(pairs), strict=True)
    )


def _months(first: date, last: date) -> list[str]:
    months, day = [], first.replace(day=1)
    while day <= last:
        months.append(f"{day:%Y-%m}")
        day = (day + timedelta(days=32)).replace(day=1)
    return months


def hours(inputs: ProgrammeInputs) -> Hours | Hidden:
    """Hours of both sides, preparation included; hidden under 5 pairings that met."""
    held = [session for session in inputs.sessions if session.on <= inputs.as_of]
    met = len({session.pair for session in held})
    if met < MINIMUM_GROUP:
        return Hidden("small_group" if met else "no_data")
    one_side = _cents(Decimal(_minutes(inputs, held)) / 60)
    return Hours(one_side, one_side)


def _minutes(inputs: ProgrammeInputs, held: Sequence[Session]) -> int:
    preparation = inputs.costs.preparation_minutes if inputs.costs else 0
    return sum(session.minutes + preparation for session in held)


# ---------------------------------------------------------------- questions


def question_figures(inputs: ProgrammeInputs, question: Question) -> QuestionFigures:
    """One question overall, by role, by wave and by value (level 1, Kirkpatrick).

    People count for a part when they answered a wave that it comes from: those who were never asked
    this question do not make its group larger.
    """
    answers = [answer for answer in inputs.answers if answer.question == question.code]
    counted = [asked for asked in inputs.asked if asked.answered and asked.counted]
    waiting = {
        asked.role
        for asked in inputs.asked
        if asked.answered and not asked.counted and asked.wave in question.waves
    }

    def people(part: Sequence[Answer]) -> frozenset[str]:
        cells = {(answer.role, answer.wave) for answer in part}
        return frozenset(reply.person for reply in counted if (reply.role, reply.wave) in cells)

    def figure(part: Sequence[Answer], roles: Collection[str]) -> Mean | Nps | Hidden:
        if not part and waiting.intersection(roles):
            return Hidden()
        return _summary(question, part, len(people(part)))

    roles = {role: [a for a in answers if a.role == role] for role in _ROLES}
    waves = sorted({answer.wave for answer in answers}, key=_wave_order)
    by_wave = {wave: [a for a in answers if a.wave == wave] for wave in waves}
    shown = visible([people(part) for part in roles.values()])
    seen = visible([people(part) for part in by_wave.values()])
    return QuestionFigures(
        code=question.code,
        kind=question.kind,
        overall=figure(answers, _ROLES),
        roles=tuple(
            Group(role, figure(part, [role]) if is_shown else Hidden())
            for (role, part), is_shown in zip(roles.items(), shown, strict=True)
        ),
        waves=tuple(
            Group(wave, figure(part, _ROLES) if is_shown else Hidden())
            for (wave, part), is_shown in zip(by_wave.items(), seen, strict=True)
        ),
        distribution=distribution(
            [a.value for a in answers], question, persons=len(people(answers))
        ),
    )


def _wave_order(wave: str) -> tuple[int, str]:
    return (WAVES.index(wave) if wave in WAVES else len(WAVES), wave)


def _summary(question: Question, answers: Sequence[Answer], persons: int) -> Mean | Nps | Hidden:
    values = [answer.value for answer in answers]
    if question.kind == "nps":
        return nps(values, persons=persons)
    return mean(values, lowest=question.lowest, highest=question.highest, persons=persons)


def response(asked: Sequence[Asked]) -> Proportion | Hidden:
    """Share of the requests to answer that were answered; hidden under 5 people asked."""
    if is_small(len({request.person for request in asked})):
        return Hidden()
    return proportion(sum(request.answered for request in asked), len(asked))


# ---------------------------------------------------------------- objectives


def indicator_progress(
    indicator: Indicator, measures: Iterable[Measure], as_of: date
) -> IndicatorProgress:
    """Share of the way done from baseline to target, against a straight plan to the due date.

    Works for targets above and below the baseline. Until the due date an indicator is on track when
    it is at most a tenth of the way behind the straight line; afterwards it is reached or behind.
    With target = baseline (something to be held) it is reached at or above the target. Source:
    level 4 of Kirkpatrick, objectives set beforehand (Phillips).
    """
    series = tuple(
        sorted((m.on, m.value) for m in measures if m.indicator == indicator.code and m.on <= as_of)
    )
    planned = max((indicator.due_on - indicator.starts_on).days, 1)
    elapsed = min(max((as_of - indicator.starts_on).days / planned, 0.0), 1.0)
    measured_on, value = series[-1] if series else (None, None)
    share = None if value is None else _way_done(indicator, value)
    standing: Standing = "behind"
    if share is None:
        standing = "no_measure"
    elif share >= 1:
        standing = "reached"
    elif as_of <= indicator.due_on and share >= elapsed - PLAN_TOLERANCE:
        standing = "on_track"
    return IndicatorProgress(
        code=indicator.code,
        standing=standing,
        baseline=indicator.baseline,
        target=indicator.target,
        value=value,
        measured_on=measured_on,
        share=share,
        expected=round(elapsed, 4),
        due_on=indicator.due_on,
        series=series,
    )


def _way_done(indicator: Indicator, value: Decimal) -> float:
    way = indicator.target - indicator.baseline
    if not way:
        return 1.0 if value >= indicator.target else 0.0
    share = round(float((value - indicator.baseline) / way), 4)
    arrived = (value - indicator.target) * way >= 0
    return max(share, 1.0) if arrived else min(share, 0.9999)


# ---------------------------------------------------------------- endings and costs


def endings(inputs: ProgrammeInputs, closed_well: Count) -> Endings | Hidden:
    """Causes of the early endings, with complementary suppression.

    Well closed, ended early and still running pairings add up to all pairings: the table is hidden
    as a whole when its total would give away a group of 1–4 among them.
    """
    early = Counter(
        pair.cause or "unknown"
        for pair in inputs.pairs
        if _ended(pair, inputs.as_of) and not pair.ended_well
    )
    total = early.total()
    running = sum(not _ended(pair, inputs.as_of) for pair in inputs.pairs)
    known_rest = not closed_well.exact and running < MINIMUM_GROUP
    if not inputs.pairs:
        return Hidden("no_data")
    if is_small(total) or is_small(running) or is_small(len(inputs.pairs)) or known_rest:
        return Hidden()
    codes = sorted(early, key=lambda code: (-early[code], code))
    cells = suppress([early[code] for code in codes], total)
    causes = [Cause(code, cell) for code, cell in zip(codes, cells.cells, strict=True)]
    # Order by size would rank the hidden cells, so these come last, by name.
    causes.sort(key=lambda cause: (isinstance(cause.count, Hidden), _rank(cause)))
    return Endings(tuple(causes), cells.total)


def _rank(cause: Cause) -> tuple[int, str]:
    return (0 if isinstance(cause.count, Hidden) else -cause.count, cause.code)


def cost_figures(inputs: ProgrammeInputs, met: Count) -> CostFigures | Hidden:
    """Fully loaded cost so far: hours of both sides × loaded hourly cost, plus fixed costs.

    `met` is the published number of mentees who met their mentor; its lower bound, the careful
    choice, divides the break-even benefit. Missing fixed costs are named. Decimal throughout,
    rounded once, at the end. Source: Phillips, *ROI Methodology*, principle 10 (fully loaded
    costs).
    """
    if inputs.costs is None or not inputs.pairs:
        return Hidden("no_data")
    held = [session for session in inputs.sessions if session.on <= inputs.as_of]
    if len(inputs.pairs) < MINIMUM_GROUP or is_small(len({session.pair for session in held})):
        return Hidden()
    rate = inputs.costs.mentor_hourly + inputs.costs.mentee_hourly
    time = Decimal(_minutes(inputs, held)) * rate / 60
    fixed = sum((cost.amount for cost in inputs.costs.fixed if cost.amount is not None), Decimal(0))
    total = time + fixed
    return CostFigures(
        currency=inputs.costs.currency,
        time=_cents(time),
        fixed=_cents(fixed),
        total=_cents(total),
        cost_per_pairing=_cents(total / len(inputs.pairs)),
        break_even_benefit=_cents(total / met.least) if met.least >= MINIMUM_GROUP else None,
        missing=tuple(sorted(cost.code for cost in inputs.costs.fixed if cost.amount is None)),
    )


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_EVEN)


# ---------------------------------------------------------------- all together


def figures(inputs: ProgrammeInputs) -> Figures:
    """Every figure of a programme. The order of the rows never matters; same inputs, same figures.

    Raises ValueError when an answer lies outside its scale.
    """
    mentees, mentors = participation(inputs, "mentee"), participation(inputs, "mentor")
    held = [session for session in inputs.sessions if session.on <= inputs.as_of]
    per_pair = Counter(session.pair for session in held)
    enough = not is_small(len(per_pair))
    return Figures(
        version=METHOD_VERSION,
        as_of=inputs.as_of,
        inputs_hash=inputs_hash(inputs),
        pairings=published(len(inputs.pairs)),
        mentees=mentees,
        mentors=mentors,
        cadence_kept=cadence_kept(inputs),
        sessions=len(held) if enough else Hidden(),
        sessions_per_pairing=mean([per_pair[pair.pair] for pair in inputs.pairs], lowest=0)
        if enough
        else Hidden(),
        progress=session_progress(held),
        response=response(inputs.asked),
        months=sessions_by_month(inputs),
        hours=hours(inputs),
        questions=tuple(
            question_figures(inputs, question)
            for question in sorted(inputs.questions, key=lambda q: q.code)
        ),
        indicators=tuple(
            indicator_progress(indicator, inputs.measures, inputs.as_of)
            for indicator in sorted(inputs.indicators, key=lambda i: i.code)
        ),
        endings=endings(inputs, mentees[5].count),
        costs=cost_figures(inputs, mentees[3].count),
    )


def inputs_hash(inputs: ProgrammeInputs) -> str:
    """sha256 (hex) of the inputs as canonical JSON, the same whatever the order of the rows."""
    return hashlib.sha256(_canonical(asdict(inputs)).encode()).hexdigest()


def _canonical(value: Any) -> str:
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)}:{_canonical(value[key])}" for key in sorted(value))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(sorted(_canonical(item) for item in value)) + "]"
    if isinstance(value, Decimal):
        return f'"{value.normalize():f}"'
    return json.dumps(value.isoformat() if isinstance(value, date) else value)


# ---------------------------------------------------------------- frozen reports

_SHAPES: dict[str, type[Any]] = {
    shape.__name__: shape
    for shape in (
        *(Hidden, Count, Proportion, Mean, Nps, Step, Month, Hours, Band, Group),
        *(QuestionFigures, IndicatorProgress, Cause, Endings, CostFigures, Figures),
    )
}


def to_dict(value: Figures) -> dict[str, Any]:
    """Figures → plain JSON values, without loss; what a frozen report keeps."""
    encoded = _encode(value)
    assert isinstance(encoded, dict)
    return encoded


def from_dict(data: Mapping[str, Any]) -> Figures:
    """The inverse of `to_dict`, also after a trip through JSON; ValueError when it is neither."""
    decoded = _decode(data)
    if not isinstance(decoded, Figures):
        raise ValueError("this is not a frozen set of figures")
    return decoded


def _encode(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        shape = {field.name: _encode(getattr(value, field.name)) for field in fields(value)}
        return {"is": type(value).__name__} | shape
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, Decimal):
        return {"is": "Decimal", "value": str(value)}
    if isinstance(value, date):
        return {"is": "date", "value": value.isoformat()}
    return value


def _decode(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_decode(item) for item in value)
    if not isinstance(value, Mapping):
        return value
    content = {key: _decode(item) for key, item in value.items() if key != "is"}
    name = value.get("is")
    if name == "Decimal":
        return Decimal(content["value"])
    if name == "date":
        return date.fromisoformat(content["value"])
    if name not in _SHAPES:
        raise ValueError(f"unknown shape {name!r} in frozen figures")
    try:
        return _SHAPES[name](**content)
    except TypeError as error:
        raise ValueError(f"a frozen {name} does not have the expected fields") from error
