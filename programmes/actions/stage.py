"""Looks at the gates of the six stages of a programme, plans and notes their passage."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.errors import Refusal
from people import audit
from people.models import Person
from programmes import formats, gates, measures, wording
from programmes.actions.guard import check_not_closed, check_steers, locked
from programmes.gates import Fact
from programmes.models import (
    CanvasRemark,
    Enrolment,
    Passage,
    Programme,
    Responsibility,
    Stage,
)
from programmes.readiness import Facts, checks

_BY_STATUS: Final = {
    Programme.Status.DRAFT.value: Stage.FRAMING,
    Programme.Status.OPEN.value: Stage.LAUNCH,
    Programme.Status.RUNNING.value: Stage.EXECUTION,
    Programme.Status.CLOSED.value: Stage.FOLLOW_UP,
}


def current(programme: Programme) -> Stage:
    """The stage it is in: the last one passed, never behind what its status says."""
    passed = [Stage(one.stage) for one in programme.passages.all() if one.passed_at]
    reached = [_BY_STATUS[programme.status], *passed]
    return max(reached, key=gates.STAGES.index)


def gate(programme: Programme, stage: Stage) -> list[Fact]:
    """Everything that must or should be true before ``programme`` enters ``stage``."""
    own: list[Fact] = []
    if stage == Stage.LAUNCH:
        own = [fact for fact in readiness(programme) if fact.mandatory]
    elif stage == Stage.SELECTION:
        own = _answers(programme)
    return own + gates.contributed(programme, stage)


def readiness(programme: Programme) -> list[Fact]:
    """The five causes of failure: what protects this programme and what does not yet."""
    own = [wording.fact(check, programme) for check in checks(facts(programme))]
    above = [fact for stage in gates.STAGES for fact in gates.contributed(programme, stage)]
    return own + [fact for fact in above if fact.cause]


def facts(programme: Programme) -> Facts:
    """What the readiness of ``programme`` is judged by, in six queries."""
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
        directors=Count("pk", filter=Q(responsibilities__role=Responsibility.Role.DIRECTOR)),
        sponsors=Count("pk", filter=Q(responsibilities__role=Responsibility.Role.SPONSOR)),
    )
    measured = measures.counted(programme)
    return Facts(
        remarks=CanvasRemark.objects.filter(review__programme=programme).open().count(),
        today=timezone.localdate(),
        objectives=measured.objectives,
        unmeasurable=measured.unmeasurable,
        outcomes=measured.outcomes,
        mentor_profile=programme.mentor_profile,
        preparation=programme.preparation,
        confidentiality=programme.confidentiality,
        sessions=programme.sessions_planned,
        is_long=formats.FORMATS[programme.format].is_long,
        purpose=programme.purpose,
        enrol_until=programme.enrol_until,
        months=programme.months,
        **counts,
        **design,
    )


def _answers(programme: Programme) -> list[Fact]:
    page = reverse("programmes:enrolments", args=[programme.public_id])
    said_yes = set(programme.enrolments.accepted().values_list("role", flat=True))
    return [
        Fact("mentor_yes", _("A mentor has said yes"), Enrolment.Role.MENTOR in said_yes, page),
        Fact("mentee_yes", _("A mentee has said yes"), Enrolment.Role.MENTEE in said_yes, page),
    ]


def planned(programme: Programme) -> dict[Stage, date]:
    """The day on which each stage is to begin: as planned by hand, else from the dates."""
    days = {
        Stage.FRAMING: timezone.localdate(programme.created_at),
        Stage.LAUNCH: timezone.localdate(programme.opened_at)
        if programme.opened_at
        else programme.enrol_until - timedelta(days=28),
        Stage.SELECTION: programme.enrol_until,
        Stage.TRAINING: max(programme.enrol_until, programme.starts_on - timedelta(days=7)),
        Stage.EXECUTION: programme.starts_on,
        Stage.FOLLOW_UP: max(programme.starts_on, programme.ends_on - timedelta(days=30)),
    }
    chosen = programme.passages.all()
    return days | {Stage(one.stage): one.planned_on for one in chosen if one.planned_on}


@transaction.atomic
def plan(programme: Programme, *, days: Mapping[Stage, date], by: Person) -> None:
    """Plan the day of each stage in ``days``.

    Refuses a day before that of an earlier stage, and one after the programme has ended.
    """
    check_steers(programme, by)
    row = locked(programme)
    check_not_closed(row)
    wanted = planned(row) | dict(days)
    later = wanted[Stage.LAUNCH]
    for stage in gates.STAGES[1:]:
        if wanted[stage] < later:
            raise Refusal(
                _("“%(stage)s” cannot begin before the stage that comes before it.")
                % {"stage": stage.label},
                field=stage.value,
            )
        later = wanted[stage]
        if later > row.ends_on:
            raise Refusal(_("This day is after the end of the programme."), field=stage.value)
    for stage, day in days.items():
        Passage.objects.update_or_create(programme=row, stage=stage, defaults={"planned_on": day})
    audit.record(
        "stages.planned", by=by, on=row, days={key.value: str(day) for key, day in days.items()}
    )


def missing(programme: Programme, stage: Stage) -> list[Fact]:
    """The mandatory facts of the gate that are not true."""
    return [fact for fact in gate(programme, stage) if fact.mandatory and not fact.done]


def check_gate(programme: Programme, stage: Stage) -> None:
    """Refuses while a mandatory fact of the gate is not true, naming each of them."""
    if found := missing(programme, stage):
        raise Refusal(_("Not yet: %(missing)s.") % {"missing": listed(found)})


def listed(facts: Iterable[Fact]) -> str:
    """Facts one after the other, inside a sentence."""
    return "; ".join(fact.title[0].lower() + fact.title[1:] for fact in facts)


def note(programme: Programme, stage: Stage, *, reason: str = "", by: Person) -> None:
    """Keep who let a programme into a stage, when and why; the first time counts."""
    row, _created = Passage.objects.get_or_create(programme=programme, stage=stage)
    if row.passed_at:
        return
    row.passed_at, row.passed_by, row.reason = timezone.now(), by, reason.strip()[:600]
    row.save()
    audit.record("stage.entered", by=by, on=programme, stage=stage.value)
