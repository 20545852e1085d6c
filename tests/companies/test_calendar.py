"""A calendar file is parsed back equal, as one appointment, whatever its texts say."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from companies import calendar

START = datetime(2026, 12, 3, 14, 30, tzinfo=ZoneInfo("Europe/Paris"))


def _made(**changes: Any) -> bytes:
    facts: dict[str, Any] = {
        "uid": "workshop-1@aubepine.mentorat",
        "sequence": 0,
        "start": START,
        "end": START + timedelta(hours=2),
        "title": "Listening",
        "place": "Lyon, salle 3; étage 2",
        "description": "First line\nsecond, line; with \\ marks",
        "organiser": "hr@aubepine.example",
        "method": "REQUEST",
    }
    return calendar.event(**facts | changes)


def _only_event(made: bytes) -> Event:
    (one,) = Calendar.from_ical(made).walk("VEVENT")
    assert isinstance(one, Event)
    return one


def test_an_appointment_is_read_back_as_it_was_written() -> None:
    one = _only_event(_made())
    assert one["summary"] == "Listening"
    assert one["location"] == "Lyon, salle 3; étage 2"
    assert one["description"] == "First line\nsecond, line; with \\ marks"
    assert one.start == START.astimezone(UTC)
    assert str(one["organizer"]) == "mailto:hr@aubepine.example"


def test_a_move_keeps_the_uid_and_a_cancellation_takes_away() -> None:
    made = _made(sequence=3, method="CANCEL")
    one = _only_event(made)
    assert (one["uid"], int(one["sequence"]), one["status"]) == (
        "workshop-1@aubepine.mentorat",
        3,
        "CANCELLED",
    )
    assert Calendar.from_ical(made)["method"] == "CANCEL"


ATTACKS = (
    "x\r\nATTACH:https://evil.example/a.exe",
    "x\nBEGIN:VEVENT\nUID:2",
    "x\r\nEND:VEVENT\r\nBEGIN:VALARM",
    "x\rORGANIZER:mailto:evil@evil.example",
    "x\u2028ATTACH:y",
    "x\u0085ATTACH:y",
    "x\0y",
    'a;b,c:"d"\\n\\',
    "é" * 200,
    "\N{FOX FACE}" * 60,
)


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("field", ["title", "place", "description", "uid"])
def test_a_text_never_becomes_a_line_of_its_own(field: str, text: str) -> None:
    made = _made(**{field: text})
    one = _only_event(made)
    assert not {"ATTACH", "URL"} & set(one)
    assert str(one["organizer"]) == "mailto:hr@aubepine.example"
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))


@given(st.text(max_size=120))
def test_any_title_is_read_back_with_its_words(text: str) -> None:
    one = _only_event(_made(title=text, description=text))
    assert str(one["summary"]).split() == calendar._line(text).split()
    assert int(one["sequence"]) == 0


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b\r\nATTACH:x", 'a"@b.example', "a b@c.example", "a@b.example;X=1", "@b"],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        _made(organiser=address)


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(ValueError, match="ends"):
        _made(end=START)


def test_a_guest_is_named_and_a_link_is_a_link() -> None:
    one = _only_event(_made(attendee="bob@aubepine.example", place="https://visio.example/1?a=b"))
    assert str(one["attendee"]) == "mailto:bob@aubepine.example"
    assert str(one["url"]) == "https://visio.example/1?a=b"
