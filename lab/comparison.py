"""Puts computed scenarios side by side: figures, the best of each line, pairs that differ."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lab import access
from lab.models import Scenario
from matching.models import MatchingRun
from programmes.models import Enrolment, Programme

FEWEST_RANKERS = 5
"""Under so many rankings nothing is said of choices: totals would tell whose they are."""

FEWEST_DIFFERING = 5
"""With fewer different pairs between two plans, two totals of choices would tell whose they are."""

SHOWN = 60
"""Differing pairs that a page lists."""

PERCENT = 500


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One figure of one scenario, in words; ``is_best`` when no other of its line is better.

    ``bars`` are (mentees, mentors who have so many, the most of all) of a histogram.
    """

    text: str
    bars: Sequence[tuple[int, int, int]] = ()
    names: Sequence[str] = ()
    is_best: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """One figure of all scenarios; ``why`` says what it means."""

    label: str
    why: str
    cells: Sequence[Cell]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A mentee whom two plans treat differently: mentor and score in each, None for nobody."""

    mentee: Enrolment
    first: tuple[Enrolment, int] | None
    second: tuple[Enrolment, int] | None


@dataclass(frozen=True)
class Column:
    """A computed scenario with its pairs (mentee → mentor, points) and the names it needs."""

    scenario: Scenario
    pairs: Mapping[int, tuple[int, int]]
    people: Mapping[int, Enrolment]

    @property
    def result(self) -> Mapping[str, Any]:
        """What its run found."""
        return self.scenario.run.result if self.scenario.run else {}

    @property
    def unmatched(self) -> list[str]:
        """Names of those without a mentor, in their order."""
        found = [self.people[int(pk)] for pk in self.result["unmatched"] if int(pk) in self.people]
        return sorted(str(one.person) for one in found)

    @property
    def worst_off(self) -> tuple[str, int] | None:
        """Who has the lowest score, and which."""
        if not self.pairs:
            return None
        mentee = min(self.pairs, key=lambda one: (self.pairs[one][1], one))
        name = str(self.people[mentee].person) if mentee in self.people else ""
        return name, self.pairs[mentee][1]


def columns(programme: Programme, scenarios: Sequence[Scenario]) -> list[Column]:
    """The scenarios with their pairs and people (one query each, one for the names)."""
    plans = [plan_of(one.run) if one.run else {} for one in scenarios]
    ids = {pk for plan in plans for mentee, (mentor, _p) in plan.items() for pk in (mentee, mentor)}
    for one in scenarios:
        ids |= {int(pk) for pk in (one.run.result if one.run else {}).get("unmatched", {})}
    people = access.named(programme, ids)
    return [Column(one, plan, people) for one, plan in zip(scenarios, plans, strict=True)]


def plan_of(run: MatchingRun) -> dict[int, tuple[int, int]]:
    """Mentee → (mentor, points) of a run's plan, enrolment ids."""
    rows = run.suggestions.filter(is_planned=True)
    return {
        mentee: (mentor, points)
        for mentee, mentor, points in rows.values_list("mentee_id", "mentor_id", "points")
    }


def lines(found: Sequence[Column]) -> list[Line]:
    """The figures of the columns, each line with its best marked."""
    unmatched = _line(
        _("Without a mentor"),
        _("Mentees for whom the plan has nobody."),
        found,
        lambda one: -len(one.result["unmatched"]),
        lambda one: str(len(one.result["unmatched"])),
        lambda one: one.unmatched,
    )
    worst = _line(
        _("Worst-off mentee"),
        _("The lowest score of a pair, and whose it is."),
        found,
        lambda one: one.worst_off[1] / PERCENT if one.worst_off else None,
        lambda one: _percent(one.worst_off[1]) if one.worst_off else "–",
        lambda one: [one.worst_off[0]] if one.worst_off and one.worst_off[0] else [],
    )
    mean = _line(
        _("Average score"),
        _("Of all pairs, out of 100."),
        found,
        lambda one: (_mean(one) or 0) / PERCENT if one.pairs else None,
        lambda one: "–" if _mean(one) is None else _percent(_mean(one) or 0),
    )
    tail = _line(
        _("Lowest twentieth"),
        _("Five pairs in a hundred do not exceed this score."),
        found,
        lambda one: one.result["p5"] / PERCENT if one.result.get("p5") is not None else None,
        lambda one: "–" if one.result.get("p5") is None else _percent(one.result["p5"]),
    )
    purpose = _line(
        _("What the company wants of the pairs"),
        _("Share reached of needs, skills, grade, function, department and years together."),
        found,
        lambda one: None if _purpose(one) is None else round(_purpose(one) or 0),
        lambda one: _shown_share(_purpose(one)),
    )
    load = Line(
        label=_("Mentors by number of mentees"),
        why=_("How the work is shared; pairs under way are not counted."),
        cells=[Cell(text="", bars=_load(one)) for one in found],
    )
    return [unmatched, worst, mean, tail, purpose, load, *_choices(found)]


