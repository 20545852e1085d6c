"""Carries over how a programme selects people into its next cohort; nobody's answer or score."""

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import Person
from programmes.actions.guard import check_steers, locked
from programmes.models import Enrolment, Programme
from selection import access
from selection.actions import form, policy
from selection.models import EligibilityRule, FormVersion, GridCriterion, Policy, Question


@transaction.atomic
def copy(old: Programme, new: Programme, *, by: Person) -> None:
    """Select people for ``new``, a draft that settled nothing yet, as ``old`` does today.

    Published forms begin at version 1 with the same question keys; the interview grid, rules,
    limits and whether mentors are qualified first follow. Refuses who does not steer ``new``.
    """
    check_steers(new, by)
    row = locked(new)
    for role in Enrolment.Role.values:
        _form(old, row, role, by)
        _rules(old, row, role, by)
    _grid(old, row, by)
    settled = Policy.objects.filter(programme=old).first()
    if settled is not None:
        policy.say_limits(row, limits_fr=settled.limits_fr, limits_en=settled.limits_en, by=by)
        policy.qualify_first(row, is_on=settled.is_qualified_first, by=by)


def _form(old: Programme, new: Programme, role: str, by: Person) -> None:
    before = access.form(old, role)
    if before is None:
        return
    made = FormVersion.objects.create(
        programme=new, role=role, number=1, published_at=timezone.now(), published_by=by
    )
    Question.objects.bulk_create(form.copies(before, made))
    audit.record("form.published", by=by, on=new, role=role, version=made.number)


def _rules(old: Programme, new: Programme, role: str, by: Person) -> None:
    rows = list(access.rules(old, role))
    for row in rows:
        row.pk, row.programme = None, new
    for made in EligibilityRule.objects.bulk_create(rows):
        audit.record("eligibility.added", by=by, on=new, role=role, kind=made.kind)


def _grid(old: Programme, new: Programme, by: Person) -> None:
    rows = list(access.grid(old))
    for place, row in enumerate(rows, start=1):
        row.pk, row.programme, row.place = None, new, place
    if GridCriterion.objects.bulk_create(rows):
        audit.record("grid.changed", by=by, on=new, criteria=len(rows))
