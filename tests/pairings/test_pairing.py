"""Making and ending pairings: who may be paired, capacity under pressure, who is told what."""

import contextlib
import datetime as dt
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from companies import walls
from companies.errors import Refusal
from pairings.actions import pairing
from pairings.actions.pairing import PlannedPair
from pairings.models import Pairing
from people.models import AuditEntry, Mail, Person
from programmes.actions import places
from programmes.models import Enrolment, Programme
from tests import factories

TODAY = timezone.localdate()


def people_of(programme: Programme, capacity: int = 1) -> tuple[Enrolment, Enrolment]:
    mentor = factories.EnrolmentFactory(programme=programme, role="mentor", capacity=capacity)
    return mentor, factories.EnrolmentFactory(programme=programme)


def test_pair_keeps_score_and_reasons_and_writes_to_both(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    mentor, mentee = people_of(programme)
    reasons = [
        {"criterion": "site", "code": "site_same", "points": 500, "of": 500, "facts": {}},
    ]
    made = pairing.pair(
        programme=programme,
        mentor=mentor,
        mentee=mentee,
        started_on=TODAY,
        score=87,
        reasons=reasons,
        choice_rank=1,
        by=alice,
    )
    made.refresh_from_db()
    assert (made.score, made.reasons, made.choice_rank) == (87, reasons, 1)
    letters = Mail.objects.filter(kind="pairing_published")
    assert {letter.person for letter in letters} == {mentor.person, mentee.person}
    assert AuditEntry.objects.filter(verb="pairing.paired", actor=alice).count() == 1


def refuse(programme: Programme, mentor: Enrolment, mentee: Enrolment, by: Person) -> Refusal:
    with pytest.raises(Refusal) as caught:
        pairing.pair(programme=programme, mentor=mentor, mentee=mentee, started_on=TODAY, by=by)
    assert Mail.objects.filter(kind="pairing_published").count() == 0
    return caught.value


def test_pair_refuses_a_mentor_without_a_place_left(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    mentor, mentee = people_of(programme)
    factories.PairingFactory(programme=programme, mentor=mentor)
    assert refuse(programme, mentor, mentee, alice).field == "mentor"


def test_pair_gives_the_place_of_an_ended_pairing_again(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    mentor, mentee = people_of(programme)
    old = factories.PairingFactory(programme=programme, mentor=mentor)
    pairing.end(pairing=old, reason="no_time", by=old.mentor.person)
    made = pairing.pair(
        programme=programme, mentor=mentor, mentee=mentee, started_on=TODAY, by=alice
    )
    assert made.status == Pairing.Status.ACTIVE


def test_pair_refuses_a_mentee_who_has_a_mentor(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    mentor, mentee = people_of(programme)
    factories.PairingFactory(programme=programme, mentee=mentee)
    assert refuse(programme, mentor, mentee, alice).field == "mentee"


@pytest.mark.parametrize("status", ["invited", "declined", "withdrawn"])
def test_pair_refuses_without_an_explicit_yes(alice: Person, status: str) -> None:
    programme = factories.ProgrammeFactory()
    mentor, _ = people_of(programme)
    answered = None if status == "invited" else dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    mentee = factories.EnrolmentFactory(programme=programme, status=status, answered_at=answered)
    assert refuse(programme, mentor, mentee, alice).field == "mentee"


def test_pair_refuses_somebody_who_has_left(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    mentor, mentee = people_of(programme)
    mentor.person.status = "left"
    mentor.person.save()
    assert refuse(programme, mentor, mentee, alice).field == "mentor"


@pytest.mark.parametrize("depth", [1, 4])
@pytest.mark.parametrize("boss", ["mentor", "mentee"])
def test_pair_refuses_the_management_line_in_both_directions(
    alice: Person, depth: int, boss: str
) -> None:
    programme = factories.ProgrammeFactory()
    mentor, mentee = people_of(programme)
    top, bottom = (mentor, mentee) if boss == "mentor" else (mentee, mentor)
    above = top.person
    for _ in range(depth - 1):
        above = factories.PersonFactory(manager=above)
    bottom.person.manager = above
    bottom.person.save()
    assert str(mentee.person) in str(refuse(programme, mentor, mentee, alice))


def test_pair_allows_two_people_who_share_a_manager(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    mentor, mentee = people_of(programme)
    Person.objects.filter(pk__in=[mentor.person_id, mentee.person_id]).update(manager=alice)
    made = pairing.pair(
        programme=programme, mentor=mentor, mentee=mentee, started_on=TODAY, by=alice
    )
    assert made.pk


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_pair_refuses_a_programme_that_is_not_alive(alice: Person, status: str) -> None:
    programme = factories.ProgrammeFactory(status=status)
    mentor, mentee = people_of(programme)
    refuse(programme, mentor, mentee, alice)


def test_pair_many_makes_all_or_none(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    mentor, first = people_of(programme)
    second = factories.EnrolmentFactory(programme=programme)
    plan = [PlannedPair(mentor=mentor, mentee=mentee) for mentee in (first, second)]
    with pytest.raises(Refusal):
        pairing.pair_many(programme=programme, plan=plan, started_on=TODAY, by=alice)
    assert Pairing.objects.count() == 0
    assert Mail.objects.count() == 0


def test_end_tells_the_partner_kindly_and_without_the_reason(alice: Person) -> None:
    row = factories.PairingFactory()
    ended = pairing.end(pairing=row, reason="wrong_match", by=row.mentee.person)
    assert (ended.status, ended.end_reason) == ("ended", "wrong_match")
    letter = Mail.objects.get()
    assert (letter.kind, letter.person) == ("pairing_ended", row.mentor.person)
    assert "wrong_match" not in str(letter.context)


def test_end_twice_changes_nothing_more(alice: Person) -> None:
    row = factories.PairingFactory()
    pairing.end(pairing=row, reason="no_time", by=row.mentee.person)
    with pytest.raises(Refusal):
        pairing.end(pairing=row, reason="departure", by=row.mentor.person)
    assert Pairing.objects.get().end_reason == "no_time"


def test_end_refuses_the_reason_of_the_timetable(alice: Person) -> None:
    row = factories.PairingFactory()
    with pytest.raises(Refusal):
        pairing.end(pairing=row, reason="term", by=row.mentee.person)


def test_complete_thanks_both(alice: Person) -> None:
    row = factories.PairingFactory()
    factories.MentoringSessionFactory(pairing=row, minutes=90)
    pairing.complete(pairing=row, by=None)
    letters = Mail.objects.filter(kind="pairing_completed")
    assert {letter.person_id for letter in letters} == {
        row.mentor.person_id,
        row.mentee.person_id,
    }
    assert {letter.context["sessions"] for letter in letters} == {1}


type Rows = tuple[Programme, Enrolment, list[Enrolment], Person]


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Rows]:
    """One mentor with one place and two mentees, committed; everything is removed afterwards."""
    with django_db_blocker.unblock(), walls.inside("aubepine"):
        programme = factories.ProgrammeFactory()
        mentor, first = people_of(programme)
        mentees = [first, factories.EnrolmentFactory(programme=programme)]
        yield programme, mentor, mentees, factories.PersonFactory(role="hr")
        factories.forget_journal()
        Programme.objects.all().delete()
        Person.objects.all().delete()


def test_pair_at_the_same_time_gives_the_last_place_once(committed: Rows) -> None:
    programme, mentor, mentees, alice = committed
    start, outcomes = threading.Barrier(2), []

    def work(mentee: Enrolment) -> None:
        try:
            with walls.inside("aubepine"):
                start.wait(timeout=10)
                made = pairing.pair(
                    programme=programme, mentor=mentor, mentee=mentee, started_on=TODAY, by=alice
                )
                outcomes.append(made)
        except Refusal as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[mentee]) for mentee in mentees]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Pairing", "Refusal"]
    refusal = next(outcome for outcome in outcomes if isinstance(outcome, Refusal))
    assert str(mentor.person) in str(refusal)
    assert Pairing.objects.count() == 1


def test_pair_made_while_the_mentor_lowers_their_places_leaves_no_pair_without_a_place(
    committed: Rows,
) -> None:
    programme, mentor, mentees, alice = committed
    Enrolment.objects.filter(pk=mentor.pk).update(capacity=2)
    factories.PairingFactory(programme=programme, mentor=mentor, mentee=mentees[0])
    start = threading.Barrier(2)

    def pair() -> None:
        pairing.pair(
            programme=programme, mentor=mentor, mentee=mentees[1], started_on=TODAY, by=alice
        )

    def lower() -> None:
        places.offer(mentor, capacity=1, availability=[], by=mentor.person)

    def work(act: Callable[[], None]) -> None:
        try:
            with walls.inside("aubepine"), contextlib.suppress(Refusal):
                start.wait(timeout=10)
                act()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[act]) for act in (pair, lower)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    mentor.refresh_from_db()
    assert Pairing.objects.count() == mentor.capacity


def test_pair_many_publishes_sixty_pairs_without_asking_once_per_rule(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    plan = [PlannedPair(mentor=mentor, mentee=mentee) for mentor, mentee in _both(programme, 60)]
    with CaptureQueriesContext(connection) as queries:
        made = pairing.pair_many(programme=programme, plan=plan, started_on=TODAY, by=alice)
    assert len(made) == 60
    reads = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    rules = [sql for sql in reads if "programmes_enrolment" in sql]
    assert len(rules) == 1
    assert len(queries) <= 60 * 9 + 20


def _both(programme: Programme, count: int) -> list[tuple[Enrolment, Enrolment]]:
    return [people_of(programme) for _ in range(count)]
