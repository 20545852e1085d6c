"""From the table of a programme's roster to people to invite and problems by line.

Plain Python: codes and facts only, templates hold the words.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from people.roster import ENROLMENT_FIELDS, Line, Problem, RosterError, Severity, Table, fold
from people.roster.cells import email_of, filled, split_list

REQUIRED: Final = ("email", "role")
MOST_PLACES: Final = 5
MOST_NEEDS: Final = 5

# The words that rosters use, folded: lower case, no accents, single spaces.
_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "mentor": ("mentor", "mentors", "mentor e", "mentor rice", "parrain", "marraine"),
    "mentee": (
        "mentee",
        "mentees",
        "personne accompagnee",
        "accompagne",
        "accompagnee",
        "accompagne e",
        "mentore e",
        "mentoree",
        "filleul",
        "filleule",
        "filleul e",
    ),
}
_DAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "mon": ("mon", "monday", "lun", "lundi"),
    "tue": ("tue", "tues", "tuesday", "mar", "mardi"),
    "wed": ("wed", "wednesday", "mer", "mercredi"),
    "thu": ("thu", "thur", "thurs", "thursday", "jeu", "jeudi"),
    "fri": ("fri", "friday", "ven", "vendredi"),
}
_HALVES: Final[Mapping[str, tuple[str, ...]]] = {
    "am": ("am", "a m", "morning", "matin", "mat", "matinee"),
    "pm": ("pm", "p m", "afternoon", "apres midi", "aprem", "ap midi", "ap"),
}


def _by_word(codes: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {word: code for code, words in codes.items() for word in words}


_ROLE_OF: Final = _by_word(_ROLES)
_DAY_OF: Final = _by_word(_DAYS)
_HALF_OF: Final = _by_word(_HALVES)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person of the company stands towards the programme.

    ``role`` is the side on which they are already invited or taking part, "" when on neither;
    ``said_no`` when they declined or withdrew.
    """

    is_active: bool = True
    role: str = ""
    said_no: bool = False


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """One person to invite. ``places`` is 1–5 (1 for a mentee), ``needs`` are ranked codes,
    ``availability`` are half days such as ``tue_am``."""

    line: int
    email: str
    role: str
    places: int = 1
    needs: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a roster holds: rows in file order, problems by line, columns nobody reads."""

    rows: tuple[EnrolmentRow, ...]
    problems: tuple[Problem, ...]
    unknown_columns: tuple[str, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep a row out."""
        return tuple(one for one in self.problems if one.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that cost one value only."""
        return tuple(one for one in self.problems if one.severity is Severity.WARNING)


@dataclass(slots=True)
class _Desk:
    """One file on the desk: where its columns are, what needs are called, what was said so far."""

    headers: Mapping[str, str]
    positions: Mapping[str, int]
    needs: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def cell(self, line: Line, name: str) -> str:
        position = self.positions.get(name, -1)
        return filled(line.cells[position]) if 0 <= position < len(line.cells) else ""

    def error(self, line: Line, name: str, code: str, value: str = "") -> None:
        self._tell(line, name, code, value, Severity.ERROR)

    def warning(self, line: Line, name: str, code: str, value: str = "") -> None:
        self._tell(line, name, code, value, Severity.WARNING)

    def _tell(self, line: Line, name: str, code: str, value: str, severity: Severity) -> None:
        column = self.headers.get(name, "")
        self.problems.append(Problem(line.number, column, code, value[:200], severity))


def parse(
    table: Table,
    mapping: Mapping[str, str],
    *,
    known: Mapping[str, Standing],
    needs: Mapping[str, str],
) -> Reading:
    """The invitations of a roster, with everything that is wrong with its lines.

    ``mapping`` goes from a field of ``ENROLMENT_FIELDS`` to the header that holds it; ``known``
    from the e-mail (lower case) of every person of the company to how they stand; ``needs`` from a
    folded word to the code of the need that it stands for.

    Problem codes. Errors: email_missing, email_invalid, email_unknown, person_leaving,
    role_missing, role_unknown, places_invalid, other_side, repeated. Warnings: already_there,
    said_no (both leave the row out), places_of_mentee, need_unknown, needs_too_many, slot_unknown.
    Raises RosterError ``column_missing`` when e-mail or role has no column.
    """
    for name in REQUIRED:
        if mapping.get(name) not in table.headers:
            raise RosterError("column_missing", field=name, headers=table.headers)
    used = {name: mapping[name] for name in ENROLMENT_FIELDS if mapping.get(name) in table.headers}
    places = {name: table.headers.index(header) for name, header in used.items()}
    desk = _Desk(used, places, needs)
    rows: list[EnrolmentRow] = []
    seen: set[str] = set()
    for line in table.rows:
        row = _row(desk, line, known, seen)
        if row is not None:
            rows.append(row)
    unknown = tuple(header for header in table.headers if header not in used.values())
    return Reading(tuple(rows), tuple(desk.problems), unknown)


def _row(
    desk: _Desk, line: Line, known: Mapping[str, Standing], seen: set[str]
) -> EnrolmentRow | None:
    email, role = _email(desk, line, known), _role(desk, line)
    places = _places(desk, line, role)
    if not email or not role or not places:
        return None
    if email in seen:
        desk.error(line, "email", "repeated", email)
        return None
    seen.add(email)
    standing = known[email]
    if standing.role and standing.role != role:
        desk.error(line, "role", "other_side", standing.role)
        return None
    if standing.role or standing.said_no:
        desk.warning(line, "email", "already_there" if standing.role else "said_no", email)
        return None
    return EnrolmentRow(
        line=line.number,
        email=email,
        role=role,
        places=places,
        needs=_needs(desk, line, role),
        availability=_availability(desk, line),
    )


def _email(desk: _Desk, line: Line, known: Mapping[str, Standing]) -> str:
    text = desk.cell(line, "email")
    email = email_of(text)
    code = ""
    if not text:
        code = "email_missing"
    elif email is None:
        code = "email_invalid"
    elif email not in known:
        code = "email_unknown"
    elif not known[email].is_active:
        code = "person_leaving"
    if code:
        desk.error(line, "email", code, text)
        return ""
    return email or ""


def _role(desk: _Desk, line: Line) -> str:
    text = desk.cell(line, "role")
    # « mentore » without its accent may be either side, so only the accent makes it a mentee.
    role = (
        "mentee" if re.search(r"mentor(é|e\u0301)", text.casefold()) else _ROLE_OF.get(fold(text))
    )
    if role is None:
        desk.error(line, "role", "role_unknown" if text else "role_missing", text)
        return ""
    return role


def _places(desk: _Desk, line: Line, role: str) -> int:
    """1–5; 0 after an error. An empty cell means one place, which the mentor may change."""
    text = desk.cell(line, "places")
    if not text:
        return 1
    found = re.fullmatch(r"(\d{1,4})(?:[.,]0+)?", text)
    number = int(found[1]) if found else -1
    if role == "mentee":
        if number not in (0, 1):
            desk.warning(line, "places", "places_of_mentee", text)
        return 1
    if not 1 <= number <= MOST_PLACES:
        desk.error(line, "places", "places_invalid", text)
        return 0
    return number


def _needs(desk: _Desk, line: Line, role: str) -> tuple[str, ...]:
    needs: list[str] = []
    for item in split_list(desk.cell(line, "needs")):
        # A rank in front, as in « 1. Déléguer », is the order that the list has anyway.
        code = desk.needs.get(re.sub(r"^\d ", "", fold(item)))
        if code is None:
            desk.warning(line, "needs", "need_unknown", item)
        elif code not in needs:
            needs.append(code)
    if role == "mentee" and len(needs) > MOST_NEEDS:
        desk.warning(line, "needs", "needs_too_many", str(len(needs)))
        needs = needs[:MOST_NEEDS]
    return tuple(needs)


def _availability(desk: _Desk, line: Line) -> tuple[str, ...]:
    found: set[str] = set()
    for item in split_list(desk.cell(line, "availability")):
        slots = _slots(item)
        if not slots:
            desk.warning(line, "availability", "slot_unknown", item)
        found |= slots
    return tuple(slot for slot in SLOTS if slot in found)


SLOTS: Final = tuple(f"{day}_{half}" for day in _DAYS for half in _HALVES)


def _slots(item: str) -> set[str]:
    """Half days named by « mardi matin », "Tue PM", "tue_am"; a day alone means both halves."""
    day_word, _, rest = fold(item.replace("_", " ")).partition(" ")
    day = _DAY_OF.get(day_word)
    if day is None:
        return set()
    if not rest:
        return {f"{day}_am", f"{day}_pm"}
    half = _HALF_OF.get(rest)
    return {f"{day}_{half}"} if half else set()


def as_values(rows: Iterable[EnrolmentRow]) -> list[list[object]]:
    """The rows as bare JSON values, so that a preview can hand them back when it is confirmed."""
    return [
        [row.line, row.email, row.role, row.places, list(row.needs), list(row.availability)]
        for row in rows
    ]


def from_values(values: Iterable[Iterable[object]]) -> list[EnrolmentRow]:
    """The rows that :func:`as_values` wrote."""
    rows = []
    for value in values:
        line, email, role, places, needs, availability = value
        rows.append(
            EnrolmentRow(
                line=int(str(line)),
                email=str(email),
                role=str(role),
                places=int(str(places)),
                needs=tuple(map(str, needs)) if isinstance(needs, list) else (),
                availability=tuple(map(str, availability))
                if isinstance(availability, list)
                else (),
            )
        )
    return rows
