"""Sets what makes a good pair in a programme, and with what weight."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from companies.errors import Refusal
from matching.engine import DIRECTIONS, ORDERED_KINDS
from matching.models import Criterion
from people import audit
from people.models import Person
from programmes.models import Programme

_COLUMNS = ("kind", "weight", "direction", "is_must", "parameter")

PARAMETER_KINDS = frozenset({"level_gap", "seniority", "availability"})
"""Kinds with a number of levels, of years, or of half days."""

PRESETS: Mapping[str, Mapping[str, tuple[int, str, int | None]]] = {
    "balanced": {
        "needs": (80, "similar", None),
        "skills": (60, "similar", None),
        "level_gap": (40, "above", 2),
        "languages": (30, "similar", None),
        "availability": (30, "similar", 2),
        "function": (20, "different", None),
        "site": (20, "similar", None),
        "seniority": (20, "above", 5),
        "department": (10, "different", None),
    },
    "know_how": {
        "skills": (100, "similar", None),
        "needs": (50, "similar", None),
        "function": (40, "similar", None),
        "languages": (30, "similar", None),
        "seniority": (30, "above", 5),
        "availability": (20, "similar", 2),
        "level_gap": (20, "above", 1),
    },
    "horizons": {
        "needs": (80, "similar", None),
        "function": (60, "different", None),
        "department": (60, "different", None),
        "level_gap": (30, "above", 2),
        "languages": (30, "similar", None),
        "site": (20, "different", None),
        "availability": (20, "similar", 2),
    },
    "proximity": {
        "site": (80, "similar", None),
        "availability": (70, "similar", 3),
        "needs": (60, "similar", None),
        "languages": (40, "similar", None),
        "skills": (30, "similar", None),
        "level_gap": (20, "above", 1),
    },
}
"""Starting points: (weight, direction, parameter) by kind; kinds left out weigh nothing.

They are those of a mentor who is further on; :func:`preset` suits them to the other formats.
"""

BETWEEN_PEERS: Mapping[str, int] = {"level_gap": 1, "seniority": 5}
"""How far from each other peers may be: levels, years."""


def preset(name: str, form: str = Programme.Format.ONE_TO_ONE) -> list[dict[str, Any]]:
    """Rows for :func:`set_weights` of a named starting point, suited to the format ``form``.

    The balanced one if the name is unknown. A reverse programme looks neither at the grade nor at
    the years in the company, which would punish the very pairs that it is for; between peers both
    are to be similar.
    """
    chosen = PRESETS.get(name, PRESETS["balanced"])
    rows = []
    for kind, (weight, direction, parameter) in chosen.items():
        if kind in ORDERED_KINDS and form == Programme.Format.REVERSE:
            continue
        if kind in ORDERED_KINDS and form == Programme.Format.PEER:
            direction, parameter = "similar", BETWEEN_PEERS[kind]
        rows.append(
            {
                "kind": kind,
                "weight": weight,
                "direction": direction,
                "is_must": False,
                "parameter": parameter,
            }
        )
    return rows


def chosen(programme: Programme) -> list[Criterion]:
    """The programme's criteria in a fixed order; while none are saved, ours for its format.

    These are not saved: they follow the format until somebody settles the weights.
    """
    rows = list(Criterion.objects.filter(programme=programme)) or [
        Criterion(programme=programme, **row) for row in preset("balanced", programme.format)
    ]
    order = Criterion.Kind.values
    return sorted(rows, key=lambda row: order.index(row.kind))


def as_rows(criteria: Sequence[Criterion]) -> list[dict[str, Any]]:
    """Criteria as :func:`set_weights` takes them."""
    return [{name: getattr(row, name) for name in _COLUMNS} for row in criteria]


@transaction.atomic
def set_weights(
    programme: Programme, *, rows: Sequence[Mapping[str, Any]], by: Person
) -> list[Criterion]:
    """Replace the programme's criteria; kinds that are not among the rows count for nothing.

    Each row has kind, weight (0–100), direction, is_must and parameter. Refuses unknown kinds,
    weights out of range or all zero, a direction the kind does not know, a parameter out of 1–20,
    and a closed programme. Runs that exist keep the rules they were asked with.
    """
    if programme.status == Programme.Status.CLOSED:
        raise Refusal(_("This programme is closed: its criteria do not change any more."))
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    criteria = checked(programme, rows)
    Criterion.objects.filter(programme=programme).delete()
    Criterion.objects.bulk_create(criteria)
    weights = {criterion.kind: criterion.weight for criterion in criteria}
    musts = sorted(criterion.kind for criterion in criteria if criterion.is_must)
    audit.record("criteria.set", by=by, on=programme, weights=weights, musts=musts)
    return criteria


def checked(programme: Programme, rows: Sequence[Mapping[str, Any]]) -> list[Criterion]:
    """Criteria of these rows, not saved; refuses as :func:`set_weights` does."""
    criteria = [_criterion(programme, row) for row in rows]
    if len({criterion.kind for criterion in criteria}) < len(criteria):
        raise Refusal(_("The same criterion is listed twice."))
    if not any(criterion.weight for criterion in criteria):
        raise Refusal(
            _(
                "All the weights are zero: give at least one criterion a weight, or nothing can be "
                "compared."
            )
        )
    return criteria


def _criterion(programme: Programme, row: Mapping[str, Any]) -> Criterion:
    kind, weight, parameter = row["kind"], row["weight"], row.get("parameter")
    direction = row.get("direction") or "similar"
    if kind not in Criterion.Kind.values:
        raise Refusal(_("“%(name)s” is not a criterion.") % {"name": kind})
    label = Criterion.Kind(kind).label
    if not 0 <= weight <= 100:
        raise Refusal(_("%(criterion)s: a weight goes from 0 to 100.") % {"criterion": label})
    if direction not in DIRECTIONS or (direction == "above" and kind not in ORDERED_KINDS):
        raise Refusal(_("%(criterion)s: choose a direction of the list.") % {"criterion": label})
    if kind not in PARAMETER_KINDS:
        parameter = None
    if parameter is not None and not 1 <= parameter <= 20:
        raise Refusal(_("%(criterion)s: the number goes from 1 to 20.") % {"criterion": label})
    return Criterion(
        programme=programme,
        kind=kind,
        weight=weight,
        direction=direction,
        is_must=bool(row.get("is_must")),
        parameter=parameter,
    )
