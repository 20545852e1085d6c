"""Writes down who may take part in a role, and takes a rule back."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from companies.errors import Refusal
from people import audit
from people import wording as people_wording
from people.forbidden import ground_of, ground_of_answers
from people.models import Attribute, Person
from programmes.actions.guard import check_not_closed, check_steers, locked
from programmes.models import Enrolment, Programme
from selection import access, eligibility
from selection.models import EligibilityRule
from training.models import Module

MOST = 8
MOST_VALUES = 20
_NUMBERS = {
    eligibility.LEVEL_MIN: range(1, 31),
    eligibility.LEVEL_MAX: range(1, 31),
    eligibility.SENIORITY: range(1, 601),
}


@transaction.atomic
def add(
    programme: Programme,
    role: str,
    *,
    kind: str,
    number: int | None = None,
    values: Sequence[str] = (),
    attribute: Attribute | None = None,
    training: Programme | Module | None = None,
    by: Person,
) -> EligibilityRule:
    """Ask from now on that whoever is invited or says yes meets this rule.

    ``training`` is another programme, whose whole training is asked for, or one module of it. Who
    said yes before keeps their place. Refuses what the law forbids to choose people by, facts
    that ``by`` does not read, a rule that nobody could meet beside another one, and more than
    `MOST` rules.
    """
    check_steers(programme, by)
    row = locked(programme)
    check_not_closed(row)
    if role not in Enrolment.Role.values or kind not in EligibilityRule.Kind.values:
        raise Refusal(_("Choose one of the kinds listed."), field="kind")
    if kind not in access.kinds(by):
        raise Refusal(_("Only HR reads this fact: ask HR to write the rule."), field="kind")
    there = list(EligibilityRule.objects.filter(programme=row, role=role))
    if len(there) >= MOST:
        raise Refusal(_("A role has at most %(most)d rules.") % {"most": MOST})
    made = EligibilityRule(programme=row, role=role, kind=kind)
    if kind in eligibility.NUMBERED:
        made.number = _number(kind, number)
    elif kind == eligibility.TRAINING:
        made.module, made.trained_in = _training(training, row, by)
    else:
        made.values = _values(values)
    if kind == eligibility.ATTRIBUTE:
        made.attribute = _attribute(attribute)
    _check_beside(made, there)
    made.save()
    audit.record("eligibility.added", by=by, on=row, role=role, kind=kind)
    return made


@transaction.atomic
def remove(rule: EligibilityRule, *, by: Person) -> None:
    """Ask for this no more. Refuses a rule about a fact that ``by`` does not read."""
    check_steers(rule.programme, by)
    if rule.kind not in access.kinds(by):
        raise Refusal(_("Only HR reads this fact: ask HR to take the rule out."))
    check_not_closed(locked(rule.programme))
    audit.record("eligibility.removed", by=by, on=rule.programme, role=rule.role, kind=rule.kind)
    rule.delete()


def _number(kind: str, number: int | None) -> int:
    allowed = _NUMBERS[kind]
    if number is None or number not in allowed:
        raise Refusal(
            _("Write a whole number from %(first)d to %(last)d.")
            % {"first": allowed[0], "last": allowed[-1]},
            field="number",
        )
    return number


def _values(values: Sequence[str]) -> list[str]:
    plain = list(dict.fromkeys(" ".join(one.split()) for one in values if one.strip()))
    if not 1 <= len(plain) <= MOST_VALUES or any(len(one) > 150 for one in plain):
        raise Refusal(
            _("Give 1 to %(most)d values, one a line.") % {"most": MOST_VALUES}, field="values"
        )
    if ground := ground_of_answers(plain):
        raise Refusal(people_wording.forbidden(", ".join(plain)[:80], ground), field="values")
    return plain


def _attribute(attribute: Attribute | None) -> Attribute:
    if attribute is None:
        raise Refusal(_("Choose one of the company's own facts."), field="attribute")
    if ground := ground_of(attribute.name):
        raise Refusal(people_wording.forbidden(attribute.name, ground), field="attribute")
    return attribute


def _training(
    chosen: Programme | Module | None, programme: Programme, by: Person
) -> tuple[Module | None, Programme]:
    module = chosen if isinstance(chosen, Module) else None
    other = chosen.programme if isinstance(chosen, Module) else chosen
    offered = access.trainings(by, programme).filter(programme=other)
    offered = offered.filter(pk=module.pk) if module else offered.needed()
    if other is None or not offered.exists():
        raise Refusal(
            _("Choose the training of another programme that was launched, or a module of it."),
            field="training",
        )
    return module, other


def _check_beside(made: EligibilityRule, there: Sequence[EligibilityRule]) -> None:
    numbers = {one.kind: one.number for one in [*there, made]}
    for one in there:
        if (one.kind, one.attribute_id, one.training) == (
            made.kind,
            made.attribute_id,
            made.training,
        ):
            raise Refusal(_("There is a rule of this kind already: take it out first."))
    low, high = numbers.get(eligibility.LEVEL_MIN), numbers.get(eligibility.LEVEL_MAX)
    if low is not None and high is not None and low > high:
        raise Refusal(_("Nobody could meet both rules about the level."), field="number")
