"""Pairs made by hand while something else happens, or on a day that cannot be."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from companies.errors import Refusal
from pairings.actions import pairing
from pairings.models import Pairing
from people.models import Person
from programmes.models import Programme
from tests import factories
from tests.pairings.test_pairing import people_of

TODAY = timezone.localdate()


def test_pairing_locks_the_programme_before_the_people_as_publishing_does(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    mentor, mentee = people_of(programme)
    with CaptureQueriesContext(connection) as queries:
        pairing.pair(programme=programme, mentor=mentor, mentee=mentee, started_on=TODAY, by=alice)
    locks = [one["sql"] for one in queries if " FOR " in one["sql"]]
    assert ["programmes_programme" in locks[0], "programmes_enrolment" in locks[1]] == [True, True]


def test_pair_in_a_programme_closed_a_moment_ago_is_refused(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    mentor, mentee = people_of(programme)
    Programme.objects.update(status=Programme.Status.CLOSED)
    with pytest.raises(Refusal):
        pairing.pair(programme=programme, mentor=mentor, mentee=mentee, started_on=TODAY, by=alice)
    assert not Pairing.objects.exists()


@pytest.mark.parametrize("day", [dt.date(1, 1, 1), dt.date(9999, 12, 31)])
def test_pair_outside_the_programme_is_refused(alice: Person, day: dt.date) -> None:
    programme = factories.ProgrammeFactory()
    mentor, mentee = people_of(programme)
    with pytest.raises(Refusal) as caught:
        pairing.pair(programme=programme, mentor=mentor, mentee=mentee, started_on=day, by=alice)
    assert caught.value.field == "started_on"


@pytest.mark.parametrize("days", [0, 20, 300])
def test_pair_from_today_to_the_last_day_is_made(alice: Person, days: int) -> None:
    programme = factories.ProgrammeFactory()
    mentor, mentee = people_of(programme)
    day = TODAY + dt.timedelta(days=days)
    pairing.pair(programme=programme, mentor=mentor, mentee=mentee, started_on=day, by=alice)
    assert Pairing.objects.get().started_on == day
