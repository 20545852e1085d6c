"""Why a pair has its score: points per criterion at once, the facts when somebody reads them."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, overload

from matching.engine.terms import ORDERED_KINDS, Profile, Reason, Rule

DAYS_PER_YEAR = 365
DEFAULT_PARAMETER = {"level_gap": 2, "seniority": 5, "availability": 3}
ATTRIBUTES = {
    "level_gap": ("level", "level"),
    "skills": ("skills_wanted", "skills_offered"),
    "needs": ("needs", "can_help"),
    "seniority": ("hired_on", "hired_on"),
}
"""What mentee and mentor answered, where it is not called like the kind of the criterion."""


class Criterion(NamedTuple):
    """What a reason says of its criterion; `is_given` for points that came instead of rules."""

    rule: Rule
    of: int
    is_given: bool


class Reasons(Sequence[Reason]):
    """The reasons of one pair, one per criterion; their points add up to its score.

    They are written when they are read, so that a plan of thousands of pairs does not wait for
    what nobody looks at. Equal to a tuple of the same reasons.
    """

    __slots__ = ("_criteria", "_mentee", "_mentor", "_points", "_written")

    def __init__(
        self,
        criteria: Sequence[Criterion],
        points: tuple[int, ...],
        mentee: Profile,
        mentor: Profile,
    ) -> None:
        self._criteria, self._points = criteria, points
        self._mentee, self._mentor = mentee, mentor
        self._written: tuple[Reason, ...] | None = None

    @property
    def points(self) -> int:
        """Their sum."""
        return sum(self._points)

    @property
    def earned(self) -> Iterator[tuple[str, int, int]]:
        """Kind, points and what could be had of each criterion; nothing is written for it."""
        for criterion, points in zip(self._criteria, self._points, strict=True):
            yield criterion.rule.kind, points, criterion.of

    def _all(self) -> tuple[Reason, ...]:
        if self._written is None:
            self._written = tuple(
                _reason(criterion, points, self._mentee, self._mentor)
                for criterion, points in zip(self._criteria, self._points, strict=True)
            )
        return self._written

    @overload
    def __getitem__(self, index: int) -> Reason: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Reason, ...]: ...

    def __getitem__(self, index: int | slice) -> Reason | tuple[Reason, ...]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._points)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Reasons | tuple):
            return self._all() == tuple(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())


def earned(reasons: Sequence[Reason]) -> Iterator[tuple[str, int, int]]:
    """Kind, points and what could be had of each reason; lazy ones stay unwritten."""
    if isinstance(reasons, Reasons):
        return reasons.earned
    return ((one.criterion, one.points, one.of) for one in reasons)


def wanted(rule: Rule) -> int:
    """The gap, the years or the number of slots that are enough."""
    return rule.parameter or DEFAULT_PARAMETER[rule.kind]


def _reason(criterion: Criterion, points: int, mentee: Profile, mentor: Profile) -> Reason:
    rule, of, is_given = criterion
    kind = rule.kind
    if is_given:
        return Reason("given_points", kind, points, of, {})
    own, theirs = ATTRIBUTES.get(kind, (kind, kind))
    asked, offered = getattr(mentee, own), getattr(mentor, theirs)
    sides = (("mentee", asked), ("mentor", offered))
    missing = [side for side, answer in sides if _is_blank(kind, answer)]
    if missing:
        return Reason(f"{kind}_missing", kind, points, of, {"missing": missing})
    outcome, facts = _facts(rule, asked, offered)
    return Reason(f"{kind}_{outcome}", kind, points, of, facts)


def _is_blank(kind: str, answer: Any) -> bool:
    return answer is None if kind in ORDERED_KINDS else not answer


def _facts(rule: Rule, asked: Any, offered: Any) -> tuple[str, dict[str, Any]]:
    """Outcome word and facts of a criterion that both sides answered."""
    if rule.kind == "level_gap":
        gap = offered - asked
        facts = {"gap": gap, "target": wanted(rule), "mentee": asked, "mentor": offered}
        return _compare(gap), facts
    if rule.kind == "seniority":
        days = (asked - offered).days
        years = (abs(days) + DAYS_PER_YEAR // 2) // DAYS_PER_YEAR
        return _compare(days), {"years": years, "target": wanted(rule)}
    if rule.kind == "needs":
        return _parts(asked, offered)
    if rule.kind in ("skills", "languages", "availability"):
        return _parts(sorted(asked), offered)
    return ("same" if asked == offered else "different"), {"mentee": asked, "mentor": offered}


def _compare(difference: int) -> str:
    if difference == 0:
        return "equal"
    return "above" if difference > 0 else "below"


def _parts(asked: Sequence[str], offered: Any) -> tuple[str, dict[str, Any]]:
    common = [code for code in asked if code in offered]
    lacking = [code for code in asked if code not in offered]
    outcome = "none" if not common else "some" if lacking else "all"
    return outcome, {"common": common, "lacking": lacking}
