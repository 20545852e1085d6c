"""Writes one appointment for calendars (RFC 5545, 5546): the one file that knows icalendar."""

from datetime import UTC, datetime
from typing import Final, Literal

from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vUri

type Method = Literal["REQUEST", "CANCEL"]

_CONTROL: Final = dict.fromkeys((*range(32), 127, *range(0x80, 0xA0), 0x2028, 0x2029), " ")
_CONTROL_BUT_LINES: Final = {code: " " for code in _CONTROL if code != ord("\n")}


def event(
    *,
    uid: str,
    sequence: int,
    start: datetime,
    end: datetime,
    title: str,
    place: str,
    description: str,
    organiser: str,
    method: Method,
    attendee: str = "",
) -> bytes:
    """One appointment as a calendar file.

    The same ``uid`` with a higher ``sequence`` replaces what a calendar already holds, with the
    method CANCEL it takes it away. ``start`` and ``end`` are aware; ``organiser`` and ``attendee``
    are e-mail addresses; an attendee with an odd one is left out. Control characters are lost, so
    that no text makes a line of its own; ``description`` alone may have several lines. Raises
    ``ValueError`` for an organiser without address and an end that is not after the start.
    """
    if end <= start:
        raise ValueError("an appointment ends after it starts")
    entry = Event()
    entry.add("uid", _line(uid))
    entry.add("sequence", sequence)
    entry.add("dtstamp", timezone.now().astimezone(UTC))
    entry.add("dtstart", start.astimezone(UTC))
    entry.add("dtend", end.astimezone(UTC))
    entry.add("summary", _line(title))
    if place:
        entry.add("location", _line(place))
        if place.startswith(("https://", "http://")) and _line(place) == place:
            entry.add("url", vUri(place))
    if description:
        entry.add("description", _lines(description))
    entry.add("organizer", _address(organiser), encode=False)
    if attendee and _is_address(attendee):
        entry.add("attendee", _guest(attendee), encode=False)
    entry.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Mentorat//Mentorat//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(entry)
    return calendar.to_ical()


def _line(text: str) -> str:
    return " ".join(_sound(text).translate(_CONTROL).split())


def _lines(text: str) -> str:
    whole = _sound(text).replace("\r\n", "\n").replace("\r", "\n")
    return whole.translate(_CONTROL_BUT_LINES).strip()


def _sound(text: str) -> str:
    """Without lone surrogates, which no file can carry."""
    return text.encode("utf-8", "replace").decode()


def _is_address(address: str) -> bool:
    name, at, domain = address.partition("@")
    plain = _line(address) == address and not set(address) & set(' ";,<>')
    return bool(name and at and domain) and plain


def _address(address: str) -> vCalAddress:
    if not _is_address(address):
        raise ValueError("no e-mail address")
    return vCalAddress(f"mailto:{address}")


def _guest(address: str) -> vCalAddress:
    guest = _address(address)
    guest.params["ROLE"] = "REQ-PARTICIPANT"
    guest.params["PARTSTAT"] = "ACCEPTED"
    guest.params["RSVP"] = "FALSE"
    return guest
