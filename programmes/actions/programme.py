"""Creates, designs, opens, starts and closes a programme."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies import versions, walls
from companies.errors import Refusal
from competencies import access as needs_access
from people import audit
from people.actions import mail
from people.models import Person
from programmes import canvas, gates, measures, wording
from programmes.actions import dates, letters
from programmes.actions import stage as stages
from programmes.actions.guard import (
    MOST_YEARS_AHEAD,
    check_not_closed,
    check_steers,
    locked,
)
from programmes.models import Enrolment, Programme, Responsibility, Stage
from programmes.readiness import checks


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
    answer_days: int | None = None,
    format: str = Programme.Format.ONE_TO_ONE,
    template: str = "",
    needs: Sequence[str] = (),
    surveys: str = "",
    communication: str = "",
    success_factors: str = "",
    risks: str = "",
    mentor_profile: str = "",
    preparation: str = "",
    confidentiality: str = "",
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
        answer_days=answer_days,
        format=format,
        template=template,
        needs=needs_access.book().ordered(needs),
        surveys=surveys,
        communication=communication,
        success_factors=success_factors,
        risks=risks,
        mentor_profile=mentor_profile,
        preparation=preparation,
        confidentiality=confidentiality,
        hourly_cost=hourly_cost,
        fixed_cost=fixed_cost,
        created_by=by,
    )
    _check_design(programme)
    _check_needs(programme, kept=())
    if enrol_until < timezone.localdate():
        raise Refusal(_("The last day to answer has already passed."), field="enrol_until")
    programme.save()
    audit.record("programme.created", by=by, on=programme, name=name)
    return programme


@transaction.atomic
def edit(
    programme: Programme,
    *,
    seen: str | None = None,
    moves_along: bool = False,
    by: Person,
    **design: Any,
) -> Programme:
    """Change the design; ``design`` holds any of the keywords of :func:`create`.

    ``seen`` is the :func:`version` that was opened: :class:`Overtaken` when somebody has changed
    it since. ``moves_along`` moves deadlines and planned days by as many days as the first day.
    Refuses once the programme is running or closed, what :func:`create` refuses, and dates that
    deadlines or planned days contradict. A day that has passed may stay as it was, not be chosen.
    """
    check_steers(programme, by)
    row = locked(programme)
    if not row.is_editable:
        raise Refusal(
            _("“%(name)s” is running or closed: its design no longer changes.") % {"name": row}
        )
    versions.check(seen, version(row))
    was, kept = dates.of(row), list(row.needs)
    known = dates.contradictions(row)
    if "needs" in design:
        design["needs"] = _chosen(row, design["needs"])
    changed = [field for field, value in design.items() if getattr(row, field) != value]
    for field in changed:
        setattr(row, field, design[field])
    _check_design(row)
    _check_needs(row, kept=kept)
    if "enrol_until" in changed and row.enrol_until < timezone.localdate():
        raise Refusal(_("The last day to answer has already passed."), field="enrol_until")
    if changed:
        row.save(update_fields=changed)
        audit.record("programme.edited", by=by, on=row, fields=sorted(changed))
    if was != dates.of(row):
        _follow_dates(row, was, known, moves_along=moves_along, by=by)
    return row


def version(programme: Programme) -> str:
    """What the whole design says, in a few letters: changes when any of it does."""
    return versions.fingerprint({name: getattr(programme, name) for name in canvas.DESIGN})


def _follow_dates(
    programme: Programme,
    was: dates.Dates,
    known: Collection[str],
    *,
    moves_along: bool,
    by: Person,
) -> None:
    """Let what hangs on the dates follow them, or refuse what they contradict from now on."""
    if moves_along and programme.starts_on != was.starts_on:
        dates.move(programme, (programme.starts_on - was.starts_on).days, by=by)
    if wrong := [one for one in dates.contradictions(programme) if one not in known]:
        raise Refusal(
            _(
                "These days no longer fit the dates: %(days)s Move them along with the first day, "
                "or change them first."
            )
            % {"days": " ".join(wrong)},
            field="starts_on",
        )
    dates.follow(programme, was, by=by)


def _chosen(programme: Programme, needs: Sequence[str]) -> list[str]:
    """Needs in the order of the catalogue; as they are when nothing else than their order moved."""
    if set(needs) == set(programme.needs):
        return programme.needs
    return needs_access.book().ordered(needs)


def _check_needs(programme: Programme, *, kept: Sequence[str]) -> None:
    """Refuse needs that the catalogue does not offer, save those chosen before, and too many."""
    if len(set(programme.needs)) > canvas.MOST_NEEDS:
        raise Refusal(
            _("Choose %(most)d needs at most: who aims at everything aims at nothing.")
            % {"most": canvas.MOST_NEEDS},
            field="needs",
        )
    if not set(programme.needs) <= needs_access.book().offered(kept):
        raise Refusal(_("Choose needs of the catalogue."), field="needs")


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
    if programme.format not in Programme.Format.values:
        raise Refusal(_("Choose one of the five formats."), field="format")
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


@transaction.atomic
def open(programme: Programme, *, reason: str = "", by: Person) -> Programme:
    """Open a draft for enrolment: those invited so far get their letter now.

    Does nothing when it is already open. Refuses while a mandatory item of the readiness check is
    missing, and for a running or closed programme.
    """
    check_steers(programme, by)
    row = locked(programme)
    if row.status == Programme.Status.OPEN:
        return row
    if row.status != Programme.Status.DRAFT:
        raise Refusal(_("“%(name)s” has already been opened.") % {"name": row})
    for check in checks(stages.facts(row)):
        if check.mandatory and not check.done:
            raise Refusal(wording.obstacle(check.code, row))
    now = timezone.now()
    row.status, row.opened_at = Programme.Status.OPEN, now
    row.save(update_fields=["status", "opened_at"])
    measures.launch(row, by=by)
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
    stages.note(row, Stage.LAUNCH, reason=reason, by=by)
    return row


@transaction.atomic
def start(programme: Programme, *, reason: str = "", by: Person) -> Programme:
    """Lead an open programme through every gate up to execution; nothing when it runs already.

    Refuses at the first gate that is not true, and for a draft and a closed programme.
    """
    check_steers(programme, by)
    row = locked(programme)
    if row.status == Programme.Status.RUNNING:
        return row
    if row.status != Programme.Status.OPEN:
        raise Refusal(_("Only a programme that is open for enrolment can start."))
    ahead = gates.STAGES.index(stages.current(row)) + 1
    for stage in gates.STAGES[ahead : gates.STAGES.index(Stage.EXECUTION) + 1]:
        stages.check_gate(row, stage)
        stages.note(row, stage, reason=reason, by=by)
    row.status = Programme.Status.RUNNING
    row.save(update_fields=["status"])
    audit.record("programme.started", by=by, on=row)
    return row


@transaction.atomic
def enter(programme: Programme, stage: Stage, *, reason: str = "", by: Person) -> Programme:
    """Let a programme into its next stage; does nothing when it is there already.

    Refuses to skip a stage, to go back, and while something mandatory is missing: the refusal says
    what. Launch and execution open and start the programme, with all that these refuse.
    """
    check_steers(programme, by)
    row = locked(programme)
    check_not_closed(row)
    now = stages.current(row)
    if stage == now:
        return row
    if stage != gates.following(now):
        raise Refusal(
            _("The programme is in “%(now)s”: “%(stage)s” does not come next.")
            % {"now": now.label, "stage": stage.label}
        )
    if stage == Stage.LAUNCH:
        return open(row, reason=reason, by=by)
    if stage == Stage.EXECUTION:
        return start(row, reason=reason, by=by)
    stages.check_gate(row, stage)
    stages.note(row, stage, reason=reason, by=by)
    return row


@transaction.atomic
def close(
    programme: Programme, *, confirmed: bool = False, reason: str = "", by: Person
) -> Programme:
    """Close an open or running programme; does nothing when it is closed already.

    Refuses for a draft, while pairs are under way unless ``confirmed`` (the timetable then
    completes these pairs), and before something mandatory of the last gate is true without a
    ``reason``: a programme may have to stop early, but then it is written why.
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
    missing = unmet_at_the_end(row)
    if missing and not reason.strip():
        raise Refusal(
            _("Not yet: %(missing)s. To close all the same, say why.")
            % {"missing": stages.listed(missing)},
            field="reason",
        )
    row.status, row.closed_at = Programme.Status.CLOSED, timezone.now()
    row.save(update_fields=["status", "closed_at"])
    early = {"missing": [fact.code for fact in missing]} if missing else {}
    audit.record("programme.closed", by=by, on=row, pairs_under_way=pairs, **early)
    stages.note(row, Stage.FOLLOW_UP, reason=reason, by=by)
    return row


def unmet_at_the_end(programme: Programme) -> list[gates.Fact]:
    """What the last gate still asks for; nothing once it was passed."""
    if stages.current(programme) == Stage.FOLLOW_UP:
        return []
    return stages.missing(programme, Stage.FOLLOW_UP)


def pairs_under_way(holder: Programme | Enrolment) -> int:
    """Pairs of a programme, or of one participant, that have not ended.

    The floor above hangs them on these rows; they are asked for by name, nothing is imported.
    """
    names = ("pairings", "pairings_as_mentor", "pairings_as_mentee")
    related = [getattr(holder, name) for name in names if hasattr(holder, name)]
    return sum(rows.filter(status="active").count() for rows in related)
