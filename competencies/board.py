"""What pages show of needs and self-assessments, gathered for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from competencies import access, gaps
from competencies.access import Line
from competencies.models import Assessment, Profile
from people.models import Person

Groups = list[tuple[str, list[tuple[str, str, str]]]]


@dataclass(frozen=True)
class Measured:
    """One competency of a self-assessment: words, target, own level now and the time before."""

    line: Line
    gap: gaps.Gap


@dataclass(frozen=True)
class Stock:
    """What somebody has at hand when they say what they need.

    ``groups`` are the needs by situation with their hints; ``profile`` is what they may compare
    themself with, ``last`` the newest time they did, ``suggested`` the needs that fit its gaps.
    """

    groups: Groups
    profile: Profile | None = None
    last: Assessment | None = None
    suggested: Sequence[str] = ()


def measured(assessment: Assessment, before: Assessment | None = None) -> list[Measured]:
    """A self-assessment line by line, in the words in which it was made."""
    lines = {
        line.competency.code: line
        for line in access.lines(
            assessment.profile.framework, version=assessment.version, retired=True
        )
    }
    targets = {
        code: line.targets[assessment.profile_id]
        for code, line in lines.items()
        if assessment.profile_id in line.targets
    }
    found = gaps.compare(targets, _levels(assessment), _levels(before) if before else None)
    return [Measured(lines[gap.code], gap) for gap in found]


def _levels(assessment: Assessment) -> Mapping[str, int]:
    return dict(assessment.ratings.values_list("competency__code", "level"))


def earlier(assessment: Assessment) -> Assessment | None:
    """The person's self-assessment against the same profile before this one."""
    return (
        access.assessments(assessment.person)
        .filter(profile=assessment.profile_id, pk__lt=assessment.pk)
        .first()
    )


def suggested(found: Sequence[Measured], *, most: int = 5) -> list[str]:
    """Needs that go with what misses most, in the reader's words."""
    book = access.book()
    offered = book.offered()
    needs = [(one.code, one.competencies) for one in book.entries if one.code in offered]
    return access.need_labels(gaps.suggest([one.gap for one in found], needs, most=most))


def stock(person: Person, profile: Profile | None, *, keep: Sequence[str] = ()) -> Stock:
    """What ``person`` has at hand when they say what they need in a programme that aims at
    ``profile``; ``keep`` are the needs they had chosen."""
    groups = access.need_groups(keep=keep)
    if profile is None:
        return Stock(groups)
    last = access.assessments(person).filter(profile=profile).first()
    fitting = suggested(measured(last)) if last else []
    return Stock(groups, profile, last, fitting)


def matrix(lines: Sequence[Line], profiles: Sequence[Profile]) -> list[dict[str, Any]]:
    """One row per competency with its target for each profile, None where there is none."""
    return [
        {"line": line, "targets": [(one, line.targets.get(one.pk)) for one in profiles]}
        for line in lines
    ]
