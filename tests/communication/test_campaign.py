"""The starter plan: in order, on working days, nothing in the past, words that can be sent."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from communication import campaign, placeholders, wording
from companies import richtext

DAYS = some.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(today=DAYS, starts=DAYS, enrol=some.integers(0, 200), months=some.integers(1, 24))
def test_messages_follow_each_other_on_working_days(
    today: date, starts: date, enrol: int, months: int
) -> None:
    slots = campaign.plan(
        today=today,
        enrol_until=starts - timedelta(days=enrol),
        starts_on=starts,
        ends_on=starts + timedelta(days=30 * months),
    )
    assert [one.kind for one in slots] == list(placeholders.ALLOWED)
    days = [one.day for one in slots if one.day]
    assert days == sorted(days)
    assert all(day >= today and day.weekday() < 5 for day in days)
    assert days == [one.day for one in slots][len(slots) - len(days) :]


def test_days_are_counted_from_the_programme() -> None:
    slots = campaign.plan(
        today=date(2026, 1, 5),
        enrol_until=date(2026, 4, 1),
        starts_on=date(2026, 5, 4),
        ends_on=date(2027, 2, 4),
    )
    assert [one.day for one in slots][:3] == [
        date(2026, 2, 18),
        date(2026, 3, 4),
        date(2026, 5, 4),
    ]


@pytest.mark.parametrize("kind", list(placeholders.ALLOWED))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_proposed_words_can_be_sent(kind: str, language: str) -> None:
    words = wording.starters()[kind]
    subject, body = words[f"subject_{language}"], words[f"body_{language}"]
    assert placeholders.problems(subject + body, kind) == []
    assert 5 < len(subject) < 80
    assert len(body) < 1500
    assert "<p>" in richtext.render(body)
