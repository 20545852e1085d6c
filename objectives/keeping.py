"""Answers for the objectives of a programme where its own floor asks for them."""

from collections.abc import Mapping
from typing import Any

from objectives import access, wording
from objectives.actions import objective as actions
from objectives.actions import plan
from objectives.models import EvaluationPlan, Objective
from people.models import Person
from programmes.measures import Count
from programmes.models import Programme


def counted(programme: Programme) -> Count:
    """How many objectives there are, how many nobody can measure, how many outcomes are planned."""
    objectives = programme.objectives.prefetch_related("indicators")
    plans = EvaluationPlan.objects.filter(programme=programme)
    return Count(
        objectives=len(objectives),
        unmeasurable=sum(not one.is_measurable for one in objectives),
        outcomes=len(plans.values_list("outcomes", flat=True).first() or ()),
    )


def obstacle(programme: Programme) -> str:
    """Why the first objective that nobody can measure stops the launch; "" without one."""
    rows = programme.objectives.order_by("pk").prefetch_related("indicators")
    first = next((one for one in rows if not one.is_measurable), None)
    return wording.unmeasurable(first.statement, first.gaps) if first else ""


def told(programme: Programme, *, with_retired: bool) -> list[Objective]:
    """The objectives with all that a page shows of them."""
    rows = access.told(programme)
    return list(rows if with_retired else rows.current())


def said(programme: Programme) -> Mapping[str, Any]:
    """What each objective and its indicators say."""
    return {
        str(one.public_id): [
            one.statement,
            *((each.name, each.unit, each.target, each.due_on) for each in one.indicators.all()),
        ]
        for one in access.told(programme)
    }


def begin(
    programme: Programme, *, kind: str, statement: str, indicator: Mapping[str, Any], by: Person
) -> None:
    """Write the objective of a template and its indicator."""
    actions.set_objective(programme, kind=kind, statement=statement, indicator=indicator, by=by)


def launch(programme: Programme, *, by: Person) -> None:
    """Freeze the evaluation plan, and plan a review of each objective halfway and at the end."""
    plan.freeze(programme, by=by)
    actions.plan_reviews(programme, list(programme.objectives.all()))
