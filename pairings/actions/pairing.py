"""Makes pairings, completes them, ends them early; tells both partners each time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies import walls
from companies.errors import Refusal
from pairings import apart
from pairings.actions import sharing
from pairings.models import MentoringSession, Pairing
from people import audit
from people.actions import mail
from people.models import Person
from programmes import admission
from programmes.models import Enrolment, Programme
from selection.actions import waitlist
from training.actions import gate

EARLY_REASONS = tuple(
    reason.value for reason in Pairing.EndReason if reason != Pairing.EndReason.TERM
)
"""Reasons one may give for ending before the term."""


@dataclass(frozen=True, kw_only=True)
class PlannedPair:
    """Two enrolments to bring together, and why.

    ``score`` is 0–100, ``reasons`` are the stored reasons of the matching (criterion, code,
    points, of, facts), ``choice_rank`` the place of this mentor in the mentee's ranking, and
    ``changed`` the criteria that were weighed otherwise for this pair (criterion, change).
    """

    mentor: Enrolment
    mentee: Enrolment
    score: int | None = None
    reasons: Sequence[dict[str, Any]] = ()
    choice_rank: int | None = None
    changed: Sequence[dict[str, str]] = ()


def pair(
    *,
    programme: Programme,
    mentor: Enrolment,
    mentee: Enrolment,
    started_on: date,
    score: int | None = None,
    reasons: Sequence[dict[str, Any]] = (),
    choice_rank: int | None = None,
    changed: Sequence[dict[str, str]] = (),
    by: Person,
) -> Pairing:
    """Bring one mentor and one mentee together; refuses as :func:`pair_many` does."""
    planned = PlannedPair(
        mentor=mentor,
        mentee=mentee,
        score=score,
        reasons=reasons,
        choice_rank=choice_rank,
        changed=changed,
    )
    return pair_many(programme=programme, plan=[planned], started_on=started_on, by=by)[0]


@transaction.atomic
def pair_many(
    *, programme: Programme, plan: Sequence[PlannedPair], started_on: date, by: Person
) -> list[Pairing]:
    """Make all the planned pairings or none, and write to both partners of each why they met.

    Refuses when the programme is a draft or closed, a first day outside it, when somebody has not
    said yes (or has gone), is not qualified where that is asked for, is held on the waitlist or
    must be trained first, when a mentor has no place left, when a mentee already has an active
    mentor, when one is in the other's management line, and when a pair must not be made
    (`pairings.apart`: the refusal never says why). Capacity is counted on locked rows, so
    that two people who pair at the same time cannot give the same place away twice.
    """
    # Publishing locks the programme before the enrolments: the same order here, or two acts at the
    # same moment would wait for each other for ever.
    programme = Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)
    if programme.status not in (Programme.Status.OPEN, Programme.Status.RUNNING):
        raise Refusal(
            _("Pairs can be made while a programme is open or running; “%(name)s” is neither.")
            % {"name": programme}
        )
    _check_first_day(programme, started_on)
    locked = _lock(plan)
    _check_yes(programme, plan, locked)
    gate.check_pairing(locked)
    _check_admitted(locked)
    _check_places(plan, locked)
    _check_management_line(plan, locked)
    _check_apart(plan, locked)
    pairings = [
        Pairing(
            programme=programme,
            mentor=locked[planned.mentor.pk],
            mentee=locked[planned.mentee.pk],
            score=planned.score,
            reasons=list(planned.reasons),
            changed=list(planned.changed),
            choice_rank=planned.choice_rank,
            started_on=started_on,
        )
        for planned in plan
    ]
    try:
        with transaction.atomic():
            Pairing.objects.bulk_create(pairings)
    except IntegrityError:
        raise Refusal(
            _("One of these people was paired a moment ago. Look at the list and try again.")
        ) from None
    waitlist.placed(locked)
    _announce(programme, pairings)
    audit.record_each(
        "pairing.paired", by=by, on=pairings, facts_of=lambda made: {"score": made.score}
    )
    return pairings


def _check_first_day(programme: Programme, started_on: date) -> None:
    """Between today or the programme's first day, whichever is earlier, and its last day."""
    first = min(timezone.localdate(), programme.starts_on)
    if not first <= started_on <= programme.ends_on:
        raise Refusal(
            _("A pair of this programme starts between %(first)s and %(last)s.")
            % {"first": date_format(first), "last": date_format(programme.ends_on)},
            field="started_on",
        )


