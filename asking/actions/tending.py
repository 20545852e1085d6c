"""Keeps requests in step with the facts: who may be asked now, who comes next, what is over.

Whatever takes a mentor or a mentee away (a pair made by HR, a pause, a departure, a last day) is
noticed here, so that the floors below need not know that requests exist. Every act on a request
and the timetable come through :func:`tend`.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from asking import access, standing, timing
from asking.actions import fit, letters
from asking.models import Choice, MentorRequest, Terms
from matching.actions import inputs
from people.actions.leaving import today
from people.models import Person
from programmes.models import Enrolment, Programme

Status = MentorRequest.Status
Told = Choice.Status


def locked(programme_id: int) -> Programme:
    """The programme, held until commit: first of all locks, as whoever makes pairs takes them.

    Requests of one programme move one after the other, so that nobody is asked twice and no place
    is given away twice.
    """
    return Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme_id)


def takes_requests(programme: Programme) -> bool:
    """Whether mentees can ask in this programme today."""
    return (
        programme.mode == Programme.Mode.SELF
        and programme.status in (Programme.Status.OPEN, Programme.Status.RUNNING)
        and not is_over(programme)
    )


def is_over(programme: Programme) -> bool:
    """Whether a programme was closed, or its last day has passed."""
    return programme.status == Programme.Status.CLOSED or today() > programme.ends_on


def days(programme: Programme) -> int:
    """How many days a mentor of this programme has to answer."""
    kept = Terms.objects.filter(programme=programme).values_list("days", flat=True).first()
    return timing.USUAL if kept is None else kept


def put(choice: Choice, *, given: int) -> None:
    """Put a request before a mentor, who has ``given`` days; the letter leaves after commit."""
    now = timezone.now()
    choice.status, choice.asked_at = Told.ASKED, now
    choice.answer_by = timing.last_day(today(), given)
    choice.save()
    letters.ask(choice)


def end(asked: MentorRequest, status: MentorRequest.Status) -> None:
    """A request that waits for nobody any more; what was not answered of it is dropped."""
    asked.choices.filter(status__in=(Told.NEXT, Told.ASKED)).update(status=Told.DROPPED)
    asked.status, asked.closed_at = status, timezone.now()
    asked.save(update_fields=["status", "closed_at"])


def tend(programme: Programme) -> int:
    """Bring the open requests of a programme, which is locked, up to date; how many moved.

    One whose mentee has a mentor or has gone is closed; so is one of a programme in which nobody
    asks any more, and its mentee is told. One whose mentor has no place, pauses, has
    gone, must not be paired with her, said no or let the last day pass goes on to the next choice
    who can be asked, or is over.
    Nothing moves when it is run again.
    """
    rows = MentorRequest.objects.open().filter(mentee__programme=programme.pk)
    waiting = list(rows.select_related("mentee__person", "mentee__programme").order_by("pk"))
    if not waiting:
        return 0
    there = inputs.presence(programme.pk)
    staying = set(
        Enrolment.objects.filter(pk__in=[one.mentee_id for one in waiting])
        .accepted()
        .values_list("pk", flat=True)
    )
    alive, given = takes_requests(programme), days(programme)
    listed = _with_choices(waiting)
    parted = standing.parted(
        [one for _asked, of in listed for one in of if one.status == Told.ASKED]
    )
    moved = 0
    for asked, choices in listed:
        if asked.mentee_id not in staying or asked.mentee_id in there.accompanied:
            end(asked, Status.CLOSED)
        elif not alive:
            end(asked, Status.CLOSED)
            letters.closed(asked, is_over=is_over(programme))
        elif _waits(choices, there, parted, today()):
            continue
        else:
            _go_on(asked, choices, there, given)
        moved += 1
    return moved


def _with_choices(
    waiting: Sequence[MentorRequest],
) -> Sequence[tuple[MentorRequest, list[Choice]]]:
    rows = Choice.objects.filter(request__in=waiting).select_related("mentor__person")
    choices: dict[int, list[Choice]] = {one.pk: [] for one in waiting}
    by_id = {one.pk: one for one in waiting}
    for choice in rows.order_by("place"):
        choice.request = by_id[choice.request_id]
        choices[choice.request_id].append(choice)
    return [(one, choices[one.pk]) for one in waiting]


def _waits(
    choices: Iterable[Choice], there: inputs.Presence, parted: Collection[int], day: date
) -> bool:
    """Whether the mentor who was asked can still answer; otherwise their choice is set aside."""
    current = next((one for one in choices if one.status == Told.ASKED), None)
    if current is None or current.answer_by is None:
        return False
    if current.answer_by < day:
        current.status = Told.EXPIRED
    elif current.pk in parted or not there.left(current.mentor_id):
        current.status = Told.UNAVAILABLE
    else:
        return True
    current.save(update_fields=["status"])
    return False


def _go_on(
    asked: MentorRequest, choices: Sequence[Choice], there: inputs.Presence, given: int
) -> None:
    """Ask the next choice who has a place and still suits; tell the mentee either way."""
    left = [one for one in choices if one.status == Told.NEXT]
    ranking = fit.rank(asked.mentee, [one.mentor_id for one in left])
    suits = {one.pk: one for one in ranking.mentors if there.left(one.pk)}
    for choice in left:
        mentor = suits.get(choice.mentor_id)
        if mentor is not None:
            choice.points, choice.reasons = ranking.points[mentor.pk], ranking.reasons([mentor])[0]
            put(choice, given=given)
            letters.go_on(asked, choice)
            return
        choice.status = Told.UNAVAILABLE
        choice.save(update_fields=["status"])
    end(asked, Status.OVER)
    letters.over(asked)


def tend_all() -> int:
    """Bring every programme with open requests up to date; how many requests moved."""
    programmes = MentorRequest.objects.open().values_list("mentee__programme", flat=True)
    moved = 0
    for pk in sorted(set(programmes)):
        with transaction.atomic():
            moved += tend(locked(pk))
    return moved


def before(person: Person) -> list[Choice]:
    """Requests that ``person`` can answer today, the most urgent first.

    One that the facts have overtaken since the last :func:`tend` is not shown: the mentor would
    learn from the refusal of their yes that the mentee keeps away from them.
    """
    rows = list(access.received(person).answerable(today()))
    parted = standing.parted(rows)
    return [one for one in rows if one.pk not in parted]


def remind() -> int:
    """Remind mentors who have not answered and whose last day is near; how many letters leave.

    Each request once, however often it runs.
    """
    day = today()
    near = timing.last_day(day, timing.REMINDED_BEFORE)
    rows = Choice.objects.answerable(day).filter(answer_by__lte=near)
    rows = rows.select_related(
        "mentor__person", "request__mentee__person", "request__mentee__programme"
    )
    near_ones = list(rows.order_by("pk"))
    parted = standing.parted(near_ones)
    with transaction.atomic():
        return sum(
            letters.ask(choice, is_reminder=True)
            for choice in near_ones
            if choice.pk not in parted
            and choice.asked_at
            and choice.answer_by
            and timing.is_reminded(timezone.localdate(choice.asked_at), choice.answer_by, day)
        )