def differences(first: Column, second: Column) -> list[Difference]:
    """Mentees whom two plans treat differently, by name."""
    people = {**first.people, **second.people}

    def held(column: Column, mentee: int) -> tuple[Enrolment, int] | None:
        mentor, points = column.pairs.get(mentee, (0, 0))
        return (people[mentor], round(points / PERCENT)) if mentor in people else None

    mentees = {*first.pairs, *second.pairs}
    changed = [
        one
        for one in mentees
        if first.pairs.get(one, (0, 0))[0] != second.pairs.get(one, (0, 0))[0] and one in people
    ]
    rows = [
        Difference(mentee=people[one], first=held(first, one), second=held(second, one))
        for one in changed
    ]
    return sorted(rows, key=lambda row: (row.mentee.person.family_name, row.mentee.pk))


def _line(
    label: str,
    why: str,
    found: Sequence[Column],
    value: Callable[[Column], float | None],
    text: Callable[[Column], str],
    names: Callable[[Column], Sequence[str]] = lambda _one: (),
) -> Line:
    # Nobody is better by what the page does not show.
    given = [value(one) for one in found]
    values = [None if one is None else round(one, 1) for one in given]
    known = [one for one in values if one is not None]
    # Where all are equal there is no best.
    best = max(known) if known and min(known) < max(known) else None
    return Line(
        label=label,
        why=why,
        cells=[
            Cell(text=text(one), names=names(one), is_best=best is not None and mine == best)
            for one, mine in zip(found, values, strict=True)
        ],
    )


def _choices(found: Sequence[Column]) -> list[Line]:
    """What became of the rankings, where enough people ranked."""
    told = [one for one in found if one.result.get("ranked", 0) >= FEWEST_RANKERS]
    if not told:
        return []
    if any(_differing(one, other) < FEWEST_DIFFERING for one, other in combinations(told, 2)):
        return [
            Line(
                label=_("Choices"),
                why=_("Not shown: fewer than five pairs differ, totals would tell whose they are."),
                cells=[Cell(text="–") for _one in found],
            )
        ]
    made = []
    for label, key in ((_("First choice"), "first"), (_("One of the choices"), "any_choice")):
        share = _share(key)
        made.append(
            _line(
                label,
                _("Share of the mentees who ranked and get it."),
                found,
                share,
                lambda one, share=share: _shown_share(share(one)),  # type: ignore[misc]
            )
        )
    return made


def _differing(one: Column, other: Column) -> int:
    """Mentees who do not have the same mentor in two plans."""
    mine, theirs = (
        {(mentee, mentor) for mentee, (mentor, _points) in column.pairs.items()}
        for column in (one, other)
    )
    return len({mentee for mentee, _mentor in mine ^ theirs})


def _share(key: str) -> Callable[[Column], float | None]:
    def share(one: Column) -> float | None:
        ranked = one.result.get("ranked", 0)
        return 100 * one.result[key] / ranked if ranked >= FEWEST_RANKERS else None

    return share


def _mean(one: Column) -> float | None:
    pairs = one.result["pairs"]
    return one.result["points"] / pairs if pairs else None


def _purpose(one: Column) -> float | None:
    found = one.result.get("purpose") or {"of": 0}
    return 100 * found["points"] / found["of"] if found["of"] else None


def _shown_share(share: float | None) -> str:
    return "–" if share is None else _("%(share)s%%") % {"share": round(share)}


def _percent(points: float) -> str:
    return str(number_format(round(points / PERCENT, 1), decimal_pos=1))


def _load(one: Column) -> list[tuple[int, int, int]]:
    load = {int(n): mentors for n, mentors in one.result.get("load", {}).items()}
    most = max(load.values(), default=0)
    return [(n, load[n], most) for n in sorted(load)]
