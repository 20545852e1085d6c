"""Renews a programme: the next cohort as a draft, with proposed changes to accept or refuse."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.errors import Refusal
from matching.actions import criteria
from objectives.actions import objective as objectives
from objectives.models import Indicator
from people import audit
from people.models import Person, PersonQuerySet
from programmes.actions import enrolment
from programmes.actions import programme as programmes
from programmes.actions.guard import check_steers, locked
from programmes.models import Enrolment, Programme
from renewal import proposals, timing
from renewal.actions import cohort, copying
from renewal.models import Proposal, Recognition, Renewal

SOONEST: Final = timedelta(days=14)
"""Before the first day: people need time to answer, and pairs to be made."""


@transaction.atomic
def renew(programme: Programme, *, name: str, starts_on: date, by: Person) -> Renewal:
    """Write the next cohort of a programme as a draft of the same length, and propose changes.

    Copied: design, objectives with indicators, roles, criteria, evaluation plan, how people are
    selected, trained and told. Nobody is enrolled, and the readiness check starts anew. Refuses
    anybody but HR, a programme that has not run, one that is renewed already, an empty name, and a
    first day within two weeks.
    """
    if not by.is_hr:
        raise Refusal(_("Only HR renews programmes."))
    old = locked(programme)
    if old.status not in (Programme.Status.RUNNING, Programme.Status.CLOSED):
        raise Refusal(_("“%(name)s” has not run yet: there is nothing to renew.") % {"name": old})
    known = Renewal.objects.filter(predecessor=old).select_related("successor").first()
    if known is not None:
        raise Refusal(_("It is renewed already, as “%(name)s”.") % {"name": known.successor})
    if not name.strip():
        raise Refusal(_("Give the new cohort a name."), field="name")
    if starts_on < timezone.localdate() + SOONEST:
        raise Refusal(
            _("Leave two weeks at least, to invite people and to make pairs."), field="starts_on"
        )
    dates = timing.shifted(
        timing.Dates(old.enrol_until, old.starts_on, old.ends_on), starts_on, timezone.localdate()
    )
    new = programmes.create(
        **copying.design(old),
        name=name.strip(),
        enrol_until=dates.enrol_until,
        starts_on=dates.starts_on,
        ends_on=dates.ends_on,
        by=by,
    )
    copy = copying.Copy(old, new, by, {})
    for copier in copying.COPIERS:
        copier(copy)
    row = Renewal.objects.create(predecessor=old, successor=new, created_by=by)
    made = _propose(row, copy.indicators)
    audit.record(
        "programme.renewed", by=by, on=old, successor=str(new.public_id), proposals=len(made)
    )
    return row


def _propose(row: Renewal, indicators: dict[UUID, UUID]) -> list[Proposal]:
    names = {str(old): str(new) for old, new in indicators.items()}
    return Proposal.objects.bulk_create(
        Proposal(
            renewal=row,
            kind=one.kind,
            subject=names.get(one.subject, one.subject),
            before=dict(one.before),
            after=dict(one.after),
            reason=one.reason,
            facts=dict(one.facts),
            lessons=list(one.lessons),
        )
        for one in proposals.propose(cohort.known(row.predecessor))
    )


# ---------------------------------------------------------------- decisions


@transaction.atomic
def decide(proposal: Proposal, *, accepted: bool, by: Person) -> Proposal:
    """Accept a proposed change, which writes it into the draft, or refuse it.

    May be changed while the new cohort is a draft; refusing what was accepted puts the old value
    back. Refuses when somebody has set another value by hand since, so that it is not lost.
    """
    held = Proposal.objects.select_related("renewal__successor").get(pk=proposal.pk)
    check_steers(held.renewal.successor, by)
    programme = locked(held.renewal.successor)
    row = Proposal.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if programme.status != Programme.Status.DRAFT:
        raise Refusal(
            _("“%(name)s” has opened: change its design there, with a reason.")
            % {"name": programme}
        )
    wanted = Proposal.Decision.ACCEPTED if accepted else Proposal.Decision.REFUSED
    if row.decision == wanted:
        return row
    if accepted:
        _write(row, programme, row.before, row.after, by)
    elif row.decision == Proposal.Decision.ACCEPTED:
        _write(row, programme, row.after, row.before, by)
    row.decision, row.decided_by, row.decided_at = wanted, by, timezone.now()
    row.save(update_fields=["decision", "decided_by", "decided_at"])
    audit.record(f"proposal.{wanted.value}", by=by, on=programme, kind=row.kind, after=row.after)
    return row


def _write(
    row: Proposal, programme: Programme, old: dict[str, Any], new: dict[str, Any], by: Person
) -> None:
    """Put the values ``new`` where ``old`` stand now."""
    writers = {
        Proposal.Kind.DURATION.value: _set_duration,
        Proposal.Kind.CADENCE.value: _set_cadence,
        Proposal.Kind.GOAL.value: _set_goal,
        Proposal.Kind.WEIGHT.value: _set_weight,
    }
    writers[row.kind](row, programme, old, new, by)


def _check_untouched(is_as_known: bool) -> None:
    if not is_as_known:
        raise Refusal(
            _("Somebody has changed this value in the draft since. It stays as they wrote it.")
        )


def _set_duration(
    row: Proposal, programme: Programme, old: dict[str, Any], new: dict[str, Any], by: Person
) -> None:
    _check_untouched((programme.ends_on - programme.starts_on).days == old["days"])
    programmes.edit(programme, ends_on=programme.starts_on + timedelta(days=new["days"]), by=by)


def _set_cadence(
    row: Proposal, programme: Programme, old: dict[str, Any], new: dict[str, Any], by: Person
) -> None:
    _check_untouched(programme.cadence_days == old["days"])
    programmes.edit(programme, cadence_days=new["days"], by=by)


def _set_goal(
    row: Proposal, programme: Programme, old: dict[str, Any], new: dict[str, Any], by: Person
) -> None:
    rows = Indicator.objects.select_related("objective__programme", "owner")
    one = rows.filter(objective__programme=programme, public_id=row.subject).first()
    if one is None:
        raise Refusal(_("This indicator is no longer in the draft."))
    values = {name: Decimal(str(value)) for name, value in new.items() if name in _GOAL}
    _check_untouched(all(getattr(one, name) == Decimal(str(old[name])) for name in _GOAL))
    on = row.facts.get("on" if new is row.after else "before_on")
    owner = one.owner
    objectives.set_indicator(
        one.objective,
        name=one.name,
        unit=one.unit,
        baseline=values["baseline"],
        baseline_on=date.fromisoformat(on) if on else None,
        target=values["target"],
        due_on=one.due_on,
        source=one.source,
        owner=owner if owner is not None and owner.status == Person.Status.ACTIVE else None,
        indicator=one,
        by=by,
    )


_GOAL: Final = ("baseline", "target")


def _set_weight(
    row: Proposal, programme: Programme, old: dict[str, Any], new: dict[str, Any], by: Person
) -> None:
    rows = criteria.as_rows(criteria.chosen(programme))
    mine = [one for one in rows if one["kind"] == row.subject]
    _check_untouched((mine[0]["weight"] if mine else 0) == old["weight"])
    if mine:
        mine[0]["weight"] = new["weight"]
    else:
        rows.append({"kind": row.subject, "weight": new["weight"]})
    criteria.set_weights(programme, rows=rows, by=by)


# ---------------------------------------------------------------- former mentors


def willing(row: Renewal) -> PersonQuerySet:
    """Mentors of the cohort before who like to be asked again, stay, and are not asked yet."""
    asked = Enrolment.objects.filter(programme=row.successor).values("person")
    return (
        Person.objects.filter(
            enrolments__programme=row.predecessor,
            enrolments__role=Enrolment.Role.MENTOR,
            enrolments__recognition__again=Recognition.Answer.YES,
            status=Person.Status.ACTIVE,
        )
        .exclude(pk__in=asked)
        .distinct()
        .by_name()
    )


@transaction.atomic
def ask_again(row: Renewal, *, by: Person) -> int:
    """Invite the former mentors who agreed to be asked again; how many. They answer for themselves.

    Refuses who does not steer the new cohort, when nobody agreed, and what inviting refuses.
    """
    check_steers(row.successor, by)
    people = list(willing(row))
    if not people:
        raise Refusal(_("No mentor is left to ask: nobody else agreed to be asked again."))
    return enrolment.invite(row.successor, people=people, role=Enrolment.Role.MENTOR, by=by)
