"""Two windows at once: the last place of a mentor is given to one person."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from companies import walls
from companies.errors import Refusal
from lab.actions import rematch
from pairings.models import Pairing
from people.models import Person
from programmes.models import Enrolment, Programme
from tests import factories
from tests.matching.scene import Scene, scene


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Scene]:
    """Two mentees before one mentor with one place, committed; everything is removed afterwards."""
    with django_db_blocker.unblock(), walls.inside("aubepine"):  # type: ignore[attr-defined]
        yield scene(factories.PersonFactory(role="hr"), 2, 1)
        factories.forget_journal()
        Programme.objects.all().delete()
        Person.objects.all().delete()
        factories.forget_catalogue()


def together(*works: Callable[[], object]) -> list[str]:
    """What became of acts done at the same moment."""
    start, outcomes = threading.Barrier(len(works)), []

    def do(work: Callable[[], object]) -> None:
        try:
            with walls.inside("aubepine"):
                start.wait(timeout=10)
                work()
                outcomes.append("done")
        except Refusal:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(outcomes)


def test_last_place_taken_twice_at_once_makes_one_pair(committed: Scene) -> None:
    def taking(mentee: Enrolment) -> Callable[[], object]:
        found = rematch.search(mentee, rematch.basis(committed.programme)[0]).candidates[0]
        return lambda: rematch.pair(
            mentee,
            found.mentor,
            wanted={},
            with_former=False,
            expected=found.points,
            by=committed.by,
        )

    assert together(*map(taking, committed.mentees)) == ["done", "refused"]
    assert Pairing.objects.active().count() == 1
