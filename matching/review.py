"""What HR looks at while deciding on a run: the list of mentees, one mentee, the numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from matching import standing
from matching.actions import inputs
from matching.actions import run as runs
from matching.models import MatchingRun, Suggestion
from matching.standing import Standing
from pairings.models import Pairing
from people.models import PersonSkill, fold
from programmes.models import Enrolment

STATES: Mapping[str, tuple[str | Promise, str]] = {
    standing.ACCEPTED: (_("Accepted"), "ok"),
    standing.LOCKED: (_("Locked"), "info"),
    standing.OPEN: (_("To decide"), "neutral"),
    standing.PUBLISHED: (_("Published"), "ok"),
    standing.LEFT_OUT: (_("Not published"), "neutral"),
    standing.CONFLICT: (_("Conflict"), "bad"),
    standing.REFUSED: (_("Refused"), "accent"),
    standing.ALONE: (_("No mentor"), "warn"),
    standing.GONE: (_("Gone since"), "neutral"),
}
"""Label and tone of each state."""

CARDS = 3
"""Mentors shown side by side before asking for more."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One mentee of the list: the state, and the mentor it is about (None when there is none)."""

    mentee: Enrolment
    state: str
    suggestion: Suggestion | None
    causes: Mapping[str, int]

    @property
    def label(self) -> str | Promise:
        """The state in words."""
        return STATES[self.state][0]

    @property
    def tone(self) -> str:
        """Tone of the state's badge."""
        return STATES[self.state][1]

    @property
    def main_cause(self) -> str:
        """The cause that excludes most mentors, for somebody without a mentor."""
        return max(self.causes, key=lambda code: self.causes[code], default="")


@dataclass(frozen=True, kw_only=True)
class Card:
    """One mentor put forward for a mentee: places taken by other pairs, and places offered."""

    suggestion: Suggestion
    taken: int
    places: int

    @property
    def is_full(self) -> bool:
        """Whether the places all go to other pairs."""
        return self.taken >= self.places


@dataclass(frozen=True, kw_only=True)
class Review:
    """A run as it stands today."""

    run: MatchingRun
    rows: Sequence[Row]
    there: inputs.Presence

    @property
    def counts(self) -> Counter[str]:
        """Mentees by state."""
        return Counter(row.state for row in self.rows)

    @property
    def decided(self) -> int:
        """Pairs that HR accepted or locked, while the run is under review."""
        return sum(self.counts[state] for state in standing.DECIDED)

    @property
    def published(self) -> int:
        """Pairs that this run made."""
        return self.counts[standing.PUBLISHED]

    @property
    def still_open(self) -> int:
        """Pairs still to decide that would hold."""
        return self.counts[standing.OPEN]

    @property
    def publishable(self) -> int:
        """Pairs that can be published when those to decide are included."""
        return self.decided + self.still_open

    def segments(self, address: str) -> list[dict[str, object]]:
        """The decisions by state, each with the address that filters the list."""
        shown = (standing.ACCEPTED, standing.LOCKED, standing.OPEN)
        return [
            {
                "label": label,
                "count": self.counts[state],
                "tone": tone,
                "url": f"{address}?status={state}",
            }
            for state, (label, tone) in STATES.items()
            if self.counts[state] or (state in shown and not self.run.published_at)
        ]

    def filtered(self, query: str, state: str) -> list[Row]:
        """Rows whose mentee or mentor answers to the words and the state."""
        words = slugify(query).split("-") if slugify(query) else []
        return [
            row
            for row in self.rows
            if (not state or row.state == state) and all(word in _text(row) for word in words)
        ]

    def without_mentor(self, *, include_open: bool = True) -> list[Row]:
        """Those who would remain without a mentor."""
        states = {standing.CONFLICT, standing.REFUSED, standing.ALONE}
        if not include_open:
            states.add(standing.OPEN)
        return [row for row in self.rows if row.state in states]

    def worst_off(self, count: int = 3) -> list[Row]:
        """The publishable pairs with the lowest scores."""
        held = [row for row in self.rows if row.state in (*standing.DECIDED, standing.OPEN)]
        return sorted(held, key=lambda row: row.suggestion.points if row.suggestion else 0)[:count]

    def cards(self, mentee: Enrolment) -> list[Card]:
        """The mentors put forward for one mentee: decided, planned, then by score (one query)."""
        rows = self.run.suggestions.filter(mentee=mentee).select_related("mentor__person")
        ordered = sorted(
            rows,
            key=lambda one: (one.decision not in standing.DECIDED, not one.is_planned, one.rank),
        )
        used = self._used(mentee)
        own = self._own(mentee)
        return [
            Card(
                suggestion=one,
                taken=used[one.mentor_id]
                + self.there.taken.get(one.mentor_id, 0)
                - (one.mentor_id == own),
                places=self.there.places.get(one.mentor_id, 0),
            )
            for one in ordered
        ]

    def _own(self, mentee: Enrolment) -> int | None:
        """The mentor whose place this mentee holds already, once the pairs are published."""
        return next(
            (
                row.suggestion.mentor_id
                for row in self.rows
                if row.suggestion
                and row.state == standing.PUBLISHED
                and row.mentee.pk == mentee.pk
                and mentee.pk in self.there.accompanied
            ),
            None,
        )

    def _used(self, mentee: Enrolment) -> Counter[int]:
        """Places that the pairs of this run's other mentees take, by mentor."""
        held = (*standing.DECIDED, standing.OPEN)
        return Counter(
            row.suggestion.mentor_id
            for row in self.rows
            if row.suggestion and row.state in held and row.mentee.pk != mentee.pk
        )


