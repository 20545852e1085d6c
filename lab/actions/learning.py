"""Reads what closed pairs teach about the criteria, and tries the weights that follow."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.errors import Refusal
from lab import outcomes
from lab.actions import scenario
from lab.actions.enquiry import present_rules
from lab.models import Scenario
from matching.actions import criteria
from matching.actions import run as runs
from matching.engine import Rule
from matching.engine.learning import LEAST, ClosedPair, Lessons, Proposal, TooFew, learn
from matching.models import Criterion
from pairings import access
from pairings.models import Pairing
from people.models import Person
from programmes.models import Programme

APART = 5
"""Fewest pairs, mentors and mentees that must differ from all the others, or a criterion would tell
of single people."""

type Shares = Mapping[str, float | None]


@dataclass(frozen=True, kw_only=True)
class Taught:
    """What the closed pairs of the programmes that somebody steers teach about one programme.

    ``found`` is None when no criterion with a weight can be compared. ``weights`` are the present
    ones; nothing is told about the criteria ``alike``, of which nearly all pairs earned the same,
    nor about the ``rare`` ones, on which too few pairs were weighed or answered. ``departed`` and
    ``unknown`` pairs were left out: somebody left, or the pair keeps no reasons.
    """

    found: Lessons | TooFew | None
    weights: Mapping[str, int]
    alike: Sequence[str]
    rare: Sequence[str]
    programmes: int
    departed: int
    unknown: int

    @property
    def proposal(self) -> Proposal | None:
        """Other weights that closed pairs speak for, if there are any."""
        found = self.found.proposal if isinstance(self.found, Lessons) else None
        return found if found is not None and found.is_change else None

    @property
    def proposed(self) -> dict[str, int]:
        """All the weights with those that are proposed, by kind."""
        return {**self.weights, **(self.proposal.weights if self.proposal else {})}

    @property
    def digest(self) -> str:
        """Hash of what the page says of the weights: pairs, present weights, those proposed."""
        pairs = self.found.pairs if self.found else 0
        told = json.dumps([pairs, self.weights, self.proposed], sort_keys=True)
        return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def teach(programme: Programme, *, by: Person) -> Taught:
    """What closed pairs teach about the criteria of ``programme``, to whoever steers it.

    They are those of every programme of the same format that ``by`` steers: all of the company
    for HR. Two queries, however many pairs; nothing is written.
    """
    pairs = _closed(programme, by)
    departed = sum(one.end_reason in outcomes.UNTOLD for one in pairs)
    known = [one for one in pairs if one.reasons and one.end_reason not in outcomes.UNTOLD]
    rows = every_kind(programme)
    rules = [
        Rule(row["kind"], row["weight"], row["direction"], row["is_must"], row["parameter"])
        for row in rows
    ]
    shares = outcomes.shares([one.reasons for one in known], rules)
    weights = {rule.kind: rule.weight for rule in rules}
    alike: list[str] = []
    rare: list[str] = []
    if len(known) >= LEAST:
        alike, rare = _left_out(list(weights), known, shares)
    told = {kind: weight for kind, weight in weights.items() if kind not in (*alike, *rare)}
    found = None
    if any(told.values()):
        found = learn(
            [
                ClosedPair({kind: share.get(kind) for kind in told}, _outcome(pair))
                for pair, share in zip(known, shares, strict=True)
            ],
            told,
        )
    return Taught(
        found=found,
        weights=weights,
        alike=alike,
        rare=rare,
        programmes=len({one.programme_id for one in known}),
        departed=departed,
        unknown=len(pairs) - departed - len(known),
    )


@transaction.atomic
def take_over(programme: Programme, *, seen: str, by: Person) -> Scenario:
    """A new scenario with the weights that closed pairs speak for; the criteria stay.

    ``seen`` is the digest of what the page spoke of. Whoever asks twice gets the same scenario.
    Refuses when anything of it is otherwise now, when nothing is proposed, and as
    ``scenario.create`` does.
    """
    programme = runs.lock(programme)
    taught = teach(programme, by=by)
    if taught.proposal is None or not isinstance(taught.found, Lessons):
        raise Refusal(_("Closed pairs do not speak for other weights: there is nothing to try."))
    if taught.digest != seen:
        raise Refusal(_("Something changed since you opened this page. Look again."))
    rows = [row | {"weight": taught.proposed[row["kind"]]} for row in every_kind(programme)]
    chosen = criteria.checked(programme, [row for row in rows if row["weight"] or row["is_must"]])
    rules = present_rules(programme) | {"criteria": criteria.as_rows(chosen)}
    there = Scenario.objects.filter(programme=programme, created_by=by, rules=rules).first()
    if there is not None:
        return there
    count = taught.found.pairs
    name = scenario.free_name(programme, _("Learned from %(pairs)s pairs") % {"pairs": count})
    return scenario.create(programme, name=name, by=by, rules=rules)


def every_kind(programme: Programme) -> list[dict[str, Any]]:
    """The criteria of a programme, and every other kind without weight, as the form has it."""
    known = {row["kind"]: row for row in criteria.as_rows(criteria.chosen(programme))}
    usual = {row["kind"]: row for row in criteria.preset("balanced", programme.format)}
    plain = {"direction": "similar", "is_must": False, "parameter": None}
    return [
        known.get(kind) or {**plain, **usual.get(kind, {}), "kind": kind, "weight": 0}
        for kind in Criterion.Kind.values
    ]


def _closed(programme: Programme, by: Person) -> list[Pairing]:
    rows = access.supervised(by).filter(programme__format=programme.format, ended_at__isnull=False)
    rows = rows.annotate(sessions_count=Count("sessions")).select_related(
        "programme", "mentor", "mentee"
    )
    return list(rows.order_by("pk"))


def _outcome(pair: Pairing) -> float:
    assert pair.ended_at is not None
    found = outcomes.outcome(
        pair.end_reason,
        days=(timezone.localdate(pair.ended_at) - pair.started_on).days,
        cadence=pair.programme.cadence_days,
        sessions=pair.sessions_count,  # type: ignore[attr-defined]
    )
    return found or 0.0


def _left_out(
    kinds: Sequence[str], pairs: Sequence[Pairing], shares: Sequence[Shares]
) -> tuple[list[str], list[str]]:
    """Criteria that would tell of few people, and those that too few pairs know.

    Effects are computed on the pairs whose shares are all known, so that a criterion that a
    programme did not weigh would silence the others. On these very pairs enough people must differ
    in what is left: elsewhere they may, and one pair's outcome could still be read here.
    """
    everybody = range(len(pairs))
    alike = [kind for kind in kinds if _is_alike(kind, everybody, pairs, shares)]
    left, rare = [kind for kind in kinds if kind not in alike], []
    while left:
        whole = [n for n in everybody if all(shares[n].get(kind) is not None for kind in left)]
        if len(whole) < LEAST:
            counts = Counter(kind for one in shares for kind in left if one.get(kind) is not None)
            fewest = min(left, key=lambda kind: (counts[kind], kind))
            left.remove(fewest)
            rare.append(fewest)
            continue
        same = [kind for kind in left if _is_alike(kind, whole, pairs, shares)]
        if not same:
            break
        alike += same
        left = [kind for kind in left if kind not in same]
    return alike, rare


def _is_alike(
    kind: str, rows: Sequence[int], pairs: Sequence[Pairing], shares: Sequence[Shares]
) -> bool:
    """Whether among these rows fewer than five pairs, mentors or mentees differ from the most."""
    earned = {n: round(share, 3) for n in rows if (share := shares[n].get(kind)) is not None}
    if not earned:
        return False
    usual = Counter(earned.values()).most_common(1)[0][0]
    differ = [pairs[n] for n, share in earned.items() if share != usual]
    mentors = {one.mentor.person_id for one in differ}
    mentees = {one.mentee.person_id for one in differ}
    return min(len(mentors), len(mentees)) < APART
