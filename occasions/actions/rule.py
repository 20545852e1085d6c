"""Writes rules about life events, switches them on and off, and invites whom they mean."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from companies.errors import Refusal
from occasions import access, moments, wording
from occasions.models import LifeInvitation, LifeRule
from people import audit
from people import wording as people_wording
from people.actions.mail import language_of
from people.forbidden import ground_of, ground_of_answers
from people.models import Attribute, Person
from programmes.actions import enrolment
from programmes.actions.guard import check_not_closed, check_steers, locked
from programmes.models import Enrolment, Programme

MOST = 10
MOST_VALUES = 20


@transaction.atomic
def add(
    programme: Programme,
    *,
    role: str,
    occasion: str,
    days: int,
    attribute: Attribute | None = None,
    functions: Sequence[str] = (),
    departments: Sequence[str] = (),
    sites: Sequence[str] = (),
    level_min: int | None = None,
    level_max: int | None = None,
    by: Person,
) -> LifeRule:
    """Write a rule down; it invites nobody before it is switched on.

    Refuses what the law forbids to choose people by, an event whose day nothing in the record
    holds, one whose day only HR reads, levels that contradict each other, and more than `MOST`
    rules.
    """
    check_steers(programme, by)
    row = locked(programme)
    check_not_closed(row)
    if role not in Enrolment.Role.values:
        raise Refusal(_("Choose mentors or mentees."), field="role")
    if occasion not in LifeRule.Occasion.values:
        raise Refusal(_("Choose one of the events listed."), field="occasion")
    _check_settles(occasion, by)
    if not 1 <= days <= 365:
        raise Refusal(_("Write a whole number of days from 1 to 365."), field="days")
    if level_min is not None and level_max is not None and level_min > level_max:
        raise Refusal(_("Nobody could meet both rules about the level."), field="level_max")
    if LifeRule.objects.filter(programme=row).count() >= MOST:
        raise Refusal(_("A programme has at most %(most)d such rules.") % {"most": MOST})
    made = LifeRule.objects.create(
        programme=row,
        role=role,
        occasion=occasion,
        days=days,
        attribute=_attribute(occasion, attribute),
        functions=_values(functions, "functions"),
        departments=_values(departments, "departments"),
        sites=_values(sites, "sites"),
        level_min=level_min,
        level_max=level_max,
        written_by=by,
    )
    audit.record("occasion.added", by=by, on=row, **_facts(made))
    return made


@transaction.atomic
def switch_on(rule: LifeRule, *, by: Person) -> LifeRule:
    """Let a rule invite from its next morning on, in the name of ``by``.

    Refuses when the fact that holds its day is gone, and anybody but HR when it is the company's.
    """
    row = _locked(rule, by)
    _check_settles(row.occasion, by)
    check_not_closed(row.programme)
    if not row.is_readable:
        raise Refusal(_("The fact that held the day was removed: write the rule anew."))
    row.is_on, row.switched_by, row.switched_at = True, by, timezone.now()
    row.save(update_fields=["is_on", "switched_by", "switched_at"])
    audit.record("occasion.switched_on", by=by, on=row.programme, **_facts(row))
    return row


@transaction.atomic
def pause(rule: LifeRule, *, by: Person) -> LifeRule:
    """Let a rule invite nobody any more; who is invited stays so."""
    row = _locked(rule, by)
    if row.is_on:
        row.is_on, row.switched_by, row.switched_at = False, by, timezone.now()
        row.save(update_fields=["is_on", "switched_by", "switched_at"])
        audit.record("occasion.paused", by=by, on=row.programme, **_facts(row))
    return row


@transaction.atomic
def remove(rule: LifeRule, *, by: Person) -> None:
    """Forget a rule that has invited nobody; one that has is refused: it can be paused."""
    row = _locked(rule, by)
    if row.invitations.exists():
        raise Refusal(_("This rule has invited people: pause it instead, so that it stays known."))
    audit.record("occasion.removed", by=by, on=row.programme, **_facts(row))
    row.delete()


def invite_due() -> int:
    """Invite everybody whom a rule means today; how many. Running twice invites nobody twice."""
    return sum(invite(pk) for pk in access.switched_on())


@transaction.atomic
def invite(rule_id: int) -> int:
    """Invite whom one rule means today, each told why in their language; how many.

    Nobody while it is paused, while the programme takes no invitations, or when whoever switched
    it on no longer steers the programme.
    """
    rows = LifeRule.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("programme", "switched_by").filter(pk=rule_id, is_on=True).first()
    if row is None or row.switched_by is None:
        return 0
    if not (access.takes_invitations(row.programme) and access.is_backed(row)):
        return 0
    due = [one for one in access.candidates(row) if not one.hindrance]
    if not due:
        return 0
    reasons = {}
    for one in due:
        with translation.override(language_of(one.person)):
            reasons[one.person.pk] = wording.reason(row, one.happened_on)
    LifeInvitation.objects.bulk_create(
        LifeInvitation(rule=row, person=one.person, happened_on=one.happened_on) for one in due
    )
    enrolment.invite(
        row.programme,
        people=[one.person for one in due],
        role=row.role,
        reasons=reasons,
        by=row.switched_by,
    )
    audit.record("occasion.invited", by=None, on=row.programme, people=len(due), **_facts(row))
    return len(due)


def _locked(rule: LifeRule, by: Person) -> LifeRule:
    check_steers(rule.programme, by)
    rows = LifeRule.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("programme").get(pk=rule.pk)


def _check_settles(occasion: str, by: Person) -> None:
    if not access.may_settle(by, occasion):
        raise Refusal(
            _("Only HR writes and switches on rules about a fact of the company's own."),
            field="occasion",
        )


def _facts(rule: LifeRule) -> dict[str, Any]:
    return {"occasion": rule.occasion, "days": rule.days, "role": rule.role}


def _attribute(occasion: str, attribute: Attribute | None) -> Attribute | None:
    if occasion not in moments.DECLARED:
        return None
    if attribute is None or attribute.kind != Attribute.Kind.TEXT:
        raise Refusal(
            _("The record keeps no such day. Choose the fact of your own that holds it."),
            field="attribute",
        )
    if ground := ground_of(attribute.name):
        raise Refusal(people_wording.forbidden(attribute.name, ground), field="attribute")
    return attribute


def _values(values: Sequence[str], field: str) -> list[str]:
    plain = list(dict.fromkeys(" ".join(one.split()) for one in values if one.strip()))
    if len(plain) > MOST_VALUES or any(len(one) > 150 for one in plain):
        raise Refusal(
            _("Give up to %(most)d values, one a line.") % {"most": MOST_VALUES}, field=field
        )
    if ground := ground_of_answers(plain):
        raise Refusal(people_wording.forbidden(", ".join(plain)[:80], ground), field=field)
    return plain