def review(run: MatchingRun) -> Review:
    """The run with its mentees in the order of their names (five queries at most)."""
    there = inputs.presence(run.programme_id)
    pairs = list(
        run.suggestions.exclude(decision=Suggestion.Decision.OPEN, is_planned=False)
        .select_related("mentee__person", "mentor__person")
        # half of the time of a large run, and the list shows none of them
        .defer("reasons")
        .order_by("pk")
    )
    causes = {int(pk): counts for pk, counts in run.result.get("unmatched", {}).items()}
    people = {one.mentee_id: one.mentee for one in pairs}
    people |= {row.pk: row for row in _named(causes.keys() - people.keys())}
    known = standing.stand(people, pairs, waiting=there.waiting, left=there.left)
    if run.published_at:
        known = standing.once_published(known, pairs, _pairings(run, people))
    rows = [_row(people[pk], one, causes.get(pk, {})) for pk, one in known.items()]
    rows.sort(
        key=lambda row: fold(f"{row.mentee.person.family_name} {row.mentee.person.given_name}")
    )
    return Review(run=run, rows=rows, there=there)


def exchangeable(run: MatchingRun) -> list[Suggestion]:
    """The pairs of a run whose mentors can be exchanged: those that hold and are not locked."""
    return [
        one.suggestion
        for one in runs.standings(run).values()
        if one.suggestion and one.state in (standing.ACCEPTED, standing.OPEN)
    ]


def _row(mentee: Enrolment, one: Standing, causes: Mapping[str, int]) -> Row:
    return Row(mentee=mentee, state=one.state, suggestion=one.suggestion, causes=causes)


def _pairings(run: MatchingRun, mentees: Iterable[int]) -> set[tuple[int, int]]:
    rows = Pairing.objects.filter(programme=run.programme_id, mentee__in=list(mentees))
    return set(rows.values_list("mentee_id", "mentor_id"))


def _named(ids: Iterable[int]) -> list[Enrolment]:
    return list(Enrolment.objects.filter(pk__in=list(ids)).select_related("person"))


def _text(row: Row) -> str:
    person = row.mentee.person
    words = [person.given_name, person.family_name, person.job_title, person.department]
    if row.suggestion:
        words.append(str(row.suggestion.mentor.person))
    return slugify(" ".join(words))


def wanted_skills(mentee: Enrolment) -> list[str]:
    """Skills that a mentee wants, by name (one query)."""
    rows = PersonSkill.objects.filter(
        person=mentee.person_id, direction=PersonSkill.Direction.WANTED
    )
    return list(rows.order_by("skill__name").values_list("skill__name", flat=True))
