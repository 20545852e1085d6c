"""Reads what closed pairs teach about the criteria, and tries the weights that follow."""

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
from matching.engine import Rule
from matching.engine.learning import LEAST, ClosedPair, Lessons, Proposal, TooFew, learn
from matching.models import Criterion
from pairings import access
from pairings.models import Pairing
from people.models import Person
from programmes.models import Programme

APART = 5
"""Fewest pairs that must differ from all the others, or a criterion would tell of single pairs."""


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
        alike = [kind for kind in weights if _is_alike(kind, shares)]
        rare = _rare([kind for kind in weights if kind not in alike], shares)
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
def take_over(programme: Programme, *, pairs: int, by: Person) -> Scenario:
    """A new scenario with the weights that closed pairs speak for; the criteria stay.

    ``pairs`` is how many the page spoke of. Refuses when there are others now, when nothing is
    proposed, and as ``scenario.create`` does.
    """
    taught = teach(programme, by=by)
    if taught.proposal is None or not isinstance(taught.found, Lessons):
        raise Refusal(_("Closed pairs do not speak for other weights: there is nothing to try."))
    if taught.found.pairs != pairs:
        raise Refusal(_("Another pair has ended since you opened this page. Look again."))
    rows = [row | {"weight": taught.proposed[row["kind"]]} for row in every_kind(programme)]
    chosen = criteria.checked(programme, [row for row in rows if row["weight"] or row["is_must"]])
    name = scenario.free_name(programme, _("Learned from %(pairs)s pairs") % {"pairs": pairs})
    rules = present_rules(programme) | {"criteria": criteria.as_rows(chosen)}
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
    rows = rows.annotate(sessions_count=Count("sessions")).select_related("programme")
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


def _is_alike(kind: str, shares: Sequence[Mapping[str, float | None]]) -> bool:
    """Whether fewer than five pairs differ from what most of them earned of a criterion."""
    counts = Counter(round(share, 3) for one in shares if (share := one.get(kind)) is not None)
    return bool(counts) and counts.total() - counts.most_common(1)[0][1] < APART


def _rare(kinds: Sequence[str], shares: Sequence[Mapping[str, float | None]]) -> list[str]:
    """Criteria to leave out so that enough pairs have an answer to all the others.

    Effects are computed on pairs whose shares are all known: one criterion that a programme did
    not weigh would silence the others.
    """
    left, rare = list(kinds), []
    while left:
        counts = {kind: sum(one.get(kind) is not None for one in shares) for kind in left}
        whole = sum(all(one.get(kind) is not None for kind in left) for one in shares)
        fewest = min(left, key=lambda kind: (counts[kind], kind))
        if whole >= LEAST and counts[fewest]:
            break
        left.remove(fewest)
        rare.append(fewest)
    return rare
