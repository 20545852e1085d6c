"""Two windows and two people at once: limits hold, and one outcome wins."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.utils import timezone

from companies import walls
from companies.errors import Refusal
from introductions.actions import answer, conflict, conversation
from introductions.models import Answer, Conflict, Conversation
from matching.actions import choice
from matching.models import MatchingRun
from people.models import Person
from programmes.models import Programme
from tests import factories
from tests.matching.scene import Scene, scene

type Made = tuple[Scene, MatchingRun]


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Made]:
    """A shortlist, committed; everything is removed afterwards."""
    with django_db_blocker.unblock(), walls.inside("aubepine"):  # type: ignore[attr-defined]
        alice = factories.PersonFactory(role="hr")
        made = scene(alice, 2, 5)
        yield made, made.shortlist()
        factories.forget_journal()
        Programme.objects.all().delete()
        Person.objects.all().delete()
        factories.forget_catalogue()


def together(*works: Callable[[], object]) -> list[str]:
    """What became of acts done at the same moment: the kind of what they gave."""
    start, outcomes = threading.Barrier(len(works)), []

    def do(work: Callable[[], object]) -> None:
        try:
            with walls.inside("aubepine"):
                start.wait(timeout=10)
                outcomes.append(type(work()).__name__)
        except Refusal:
            outcomes.append("Refusal")
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(outcomes)


def asking(made: Scene, row: MatchingRun, mentor: int) -> Callable[[], object]:
    mine, soon = made.mentees[0], timezone.now() + dt.timedelta(days=1)
    return lambda: conversation.ask(
        row, mine, made.mentors[mentor], times=[soon], way="video", by=mine.person
    )


def test_two_windows_do_not_pass_the_limit_of_three(committed: Made) -> None:
    made, row = committed
    asking(made, row, 0)()
    asking(made, row, 1)()
    outcomes = together(asking(made, row, 2), asking(made, row, 3))
    assert outcomes == ["Conversation", "Refusal"]
    assert Conversation.objects.count() == conversation.LIMIT


def test_same_mentor_is_asked_once(committed: Made) -> None:
    made, row = committed
    assert together(asking(made, row, 0), asking(made, row, 0)) == ["Conversation", "Refusal"]
    assert Conversation.objects.count() == 1


def test_mentor_who_takes_a_time_while_the_mentee_calls_off_leaves_one_outcome(
    committed: Made,
) -> None:
    made, row = committed
    asking(made, row, 0)()
    talk = Conversation.objects.get()
    mentor, mentee = made.mentors[0].person, made.mentees[0].person
    together(
        lambda: conversation.accept(talk, time=talk.times[0], by=mentor),
        lambda: conversation.cancel(talk, by=mentee),
    )
    talk.refresh_from_db()
    # Called off first, the time cannot be taken; taken first, it is called off after.
    assert (talk.status, talk.times) == ("withdrawn", [])


def test_answer_given_while_hr_settles_counts_whole_or_is_refused(committed: Made) -> None:
    made, row = committed
    mentor = made.mentors[0]
    about = {one.mentee_id: "prefer" for one in answer.listed(row, mentor)}
    outcomes = together(
        lambda: answer.give(row, mentor, answers=about, by=mentor.person),
        lambda: choice.settle(row, by=made.by),
    )
    assert outcomes in (["MatchingRun", "NoneType"], ["MatchingRun", "Refusal"])
    assert Answer.objects.count() == (len(about) if "NoneType" in outcomes else 0)


def test_same_conflict_twice_at_once_is_one(committed: Made) -> None:
    made, _row = committed
    one, other = made.mentees[0].person, made.mentors[0].person
    outcomes = together(*[lambda: conflict.declare(person=one, other=other)] * 2)
    assert outcomes == ["Conflict", "Conflict"]
    assert Conflict.objects.count() == 1
