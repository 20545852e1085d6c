"""A programme under way with pairs that met, requests to answer, and answers."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from evaluations import questions
from evaluations.actions import pulse
from evaluations.models import PulseRequest
from pairings.models import Pairing
from people.models import Person
from programmes.models import Programme
from tests import factories


def programme(*, pairs: int = 6, sessions: int = 1, days: int = 10) -> Programme:
    """A running programme that started ``days`` ago; every pair has met ``sessions`` times."""
    today = timezone.localdate()
    made = factories.ProgrammeFactory(
        status=Programme.Status.RUNNING,
        enrol_until=today - dt.timedelta(days=days + 5),
        starts_on=today - dt.timedelta(days=days),
        ends_on=today + dt.timedelta(days=200),
    )
    for _ in range(pairs):
        pairing = factories.PairingFactory(
            programme=made, started_on=today - dt.timedelta(days=days)
        )
        for n in range(sessions):
            factories.MentoringSessionFactory(
                pairing=pairing, held_on=today - dt.timedelta(days=max(days - 2 - n, 0))
            )
    return made


def asked(made: Programme) -> list[PulseRequest]:
    """Send what is due today and give back the requests of the programme, mentors first."""
    pulse.send_due(today=timezone.localdate())
    rows = PulseRequest.objects.filter(pulse__programme=made).select_related("pulse", "pairing")
    return sorted(rows, key=lambda one: (pulse.side(one) != "mentor", one.pk))


def values(request: PulseRequest, value: int = 4) -> dict[str, int]:
    """A complete answer with the same value everywhere."""
    return {one.code: value for one in questions.asked(request.pulse.occasion)}


def answer(requests: Sequence[PulseRequest], value: int = 4) -> None:
    """Answer all the requests; those that may be counted are."""
    for request in requests:
        pulse.answer(request=request, values=values(request, value), by=None)
    pulse.count_waiting()


def pair_of(made: Programme, mentor: Person, mentee: Person) -> Pairing:
    """A pair of two known people that has met."""
    pairing = factories.PairingFactory(
        programme=made,
        mentor=factories.EnrolmentFactory(programme=made, person=mentor, role="mentor"),
        mentee=factories.EnrolmentFactory(programme=made, person=mentee, role="mentee"),
        started_on=timezone.localdate() - dt.timedelta(days=10),
    )
    factories.MentoringSessionFactory(pairing=pairing)
    return pairing
