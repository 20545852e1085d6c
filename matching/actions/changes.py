"""What HR changes in a proposal beyond its suggestions: force a pair, exchange two mentors."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from companies.errors import Refusal
from matching import standing, wording
from matching.actions import inputs, readiness
from matching.actions import run as runs
from matching.engine import WhyNot, explain, input_hash
from matching.models import MatchingRun, Suggestion
from people import audit
from people.models import Person
from programmes.models import Enrolment, Programme

Decision = Suggestion.Decision
HELD = (*standing.DECIDED, standing.OPEN)
"""States of a mentee who has a pair that holds."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two pairs that an exchange would make; points are out of 50 000."""

    mentee: Enrolment
    before: Enrolment
    after: Enrolment
    points_before: int
    points_after: int
    obstacles: tuple[str, ...]

    @property
    def score_before(self) -> int:
        """Rounded percentage of the pair as it stands."""
        return round(100 * self.points_before / Suggestion.FULL)

    @property
    def score_after(self) -> int:
        """Rounded percentage of the pair that would be made."""
        return round(100 * self.points_after / Suggestion.FULL)


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """Two mentees who would take each other's mentor."""

    sides: tuple[Side, Side]

    @property
    def obstacles(self) -> list[str]:
        """Sentences of the rules that forbid it, empty when it is allowed."""
        return [sentence for side in self.sides for sentence in side.obstacles]

    @property
    def change(self) -> int:
        """Percentage points that the two pairs win together (negative: lose)."""
        return sum(side.score_after - side.score_before for side in self.sides)

    @property
    def lost(self) -> int:
        """Percentage points that the two pairs lose together (negative: win)."""
        return -self.change


def state_hash(run: MatchingRun) -> str:
    """Hash of what computing a run again would take in now, private rankings left out."""
    return input_hash(inputs.gather(run.programme, runs.rules_now(run)).problem)


@transaction.atomic
def force(
    run: MatchingRun,
    *,
    mentee: Enrolment,
    mentor: Enrolment,
    by: Person,
    expected: str | None = None,
) -> MatchingRun:
    """Lock any pair that no rule forbids, then queue the run again around it.

    ``expected`` is the :func:`state_hash` on which the price was told. Refuses when it is another
    one now, while a run is under way, when nothing is to be decided, when a hard rule forbids the
    pair (named), and when the mentor's places all went to locked pairs.
    """
    programme = runs.lock(run.programme)
    readiness.check_once(programme, None)
    run = runs.reviewable(run)
    if expected is not None and expected != state_hash(run):
        raise Refusal(
            _("Something changed since this price was computed. Ask again, then force the pair.")
        )
    suggestion = _put_forward(run, mentee, mentor)
    others = run.suggestions.filter(decision=Decision.LOCKED).exclude(mentee=mentee)
    taken = others.filter(mentor=mentor).count()
    if taken >= inputs.presence(programme.pk).left(mentor.pk):
        raise Refusal(wording.obstacle("locked", mentee.person, mentor.person))
    _settle_on(run, [suggestion])
    _record("suggestion.forced", run, suggestion, by)
    return runs.resolve(run, by=by)


@transaction.atomic
def swap(run: MatchingRun, *, one: Enrolment, other: Enrolment, by: Person) -> Exchange:
    """Give two mentees each other's mentor; both pairs are locked, so that they stay.

    Refuses when nothing is to be decided, when one of them has no pair, a locked one or the same
    mentor, and when a hard rule forbids one of the new pairs.
    """
    runs.lock(run.programme)
    run = runs.reviewable(run)
    exchange = exchange_of(run, one, other)
    if exchange.obstacles:
        raise Refusal(" ".join(exchange.obstacles))
    made = [_put_forward(run, side.mentee, side.after) for side in exchange.sides]
    _settle_on(run, made)
    for suggestion in made:
        _record("suggestion.swapped", run, suggestion, by)
    return exchange


def exchange_of(run: MatchingRun, one: Enrolment, other: Enrolment) -> Exchange:
    """What exchanging the mentors of two mentees would do; refuses what cannot be exchanged."""
    known = runs.standings(run)
    pairs = []
    for mentee in (one, other):
        now = known.get(mentee.pk)
        if now is None or now.suggestion is None or now.state not in HELD:
            raise Refusal(
                _("%(name)s has no pair in this proposal to exchange.") % {"name": mentee.person}
            )
        if now.state == standing.LOCKED:
            raise Refusal(
                _("The pair of %(name)s is locked: reopen it first.") % {"name": mentee.person}
            )
        pairs.append(now.suggestion)
    first, second = pairs
    if first.mentor_id == second.mentor_id:
        raise Refusal(_("Both have the same mentor already: there is nothing to exchange."))
    return Exchange(
        sides=(_side(run, first, second.mentor), _side(run, second, first.mentor)),
    )


def _side(run: MatchingRun, pair: Suggestion, mentor: Enrolment) -> Side:
    found = weigh(run.programme, runs.rules_now(run), pair.mentee, mentor)
    return Side(
        mentee=pair.mentee,
        before=pair.mentor,
        after=mentor,
        points_before=pair.points,
        points_after=found.points,
        obstacles=tuple(
            wording.obstacle(code, pair.mentee.person, mentor.person) for code in found.blocked_by
        ),
    )


def weigh(
    programme: Programme, rules: dict[str, object], mentee: Enrolment, mentor: Enrolment
) -> WhyNot:
    """Points, reasons and hard rules of one pair looked at alone, whatever else is planned."""
    given = inputs.gather(programme, rules, only=(mentee, mentor))
    return explain(given.problem, str(mentee.person.public_id), str(mentor.person.public_id))


def _put_forward(run: MatchingRun, mentee: Enrolment, mentor: Enrolment) -> Suggestion:
    """The suggestion of a pair, made when it was not among those of the run; refuses by rule."""
    there = inputs.presence(run.programme_id)
    if mentee.pk not in there.waiting:
        raise Refusal(_("%(name)s does not wait for a mentor any more.") % {"name": mentee.person})
    if mentor.pk not in there.places:
        raise Refusal(wording.obstacle("mentor_absent", mentee.person, mentor.person))
    found = weigh(run.programme, runs.rules_now(run), mentee, mentor)
    if found.blocked_by:
        told = [wording.obstacle(one, mentee.person, mentor.person) for one in found.blocked_by]
        raise Refusal(" ".join(told))
    last = run.suggestions.filter(mentee=mentee).aggregate(last=Max("rank"))["last"] or 0
    suggestion, _made = run.suggestions.get_or_create(
        mentee=mentee,
        mentor=mentor,
        defaults={
            "rank": last + 1,
            "points": found.points,
            "reasons": [vars(reason) for reason in found.reasons],
        },
    )
    return suggestion


def _settle_on(run: MatchingRun, chosen: list[Suggestion]) -> None:
    """Lock these pairs; what was decided before for the same mentees is reopened."""
    mentees = [one.mentee_id for one in chosen]
    decided = run.suggestions.filter(decision__in=standing.DECIDED, mentee__in=mentees)
    decided.update(decision=Decision.OPEN)
    run.suggestions.filter(pk__in=[one.pk for one in chosen]).update(decision=Decision.LOCKED)


def _record(verb: str, run: MatchingRun, pair: Suggestion, by: Person) -> None:
    people = {"mentee": str(pair.mentee.public_id), "mentor": str(pair.mentor.public_id)}
    audit.record(verb, by=by, on=run, **people)