def _lock(plan: Sequence[PlannedPair]) -> dict[int, Enrolment]:
    """The enrolments of the plan, read anew and locked in the order of their ids."""
    ids = {enrolment.pk for planned in plan for enrolment in (planned.mentor, planned.mentee)}
    rows = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(pk__in=ids)
        .order_by("pk")
    )
    return {enrolment.pk: enrolment for enrolment in rows}


def _check_yes(
    programme: Programme, plan: Sequence[PlannedPair], locked: dict[int, Enrolment]
) -> None:
    for planned in plan:
        for given, role, field in (
            (planned.mentor, Enrolment.Role.MENTOR, "mentor"),
            (planned.mentee, Enrolment.Role.MENTEE, "mentee"),
        ):
            enrolment = locked.get(given.pk)
            if (
                enrolment is None
                or enrolment.programme_id != programme.pk
                or enrolment.role != role
                or enrolment.status != Enrolment.Status.ACCEPTED
                or enrolment.person.status != Person.Status.ACTIVE
            ):
                raise Refusal(
                    _(
                        "%(name)s does not take part as %(role)s: only people who said yes can "
                        "be paired."
                    )
                    % {"name": given.person, "role": role.label},
                    field=field,
                )


def _check_admitted(locked: dict[int, Enrolment]) -> None:
    ready = set(
        admission.matchable(Enrolment.objects.filter(pk__in=locked)).values_list("pk", flat=True)
    )
    for enrolment in locked.values():
        if enrolment.pk not in ready:
            raise Refusal(
                _(
                    "%(name)s cannot be paired now: not qualified so far, on the waitlist, or "
                    "taking no requests for a while."
                )
                % {"name": enrolment.person},
                field="mentor" if enrolment.is_mentor else "mentee",
            )


def _check_places(plan: Sequence[PlannedPair], locked: dict[int, Enrolment]) -> None:
    active = Pairing.objects.active().filter(mentor__in=locked) | Pairing.objects.active().filter(
        mentee__in=locked
    )
    taken: Counter[int] = Counter()
    accompanied: set[int] = set()
    for mentor_id, mentee_id in active.values_list("mentor_id", "mentee_id"):
        taken[mentor_id] += 1
        accompanied.add(mentee_id)
    for planned in plan:
        mentor, mentee = locked[planned.mentor.pk], locked[planned.mentee.pk]
        if mentee.pk in accompanied:
            raise Refusal(
                _("%(name)s already has a mentor in this programme.") % {"name": mentee.person},
                field="mentee",
            )
        if taken[mentor.pk] >= mentor.capacity:
            raise Refusal(
                _(
                    "%(name)s has no place left: %(taken)s of %(capacity)s taken. Choose another "
                    "mentor, or ask them for one more place."
                )
                % {
                    "name": mentor.person,
                    "taken": taken[mentor.pk],
                    "capacity": mentor.capacity,
                },
                field="mentor",
            )
        taken[mentor.pk] += 1
        accompanied.add(mentee.pk)


def _check_management_line(plan: Sequence[PlannedPair], locked: dict[int, Enrolment]) -> None:
    manager_of = dict(Person.objects.filter(manager__isnull=False).values_list("pk", "manager_id"))
    for planned in plan:
        mentor, mentee = locked[planned.mentor.pk].person, locked[planned.mentee.pk].person
        if mentor.pk == mentee.pk:
            raise Refusal(
                _("%(name)s cannot be their own mentor.") % {"name": mentor}, field="mentor"
            )
        if mentor.pk in _above(mentee.pk, manager_of) or mentee.pk in _above(mentor.pk, manager_of):
            raise Refusal(
                _(
                    "%(mentor)s and %(mentee)s are in the same management line. A mentor is "
                    "always outside it."
                )
                % {"mentor": mentor, "mentee": mentee},
                field="mentor",
            )


