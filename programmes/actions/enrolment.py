"""Invites people to a programme, takes their answers, lets them go, reminds the silent ones."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TypedDict

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies.errors import Refusal
from competencies.actions import catalogue
from people import audit
from people.models import Person, PersonSkill, Skill
from programmes import access, admission, formats
from programmes.actions import letters
from programmes.actions.programme import pairs_under_way
from programmes.models import Enrolment, Programme
from programmes.roster import EnrolmentRow, Standing

MOST_NEEDS = 5
REMINDER_DAYS = (3, 7)
LAST_CALL_DAYS = 2


class Proposal(TypedDict, total=False):
    """What the invited person will find filled in, and may change."""

    capacity: int
    needs: list[str]
    availability: list[str]


@transaction.atomic
def invite(
    programme: Programme,
    *,
    people: Iterable[Person],
    role: str,
    by: Person,
    proposals: Mapping[int, Proposal] | None = None,
    reasons: Mapping[int, str] | None = None,
) -> int:
    """Invite persons as mentors or as mentees; how many invitations are new.

    ``proposals`` goes from a person's pk to what their answer page shows filled in, ``reasons`` to
    why they are invited, in their language, for the letter of an open programme. A draft sends
    nothing before it opens. Who is already invited or has said yes is left alone; who said no or
    withdrew is asked again. Refuses persons who are leaving, are on the other side of this
    programme or do not meet what the role asks for, and when nobody could answer in time.
    """
    row = _open_to_invitations(programme, by)
    persons = list({one.pk: one for one in people}.values())
    for one in persons:
        if one.status != Person.Status.ACTIVE:
            raise Refusal(_("%(name)s is leaving the company.") % {"name": one})
    there = row.enrolments.select_related("person").filter(person__in=persons)
    _refuse_both_sides(there, role)
    _refuse_ineligible(row, role, persons)
    known = {one.person_id: one for one in there if one.role == role}
    now = timezone.now()
    proposals = proposals or {}
    answer_by = _answer_by(row)
    fresh = [
        Enrolment(
            programme=row, person=one, role=role, answer_by=answer_by, **proposals.get(one.pk, {})
        )
        for one in persons
        if one.pk not in known
    ]
    again = [one for one in known.values() if one.status in _GONE]
    for gone in again:
        gone.status, gone.answered_at, gone.decline_reason = Enrolment.Status.INVITED, None, ""
        gone.invited_at, gone.answer_by = now, answer_by
    Enrolment.objects.bulk_create(fresh)
    Enrolment.objects.bulk_update(
        again, ["status", "answered_at", "decline_reason", "invited_at", "answer_by"]
    )
    invited = [*fresh, *again]
    if row.status != Programme.Status.DRAFT:
        letters.invite(invited, reasons=reasons)
    if invited:
        audit.record("enrolment.invited", by=by, on=row, role=role, people=len(invited))
    return len(invited)


_GONE = (Enrolment.Status.DECLINED, Enrolment.Status.WITHDRAWN)


def _open_to_invitations(programme: Programme, by: Person) -> Programme:
    _check_steers(programme, by)
    row = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if row.last_day_to_answer(timezone.localdate()) is not None:
        return row
    if row.status == Programme.Status.CLOSED:
        raise Refusal(_("“%(name)s” is closed: nobody can be invited any more.") % {"name": row})
    if row.answer_days is not None and row.status != Programme.Status.DRAFT:
        raise Refusal(
            _("“%(name)s” ends on %(day)s: nobody could answer in time and still meet.")
            % {"name": row, "day": date_format(row.ends_on)}
        )
    if row.status == Programme.Status.RUNNING:
        raise Refusal(
            _(
                "“%(name)s” is running. Let people join while it runs, on the page of those who "
                "take part, before you invite."
            )
            % {"name": row}
        )
    raise Refusal(
        _("People could answer until %(day)s. Choose a later day before you invite.")
        % {"day": date_format(row.enrol_until)}
    )


def _answer_by(programme: Programme) -> date | None:
    """The last day to answer, for whoever is invited after that of the programme."""
    day = programme.last_day_to_answer(timezone.localdate())
    return None if day == programme.enrol_until else day


def _refuse_both_sides(there: Iterable[Enrolment], role: str) -> None:
    names = [str(one.person) for one in there if one.role != role and one.status not in _GONE]
    if not names:
        return
    sentence = (
        _("Nobody is mentor and mentee in the same programme. Already on the mentors' side: %s.")
        if role == Enrolment.Role.MENTEE
        else _(
            "Nobody is mentor and mentee in the same programme. Already on the mentees' side: %s."
        )
    )
    raise Refusal(sentence % ", ".join(sorted(names)))


def _refuse_ineligible(programme: Programme, role: str, persons: Sequence[Person]) -> None:
    found = admission.obstacles(programme, role, persons)
    if found:
        first = next(one for one in persons if one.pk in found)
        sentence = (
            _("%(name)s cannot be invited: %(why)s.")
            if len(found) == 1
            else _("%(name)s and %(others)d more cannot be invited: %(why)s.")
        )
        raise Refusal(sentence % {"name": first, "others": len(found) - 1, "why": found[first.pk]})


def standings(programme: Programme) -> dict[str, Standing]:
    """E-mail (lower case) of every person of the company → how they stand in ``programme``."""
    enrolled = {
        one.person_id: one
        for one in programme.enrolments.order_by("answered_at")
        if one.status not in _GONE
    }
    said_no = set(programme.enrolments.filter(status__in=_GONE).values_list("person", flat=True))
    persons = Person.objects.values_list("pk", "email", "status")
    return {
        email.lower(): Standing(
            is_active=status == Person.Status.ACTIVE,
            role=enrolled[pk].role if pk in enrolled else "",
            said_no=pk in said_no and pk not in enrolled,
        )
        for pk, email, status in persons
    }


@transaction.atomic
def import_roster(programme: Programme, rows: Sequence[EnrolmentRow], *, by: Person) -> int:
    """Invite everybody a file names, with its places, needs and half days as proposals.

    Nobody becomes enrolled by it. All rows or none: refuses an e-mail the company does not know,
    naming its line, and what :func:`invite` refuses. How many invitations are new.
    """
    emails = {row.email for row in rows}
    persons = {
        one.email.lower(): one
        for one in Person.objects.annotate(address=Lower("email")).filter(
            address__in=sorted(emails)
        )
    }
    for row in rows:
        if row.email not in persons:
            raise Refusal(
                _("Line %(line)d: nobody here has the address %(email)s.")
                % {"line": row.line, "email": row.email}
            )
    created = 0
    for role in Enrolment.Role.values:
        side = [row for row in rows if row.role == role]
        if not side:
            continue
        created += invite(
            programme,
            people=[persons[row.email] for row in side],
            role=role,
            proposals={
                persons[row.email].pk: {
                    "capacity": row.places,
                    "needs": list(row.needs),
                    "availability": list(row.availability),
                }
                for row in side
            },
            by=by,
        )
    audit.record("enrolment.imported", by=by, on=programme, rows=len(rows), invited=created)
    return created


@transaction.atomic
def resend(programme: Programme, *, by: Person) -> int:
    """Send the invitation again to everybody who has not answered, once per day and person.

    Whoever is asked again after the last day has new days to answer. Refuses before the programme
    opens, and when nobody could answer in time. How many letters leave.
    """
    row = _open_to_invitations(programme, by)
    if row.status == Programme.Status.DRAFT:
        raise Refusal(_("Invitations leave when the programme opens."))
    silent = row.enrolments.filter(status=Enrolment.Status.INVITED)
    answer_by = _answer_by(row)
    if answer_by is not None:
        silent.update(answer_by=answer_by)
    written = letters.invite(silent.select_related("person", "programme"))
    audit.record("enrolment.resent", by=by, on=row, letters=written)
    return written


@transaction.atomic
def accept(
    enrolment: Enrolment,
    *,
    capacity: int = 1,
    needs: Sequence[str],
    needs_version: int | None = None,
    availability: Sequence[str],
    skills: Collection[Skill] | None = None,
    late: bool = False,
    by: Person,
) -> Enrolment:
    """Say yes, or change what one had answered: places, needs in order, half days.

    ``needs_version`` is the version of the catalogue that the person read, the newest without one.
    ``skills`` replaces the skills the person offers (mentor) or wants (mentee); ``None`` leaves
    them. A mentee has one place. Refuses anybody but the person, after the last day to answer,
    once withdrawn, while on the other side of this programme, a capacity outside 1–5 or below the
    pairs under way, needs that are missing, repeated, unknown, newly chosen although retired or
    (mentee) more than five, and unknown half days; who had not said yes and does not meet what the
    role asks for. ``late`` is for a floor above that keeps who answers after the last day on a list
    of its own.
    """
    row = _locked_for_answer(enrolment, by, late=late)
    _refuse_other_side(row)
    if row.status != Enrolment.Status.ACCEPTED:
        why = admission.obstacles(row.programme, row.role, [row.person])
        if why:
            raise Refusal(
                _("Thank you for offering. This time %(why)s. To talk about it: %(contact)s.")
                % {"why": why[row.person_id], "contact": contact(row.programme)}
            )
    places = capacity if row.is_mentor else 1
    _check_answer(row, places, needs, availability)
    row.needs_version = catalogue.check(needs, kept=row.needs, seen=needs_version)
    first = row.status != Enrolment.Status.ACCEPTED
    row.status, row.decline_reason = Enrolment.Status.ACCEPTED, ""
    row.capacity, row.needs, row.availability = places, list(needs), list(availability)
    row.answered_at = timezone.now() if first else row.answered_at
    row.save(
        update_fields=[
            "status",
            "decline_reason",
            "capacity",
            "needs",
            "needs_version",
            "availability",
            "answered_at",
        ]
    )
    if skills is not None:
        _set_skills(row, skills)
    audit.record("enrolment.accepted" if first else "enrolment.changed", by=by, on=row)
    return row


def _refuse_other_side(row: Enrolment) -> None:
    """Who said no on one side may since have been invited on the other."""
    others = Enrolment.objects.filter(programme=row.programme_id, person=row.person_id)
    if others.exclude(pk=row.pk).exclude(status__in=_GONE).exists():
        raise Refusal(
            _("You are on the other side of “%(name)s”: nobody is mentor and mentee in it at once.")
            % {"name": row.programme}
        )


def _check_answer(
    row: Enrolment, capacity: int, needs: Sequence[str], availability: Sequence[str]
) -> None:
    fair = formats.FORMATS[row.programme.format]
    if row.is_mentor and not fair.fewest <= capacity <= fair.most:
        raise Refusal(
            _("In this programme a mentor accompanies %(fewest)d to %(most)d people.")
            % {"fewest": fair.fewest, "most": fair.most},
            field="capacity",
        )
    if row.is_mentor and capacity < (pairs := pairs_under_way(row)):
        raise Refusal(
            _("You already accompany %(count)d people in this programme.") % {"count": pairs},
            field="capacity",
        )
    if len(set(needs)) < len(needs):
        raise Refusal(_("Each need counts once: choose different ones."), field="needs")
    if not row.is_mentor and len(needs) > MOST_NEEDS:
        raise Refusal(_("Keep to the five needs that matter most."), field="needs")
    if not set(availability) <= set(Enrolment.Slot.values):
        raise Refusal(_("Choose half days from the list."), field="availability")


def _set_skills(row: Enrolment, skills: Collection[Skill]) -> None:
    """Levels already declared are kept; a skill named for the first time counts as 3 of 5."""
    direction = PersonSkill.Direction.OFFERED if row.is_mentor else PersonSkill.Direction.WANTED
    mine = PersonSkill.objects.filter(person=row.person, direction=direction)
    mine.exclude(skill__in=list(skills)).delete()
    known = set(mine.values_list("skill", flat=True))
    PersonSkill.objects.bulk_create(
        PersonSkill(person=row.person, skill=skill, direction=direction)
        for skill in skills
        if skill.pk not in known
    )


@transaction.atomic
def decline(enrolment: Enrolment, *, reason: str, by: Person) -> Enrolment:
    """Say no, with a reason from the list.

    Refuses anybody but the person, once withdrawn or closed, after a yes (that is a withdrawal),
    and an unknown reason.
    """
    row = _locked_for_answer(enrolment, by, late=True)
    if row.status == Enrolment.Status.ACCEPTED:
        raise Refusal(_("You have said yes: withdraw instead."))
    if reason not in Enrolment.Decline.values:
        raise Refusal(_("Choose a reason from the list."), field="reason")
    row.status, row.decline_reason = Enrolment.Status.DECLINED, reason
    row.answered_at = timezone.now()
    row.save(update_fields=["status", "decline_reason", "answered_at"])
    audit.record("enrolment.declined", by=by, on=row, reason=reason)
    return row


def _locked_for_answer(enrolment: Enrolment, by: Person, *, late: bool = False) -> Enrolment:
    row = _locked(enrolment)
    programme = row.programme
    if row.person_id != by.pk:
        raise Refusal(_("Only %(name)s can answer this invitation.") % {"name": row.person})
    if programme.status == Programme.Status.DRAFT:
        raise Refusal(_("“%(name)s” has not opened yet.") % {"name": programme})
    if programme.status == Programme.Status.CLOSED:
        raise Refusal(_("“%(name)s” is closed. Thank you for answering.") % {"name": programme})
    if row.status == Enrolment.Status.WITHDRAWN:
        raise Refusal(
            _("You have withdrawn from “%(name)s”. %(contact)s can invite you again.")
            % {"name": programme, "contact": contact(programme)}
        )
    if not late and row.last_day < timezone.localdate():
        raise Refusal(
            _(
                "Answers were welcome until %(day)s, so this can no longer be changed here. "
                "Write to %(contact)s, who may still find a way."
            )
            % {"day": date_format(row.last_day), "contact": contact(programme)}
        )
    return row


def contact(programme: Programme) -> str:
    """Name and address of somebody to ask about ``programme``; “HR” when nobody is left."""
    person = access.contacts(programme).first()
    return f"{person} ({person.email})" if person else _("HR")


@transaction.atomic
def withdraw(enrolment: Enrolment, *, by: Person) -> Enrolment:
    """Leave the programme; HR and directors use it to take an invitation back.

    Does nothing when already withdrawn. Refuses others, and while a pair is under way: it has to
    be ended first, so that the partner learns of it.
    """
    row = _locked(enrolment)
    if row.person_id != by.pk and not access.steered(by).filter(pk=row.programme_id).exists():
        raise Refusal(_("Only %(name)s or HR can do that.") % {"name": row.person})
    if row.status == Enrolment.Status.WITHDRAWN:
        return row
    if row.programme.status == Programme.Status.CLOSED:
        raise Refusal(_("“%(name)s” is closed.") % {"name": row.programme})
    if pairs_under_way(row):
        raise Refusal(
            _(
                "A pair is under way. End it first, on its page under “My mentoring”: "
                "the partner is told kindly."
            )
        )
    row.status, row.answered_at = Enrolment.Status.WITHDRAWN, timezone.now()
    row.save(update_fields=["status", "answered_at"])
    audit.record("enrolment.withdrawn", by=by, on=row)
    return row


def remind() -> int:
    """Remind those who have not answered: 3 and 7 days after the invitation, 2 days before the end.

    Each occasion once, however often it runs; one letter a run and person. How many letters leave.
    """
    now, today = timezone.now(), timezone.localdate()
    silent = Enrolment.objects.select_related("person", "programme").filter(
        status=Enrolment.Status.INVITED,
        person__status=Person.Status.ACTIVE,
        programme__in=Programme.objects.alive(),
        invited_at__lte=now - timedelta(days=1),
    )
    silent = silent.filter(
        Q(answer_by__gte=today) | Q(answer_by=None, programme__enrol_until__gte=today)
    )
    due = []
    for row in silent.order_by("pk"):
        occasion = _occasion(
            days_waiting=(now - row.invited_at).days,
            days_left=(row.last_day - today).days,
        )
        if occasion:
            due.append((row, occasion))
    with transaction.atomic():
        return letters.remind(due)


def _occasion(*, days_waiting: int, days_left: int) -> str:
    """Which reminder is due, if any: ``last``, ``day7``, ``day3`` or nothing."""
    if days_left <= LAST_CALL_DAYS:
        return "last"
    passed = [days for days in REMINDER_DAYS if days_waiting >= days]
    return f"day{max(passed)}" if passed else ""


def _locked(enrolment: Enrolment) -> Enrolment:
    rows = Enrolment.objects.select_related("person", "programme")
    return rows.select_for_update(of=("self",)).get(pk=enrolment.pk)


def _check_steers(programme: Programme, by: Person) -> None:
    if not access.steered(by).filter(pk=programme.pk).exists():
        raise Refusal(_("You do not steer “%(name)s”.") % {"name": programme})
