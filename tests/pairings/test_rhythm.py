"""Stage and rhythm of a relationship, reminders, silence, the end of the programme."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from companies import mail as letters
from pairings import journey
from pairings.actions import pairing as pairing_actions
from pairings.actions import rhythm
from pairings.models import Pairing
from people.models import Mail, Person
from tests import factories

TODAY = timezone.localdate()
SHARES = st.floats(0, 1)
COUNTS = st.integers(0, 60)
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2030, 1, 1))


@given(SHARES, SHARES, COUNTS, COUNTS)
def test_stage_never_goes_back(one: float, other: float, few: int, many: int) -> None:
    early = journey.stage(min(one, other), min(few, many))
    late = journey.stage(max(one, other), max(few, many))
    assert journey.STAGES.index(early) <= journey.STAGES.index(late)


@given(DAYS, DAYS, DAYS)
def test_elapsed_is_a_share(start: dt.date, end: dt.date, today: dt.date) -> None:
    assert 0 <= journey.elapsed(start, end, today) <= 1


@given(DAYS, st.none() | DAYS, st.integers(1, 92), DAYS)
def test_rhythm_counts_from_the_last_session_or_the_start(
    start: dt.date, last: dt.date | None, cadence: int, today: dt.date
) -> None:
    state = journey.rhythm(start, last, cadence, today)
    assert state.anchor == max(start, last or start)
    assert state.over == max(0, state.days - cadence)
    assert (state.state == "silent") == (state.over >= 28)
    assert (state.state == "kept") == (state.over == 0)


@pytest.mark.parametrize(
    ("over", "step"), [(0, None), (6, None), (7, 7), (13, 7), (14, 14), (21, 21), (27, 21)]
)
def test_nudge_is_the_last_step_reached(over: int, step: int | None) -> None:
    assert journey.nudge(over) == step


def running(idle: int, **changes: object) -> Pairing:
    """A pair without session since ``idle`` days, in a programme that meets every 21 days."""
    start = TODAY - dt.timedelta(days=idle)
    programme = factories.ProgrammeFactory(
        status="running", enrol_until=start, starts_on=start, ends_on=TODAY + dt.timedelta(days=90)
    )
    return factories.PairingFactory(programme=programme, started_on=start, **changes)


@pytest.mark.parametrize(("idle", "sent"), [(27, 0), (28, 2), (35, 2), (42, 2)])
def test_idle_pair_is_reminded_once_per_step(alice: Person, idle: int, sent: int) -> None:
    running(idle)
    rhythm.remind_idle()
    rhythm.remind_idle()
    assert Mail.objects.filter(kind="session_reminder").count() == sent


def test_a_session_stops_the_reminders(alice: Person) -> None:
    factories.MentoringSessionFactory(pairing=running(40), held_on=TODAY)
    rhythm.remind_idle()
    assert Mail.objects.count() == 0


def test_silence_is_told_once_to_the_director_in_one_letter(alice: Person) -> None:
    first = running(49)
    start = first.started_on
    factories.PairingFactory(programme=first.programme, started_on=start)
    director = factories.ResponsibilityFactory(programme=first.programme).person
    rhythm.remind_idle()
    rhythm.remind_idle()
    letter = Mail.objects.get()
    assert (letter.kind, letter.person) == ("pairing_silent", director)
    assert [pair["days"] for pair in letter.context["pairs"]] == [49, 49]
    assert set(letter.context["pairs"][0]) == {"mentor", "mentee", "days"}


def test_silence_is_told_to_hr_where_nobody_directs(alice: Person) -> None:
    running(60)
    rhythm.remind_idle()
    assert Mail.objects.get().person == alice


def test_a_new_silence_after_a_session_is_told_again(alice: Person) -> None:
    row = running(200, silence_reported_on=TODAY - dt.timedelta(days=140))
    held_on = TODAY - dt.timedelta(days=100)
    factories.MentoringSessionFactory(pairing=row, held_on=held_on)
    rhythm.remind_idle()
    assert Mail.objects.filter(kind="pairing_silent").count() == 1


def test_pairs_are_completed_at_term_and_once(alice: Person) -> None:
    over = running(60)
    type(over.programme).objects.filter(pk=over.programme_id).update(
        ends_on=TODAY - dt.timedelta(days=1)
    )
    still = running(5)
    rhythm.complete_due()
    rhythm.complete_due()
    over.refresh_from_db()
    still.refresh_from_db()
    assert (over.status, over.end_reason) == ("completed", "term")
    assert still.status == "active"
    assert Mail.objects.filter(kind="pairing_completed").count() == 2


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "kind",
    [
        "pairing_published",
        "session_reminder",
        "pairing_silent",
        "pairing_ended",
        "pairing_completed",
    ],
)
def test_letters_render_in_both_languages(alice: Person, kind: str, language: str) -> None:
    row = running(49)
    pairing_actions._announce(row.programme, [row])
    rhythm.remind_idle()
    reminded = running(30)
    rhythm.remind_idle()
    pairing_actions.end(pairing=row, reason="no_time", by=row.mentor.person)
    pairing_actions.complete(pairing=reminded, by=None)
    mail = Mail.objects.filter(kind=kind).select_related("person").first()
    assert mail is not None
    letter = letters.render(
        kind, language=language, context={"person": mail.person, **mail.context}
    )
    link = mail.context["link"]
    assert letter.subject and link in letter.text and link in letter.html
    assert "{{" not in letter.text + letter.html
    assert "&#" not in letter.text
