"""Creates, designs, opens, starts and closes a programme."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies import walls
from companies.errors import Refusal
from people import audit
from people.actions import mail
from people.models import Person
from programmes import access, readiness
from programmes.actions import letters
from programmes.models import Enrolment, Objective, Programme, Responsibility
from programmes.readiness import Facts

MOST_YEARS_AHEAD = timedelta(days=3653)
"""A later day is a slip of the keyboard, and too far for dates to be added to it."""


@transaction.atomic
def create(
    *,
    name: str,
    purpose: str,
    audience: str = "",
    mode: str = Programme.Mode.HYBRID,
    enrol_until: date,
    starts_on: date,
    ends_on: date,
    cadence_days: int = 21,
    hourly_cost: Decimal | int = 55,
    fixed_cost: Decimal | int = 0,
    by: Person,
) -> Programme:
    """Write a draft programme.

    Refuses anybody but HR, dates that contradict each other, a cadence outside 1–92 days and
    negative costs.
    """
    if not by.is_hr:
        raise Refusal(_("Only HR creates programmes."))
    programme = Programme(
        name=name,
        purpose=purpose,
        audience=audience,
        mode=mode,
        enrol_until=enrol_until,
        starts_on=starts_on,
        ends_on=ends_on,
        cadence_days=cadence_days,
        hourly_cost=hourly_cost,
        fixed_cost=fixed_cost,
        created_by=by,
    )
    _check_design(programme)
    if enrol_until < timezone.localdate():
        raise Refusal(_("The last day to answer has already passed."), field="enrol_until")
    programme.save()
    audit.record("programme.created", by=by, on=programme, name=name)
    return programme


@transaction.atomic
def edit(programme: Programme, *, by: Person, **design: Any) -> Programme:
    """Change the design; ``design`` holds any of the keywords of :func:`create`.

    Refuses once the programme is running or closed, and what :func:`create` refuses. A day that
    has passed may stay as it was, not be chosen.
    """
    _check_steers(programme, by)
    row = _locked(programme)
    if not row.is_editable:
        raise Refusal(
            _("“%(name)s” is running or closed: its design no longer changes.") % {"name": row}
        )
    changed = [field for field, value in design.items() if getattr(row, field) != value]
    for field in changed:
        setattr(row, field, design[field])
    _check_design(row)
    if "enrol_until" in changed and row.enrol_until < timezone.localdate():
        raise Refusal(_("The last day to answer has already passed."), field="enrol_until")
    if changed:
        row.save(update_fields=changed)
        audit.record("programme.edited", by=by, on=row, fields=sorted(changed))
    return row


def _check_design(programme: Programme) -> None:
    if not programme.purpose.strip():
        raise Refusal(
            _("Say what the programme is for: without a purpose it fades out."), field="purpose"
        )
    if programme.ends_on <= programme.starts_on:
        raise Refusal(_("The programme has to end after it starts."), field="ends_on")
    if programme.ends_on > timezone.localdate() + MOST_YEARS_AHEAD:
        raise Refusal(_("This day is more than ten years ahead. Check the year."), field="ends_on")
    if programme.enrol_until > programme.starts_on:
        raise Refusal(
            _("People must have answered before the programme starts on %(day)s.")
            % {"day": date_format(programme.starts_on)},
            field="enrol_until",
        )
    if not 1 <= programme.cadence_days <= 92:
        raise Refusal(
            _("Between two sessions there are 1 to 92 days."),
            field="cadence_days",
        )
    for field in ("hourly_cost", "fixed_cost"):
        if getattr(programme, field) < 0:
            raise Refusal(_("A cost is never below zero."), field=field)


@transaction.atomic
def set_objective(
    programme: Programme,
    *,
    kind: str,
    statement: str,
    indicator: str,
    unit: str,
    baseline: Decimal | int,
    target: Decimal | int,
    due_on: date,
    objective: Objective | None = None,
    by: Person,
) -> Objective:
    """Add an objective, or change the given one, so that it can be measured.

    Refuses a missing indicator or unit, a target equal to the baseline, a deadline before the
    programme starts, an objective of another programme, and any change once it is closed.
    """
    _check_steers(programme, by)
    row = _locked(programme)
    _check_not_closed(row)
    if not indicator.strip():
        raise Refusal(_("Name the indicator that will show it."), field="indicator")
    if not unit.strip():
        raise Refusal(_("Give the unit of the indicator, such as % or days."), field="unit")
    if baseline == target:
        raise Refusal(
            _("The target equals today's value: nothing would have to change."), field="target"
        )
    if due_on <= row.starts_on:
        raise Refusal(
            _("The programme starts on %(day)s: measure after that.")
            % {"day": date_format(row.starts_on)},
            field="due_on",
        )
    if due_on > timezone.localdate() + MOST_YEARS_AHEAD:
        raise Refusal(_("This day is more than ten years ahead. Check the year."), field="due_on")
    if objective is not None and objective.programme_id != row.pk:
        raise Refusal(_("This objective belongs to another programme."))
    verb = "objective.set" if objective is None else "objective.changed"
    objective = objective or Objective(programme=row)
    objective.kind, objective.statement = kind, statement
    objective.indicator, objective.unit = indicator, unit
    objective.baseline, objective.target = Decimal(baseline), Decimal(target)
    objective.due_on = due_on
    objective.save()
    audit.record(verb, by=by, on=objective, programme=str(row.public_id))
    return objective


@transaction.atomic
def remove_objective(objective: Objective, *, by: Person) -> None:
    """Delete an objective; refuses the last one of a programme that is no longer a draft."""
    programme = _locked(objective.programme)
    _check_steers(programme, by)
    _check_not_closed(programme)
    if programme.status != Programme.Status.DRAFT and programme.objectives.count() == 1:
        raise Refusal(
            _("A programme that has opened keeps at least one objective. Change this one instead.")
        )
    audit.record("objective.removed", by=by, on=objective, programme=str(programme.public_id))
    objective.delete()


@transaction.atomic
def appoint(programme: Programme, *, person: Person, role: str, by: Person) -> Responsibility:
    """Make ``person`` director or sponsor and tell them; does nothing when they already are.

    Refuses anybody but HR, and persons who are leaving.
    """
    if not by.is_hr:
        raise Refusal(_("Only HR gives roles in a programme."))
    if person.status != Person.Status.ACTIVE:
        raise Refusal(_("%(name)s is leaving the company.") % {"name": person}, field="person")
    row, created = Responsibility.objects.get_or_create(
        programme=programme, person=person, role=role
    )
    if created:
        audit.record(
            "responsibility.given", by=by, on=programme, person=str(person.public_id), role=role
        )
        if person != by:
            letters.tell_responsible(row)
    return row


@transaction.atomic
def dismiss(programme: Programme, *, person: Person, role: str, by: Person) -> None:
    """Take a role away; does nothing when ``person`` does not hold it. Refuses anybody but HR."""
    if not by.is_hr:
        raise Refusal(_("Only HR gives roles in a programme."))
    deleted, _by_model = Responsibility.objects.filter(
        programme=programme, person=person, role=role
    ).delete()
    if deleted:
        audit.record(
            "responsibility.withdrawn", by=by, on=programme, person=str(person.public_id), role=role
        )


def facts(programme: Programme) -> Facts:
    """What the readiness of ``programme`` is judged by, in two queries."""
    silent_or_yes = (Enrolment.Status.INVITED, Enrolment.Status.ACCEPTED)
    yes = Q(status=Enrolment.Status.ACCEPTED)
    mentor, mentee = Q(role=Enrolment.Role.MENTOR), Q(role=Enrolment.Role.MENTEE)
    counts = programme.enrolments.filter(status__in=silent_or_yes).aggregate(
        mentors=Count("pk", filter=mentor),
        mentees=Count("pk", filter=mentee),
        places=Coalesce(Sum("capacity", filter=mentor & yes), 0),
        takers=Count("pk", filter=mentee & yes),
    )
    design = Programme.objects.filter(pk=programme.pk).aggregate(
        objectives=Count("objectives", distinct=True),
        directors=Count(
            "responsibilities",
            filter=Q(responsibilities__role=Responsibility.Role.DIRECTOR),
            distinct=True,
        ),
    )
    return Facts(
        today=timezone.localdate(),
        purpose=programme.purpose,
        enrol_until=programme.enrol_until,
        months=programme.months,
        **counts,
        **design,
    )


def obstacles(programme: Programme) -> list[str]:
    """Codes of the mandatory checks that fail, so that the programme cannot open."""
    found = readiness.checks(facts(programme))
    return [check.code for check in found if check.mandatory and not check.done]


@transaction.atomic
def open(programme: Programme, *, by: Person) -> Programme:
    """Open a draft for enrolment: those invited so far get their letter now.

    Does nothing when it is already open. Refuses without purpose or measurable objective, after
    the last day to answer, and for a running or closed programme.
    """
    _check_steers(programme, by)
    row = _locked(programme)
    if row.status == Programme.Status.OPEN:
        return row
    if row.status != Programme.Status.DRAFT:
        raise Refusal(_("“%(name)s” has already been opened.") % {"name": row})
    for code in obstacles(row):
        raise Refusal(_sentence(code))
    now = timezone.now()
    row.status, row.opened_at = Programme.Status.OPEN, now
    row.save(update_fields=["status", "opened_at"])
    waiting = row.enrolments.filter(status=Enrolment.Status.INVITED)
    waiting.update(invited_at=now)
    letters.invite(waiting.select_related("person", "programme"))
    for held in row.responsibilities.select_related("person").exclude(person=by):
        mail.post(
            "programme_opened",
            to=held.person,
            key=str(row.pk),
            programme=row.name,
            until=row.enrol_until.isoformat(),
            link=walls.address(letters.page_of(row)),
        )
    audit.record("programme.opened", by=by, on=row, invited=waiting.count())
    return row


def _sentence(obstacle: str) -> str:
    return {
        "purpose": _("Say what the programme is for before you open it."),
        "objective": _(
            "This programme cannot open yet: it has no measurable objective. "
            "Add one with an indicator, today's value and a target."
        ),
        "enrol_until": _(
            "The last day to answer has already passed. Choose a later one before you open it."
        ),
    }[obstacle]


@transaction.atomic
def start(programme: Programme, *, by: Person) -> Programme:
    """Move an open programme to running; does nothing when it is running already.

    Refuses for a draft and for a closed programme.
    """
    _check_steers(programme, by)
    row = _locked(programme)
    if row.status == Programme.Status.RUNNING:
        return row
    if row.status != Programme.Status.OPEN:
        raise Refusal(_("Only a programme that is open for enrolment can start."))
    row.status = Programme.Status.RUNNING
    row.save(update_fields=["status"])
    audit.record("programme.started", by=by, on=row)
    return row


@transaction.atomic
def close(programme: Programme, *, confirmed: bool = False, by: Person) -> Programme:
    """Close an open or running programme; does nothing when it is closed already.

    Refuses for a draft, and while pairs are under way unless ``confirmed``; the timetable then
    completes these pairs.
    """
    _check_steers(programme, by)
    row = _locked(programme)
    if row.status == Programme.Status.CLOSED:
        return row
    if row.status == Programme.Status.DRAFT:
        raise Refusal(_("A programme that never opened cannot be closed."))
    pairs = pairs_under_way(row)
    if pairs and not confirmed:
        raise Refusal(
            ngettext(
                "%(count)d pair is still under way. Tick the box to end it together with the "
                "programme.",
                "%(count)d pairs are still under way. Tick the box to end them together with the "
                "programme.",
                pairs,
            )
            % {"count": pairs},
            field="confirmed",
        )
    row.status, row.closed_at = Programme.Status.CLOSED, timezone.now()
    row.save(update_fields=["status", "closed_at"])
    audit.record("programme.closed", by=by, on=row, pairs_under_way=pairs)
    return row


def pairs_under_way(holder: Programme | Enrolment) -> int:
    """Pairs of a programme, or of one participant, that have not ended.

    The floor above hangs them on these rows; they are asked for by name, nothing is imported.
    """
    names = ("pairings", "pairings_as_mentor", "pairings_as_mentee")
    related = [getattr(holder, name) for name in names if hasattr(holder, name)]
    return sum(rows.filter(status="active").count() for rows in related)


def _locked(programme: Programme) -> Programme:
    return Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)


def _check_steers(programme: Programme, by: Person) -> None:
    if not access.steered(by).filter(pk=programme.pk).exists():
        raise Refusal(_("You do not steer “%(name)s”.") % {"name": programme})


def _check_not_closed(programme: Programme) -> None:
    if programme.status == Programme.Status.CLOSED:
        raise Refusal(_("“%(name)s” is closed.") % {"name": programme})
