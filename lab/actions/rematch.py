"""Finds a mentor for one mentee while everybody else stays, and makes that pair alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from companies.errors import Refusal
from lab.actions.enquiry import counted, obstacles_of, present_rules
from matching import wording
from matching.actions import changes, computation, criteria, inputs
from matching.actions import run as runs
from matching.engine.scoring import Scores, score
from matching.models import MatchingRun, Suggestion
from pairings.actions import pairing
from pairings.models import Pairing
from people import audit
from people.models import Person
from programmes.models import Enrolment, Programme

MORE, LESS, NONE, SAME, OTHER = "more", "less", "none", "same", "other"
MUST, FREE = "must", "free"
"""How one criterion is weighed otherwise for one person: the closed list."""

LEAST = 40
"""What counts more has at least this weight, so that a criterion without any is heard too."""

TWO_WAYS = frozenset({"function", "department", "site"})
"""Kinds of which one may ask for the same or for another one."""

MOST = 50
"""Mentors listed at most; nobody reads further."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A mentor who could take the mentee today; ``points`` are out of 50 000.

    ``former`` is the pair that they were already, ``reasons`` are counted: needs are not named.
    ``listed`` is how many others can still rank this mentor.
    """

    mentor: Enrolment
    points: int
    reasons: Sequence[Mapping[str, Any]]
    left: int
    former: Pairing | None
    listed: int

    @property
    def score(self) -> int:
        """Rounded percentage."""
        return round(100 * self.points / Suggestion.FULL)


@dataclass(frozen=True, kw_only=True)
class Found:
    """Who could take one mentee, best first, of how many with a place; why the others could not.

    ``causes`` are grouped as those of a run: which personal rule stands in the way is not told.
    Former mentors are in no number: with and without them, two would tell what is kept about one.
    """

    candidates: Sequence[Candidate]
    offering: int
    causes: Mapping[str, int]


def basis(programme: Programme) -> tuple[dict[str, Any], MatchingRun | None]:
    """The rules of the last computation with what HR refused since, and that computation.

    The criteria as they are while nothing was computed. Locks, places that were only tried and
    the policy of rankings say nothing about one person, and are left out.
    """
    rows = MatchingRun.objects.official().done().filter(programme=programme)
    last = rows.filter(rules__has_key="criteria").order_by("-pk").first()
    rules = runs.rules_now(last) if last else present_rules(programme)
    kept = ("criteria", "minimum", "blocked", "exceptions")
    return {name: rules[name] for name in kept if name in rules}, last


def choices(rules: Mapping[str, Any]) -> dict[str, list[str]]:
    """For every kind of criterion what may be changed about it, but for what changes nothing."""
    known = {row["kind"]: row for row in rules["criteria"]}
    return {kind: _choices(kind, known.get(kind)) for kind in criteria.Criterion.Kind.values}


def _choices(kind: str, row: Mapping[str, Any] | None) -> list[str]:
    weight = row["weight"] if row else 0
    is_must = bool(row and row["is_must"])
    found = [MORE] if weight < 100 else []
    found += [LESS] if weight else []
    found += [NONE] if weight or is_must else []
    if kind in TWO_WAYS:
        found.append(OTHER if not row or row["direction"] == "similar" else SAME)
    return [*found, FREE if is_must else MUST]


def changed(
    mentee: Enrolment, rules: Mapping[str, Any], wanted: Mapping[str, str]
) -> dict[str, Any]:
    """``rules`` with ``wanted`` (kind → change) taken in, for one person.

    What is a must-have now is one, whatever exception there was before. Refuses a change that is
    not on the list, and weights that are all zero.
    """
    programme, allowed = mentee.programme, choices(rules)
    usual = {row["kind"]: row for row in criteria.preset("balanced", programme.format)}
    rows = {row["kind"]: dict(row) for row in rules["criteria"]}
    for kind, change in wanted.items():
        if change not in allowed.get(kind, ()):
            raise Refusal(_("Choose among what is listed."))
        plain = {"kind": kind, "direction": "similar", "is_must": False, "parameter": None}
        row = rows.setdefault(kind, {**plain, **usual.get(kind, {}), "weight": 0})
        row |= _otherwise(row, change)
    chosen = criteria.checked(programme, list(rows.values()))
    over = [[mentee.pk, f"must_{kind}"] for kind, change in wanted.items() if change == MUST]
    kept = [one for one in rules.get("exceptions", []) if list(one) not in over]
    return {**rules, **inputs.rules_of(chosen, rules["minimum"]), "exceptions": kept}


def _otherwise(row: Mapping[str, Any], change: str) -> dict[str, Any]:
    heard = max(LEAST, row["weight"])
    match change:
        case "more":
            return {"weight": min(100, max(LEAST, 2 * row["weight"]))}
        case "less":
            return {"weight": row["weight"] // 2}
        case "none":
            return {"weight": 0, "is_must": False}
        case "must":
            return {"weight": heard, "is_must": True}
        case "free":
            return {"is_must": False}
        case _:
            # Preferably: whoever is otherwise stays on the list.
            direction = "similar" if change == SAME else "different"
            return {"weight": heard, "direction": direction, "is_must": False}


def obstacles(mentee: Enrolment) -> list[str]:
    """Sentences why nobody is searched for this mentee now, empty when nothing is in the way."""
    programme = mentee.programme
    if programme.status not in (Programme.Status.OPEN, Programme.Status.RUNNING):
        return [
            _("Pairs can be made while a programme is open or running; “%(name)s” is neither.")
            % {"name": programme}
        ]
    if timezone.localdate() > programme.ends_on:
        return [_("The last day of this programme is over: no pair begins any more.")]
    found = [wording.obstacle(code, mentee.person, "") for code in obstacles_of(mentee)]
    official = MatchingRun.objects.official().filter(programme=programme)
    if official.unfinished().exists():
        found.append(
            _("A run is under way and may give these places to others: wait for it, or stop it.")
        )
    ranking = open_ranking(programme)
    if ranking is not None and ranking.suggestions.filter(mentee=mentee).exists():
        day = formats.date_format(ranking.rank_until or timezone.localdate(), "DATE_FORMAT")
        found.append(
            _("%(name)s can rank mentors until %(day)s: settle the rankings first.")
            % {"name": mentee.person, "day": day}
        )
    return found


def open_ranking(programme: Programme) -> MatchingRun | None:
    """The shortlist whose rankings are open, or over and not settled yet, if any."""
    done = MatchingRun.objects.official().done().filter(programme=programme).order_by("-pk")
    last = done.first()
    if last is not None and last.is_shortlist:
        return last
    return done.ranking(timezone.localdate()).first()


def former(mentee: Enrolment) -> list[Pairing]:
    """The pairs of a mentee in this programme that are over, the newest first."""
    rows = Pairing.objects.filter(
        programme=mentee.programme_id, mentee__person=mentee.person_id
    ).exclude(status=Pairing.Status.ACTIVE)
    return list(rows.with_people().with_facts().order_by("-ended_at", "-pk"))


def search(
    mentee: Enrolment, rules: Mapping[str, Any], *, with_former: bool = False, most: int = MOST
) -> Found:
    """Mentors with a place today whom no rule keeps from this mentee, best first.

    Nobody else is part of the computation, so nobody else can move: one row of scores is enough.
    Former mentors are left out unless they are asked for.
    """
    there = inputs.presence(mentee.programme_id)
    mentors = inputs.eligible(mentee.programme_id).filter(role=Enrolment.Role.MENTOR)
    rows = [row for row in mentors.select_related("person").order_by("pk") if there.left(row.pk)]
    earlier: dict[int, Pairing] = {}
    for over in former(mentee):
        earlier.setdefault(over.mentor.person_id, over)
    asked = [row for row in rows if with_former or row.person_id not in earlier]
    if not asked:
        return Found(candidates=(), offering=0, causes={})
    given = inputs.gather(mentee.programme, rules, only=(mentee, *asked))
    scores = score(given.problem)
    mentor_of = [given.mentors[profile.id] for profile in scores.mentors]
    points, gates = scores.points[0].tolist(), scores.gate[0].tolist()
    best = sorted(
        (column for column, gate in enumerate(gates) if not gate),
        key=lambda column: -points[column],
    )[:most]
    listed = on_lists(mentee.programme, there)
    candidates = [
        Candidate(
            mentor=mentor_of[column],
            points=points[column],
            reasons=counted(reasons),
            left=there.left(mentor_of[column].pk),
            former=earlier.get(mentor_of[column].person_id),
            listed=listed[mentor_of[column].pk],
        )
        for column, reasons in zip(best, scores.reasons(0, best), strict=True)
    ]
    new = [n for n, mentor in enumerate(mentor_of) if mentor.person_id not in earlier]
    return Found(candidates=candidates, offering=len(new), causes=_causes(scores, new))


def _causes(scores: Scores, columns: Sequence[int]) -> dict[str, int]:
    """How many of these mentors each rule leaves out, as HR may read it."""
    gates = scores.gate[0, columns].tolist()
    return computation.told(Counter(scores.gates[gate] for gate in gates if gate))


def on_lists(programme: Programme, there: inputs.Presence) -> Counter[int]:
    """Mentor → how many mentees who wait can still rank them; empty while nobody ranks."""
    ranking = open_ranking(programme)
    if ranking is None:
        return Counter()
    rows = ranking.suggestions.filter(mentee__in=there.waiting)
    return Counter(rows.values_list("mentor_id", flat=True))


@transaction.atomic
def pair(
    mentee: Enrolment,
    mentor: Enrolment,
    *,
    wanted: Mapping[str, str],
    with_former: bool,
    expected: int,
    listed: int = 0,
    by: Person,
) -> Pairing:
    """Make the pair as every other is made; it keeps which criteria were weighed otherwise.

    ``expected`` are the points that were shown, ``listed`` how many could rank this mentor then.
    Refuses when either is otherwise now, when somebody is not matched at present, a former mentor
    who was not asked for, whoever is not on the list (for whatever rule: the refusal does not
    say), and whatever ``pairing.pair`` refuses.
    """
    programme = runs.lock(mentee.programme)
    _check(mentee, mentor, with_former)
    there = inputs.presence(programme.pk)
    rules = changed(mentee, basis(programme)[0], wanted)
    weighed = changes.weigh(programme, rules, mentee, mentor)
    is_full = mentor.pk in there.places and not there.left(mentor.pk)
    # Who has no place is told so below; all others that are not on the list look the same.
    if not is_full and (weighed.blocked_by or mentor.pk not in there.places):
        raise Refusal(
            _("%(mentor)s is not on the list for %(mentee)s. Look at it again, then choose.")
            % {"mentor": mentor.person, "mentee": mentee.person}
        )
    shown = (expected, listed)
    if not is_full and shown != (weighed.points, on_lists(programme, there)[mentor.pk]):
        raise Refusal(
            _("Something changed since this list was computed. Look at it again, then choose.")
        )
    otherwise = [
        {"criterion": kind, "change": wanted[kind]}
        for kind in criteria.Criterion.Kind.values
        if kind in wanted
    ]
    made = pairing.pair(
        programme=programme,
        mentor=mentor,
        mentee=mentee,
        started_on=timezone.localdate(),
        score=round(100 * weighed.points / Suggestion.FULL),
        reasons=[vars(reason) for reason in weighed.reasons],
        changed=otherwise,
        by=by,
    )
    audit.record("rematch.made", by=by, on=made, criteria=[one["criterion"] for one in otherwise])
    return made


def note(mentee: Enrolment, *, by: Person) -> None:
    """Write into the journal that former mentors of this mentee were looked at."""
    audit.record("rematch.former_looked_at", by=by, on=mentee)


def _check(mentee: Enrolment, mentor: Enrolment, with_former: bool) -> None:
    if mentor.programme_id != mentee.programme_id or not mentor.is_mentor:
        raise Refusal(_("Choose a mentor of this programme."), field="mentor")
    in_the_way = obstacles(mentee)
    if in_the_way:
        raise Refusal(" ".join(in_the_way))
    were_a_pair = any(one.mentor.person_id == mentor.person_id for one in former(mentee))
    if were_a_pair and not with_former:
        raise Refusal(
            _("%(mentor)s was the mentor of %(mentee)s before. Include former mentors first.")
            % {"mentor": mentor.person, "mentee": mentee.person}
        )
