"""Makes a draft programme of what HR accepted among the proposals of a pilot sheet."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.errors import Refusal
from objectives.actions import objective as objectives
from objectives.models import Objective
from people import audit
from people.models import Person
from pilots import findings, proposals, wording
from pilots.actions.sheet import forget_all
from pilots.findings import DAYS_PER_MONTH
from pilots.models import Finding, PilotSheet, Proposal
from programmes import wording as programme_wording
from programmes.actions import programme as programmes
from programmes.models import Programme

USUAL_MONTHS = 9
USUAL_CADENCE = 21
DAYS_TO_ANSWER = 14


def told(sheet: PilotSheet) -> list[Finding]:
    """The findings of a sheet in the order in which they are read."""
    return sorted(sheet.findings.all(), key=lambda one: findings.CODES.index(one.code))


def proposed(sheet: PilotSheet) -> tuple[proposals.Proposal, ...]:
    """What an evaluated sheet proposes; nothing while it is not evaluated."""
    return proposals.propose(
        findings.Finding(one.code, one.n, one.values, one.is_withheld) for one in told(sheet)
    )


@transaction.atomic
def draft(
    sheet: PilotSheet,
    *,
    name: str,
    purpose: str,
    starts_on: date,
    decisions: Mapping[str, bool],
    by: Person,
) -> Programme:
    """Write a draft programme with the accepted proposals, and erase the file with its names.

    ``decisions`` goes from the code of each proposal but the purpose to whether it is accepted. A
    second call finds the draft of the first. Refuses anybody but HR, a sheet that is not
    evaluated, an undecided proposal, a start that leaves no time to answer, and what creating a
    programme refuses.
    """
    if not by.is_hr:
        raise Refusal(_("Only HR creates programmes."))
    row = PilotSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if row.programme is not None:
        return row.programme
    if row.evaluated_at is None:
        raise Refusal(_("Evaluate the sheet first: a draft cites what was found in it."))
    offered = proposed(row)
    if any(one.code not in decisions for one in offered if one.part != "purpose"):
        raise Refusal(_("Accept or refuse each proposal: none is taken for granted."))
    if starts_on < timezone.localdate() + timedelta(days=DAYS_TO_ANSWER):
        raise Refusal(
            _("Leave people at least %(days)d days to answer before the start.")
            % {"days": DAYS_TO_ANSWER},
            field="starts_on",
        )
    accepted = [one for one in offered if decisions.get(one.code)]
    programme = _programme(accepted, name=name, purpose=purpose, starts_on=starts_on, by=by)
    made = {
        one.code: _objective(programme, one, row, by=by)
        for one in accepted
        if one.part == "objective"
    }
    # Of a draft that was made of this sheet before, and deleted.
    row.proposals.all().delete()
    Proposal.objects.bulk_create(
        Proposal(
            sheet=row,
            code=one.code,
            part=one.part,
            cites=list(one.cites),
            values=one.values,
            is_accepted=one.part == "purpose" or decisions[one.code],
            objective=made.get(one.code),
        )
        for one in offered
    )
    row.programme = programme
    row.save(update_fields=["programme"])
    forget_all(PilotSheet.objects.filter(pk=row.pk))
    audit.record(
        "pilot.drafted",
        by=by,
        on=row,
        programme=str(programme.public_id),
        accepted=len(accepted),
        offered=len(offered),
    )
    return programme


def _programme(
    accepted: Sequence[proposals.Proposal], *, name: str, purpose: str, starts_on: date, by: Person
) -> Programme:
    design = {one.values["field"]: one.values["value"] for one in accepted if one.part == "design"}
    months = design.get("months", USUAL_MONTHS)
    starters: dict[str, Any] = {**programme_wording.starters()}
    return programmes.create(
        **starters,
        name=name,
        purpose=purpose,
        enrol_until=starts_on - timedelta(days=DAYS_TO_ANSWER),
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=round(months * DAYS_PER_MONTH)),
        cadence_days=design.get("cadence_days", USUAL_CADENCE),
        risks=_lines(accepted, "risk"),
        success_factors=_lines(accepted, "factor"),
        by=by,
    )


def _lines(accepted: Sequence[proposals.Proposal], part: str) -> str:
    return "\n".join(wording.written(one) for one in accepted if one.part == part)


def _objective(
    programme: Programme, one: proposals.Proposal, sheet: PilotSheet, *, by: Person
) -> Objective:
    words = wording.objective(one.code)
    last = sheet.findings.get(code="volume").values.get("last")
    return objectives.set_objective(
        programme,
        kind=Objective.Kind.OTHER,
        statement=str(words.statement),
        indicator={
            "name": str(words.indicator),
            "unit": words.unit,
            "baseline": Decimal(str(one.values["baseline"])),
            "baseline_on": date.fromisoformat(last) if last else timezone.localdate(),
            "target": Decimal(str(one.values["target"])),
            "due_on": programme.ends_on,
            "source": words.source,
        },
        by=by,
    )