def _check_apart(plan: Sequence[PlannedPair], locked: dict[int, Enrolment]) -> None:
    never = apart.among({enrolment.person_id for enrolment in locked.values()})
    for planned in plan:
        mentor, mentee = locked[planned.mentor.pk].person, locked[planned.mentee.pk].person
        if frozenset((mentor.pk, mentee.pk)) in never:
            raise Refusal(
                _("%(mentee)s and %(mentor)s cannot be paired. Choose another mentor.")
                % {"mentor": mentor, "mentee": mentee},
                field="mentor",
            )


def _above(person_id: int, manager_of: dict[int, int | None]) -> set[int]:
    """Everybody above a person in the org chart; a cycle ends the climb."""
    found: set[int] = set()
    manager = manager_of.get(person_id)
    while manager is not None and manager not in found:
        found.add(manager)
        manager = manager_of.get(manager)
    return found


def _announce(programme: Programme, pairings: Iterable[Pairing]) -> None:
    root = walls.address("")
    for pairing in pairings:
        for reader, role in (
            (pairing.mentor.person, Enrolment.Role.MENTOR),
            (pairing.mentee.person, Enrolment.Role.MENTEE),
        ):
            partner = pairing.partner_of(reader)
            mail.post(
                "pairing_published",
                to=reader,
                key=str(pairing.public_id),
                programme=programme.name,
                is_mentor=role == Enrolment.Role.MENTOR,
                format=programme.format,
                partner={
                    "name": str(partner),
                    "job_title": partner.job_title,
                    "site": partner.site,
                    "email": partner.email,
                },
                score=pairing.score,
                reasons=pairing.reasons,
                started_on=pairing.started_on.isoformat(),
                cadence_days=programme.cadence_days,
                link=root + reverse("pairings:detail", args=[pairing.public_id]),
            )


@transaction.atomic
def complete(
    *, pairing: Pairing, reason: str = Pairing.EndReason.TERM, by: Person | None
) -> Pairing:
    """Close a pairing that went to its end and thank both partners.

    ``by`` is ``None`` when the timetable closes it. Refuses when it is not under way any more.
    """
    pairing = _finish(pairing, Pairing.Status.COMPLETED, reason, by)
    facts = _declared(pairing)
    for reader in (pairing.mentor.person, pairing.mentee.person):
        _tell(pairing, "pairing_completed", reader, **facts)
    return pairing


@transaction.atomic
def end(*, pairing: Pairing, reason: str, by: Person | None) -> Pairing:
    """End a pairing before its term, with honour.

    ``by`` is ``None`` when the timetable ends it because somebody has left. HR reads the reason;
    the partner is told kindly and without it. Refuses when the pairing is not under way any more,
    and a reason that is not for an early end.
    """
    if reason not in EARLY_REASONS:
        raise Refusal(_("Choose one of the reasons listed."), field="reason")
    pairing = _finish(pairing, Pairing.Status.ENDED, reason, by)
    for reader in (pairing.mentor.person, pairing.mentee.person):
        if by is None or reader.pk != by.pk:
            _tell(pairing, "pairing_ended", reader, **_declared(pairing))
    return pairing


def _finish(pairing: Pairing, status: Pairing.Status, reason: str, by: Person | None) -> Pairing:
    rows = Pairing.objects.with_people().select_for_update(of=("self",))
    pairing = rows.get(pk=pairing.pk)
    if pairing.status != Pairing.Status.ACTIVE:
        raise Refusal(_("This pairing is already over; nothing was changed."))
    pairing.status, pairing.end_reason, pairing.ended_at = status, reason, timezone.now()
    pairing.save(update_fields=["status", "end_reason", "ended_at"])
    sharing.forget(pairing)
    audit.record(f"pairing.{status.value}", by=by, on=pairing, reason=reason)
    return pairing


def _declared(pairing: Pairing) -> dict[str, int]:
    held = MentoringSession.objects.filter(pairing=pairing)
    minutes = held.aggregate(minutes=Sum("minutes"))["minutes"] or 0
    return {"sessions": held.count(), "hours": round(minutes / 60)}


def _tell(pairing: Pairing, kind: str, reader: Person, **facts: Any) -> None:
    mail.post(
        kind,
        to=reader,
        key=str(pairing.public_id),
        programme=pairing.programme.name,
        partner={"name": str(pairing.partner_of(reader))},
        link=walls.address(reverse("pairings:detail", args=[pairing.public_id])),
        **facts,
    )
