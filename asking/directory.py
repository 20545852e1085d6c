"""The mentors whom one mentee may ask: ranked for her, searched by words, narrowed by filters."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from asking import standing
from asking.actions import fit, request
from asking.models import Pause
from competencies import access as needs_access
from matching.actions import inputs
from matching.models import MatchingRun, Suggestion
from people.models import fold
from programmes.models import Enrolment

AVAILABLE, FULL, PAUSED, RESTING = "available", "full", "paused", "resting"
MOST_WORDS = 6


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One mentor of the list: ``score`` out of 100, and whether they can be asked now.

    ``state``: available (with ``left`` places), full, paused, or resting (asked lately by this
    mentee). ``pause`` says until when, where the mentor said it.
    """

    mentor: Enrolment
    score: int
    state: str
    left: int
    pause: Pause | None = None
    is_featured: bool = False

    @property
    def can_be_asked(self) -> bool:
        """Whether a request may name them now."""
        return self.state == AVAILABLE


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Everybody whom a mentee may see: those who can be asked first, each part best first."""

    ranking: fit.Ranking
    everybody: tuple[Listed, ...]
    by_id: Mapping[str, Listed] = field(default_factory=dict)

    def explained(self, rows: Sequence[Listed]) -> list[dict[str, Any]]:
        """Some of them with the stored reasons of their score, for one page."""
        reasons = self.ranking.reasons([row.mentor for row in rows])
        return [{"row": row, "reasons": why} for row, why in zip(rows, reasons, strict=True)]

    def chosen(self, ids: Iterable[str]) -> list[Listed]:
        """Those of the list who can be asked, by public ids, each once, as many as one may name."""
        found = [self.by_id[one] for one in dict.fromkeys(ids) if one in self.by_id]
        return [row for row in found if row.can_be_asked][: request.CHOICES]


def directory(mentee: Enrolment) -> Directory:
    """The list of one mentee as it is today; its queries do not grow with the mentors."""
    ranking = fit.rank(mentee)
    there = inputs.presence(mentee.programme_id)
    pauses = standing.pausing(mentee.programme_id)
    lately = request.resting(mentee)
    featured = _featured(mentee, there)

    def listed(mentor: Enrolment) -> Listed:
        left = there.left(mentor.pk)
        state = AVAILABLE if left else FULL
        if mentor.pk in pauses:
            state = PAUSED
        elif left and mentor.pk in lately:
            state = RESTING
        return Listed(
            mentor=mentor,
            score=round(ranking.points[mentor.pk] / 500),
            state=state,
            left=left,
            pause=pauses.get(mentor.pk),
            is_featured=mentor.pk == featured and state == AVAILABLE,
        )

    rows = [listed(mentor) for mentor in ranking.mentors]
    rows.sort(key=lambda row: (not row.is_featured, not row.can_be_asked))
    return Directory(
        ranking=ranking,
        everybody=tuple(rows),
        by_id={str(row.mentor.public_id): row for row in rows},
    )


def _featured(mentee: Enrolment, there: inputs.Presence) -> int | None:
    """The mentor whom the last plan of the programme gives her, if a place is left for it.

    A mentor is featured to as many mentees as they have places today: those of the plan who still
    wait, with the most points first. Nothing is computed here: no run, no suggestion.
    """
    runs = MatchingRun.objects.official().done().filter(programme=mentee.programme_id)
    run = runs.order_by("-pk").values_list("pk", flat=True).first()
    planned = Suggestion.objects.filter(run=run, is_planned=True)
    planned = planned.exclude(decision=Suggestion.Decision.REFUSED)
    mine = planned.filter(mentee=mentee).values_list("mentor_id", flat=True).first()
    if mine is None:
        return None
    rivals = planned.filter(mentor=mine).order_by("-points", "mentee_id")
    waiting = [pk for pk in rivals.values_list("mentee_id", flat=True) if pk in there.waiting]
    return int(mine) if mentee.pk in waiting[: there.left(mine)] else None


def options(rows: Iterable[Listed]) -> dict[str, list[str]]:
    """What the filters offer, from the mentors who are there: codes or names, in their order."""
    everybody = [row.mentor for row in rows]
    return {
        "function": _sorted(one.person.function for one in everybody),
        "site": _sorted(one.person.site for one in everybody),
        "language": _sorted(code for one in everybody for code in one.person.languages),
        "need": _sorted(code for one in everybody for code in one.needs),
    }


def _sorted(values: Iterable[str]) -> list[str]:
    return sorted({value for value in values if value}, key=fold)


def narrowed(rows: Iterable[Listed], asked: Mapping[str, Any]) -> list[Listed]:
    """Those of ``rows`` who meet every filter that is set, and have every word that is searched.

    Words are looked for without accents or capitals in names, posts, units, sites, functions and
    the needs with which a mentor helps.
    """
    tests: list[Callable[[Listed], bool]] = []
    if function := asked.get("function"):
        tests.append(lambda row: row.mentor.person.function == function)
    if site := asked.get("site"):
        tests.append(lambda row: row.mentor.person.site == site)
    if language := asked.get("language"):
        tests.append(lambda row: language in row.mentor.person.languages)
    if need := asked.get("need"):
        tests.append(lambda row: need in row.mentor.needs)
    if asked.get("free"):
        tests.append(lambda row: row.can_be_asked)
    if words := fold(str(asked.get("q") or "")).split()[:MOST_WORDS]:
        labels = _need_words(rows)
        tests.append(lambda row: all(word in _text(row, labels) for word in words))
    return [row for row in rows if all(test(row) for test in tests)]


def _need_words(rows: Iterable[Listed]) -> dict[str, str]:
    codes = sorted({code for row in rows for code in row.mentor.needs})
    return dict(zip(codes, needs_access.need_labels(codes), strict=True))


def _text(row: Listed, labels: Mapping[str, str]) -> str:
    person = row.mentor.person
    parts = (
        *(person.given_name, person.family_name, person.job_title, person.department),
        *(person.site, person.function),
        *(labels[code] for code in row.mentor.needs),
    )
    return fold(" ".join(parts))
