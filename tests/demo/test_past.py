"""The past of the demo companies happens in order, on working days, and writes to nobody."""

import itertools
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import fmean

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from companies.models import Company
from evaluations import metrics, questions
from mentorat.demo import files, pairs
from mentorat.demo.diary import Diary, last_working_day, moment, standing_at, working_day
from pairings.actions.pairing import EARLY_REASONS
from pairings.models import MentoringSession
from people import roster
from people.actions import invitation, mail
from people.models import Mail, Person

DAYS = some.dates(date(2020, 1, 1), date(2035, 12, 31))
SEEDS = some.integers().map(Random)
HABITS = (pairs.EXCELLENT, pairs.STEADY, pairs.SLOW, pairs.SILENT, *pairs.PARTED)


@given(DAYS)
def test_working_days_are_near_and_never_at_a_weekend(day: date) -> None:
    later, earlier = working_day(day), last_working_day(day)
    assert later.weekday() < 5 and earlier.weekday() < 5
    assert day <= later <= day + timedelta(days=14)
    assert day - timedelta(days=2) <= earlier <= day


@given(day=DAYS, chance=SEEDS)
def test_a_moment_lies_within_its_hours(day: date, chance: Random) -> None:
    found = timezone.localtime(moment(day, chance, first=9, last=12))
    assert found.date() == working_day(day)
    assert 9 <= found.hour < 12


def test_deeds_happen_in_order_and_may_note_others() -> None:
    start = datetime(2025, 3, 3, 9, tzinfo=UTC)
    diary, happened = Diary(until=start + timedelta(days=10)), []

    def deed(name: str) -> None:
        happened.append((name, timezone.now()))
        if name == "first":
            diary.note(start + timedelta(days=1), lambda: deed("noted"))

    diary.note(start + timedelta(days=2), lambda: deed("second"))
    diary.note(start, lambda: deed("first"))
    diary.note(start + timedelta(days=10), lambda: deed("still to come"))
    days: list[date] = []
    diary.live(days.append)
    hours = [start, start + timedelta(days=1), start + timedelta(days=2)]
    assert happened == list(zip(("first", "noted", "second"), hours, strict=True))
    assert days == [date(2025, 3, 4), date(2025, 3, 5)]


@given(number=some.integers(0, 60), chance=SEEDS)
def test_every_pair_has_a_habit_and_most_go_on(number: int, chance: Random) -> None:
    mentees = [f"mentee{place}" for place in range(number)]
    found = pairs.share_out(mentees, chance)
    assert sorted(found) == sorted(mentees)
    if number >= 10:
        assert sum(bool(habit.parts_for) for habit in found.values()) <= number / 4


@given(habit=some.sampled_from(HABITS), start=DAYS, cadence=some.integers(7, 45), chance=SEEDS)
def test_pairs_meet_on_working_days_within_the_term(
    habit: pairs.Habit, start: date, cadence: int, chance: Random
) -> None:
    end = start + timedelta(days=270)
    days = list(
        pairs.session_days(habit, starts_on=start, ends_on=end, cadence=cadence, chance=chance)
    )
    assert days == sorted(set(days))
    assert all(start < day <= end and day == working_day(day) for day in days)


@given(habit=some.sampled_from(HABITS), share=some.floats(0, 1), chance=SEEDS)
def test_what_pairs_declare_is_on_the_scales(
    habit: pairs.Habit, share: float, chance: Random
) -> None:
    assert 0 <= pairs.progress(habit, share, chance) <= 5
    for side, occasion in itertools.product(("mentee", "mentor"), metrics.WAVES):
        for question in questions.asked(occasion):
            given = pairs.answer(habit, question, side=side, occasion=occasion, chance=chance)
            assert given in question.points
    for number in range(1, 12):
        found = pairs.themes(number, share, chance)
        assert found and set(found) <= set(MentoringSession.Theme.values)


def test_questions_sides_and_surveys_are_not_all_answered_alike() -> None:
    def usual(code: str, side: str, occasion: str) -> float:
        question, chance = next(q for q in questions.QUESTIONS if q.code == code), Random(code)
        return fmean(
            pairs.answer(pairs.STEADY, question, side=side, occasion=occasion, chance=chance)
            for _ in range(400)
        )

    assert usual("listened", "mentee", "final") - usual("challenged", "mentee", "final") > 0.5
    assert usual("supported", "mentee", "final") - usual("supported", "mentor", "final") > 0.3
    assert usual("useful", "mentee", "final") - usual("useful", "mentee", "day_30") > 0.2


def test_pairs_part_for_reasons_the_product_knows() -> None:
    assert {habit.parts_for for habit in pairs.PARTED} <= set(EARLY_REASONS)


@pytest.mark.parametrize("name", files.COMPANIES)
def test_files_of_a_company_are_there(name: str) -> None:
    file = files.read(name)
    assert file.people.exists() and file.arrivals.exists()
    assert {one.state for one in file.programmes} == {"closed", "running", "matching"}
    assert all(one.roster.exists() for one in file.programmes)
    assert len({login.key for login in file.logins}) == len(file.logins) == 6


def test_letters_of_the_past_count_as_sent_at_their_time(company: Company, bob: Person) -> None:
    then = datetime(2025, 3, 3, 9, tzinfo=UTC)
    with standing_at(then), mail.delivered_in_the_past():
        row = mail.post("invitation", to=bob, key="then", link="", days=1)
        mail.post_each("invitation", [(bob, {"link": "", "days": 1})], key="each")
    assert row is not None
    assert set(Mail.objects.values_list("status", "sent_at")) == {(Mail.Status.SENT, then)}
    mail.post("invitation", to=bob, key="now", link="", days=1)
    assert Mail.objects.filter(status=Mail.Status.QUEUED).count() == 1


def test_account_opened_without_a_password_lets_nobody_in(company: Company) -> None:
    person = Person.objects.create(email="lea@aubepine.example", given_name="Léa")
    person.set_unusable_password()
    person.save()
    joined = invitation.accept(invitation.token(person), password=None)
    assert joined.joined_at is not None
    assert not joined.has_usable_password()


@pytest.mark.parametrize("subdomain", files.COMPANIES)
def test_own_facts_and_departures_of_a_demo_company_speak_of_its_export(subdomain: str) -> None:
    file = files.read(subdomain)
    table = roster.read(file.people.read_bytes(), file.people.name)
    known = {row.email for row in roster.parse(table, roster.guess_mapping(table.headers)).rows}
    assert {fact.name for fact in file.own_facts} <= set(table.headers)
    assert {one.email for one in file.departures} <= known
    assert all(one.announced_in < min(0, one.last_day_in) for one in file.departures)
    assert not {one.email for one in file.departures} & {one.email for one in file.logins}
