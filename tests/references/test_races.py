"""Two windows at once: two letters at most, and one answer."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from companies import walls
from companies.errors import Refusal
from people.models import Person
from programmes.models import Enrolment, Programme
from references.actions import answer, request
from references.models import ReferenceRequest
from selection.actions import policy
from selection.models import Reference
from tests import factories


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[Enrolment]:
    """A mentor who may name references, committed; everything is removed afterwards."""
    with django_db_blocker.unblock(), walls.inside("aubepine"):  # type: ignore[attr-defined]
        row = factories.EnrolmentFactory(role="mentor")
        policy.qualify_first(row.programme, is_on=True, by=factories.PersonFactory(role="hr"))
        yield row
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


def test_three_names_at_once_are_two_letters(committed: Enrolment) -> None:
    people = factories.PersonFactory.create_batch(3)

    def naming(one: Person) -> Callable[[], object]:
        return lambda: request.name(committed, referee=one, by=committed.person)

    assert together(*map(naming, people)) == ["done", "done", "refused"]
    assert ReferenceRequest.objects.asked().count() == 2


def test_an_answer_and_a_no_at_once_are_one_of_them(committed: Enrolment) -> None:
    made = request.name(committed, referee=factories.PersonFactory(), by=committed.person)

    def answering() -> object:
        return answer.answer(made, knows="team", answers={"trade": 4, "keeps": 4}, words="")

    assert together(answering, lambda: answer.decline(made)) == ["done", "refused"]
    made.refresh_from_db()
    assert Reference.objects.exists() == (made.status == ReferenceRequest.Status.ANSWERED)


def test_two_answers_at_once_are_one_and_neither_is_mixed(committed: Enrolment) -> None:
    made = request.name(committed, referee=factories.PersonFactory(), by=committed.person)

    def answering(mark: int, knows: str) -> Callable[[], object]:
        said = {"trade": mark, "keeps": mark}
        return lambda: answer.answer(made, knows=knows, answers=said, words=knows)

    assert together(answering(2, "team"), answering(5, "project")) == ["done", "refused"]
    made.refresh_from_db()
    kept = Reference.objects.get()
    mark = {"team": 2, "project": 5}[made.knows]
    assert (made.words, made.answers) == (made.knows, {"trade": mark, "keeps": mark})
    assert (kept.experience, kept.potential) == (mark, mark)
