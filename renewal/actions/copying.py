"""Copies the design of a programme into the draft of the next cohort; nobody's enrolment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from asking.actions import terms
from asking.models import Terms
from communication.actions import copying as campaigns
from competencies import access as competencies
from matching.actions import criteria
from objectives.actions import objective as objectives
from objectives.actions import plan as plans
from objectives.models import EvaluationPlan, Indicator
from occasions import access as occasion_rules
from occasions.actions import rule as rules
from people.models import Person
from programmes.actions import aim as targets
from programmes.actions import programme as programmes
from programmes.models import Programme
from selection.actions import copying as selections
from training.actions import copying as trainings

DESIGN: Final = (
    *("purpose", "audience", "mode", "format", "cadence_days", "template", "answer_days"),
    *("communication", "success_factors", "risks", "mentor_profile", "preparation"),
    *("confidentiality", "hourly_cost", "fixed_cost", "surveys"),
)
"""Everything that a canvas settles, except the name and the dates."""


@dataclass(frozen=True)
class Copy:
    """What a copier is given; ``indicators`` goes from the old public id to the new one."""

    old: Programme
    new: Programme
    by: Person
    indicators: dict[UUID, UUID]

    @property
    def shift(self) -> timedelta:
        """How much later the new cohort starts."""
        return self.new.starts_on - self.old.starts_on


def design(old: Programme) -> dict[str, Any]:
    """The keywords of :func:`programmes.create` that stay; needs retired since are left out."""
    offered = competencies.book().offered()
    kept = [code for code in old.needs if code in offered]
    return {name: getattr(old, name) for name in DESIGN} | {"needs": kept}


def goals(copy: Copy) -> None:
    """Objectives still pursued, with their indicators; deadlines move, owners who left are gone."""
    for old in copy.old.objectives.current().select_related("orientation").order_by("pk"):
        made = objectives.set_objective(
            copy.new,
            kind=old.kind,
            statement=old.statement,
            orientation=old.orientation,
            by=copy.by,
        )
        for one in old.indicators.select_related("owner").order_by("pk"):
            new = objectives.set_indicator(made, **_values(one, copy), by=copy.by)
            copy.indicators[one.public_id] = new.public_id


def _values(one: Indicator, copy: Copy) -> dict[str, Any]:
    due_on = one.due_on + copy.shift if one.due_on else None
    owner = one.owner
    stays = owner is not None and owner.status == Person.Status.ACTIVE
    return {
        "name": one.name,
        "unit": one.unit,
        "baseline": one.baseline,
        "baseline_on": one.baseline_on,
        "target": one.target,
        "due_on": max(due_on, copy.new.starts_on + timedelta(days=1)) if due_on else None,
        "source": one.source,
        "owner": owner if stays else None,
    }


def roles(copy: Copy) -> None:
    """Directors and sponsors who still work here; each is told."""
    for held in copy.old.responsibilities.select_related("person").order_by("pk"):
        if held.person.status == Person.Status.ACTIVE:
            programmes.appoint(copy.new, person=held.person, role=held.role, by=copy.by)


def weights(copy: Copy) -> None:
    """Criteria of the matching with their weights, directions and conditions."""
    rows = criteria.as_rows(criteria.chosen(copy.old))
    if any(row["weight"] for row in rows):
        criteria.set_weights(copy.new, rows=rows, by=copy.by)


def answers(copy: Copy) -> None:
    """How long mentors have to answer where mentees ask them, when HR had settled it."""
    settled = Terms.objects.filter(programme=copy.old).first()
    if settled is not None and copy.new.mode == Programme.Mode.SELF:
        terms.settle(copy.new, days=settled.days, by=copy.by)


def comparison(copy: Copy) -> None:
    """What will be compared with what, not yet frozen."""
    plan = EvaluationPlan.objects.filter(programme=copy.old).first()
    if plan is not None:
        plans.set_plan(
            copy.new,
            outcomes=plan.outcomes,
            comparison=plan.comparison,
            horizon_months=plan.horizon_months,
            by=copy.by,
        )


def selection(copy: Copy) -> None:
    """Enrolment forms, rules of eligibility, interview grid, what mentors must meet."""
    selections.copy(copy.old, copy.new, by=copy.by)


def training(copy: Copy) -> None:
    """Modules with their files, trainers who stay, when people must be trained."""
    trainings.copy(copy.old, copy.new, by=copy.by)


def campaign(copy: Copy) -> None:
    """Messages as drafts without a day, the page of the programme unpublished."""
    campaigns.copy(copy.old, copy.new, by=copy.by)


def aims(copy: Copy) -> None:
    """The profiles that each side compares itself with, as far as they are still offered."""
    offered = set(competencies.profiles().values_list("pk", flat=True))
    kept = [
        one if one is not None and one.pk in offered else None
        for one in (copy.old.mentee_target, copy.old.mentor_target)
    ]
    if any(kept):
        targets.aim(copy.new, mentees=kept[0], mentors=kept[1], by=copy.by)


def occasions(copy: Copy) -> None:
    """Rules about life events, switched off: somebody answers for each before it invites."""
    for one in occasion_rules.rules_of(copy.old):
        if not one.is_readable:
            continue
        rules.add(
            copy.new,
            role=one.role,
            occasion=one.occasion,
            days=one.days,
            attribute=one.attribute,
            functions=one.functions,
            departments=one.departments,
            sites=one.sites,
            level_min=one.level_min,
            level_max=one.level_max,
            by=copy.by,
        )


COPIERS: Final[tuple[Callable[[Copy], None], ...]] = (
    *(goals, roles, weights, answers, comparison),
    *(selection, training, campaign, aims, occasions),
)
"""In this order; a floor that gains a design of its own gets a line here."""
