"""Writes the evaluation plan of a programme and freezes it at the launch."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.errors import Refusal
from objectives.actions.objective import as_values
from objectives.models import EvaluationPlan, ObjectiveReview
from people import audit
from people.models import Person
from programmes.actions.guard import check_steers, locked
from programmes.models import Programme


def of(programme: Programme) -> EvaluationPlan:
    """The plan, written or still to be written (then unsaved)."""
    found = EvaluationPlan.objects.filter(programme=programme).first()
    return found or EvaluationPlan(programme=programme)


@transaction.atomic
def set_plan(
    programme: Programme,
    *,
    outcomes: list[str],
    comparison: str,
    horizon_months: int,
    by: Person,
) -> EvaluationPlan:
    """Say before the launch what will be compared, with whom, and after how many months.

    Refuses once the programme is launched, an unknown outcome or group, months outside 1–36, and
    a comparison without outcome.
    """
    check_steers(programme, by)
    row = locked(programme)
    plan = of(row)
    if row.status != Programme.Status.DRAFT:
        raise Refusal(_("The programme is launched: nothing is chosen after the results."))
    if set(outcomes) - set(EvaluationPlan.Outcome.values):
        raise Refusal(_("Choose among the outcomes of the list."), field="outcomes")
    if comparison not in EvaluationPlan.Comparison.values:
        raise Refusal(_("Say with whom participants are compared."), field="comparison")
    if comparison != EvaluationPlan.Comparison.NONE and not outcomes:
        raise Refusal(_("Say what is compared: choose at least one outcome."), field="outcomes")
    if not 1 <= horizon_months <= 36:
        raise Refusal(_("Results are looked at after 1 to 36 months."), field="horizon_months")
    plan.outcomes = [one for one in EvaluationPlan.Outcome.values if one in outcomes]
    plan.comparison, plan.horizon_months = comparison, horizon_months
    plan.save()
    audit.record("plan.set", by=by, on=programme, outcomes=plan.outcomes, comparison=comparison)
    return plan


def freeze(programme: Programme, *, by: Person) -> EvaluationPlan:
    """Keep the plan as it stands, with its date and fingerprint; does nothing the second time."""
    plan = of(programme)
    if plan.frozen_at:
        return plan
    plan.frozen = _content(programme, plan)
    plan.digest = _digest(plan.frozen)
    plan.frozen_at = timezone.now()
    plan.save()
    audit.record("plan.frozen", by=by, on=programme, digest=plan.digest)
    return plan


def _content(programme: Programme, plan: EvaluationPlan) -> dict[str, Any]:
    return {
        "purpose": programme.purpose,
        "starts_on": programme.starts_on.isoformat(),
        "ends_on": programme.ends_on.isoformat(),
        "objectives": [as_values(one) for one in programme.objectives.current().order_by("pk")],
        "outcomes": plan.outcomes,
        "comparison": plan.comparison,
        "horizon_months": plan.horizon_months,
        "minimum_per_group": EvaluationPlan.MINIMUM_PER_GROUP,
    }


def _digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def deviations(programme: Programme) -> list[tuple[str, ...]]:
    """What differs today from the frozen plan: codes dates, purpose, added, changed, removed.

    The second part of each is the statement of the objective it is about, or ""; one that is
    ``retired`` has the reason as third. None while nothing is frozen.
    """
    plan = of(programme)
    if not plan.frozen_at:
        return []
    now, then = _content(programme, plan), plan.frozen
    found: list[tuple[str, ...]] = []
    if any(now[end] != then[end] for end in ("starts_on", "ends_on")):
        found.append(("dates", ""))
    if now["purpose"] != then["purpose"]:
        found.append(("purpose", ""))
    planned = {one["code"]: one for one in then["objectives"]}
    for one in now["objectives"]:
        before = planned.pop(one["code"], None)
        if before is None:
            found.append(("added", one["statement"]))
        elif before != one:
            found.append(("changed", one["statement"]))
    for row in (
        ObjectiveReview.objects.filter(
            objective__programme=programme, standing=ObjectiveReview.Standing.RETIRED
        )
        .select_related("objective")
        .order_by("pk")
    ):
        planned.pop(str(row.objective.public_id), None)
        found.append(("retired", row.objective.statement, row.reason))
    return found + [("removed", one["statement"]) for one in planned.values()]
