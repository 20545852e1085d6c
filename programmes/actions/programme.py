"""Creates, designs, opens, starts and closes a programme."""

from datetime import date
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
from programmes import readiness, wording
from programmes.actions import letters, objective, plan
from programmes.actions.guard import MOST_YEARS_AHEAD, check_steers, locked
from programmes.models import Enrolment, Programme, Responsibility
from programmes.readiness import Facts


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
    check_steers(programme, by)
    row = locked(programme)
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
    """What the readiness of ``programme`` is judged by, in four queries."""
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
        directors=Count(
            "responsibilities",
            filter=Q(responsibilities__role=Responsibility.Role.DIRECTOR),
            distinct=True,
        ),
    )
    objectives = programme.objectives.prefetch_related("indicators")
    return Facts(
        today=timezone.localdate(),
        objectives=len(objectives),
        unmeasurable=sum(not one.is_measurable for one in objectives),
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
    check_steers(programme, by)
    row = locked(programme)
    if row.status == Programme.Status.OPEN:
        return row
    if row.status != Programme.Status.DRAFT:
        raise Refusal(_("“%(name)s” has already been opened.") % {"name": row})
    for code in obstacles(row):
        raise Refusal(_sentence(code, row))
    now = timezone.now()
    row.status, row.opened_at = Programme.Status.OPEN, now
    row.save(update_fields=["status", "opened_at"])
    plan.freeze(row, by=by)
    objective.plan_reviews(row, list(row.objectives.all()))
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


def _sentence(obstacle: str, programme: Programme) -> str:
    if obstacle == "measurable":
        first = next(one for one in programme.objectives.order_by("pk") if not one.is_measurable)
        return wording.unmeasurable(first.statement, first.gaps)
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
    check_steers(programme, by)
    row = locked(programme)
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
    check_steers(programme, by)
    row = locked(programme)
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
