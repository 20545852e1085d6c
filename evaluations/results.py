"""Rows of one programme → the plain inputs of its figures."""

from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from evaluations import metrics, questions
from evaluations.models import IndicatorValue, PulseAnswer, PulseRequest
from objectives.models import Indicator
from pairings.models import MentoringSession, Pairing
from programmes.models import Enrolment, Programme

# A session asks half an hour of preparation of each side, as the programme announces it.
PREPARATION_MINUTES = 30


def figures(programme: Programme, as_of: date) -> metrics.Figures:
    """Every figure of a programme that screen and report show, as of one day."""
    return metrics.figures(gather(programme, as_of))


def gather(programme: Programme, as_of: date) -> metrics.ProgrammeInputs:
    """Everything the figures are computed from, in eight queries whatever the size.

    People are row numbers here: no name leaves the database.
    """
    answers = _answers(programme)
    return metrics.ProgrammeInputs(
        as_of=as_of,
        cadence_days=programme.cadence_days,
        enrolments=_enrolments(programme),
        pairs=_pairs(programme),
        sessions=_sessions(programme),
        questions=tuple(
            metrics.Question(
                one.code, one.lowest, one.highest, one.kind, questions.occasions(one.code)
            )
            for one in questions.QUESTIONS
        ),
        asked=_asked(programme, as_of),
        answers=answers,
        indicators=_indicators(programme),
        measures=_measures(programme),
        costs=_costs(programme),
    )


def _enrolments(programme: Programme) -> tuple[metrics.Enrolment, ...]:
    rows = Enrolment.objects.filter(programme=programme)
    pairs = Pairing.objects.filter(programme=programme).values_list("mentor_id", "mentee_id")
    paired = {enrolment for pair in pairs for enrolment in pair}
    return tuple(
        # Who was paired had said yes, even when they have withdrawn since.
        metrics.Enrolment(
            str(person), _role(role), status == Enrolment.Status.ACCEPTED or pk in paired
        )
        for pk, person, role, status in rows.values_list("pk", "person_id", "role", "status")
    )


def _role(code: str) -> metrics.Role:
    return "mentor" if code == Enrolment.Role.MENTOR else "mentee"


def _pairs(programme: Programme) -> tuple[metrics.Pair, ...]:
    rows = Pairing.objects.filter(programme=programme).values_list(
        "pk",
        "mentor__person_id",
        "mentee__person_id",
        "started_on",
        "ended_at",
        "status",
        "end_reason",
    )
    return tuple(
        metrics.Pair(
            pair=str(pk),
            mentor=str(mentor),
            mentee=str(mentee),
            started_on=started_on,
            due_on=max(programme.ends_on, started_on),
            ended_on=timezone.localdate(ended_at) if ended_at else None,
            ended_well=_ended_well(status, reason),
            cause=None if not ended_at or _ended_well(status, reason) else reason,
        )
        for pk, mentor, mentee, started_on, ended_at, status, reason in rows
    )


def _ended_well(status: str, reason: str) -> bool:
    return status == Pairing.Status.COMPLETED or reason == Pairing.EndReason.GOAL_REACHED


def _sessions(programme: Programme) -> tuple[metrics.Session, ...]:
    rows = MentoringSession.objects.filter(pairing__programme=programme)
    return tuple(
        metrics.Session(str(pairing), held_on, minutes, progress)
        for pairing, held_on, minutes, progress in rows.values_list(
            "pairing_id", "held_on", "minutes", "progress"
        )
    )


def _asked(programme: Programme, as_of: date) -> tuple[metrics.Asked, ...]:
    rows = PulseRequest.objects.filter(pulse__programme=programme, asked_at__date__lte=as_of)
    return tuple(
        metrics.Asked(
            person=str(person),
            role="mentor" if person == mentor else "mentee",
            wave=wave,
            answered=answered_on is not None,
            counted=answered_on is not None and not waiting,
        )
        for person, mentor, wave, answered_on, waiting in rows.values_list(
            "person_id", "pairing__mentor__person_id", "pulse__occasion", "answered_on", "waiting"
        )
    )


def _answers(programme: Programme) -> tuple[metrics.Answer, ...]:
    rows = PulseAnswer.objects.filter(pulse__programme=programme)
    return tuple(
        metrics.Answer(_role(side), code, wave, value)
        for side, wave, values in rows.values_list("side", "pulse__occasion", "values")
        for code, value in values.items()
    )


def measured(programme: Programme) -> list[Indicator]:
    """Indicators that can be measured, in a fixed order, with their objectives.

    One of a retired objective stays with what was measured of it: giving it up hides nothing.
    """
    rows = (
        Indicator.objects.filter(
            Q(objective__retired_at__isnull=True) | Q(values__isnull=False),
            objective__programme=programme,
        )
        .select_related("objective")
        .distinct()
    )
    return [one for one in rows.order_by("objective", "pk") if one.is_measurable]


def _indicators(programme: Programme) -> tuple[metrics.Indicator, ...]:
    return tuple(
        metrics.Indicator(
            code=str(one.public_id),
            baseline=one.baseline,
            target=one.target,
            starts_on=programme.starts_on,
            due_on=one.due_on,
        )
        for one in measured(programme)
        if one.baseline is not None and one.target is not None and one.due_on is not None
    )


def _measures(programme: Programme) -> tuple[metrics.Measure, ...]:
    rows = IndicatorValue.objects.filter(indicator__objective__programme=programme)
    return tuple(
        metrics.Measure(str(code), on, value)
        for code, on, value in rows.values_list("indicator__public_id", "measured_on", "value")
    )


def _costs(programme: Programme) -> metrics.Costs:
    # A fixed cost of zero means that nobody has stated one: the report names it as missing.
    stated: Decimal | None = programme.fixed_cost or None
    return metrics.Costs(
        currency="EUR",
        mentor_hourly=programme.hourly_cost,
        mentee_hourly=programme.hourly_cost,
        preparation_minutes=PREPARATION_MINUTES,
        fixed=(metrics.FixedCost("fixed", stated),),
    )
