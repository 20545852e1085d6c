"""Writes objectives with their indicators, reviews them, and keeps what they said before."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies import versions
from companies.errors import Refusal
from objectives import wording
from objectives.models import Indicator, Objective, ObjectiveReview, Orientation
from people import audit
from people.models import Person
from programmes.actions.guard import (
    MOST_YEARS_AHEAD,
    check_not_closed,
    check_steers,
    locked,
)
from programmes.models import Programme

_VALUES: Final = ("name", "unit", "baseline", "baseline_on", "target", "due_on", "source", "owner")


@transaction.atomic
def set_objective(
    programme: Programme,
    *,
    kind: str,
    statement: str,
    orientation: Orientation | None = None,
    indicator: Mapping[str, Any] | None = None,
    objective: Objective | None = None,
    seen: str | None = None,
    reason: str = "",
    by: Person,
) -> Objective:
    """Add an objective, with the keywords of its first indicator if any; or change the given one.

    ``seen`` is the :func:`wording_of` the given one when it was opened: :class:`Overtaken` when
    somebody else has changed it since. Refuses an empty statement, an objective of another
    programme or one that was deleted, and any change once it is closed. Once the programme has
    been launched, a change needs a ``reason`` and is kept as a review with what was said before.
    """
    check_steers(programme, by)
    row = locked(programme)
    check_not_closed(row)
    if not statement.strip():
        raise Refusal(_("Say in one sentence what should change."), field="statement")
    if objective is not None:
        objective = _as_it_is(objective, row)
        versions.check(seen, wording_of(objective))
        check_pursued(objective)
    changes = {"kind": kind, "statement": statement, "orientation": orientation}
    if objective is not None and all(getattr(objective, k) == v for k, v in changes.items()):
        return objective
    if objective is not None:
        _remember(objective, row, reason=reason, by=by)
    verb = "objective.set" if objective is None else "objective.changed"
    objective = objective or Objective(programme=row)
    for name, value in changes.items():
        setattr(objective, name, value)
    is_new = objective.pk is None
    objective.save()
    audit.record(verb, by=by, on=objective, programme=str(row.public_id))
    if indicator:
        set_indicator(objective, **indicator, by=by, reason=reason)
    if is_new and row.status != Programme.Status.DRAFT:
        plan_reviews(row, [objective])
    return objective


@transaction.atomic
def set_indicator(
    objective: Objective,
    *,
    name: str,
    unit: str = "",
    baseline: Decimal | int | None = None,
    baseline_on: date | None = None,
    target: Decimal | int | None = None,
    due_on: date | None = None,
    source: str = "",
    owner: Person | None = None,
    indicator: Indicator | None = None,
    seen: str | None = None,
    reason: str = "",
    by: Person,
) -> Indicator:
    """Add an indicator to an objective, or change the given one.

    While the programme is a draft, everything but the name may be missing; afterwards only a
    measurable indicator is accepted, and a change of one needs a ``reason``. ``seen`` is the
    :func:`version` of the given one when it was opened: :class:`Overtaken` when somebody else has
    changed it since. Refuses days and values that contradict each other, and owners who are
    leaving.
    """
    check_steers(objective.programme, by)
    programme = locked(objective.programme)
    check_not_closed(programme)
    check_pursued(objective)
    if indicator is not None and indicator.objective_id != objective.pk:
        raise Refusal(_("This indicator belongs to another objective."))
    if indicator is not None:
        indicator = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
        versions.check(seen, version(indicator))
    values: dict[str, Any] = {
        "name": name.strip(),
        "unit": unit.strip(),
        "baseline": _number(baseline),
        "baseline_on": baseline_on,
        "target": _number(target),
        "due_on": due_on,
        "source": source,
        "owner": owner,
    }
    if indicator is not None and all(getattr(indicator, k) == v for k, v in values.items()):
        return indicator
    probe = Indicator(objective=objective, **values)
    _check_values(probe, programme)
    if indicator is not None:
        _remember(objective, programme, reason=reason, by=by)
    verb = "indicator.set" if indicator is None else "indicator.changed"
    indicator = indicator or Indicator(objective=objective)
    for field, value in values.items():
        setattr(indicator, field, value)
    indicator.save()
    audit.record(verb, by=by, on=indicator, programme=str(programme.public_id))
    return indicator


def wording_of(objective: Objective) -> str:
    """What an objective itself says, in a few letters: changes when any of it does."""
    names = ("statement", "kind", "orientation_id")
    return versions.fingerprint({name: getattr(objective, name) for name in names})


def version(indicator: Indicator) -> str:
    """What an indicator says, in a few letters: changes when any of it does."""
    names = ("owner_id" if name == "owner" else name for name in _VALUES)
    return versions.fingerprint({name: getattr(indicator, name) for name in names})


def _number(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _check_values(probe: Indicator, programme: Programme) -> None:
    today = timezone.localdate()
    if not probe.name:
        raise Refusal(_("Name the indicator that will show it."), field="name")
    if probe.baseline_on and probe.baseline_on > today:
        raise Refusal(
            _("This day is in the future: a starting value has been measured."),
            field="baseline_on",
        )
    if probe.due_on and probe.due_on <= programme.starts_on:
        raise Refusal(
            _("The programme starts on %(day)s: measure after that.")
            % {"day": date_format(programme.starts_on)},
            field="due_on",
        )
    if probe.due_on and probe.due_on > today + MOST_YEARS_AHEAD:
        raise Refusal(_("This day is more than ten years ahead. Check the year."), field="due_on")
    if probe.owner is not None and probe.owner.status != Person.Status.ACTIVE:
        raise Refusal(_("%(name)s is leaving the company.") % {"name": probe.owner}, field="owner")
    # A draft may be unfinished, never contradict itself.
    wrong = ("same", "too_early") if programme.status == Programme.Status.DRAFT else ()
    for code in probe.gaps:
        if not wrong or code in wrong:
            field = {"same": "target", "too_early": "due_on"}.get(code, code)
            raise Refusal(wording.gap(code), field=field)


def _as_it_is(objective: Objective, programme: Programme) -> Objective:
    if objective.programme_id != programme.pk:
        raise Refusal(_("This objective belongs to another programme."))
    rows = Objective.objects.select_for_update(of=("self",)).filter(pk=objective.pk)
    row = rows.select_related("orientation").first()
    if row is None:
        raise Refusal(_("Somebody has deleted this objective meanwhile."))
    return row


@transaction.atomic
def remove_objective(objective: Objective, *, by: Person) -> None:
    """Delete an objective of a draft, with its indicators; refuses once it is launched."""
    programme = locked(objective.programme)
    check_steers(programme, by)
    if programme.status != Programme.Status.DRAFT:
        raise Refusal(
            _("The evaluation plan is frozen: retire this objective, and say why. It stays.")
        )
    audit.record("objective.removed", by=by, on=objective, programme=str(programme.public_id))
    objective.delete()


@transaction.atomic
def retire(objective: Objective, *, reason: str, by: Person) -> Objective:
    """Give up an objective of a launched programme: it stays readable, with what was measured.

    The reason and what it said are kept as its last review, and the report tells it as a
    deviation; looks planned for later are no longer due. The first time counts. Refuses drafts,
    an empty reason, and the last objective that is pursued.
    """
    programme = locked(objective.programme)
    check_steers(programme, by)
    check_not_closed(programme)
    row = Objective.objects.select_for_update(of=("self",)).get(pk=objective.pk)
    if row.retired_at:
        return row
    if programme.status == Programme.Status.DRAFT:
        raise Refusal(_("An objective of a draft is deleted, not retired."))
    if not reason.strip():
        raise Refusal(_("Say why it is given up: the report tells it."), field="reason")
    if not programme.objectives.current().exclude(pk=row.pk).exists():
        raise Refusal(
            _("A programme that has opened keeps at least one objective. Change this one instead.")
        )
    row.reviews.filter(held_on__isnull=True).delete()
    keep(row, ObjectiveReview.Standing.RETIRED, reason=reason, by=by)
    row.retired_at = timezone.now()
    row.save(update_fields=["retired_at"])
    audit.record("objective.retired", by=by, on=row, programme=str(programme.public_id))
    return row


def check_pursued(objective: Objective) -> None:
    """Refuses an objective that was retired."""
    if Objective.objects.filter(pk=objective.pk, retired_at__isnull=False).exists():
        raise Refusal(_("This objective is retired: it stays as it is."))


@transaction.atomic
def remove_indicator(indicator: Indicator, *, by: Person) -> None:
    """Delete an indicator; refuses the last one of an objective once the programme is launched."""
    objective = indicator.objective
    programme = locked(objective.programme)
    check_steers(programme, by)
    check_not_closed(programme)
    if programme.status != Programme.Status.DRAFT:
        raise Refusal(
            _("The evaluation plan is frozen: an indicator of a launched programme stays.")
        )
    audit.record("indicator.removed", by=by, on=indicator, programme=str(programme.public_id))
    indicator.delete()


# ---------------------------------------------------------------- reviews


def plan_reviews(programme: Programme, objectives: list[Objective]) -> None:
    """Plan a review halfway and one at the end of the programme for each of ``objectives``."""
    middle = halfway(programme.starts_on, programme.ends_on)
    ObjectiveReview.objects.bulk_create(
        ObjectiveReview(objective=one, due_on=day)
        for one in objectives
        for day in (middle, programme.ends_on)
    )


def halfway(starts_on: date, ends_on: date) -> date:
    """The day in the middle of a programme, on which its objectives are looked at."""
    return starts_on + (ends_on - starts_on) / 2


@transaction.atomic
def review(objective: Objective, *, standing: str, reason: str = "", by: Person) -> ObjectiveReview:
    """Note how an objective stands: on track, or at risk with the reason; the next planned one.

    A review that nobody planned is added. Refuses drafts and closed programmes. A *changed*
    objective is reviewed by changing it (:func:`set_objective`, :func:`set_indicator`).
    """
    check_steers(objective.programme, by)
    programme = locked(objective.programme)
    check_not_closed(programme)
    if programme.status == Programme.Status.DRAFT:
        raise Refusal(_("Objectives are reviewed once the programme is launched."))
    check_pursued(objective)
    if standing not in (ObjectiveReview.Standing.ON_TRACK, ObjectiveReview.Standing.AT_RISK):
        raise Refusal(_("Say whether it is on track or at risk."), field="standing")
    if standing == ObjectiveReview.Standing.AT_RISK and not reason.strip():
        raise Refusal(_("Say what puts it at risk, for those who read it later."), field="reason")
    today = timezone.localdate()
    # One look per planned date: a review held early is the planned one, not an extra.
    row = objective.reviews.filter(held_on__isnull=True).order_by("due_on", "pk").first()
    row = row or ObjectiveReview(objective=objective, due_on=today)
    row.held_on, row.standing, row.reason, row.held_by = today, standing, reason.strip(), by
    row.save()
    audit.record("objective.reviewed", by=by, on=objective, standing=standing)
    return row


def _remember(objective: Objective, programme: Programme, *, reason: str, by: Person) -> None:
    """Before a launched objective changes: why, and what it said until now."""
    if programme.status == Programme.Status.DRAFT:
        return
    if not reason.strip():
        raise Refusal(
            _("The programme is launched: say why this changes. What was planned stays readable."),
            field="reason",
        )
    keep(objective, ObjectiveReview.Standing.CHANGED, reason=reason, by=by)


def keep(objective: Objective, standing: str, *, reason: str, by: Person) -> None:
    """A review held now, with what the objective says until now."""
    today = timezone.localdate()
    ObjectiveReview.objects.create(
        objective=objective,
        due_on=today,
        held_on=today,
        standing=standing,
        reason=reason.strip(),
        before=as_values(Objective.objects.get(pk=objective.pk)),
        held_by=by,
    )


def as_values(objective: Objective) -> dict[str, Any]:
    """An objective and its indicators as values for JSON, in a fixed order."""
    return {
        "code": str(objective.public_id),
        "kind": objective.kind,
        "statement": objective.statement,
        "indicators": [
            {
                "code": str(one.public_id),
                "name": one.name,
                "unit": one.unit,
                "baseline": None if one.baseline is None else f"{one.baseline:.2f}",
                "baseline_on": one.baseline_on.isoformat() if one.baseline_on else None,
                "target": None if one.target is None else f"{one.target:.2f}",
                "due_on": one.due_on.isoformat() if one.due_on else None,
                "source": one.source,
            }
            for one in objective.indicators.order_by("pk")
        ],
    }


# ---------------------------------------------------------------- orientations


@transaction.atomic
def set_orientation(
    *, name: str, orientation: Orientation | None = None, by: Person
) -> Orientation:
    """Add a strategic orientation to the company's list, or rename one.

    Refuses anybody but HR, an empty name, and a name that is on the list.
    """
    if not by.is_hr:
        raise Refusal(_("Only HR edits the strategic orientations."))
    name = " ".join(name.split())
    if not name:
        raise Refusal(_("Write the orientation in a few words."), field="name")
    others = Orientation.objects.filter(name__iexact=name)
    if orientation is not None:
        others = others.exclude(pk=orientation.pk)
    if others.exists():
        raise Refusal(_("“%(name)s” is on the list already.") % {"name": name}, field="name")
    verb = "orientation.added" if orientation is None else "orientation.renamed"
    orientation = orientation or Orientation()
    orientation.name = name
    orientation.save()
    audit.record(verb, by=by, on=orientation, name=name)
    return orientation


@transaction.atomic
def remove_orientation(orientation: Orientation, *, by: Person) -> None:
    """Take an orientation off the list; refuses one that an objective serves."""
    if not by.is_hr:
        raise Refusal(_("Only HR edits the strategic orientations."))
    audit.record("orientation.removed", by=by, on=orientation, name=orientation.name)
    try:
        orientation.delete()
    except ProtectedError as error:
        raise Refusal(
            _("Objectives serve “%(name)s”: rename it, or link them to another one first.")
            % {"name": orientation}
        ) from error
