"""Logging, correcting and taking back a session: who may, and until when."""

import contextlib
import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone

from companies.errors import Refusal
from pairings.actions import session
from pairings.models import MentoringSession, Pairing
from people.models import AuditEntry, Person
from tests import factories

TODAY = timezone.localdate()
FACTS: dict[str, Any] = {
    "held_on": TODAY,
    "minutes": 60,
    "format": "video",
    "themes": ["career"],
    "progress": 3,
}


def logged(pairing: Pairing, age: dt.timedelta = dt.timedelta(0)) -> MentoringSession:
    """A session that the mentee logged ``age`` ago."""
    by = pairing.mentee.person
    row = session.log(pairing=pairing, key=uuid.uuid4(), by=by, **FACTS)
    MentoringSession.objects.filter(pk=row.pk).update(logged_at=timezone.now() - age)
    return row


def test_log_refuses_somebody_outside_the_pair(alice: Person) -> None:
    pairing = factories.PairingFactory()
    with pytest.raises(Refusal):
        session.log(pairing=pairing, key=uuid.uuid4(), by=alice, **FACTS)
    assert MentoringSession.objects.count() == 0


def test_log_with_the_same_key_gives_the_first_session_back(alice: Person) -> None:
    pairing, key = factories.PairingFactory(), uuid.uuid4()
    by = pairing.mentor.person
    first = session.log(pairing=pairing, key=key, by=by, **FACTS)
    again = session.log(pairing=pairing, key=key, by=by, **(FACTS | {"minutes": 30}))
    assert (again.pk, again.minutes) == (first.pk, 60)
    assert AuditEntry.objects.filter(verb="session.logged").count() == 1


def test_log_refuses_the_key_of_another_pair(alice: Person) -> None:
    one, other = factories.PairingFactory.create_batch(2)
    key = uuid.uuid4()
    session.log(pairing=one, key=key, by=one.mentor.person, **FACTS)
    with pytest.raises(Refusal):
        session.log(pairing=other, key=key, by=other.mentor.person, **FACTS)


@pytest.mark.parametrize(("days", "allowed"), [(3, True), (15, False)])
def test_log_after_the_end_works_for_fourteen_days(alice: Person, days: int, allowed: bool) -> None:
    ended_at = timezone.now() - dt.timedelta(days=days)
    pairing = factories.PairingFactory(status="completed", end_reason="term", ended_at=ended_at)
    facts = FACTS | {"held_on": timezone.localdate(ended_at)}
    with contextlib.suppress(Refusal):
        session.log(pairing=pairing, key=uuid.uuid4(), by=pairing.mentor.person, **facts)
    assert MentoringSession.objects.exists() is allowed


def test_log_refuses_a_day_after_the_end(alice: Person) -> None:
    pairing = factories.PairingFactory(
        status="completed", end_reason="term", ended_at=timezone.now() - dt.timedelta(days=3)
    )
    with pytest.raises(Refusal) as caught:
        session.log(pairing=pairing, key=uuid.uuid4(), by=pairing.mentor.person, **FACTS)
    assert caught.value.field == "held_on"


def test_correct_keeps_what_was_before_in_the_journal(alice: Person) -> None:
    pairing = factories.PairingFactory()
    row = logged(pairing, dt.timedelta(days=13))
    by = pairing.mentee.person
    session.correct(session=row, by=by, **(FACTS | {"minutes": 90}))
    entry = AuditEntry.objects.get(verb="session.corrected")
    assert (entry.facts["before"]["minutes"], entry.facts["after"]["minutes"]) == (60, 90)


def test_correct_refuses_after_fourteen_days(alice: Person) -> None:
    row = logged(factories.PairingFactory(), dt.timedelta(days=15))
    with pytest.raises(Refusal):
        session.correct(session=row, by=row.logged_by, **(FACTS | {"minutes": 90}))


def test_undo_removes_it_within_ten_minutes(alice: Person) -> None:
    row = logged(factories.PairingFactory(), dt.timedelta(minutes=9))
    session.undo(session=row, by=row.logged_by)
    assert MentoringSession.objects.count() == 0
    assert AuditEntry.objects.filter(verb="session.undone").count() == 1


def test_undo_refuses_later_and_refuses_the_partner(alice: Person) -> None:
    pairing = factories.PairingFactory()
    late = logged(pairing, dt.timedelta(minutes=11))
    fresh = logged(pairing)
    for row, by in ((late, pairing.mentee.person), (fresh, pairing.mentor.person)):
        with pytest.raises(Refusal):
            session.undo(session=row, by=by)
    assert MentoringSession.objects.count() == 2
