"""Gathers what is known of a mentor, and keeps what HR decides about them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import walls
from companies.errors import Overtaken, Refusal
from companies.versions import fingerprint
from people import audit
from people.actions import mail
from people.models import Person
from programmes import access as programmes_access
from programmes.actions.guard import check_not_closed, locked
from programmes.models import Enrolment, EnrolmentQuerySet, Programme
from selection import access, scores
from selection.actions import grid
from selection.models import GridCriterion, Interview, Reference, Response, Verdict
from training import standing
from training.actions import module


def scored(mentors: EnrolmentQuerySet) -> dict[int, dict[str, scores.Score]]:
    """Both scores of each of these mentors, by enrolment and measure, in four queries."""
    files = _files(list(mentors.values_list("pk", flat=True)))
    return {
        pk: {measure: scores.score(measure, file) for measure in scores.MEASURES}
        for pk, file in files.items()
    }


def _files(ids: list[int]) -> dict[int, scores.File]:
    answers: dict[int, dict[str, Any]] = {pk: {} for pk in ids}
    said = Response.objects.filter(enrolment__in=ids).exclude(question__code="")
    for pk, code, value in said.values_list("enrolment", "question__code", "value"):
        answers[pk][code] = value
    measures = {
        str(pk): measure
        for pk, measure in GridCriterion.objects.filter(programme__enrolments__in=ids).values_list(
            "pk", "measure"
        )
    }
    held: dict[int, list[list[tuple[str, int]]]] = {pk: [] for pk in ids}
    rated = Interview.objects.filter(enrolment__in=ids, held_on__isnull=False).order_by("pk")
    for pk, ratings in rated.values_list("enrolment", "ratings"):
        held[pk].append([(measures[one], mark) for one, mark in ratings.items() if one in measures])
    told: dict[int, list[tuple[int, int]]] = {pk: [] for pk in ids}
    marks = Reference.objects.filter(enrolment__in=ids).order_by("pk")
    for pk, experience, potential in marks.values_list("enrolment", "experience", "potential"):
        told[pk].append((experience, potential))
    return {pk: scores.File(answers[pk], held[pk], told[pk]) for pk in ids}


@transaction.atomic
def assign(
    enrolment: Enrolment, *, interviewer: Person, planned_on: date | None = None, by: Person
) -> Interview:
    """Ask somebody to interview a mentor, and write to them.

    Whoever held one before the mentor left and came back holds it anew, and finds what they wrote.
    Refuses the mentor themself and whoever is above or below them, who leaves, a second time for
    the same interviewer, and a day that has passed.
    """
    row = _locked(enrolment, by)
    if interviewer.pk == row.person_id:
        raise Refusal(_("Nobody interviews themself."), field="interviewer")
    if interviewer in row.person.chain() or row.person in interviewer.chain():
        raise Refusal(
            _("%(name)s is in the management line of %(mentor)s: choose somebody else.")
            % {"name": interviewer, "mentor": row.person},
            field="interviewer",
        )
    if interviewer.status != Person.Status.ACTIVE:
        raise Refusal(
            _("%(name)s is leaving the company.") % {"name": interviewer}, field="interviewer"
        )
    if planned_on and planned_on < timezone.localdate():
        raise Refusal(_("Choose a day from today on."), field="planned_on")
    made = row.interviews.filter(interviewer=interviewer).first()
    if made and (row.answered_at is None or made.asked_at >= row.answered_at):
        raise Refusal(_("%(name)s is asked already.") % {"name": interviewer}, field="interviewer")
    made = made or Interview(enrolment=row, interviewer=interviewer)
    made.planned_on, made.held_on, made.asked_at = planned_on, None, timezone.now()
    made.save()
    mail.post(
        "interview_asked",
        to=interviewer,
        key=f"{made.pk}:{made.asked_at.isoformat()}",
        programme=row.programme.name,
        mentor=str(row.person),
        planned_on=planned_on.isoformat() if planned_on else "",
        link=walls.address(reverse("selection:interview", args=[made.public_id])),
    )
    audit.record("interview.asked", by=by, on=row, interviewer=str(interviewer.public_id))
    return made


@transaction.atomic
def hold_interview(
    interview: Interview,
    *,
    ratings: Mapping[int, int],
    notes: str,
    held_on: date,
    seen: str | None = None,
    by: Person,
) -> Interview:
    """Keep the marks and notes of an interview: by criterion, 1–5, every criterion in use.

    ``seen`` is the digest of the grid that the interviewer read, the newest without one; marks on
    lines retired since an earlier save stay. Raises :class:`Overtaken` when the grid changed
    meanwhile; refuses anybody but the interviewer, a day to come, marks that are missing, and any
    change once HR has decided.
    """
    enrolment = Enrolment.objects.select_related("programme").get(pk=interview.enrolment_id)
    # Whoever changes the grid holds this lock: a mark is never given to words that were not read.
    check_not_closed(locked(enrolment.programme))
    row = Interview.objects.select_for_update(of=("self",)).get(pk=interview.pk)
    if row.interviewer_id != by.pk:
        raise Refusal(_("Only the interviewer fills this in."))
    if access.verdict(enrolment):
        raise Refusal(_("HR has decided: this interview can no longer be changed."))
    if held_on > timezone.localdate():
        raise Refusal(_("Fill this in once the interview has taken place."), field="held_on")
    lines = list(access.grid(enrolment.programme))
    if seen is not None and seen != grid.digest(lines):
        raise Overtaken(grid.changed())
    if set(ratings) != {one.pk for one in lines} or not all(
        mark in range(1, 6) for mark in ratings.values()
    ):
        raise Refusal(_("Give each criterion a mark from 1 to 5."))
    row.ratings |= {str(pk): mark for pk, mark in ratings.items()}
    row.notes, row.held_on = notes.strip(), held_on
    row.save(update_fields=["ratings", "notes", "held_on"])
    audit.record("interview.held", by=by, on=enrolment, interview=str(row.public_id))
    return row


@transaction.atomic
def refer(
    enrolment: Enrolment, *, referee: Person, experience: int, potential: int, by: Person
) -> Reference:
    """Note what a colleague told of a mentor: two marks from 1 to 5; the last ones count.

    Refuses the mentor themself, marks outside 1–5, and whose own answer is there already.
    """
    row = _locked(enrolment, by)
    if referee.pk == row.person_id:
        raise Refusal(_("Nobody is their own reference."), field="referee")
    for field, mark in (("experience", experience), ("potential", potential)):
        if mark not in range(1, 6):
            raise Refusal(_("Choose a mark from 1 to 5."), field=field)
    if by != referee and row.references.filter(referee=referee, noted_by=referee).exists():
        raise Refusal(
            _("%(name)s has answered by the link of a letter: nobody else changes these marks.")
            % {"name": referee},
            field="referee",
        )
    made, _new = Reference.objects.update_or_create(
        enrolment=row,
        referee=referee,
        defaults={
            "experience": experience,
            "potential": potential,
            "noted_by": by,
            "noted_at": timezone.now(),
        },
    )
    audit.record("reference.noted", by=by, on=row, referee=str(referee.public_id))
    return made


def hear(enrolment: Enrolment, *, referee: Person, experience: int, potential: int) -> Reference:
    """Keep the two marks of a colleague who answered for themself; the last ones count.

    Called with the mentor's enrolment locked, once it is sure that an answer is waited for.
    """
    made, _new = Reference.objects.update_or_create(
        enrolment=enrolment,
        referee=referee,
        defaults={
            "experience": experience,
            "potential": potential,
            "noted_by": referee,
            "noted_at": timezone.now(),
        },
    )
    return made


def told(enrolment: Enrolment) -> str:
    """What colleagues told of a mentor, in a few letters: changes when another mark is noted."""
    rows = Reference.objects.filter(enrolment=enrolment).order_by("pk")
    return fingerprint(
        {
            str(pk): (*marks, noted_at.isoformat())
            for pk, *marks, noted_at in rows.values_list(
                "pk", "experience", "potential", "noted_at"
            )
        }
    )


@transaction.atomic
def decide(
    enrolment: Enrolment,
    *,
    verdict: str,
    reason: str = "",
    seen: str | None = None,
    heard: str | None = None,
    by: Person,
) -> Verdict:
    """Say whether a mentor is qualified, and write to them kindly; a later decision replaces it.

    The scores of the day and what they were made of are kept with it. ``reason`` is needed for
    “not now” and for nothing else. ``seen`` is the mark of the decision that was read ("" for
    none), ``heard`` the :func:`told` that was read, the newest without one; sent twice, the same
    decision writes one letter. Raises :class:`Overtaken` when somebody decided or a reference
    arrived meanwhile; refuses to decide about oneself, and to ask for a training that is done.
    """
    row = _locked(enrolment, by)
    if verdict not in Verdict.Outcome.values:
        raise Refusal(_("Choose one of the three answers."), field="verdict")
    if verdict == Verdict.Outcome.NOT_NOW:
        if reason not in Verdict.Reason.values:
            raise Refusal(_("Choose the reason that the person will read."), field="reason")
    else:
        reason = ""
    there = access.verdict(row)
    if there and seen is not None and seen != there.mark:
        if (there.verdict, there.reason, there.decided_by_id) == (verdict, reason, by.pk):
            return there
        raise Overtaken(
            _("%(who)s decided meanwhile: %(verdict)s. Decide again if it should be otherwise.")
            % {"who": there.decided_by or _("HR"), "verdict": there.get_verdict_display()}
        )
    if heard is not None and heard != told(row):
        raise Overtaken(
            _("A reference has arrived since you opened this page. Read it, then decide.")
        )
    if verdict == Verdict.Outcome.AFTER_TRAINING and standing.trained(access.alone(row)).exists():
        raise Refusal(
            _(
                "%(name)s has done every mandatory module, or is exempt: decide “qualified”, or "
                "publish first what is still to be learnt."
            )
            % {"name": row.person},
            field="verdict",
        )
    found = scored(Enrolment.objects.filter(pk=row.pk))[row.pk]
    made, _new = Verdict.objects.update_or_create(
        enrolment=row,
        defaults={
            "verdict": verdict,
            "reason": reason,
            "trained_on": None,
            "experience": found[scores.EXPERIENCE].value,
            "potential": found[scores.POTENTIAL].value,
            "basis": {name: [asdict(part) for part in one.parts] for name, one in found.items()},
            "decided_by": by,
            "decided_at": timezone.now(),
            "set_aside_at": None,
        },
    )
    _tell(row, made)
    audit.record("mentor.qualified", by=by, on=row, verdict=verdict, reason=reason)
    return made


@transaction.atomic
def note_training(enrolment: Enrolment, *, by: Person) -> Verdict:
    """The training that was asked for was done elsewhere: the mentor can be matched, and is told.

    That of the programme is noted by :func:`note_trained`. Does nothing the second time; refuses
    when no training was asked for.
    """
    row = _locked(enrolment, by)
    made = access.verdict(row)
    if made is None or made.verdict != Verdict.Outcome.AFTER_TRAINING:
        raise Refusal(_("No training was asked of %(name)s.") % {"name": row.person})
    if made.trained_on is None:
        made.trained_on = timezone.localdate()
        made.save(update_fields=["trained_on"])
        _tell(row, made)
        audit.record("mentor.trained", by=by, on=row)
    return made


def set_aside(enrolment: Enrolment) -> None:
    """A verdict from before a mentor left counts no more; called when they say yes anew."""
    rows = Verdict.objects.filter(enrolment=enrolment).standing()
    if rows.update(set_aside_at=timezone.now()):
        audit.record("verdict.set_aside", by=enrolment.person, on=enrolment)


def note_trained() -> int:
    """Note the training of each mentor who was asked for it and has done it; how many.

    For the timetable; whoever is noted is not noted again. The mentor is told, and so is who
    decided about them.
    """
    asked = (
        Enrolment.objects.mentors()
        .accepted()
        .filter(
            programme__in=Programme.objects.alive(),
            verdict__verdict=Verdict.Outcome.AFTER_TRAINING,
            verdict__trained_on=None,
            verdict__set_aside_at=None,
        )
    )
    done = standing.trained(asked).order_by("pk").values_list("pk", flat=True)
    return sum(_note_trained(pk) for pk in list(done))


@transaction.atomic
def _note_trained(enrolment_id: int) -> bool:
    """Look again with the row locked: HR may have decided otherwise meanwhile."""
    rows = Enrolment.objects.select_related("person", "programme")
    row = rows.select_for_update(of=("self",)).get(pk=enrolment_id)
    made = access.verdict(row)
    if made is None or not made.awaits_training:
        return False
    made.trained_on = timezone.localdate()
    made.save(update_fields=["trained_on"])
    _tell(row, made)
    for reader in _deciders(row, made):
        mail.post(
            "mentor_trained",
            to=reader,
            key=f"{row.pk}:{made.decided_at.isoformat()}",
            programme=row.programme.name,
            mentor=str(row.person),
            link=walls.address(reverse("selection:file", args=[row.public_id])),
        )
    audit.record("mentor.trained", by=None, on=row)
    return True


def _deciders(row: Enrolment, made: Verdict) -> list[Person]:
    """Who decided, while they still steer the programme; else whoever answers for it."""
    decider = made.decided_by
    if decider and decider.is_active and access.mentors(decider).filter(pk=row.pk).exists():
        return [decider]
    return list(programmes_access.contacts(row.programme).exclude(pk=row.person_id))


def _tell(row: Enrolment, made: Verdict) -> None:
    has_training = made.awaits_training and module.needed(row.programme, row.role)
    page = (
        reverse("training:own", args=[row.programme.public_id])
        if has_training
        else reverse("selection:answer", args=[row.public_id])
    )
    verdict = Verdict.Outcome.QUALIFIED if made.is_qualifying else made.verdict
    mail.post(
        "mentor_verdict",
        to=row.person,
        key=f"{row.pk}:{made.mark}:{verdict}",
        programme=row.programme.name,
        verdict=verdict,
        reason=made.reason,
        has_training=has_training,
        link=walls.address(page),
    )


def _locked(enrolment: Enrolment, by: Person) -> Enrolment:
    """The mentor's enrolment, locked; refuses who may not decide about them."""
    rows = Enrolment.objects.select_related("person", "programme")
    row = rows.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if row.person_id == by.pk:
        raise Refusal(_("Somebody else decides about you."))
    if not access.mentors(by).filter(pk=row.pk).exists():
        raise Refusal(_("You do not steer “%(name)s”.") % {"name": row.programme})
    check_not_closed(row.programme)
    if row.status != Enrolment.Status.ACCEPTED:
        raise Refusal(_("%(name)s has not said yes.") % {"name": row.person})
    return row
