"""Two acts at the same moment: one pair, and a clear sentence for whoever came second."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from asking.actions import answer, request, tending
from asking.models import MentorRequest
from companies import walls
from companies.errors import Refusal
from pairings.actions import pairing
from pairings.models import Pairing
from people.models import Person
from programmes.models import Programme
from tests import factories
from tests.asking.scene import NEEDS, Scene, choice, scene, told

type Act = Callable[[], object]


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[tuple[Scene, Person]]:
    """Mentors with one place each and two mentees, committed; all is removed afterwards."""
    with django_db_blocker.unblock(), walls.inside("aubepine"):
        yield scene(), factories.PersonFactory(role="hr")
        factories.forget_journal()
        Programme.objects.all().delete()
        Person.objects.all().delete()
        factories.forget_catalogue()


def at_once(*acts: Act) -> list[str]:
    """Do these acts in threads that begin together: what each came to, by kind."""
    start, outcomes = threading.Barrier(len(acts)), []

    def work(act: Act) -> None:
        try:
            with walls.inside("aubepine"):
                start.wait(timeout=10)
                outcomes.append(type(act()).__name__)
        except Refusal:
            outcomes.append("Refusal")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(outcomes)


def test_mentor_who_says_yes_twice_in_two_windows_gives_the_last_place_once(
    committed: tuple[Scene, Person],
) -> None:
    made, _alice = committed
    mine, hers = made.ask(0, 0), made.ask(1, 0, 1)
    mentor = made.mentors[0].person
    found = at_once(
        lambda: answer.accept(choice(mine), by=mentor),
        lambda: answer.accept(choice(hers), by=mentor),
    )
    assert found == ["Pairing", "Refusal"]
    assert Pairing.objects.count() == 1
    # Whoever was not taken is with her next choice, or nowhere if there was none.
    mine.refresh_from_db()
    assert (mine.status, told(hers)) in (
        ("accepted", ["unavailable", "asked"]),
        ("over", ["accepted", "dropped"]),
    )


def test_yes_while_hr_pairs_the_mentee_makes_one_pair(committed: tuple[Scene, Person]) -> None:
    made, alice = committed
    asked = made.ask(0, 0)
    found = at_once(
        lambda: answer.accept(choice(asked), by=made.mentors[0].person),
        lambda: pairing.pair(
            programme=made.programme,
            mentor=made.mentors[1],
            mentee=made.mentees[0],
            started_on=timezone.localdate(),
            by=alice,
        ),
    )
    assert found == ["Pairing", "Refusal"]
    assert Pairing.objects.filter(mentee=made.mentees[0]).count() == 1


def test_yes_while_the_mentee_takes_her_request_back_is_one_or_the_other(
    committed: tuple[Scene, Person],
) -> None:
    made, _alice = committed
    asked = made.ask(0, 0)
    found = at_once(
        lambda: answer.accept(choice(asked), by=made.mentors[0].person),
        lambda: request.take_back(asked, by=made.mentees[0].person),
    )
    asked.refresh_from_db()
    is_paired = Pairing.objects.exists()
    assert found == (["Pairing", "Refusal"] if is_paired else ["MentorRequest", "Refusal"])
    assert asked.status == ("accepted" if is_paired else "withdrawn")


def test_request_sent_twice_is_one_request(committed: tuple[Scene, Person]) -> None:
    made, _alice = committed
    facts = {"mentors": [made.mentors[0].pk], "needs": NEEDS[:1], "by": made.mentees[0].person}
    found = at_once(
        lambda: request.ask(made.mentees[0], **facts),
        lambda: request.ask(made.mentees[0], **facts),
    )
    assert found == ["MentorRequest", "Refusal"]
    assert MentorRequest.objects.count() == 1


def test_two_clocks_that_tick_together_ask_the_next_choice_once(
    committed: tuple[Scene, Person],
) -> None:
    made, _alice = committed
    asked = made.ask(0, 0, 1, 2)
    with time_machine.travel(timezone.now() + dt.timedelta(days=8), tick=False):
        at_once(tending.tend_all, tending.tend_all)
    assert told(asked) == ["expired", "asked", "next"]
