"""From the table of a pilot sheet to mentorings and problems by line.

Plain Python: codes and facts only, templates hold the words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from people.roster import PILOT_FIELDS, Line, Problem, RosterError, Severity, Table, fold
from people.roster.cells import date_of, email_of, filled, is_month_first

REQUIRED: Final = ("mentor", "mentee")
MOST_SESSIONS: Final = 200
_LONGEST: Final = 200

# A cell that begins so, on a line that names no pair, is a figure about other lines.
_TOTALS: Final = (
    *("total", "totaux", "sous total", "sous totaux", "subtotal", "sub total", "grand total"),
    *("moyenne", "moyennes", "moy", "mediane", "average", "mean", "median", "somme", "sum"),
    *("nombre de binomes", "nb de binomes", "effectif", "ensemble", "count"),
)
# These begin the name of a person, too.
_SURNAMES: Final = ("moy", "sum", "mean", "count", "somme", "ensemble")
_WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "mixed": ("mixte", "hybride", "les deux", "mixed", "hybrid", "both", "alterne"),
    "remote": (
        "distance",
        "distanciel",
        "visio",
        "teams",
        "telephone",
        "remote",
        "online",
        "video",
    ),
    "in_person": ("presentiel", "presence", "face a face", "sur site", "in person", "on site"),
}
_SCALE: Final[Mapping[str, float]] = {
    **dict.fromkeys(("excellent", "tres satisfait", "tres satisfaisant", "tres bien"), 5.0),
    **dict.fromkeys(("tres satisfaite", "tres satisfait e", "very satisfied", "very good"), 5.0),
    **dict.fromkeys(("satisfait", "satisfaite", "satisfait e", "satisfaisant", "bien"), 4.0),
    **dict.fromkeys(("bon", "satisfied", "good"), 4.0),
    **dict.fromkeys(("moyen", "moyenne", "neutre", "mitige", "correct", "neutral", "fair"), 3.0),
    **dict.fromkeys(("peu satisfait", "peu satisfaite", "peu satisfait e", "decevant"), 2.0),
    **dict.fromkeys(("insuffisant", "dissatisfied", "poor"), 2.0),
    **dict.fromkeys(("insatisfait", "insatisfaite", "insatisfait e", "mauvais", "bad"), 1.0),
    **dict.fromkeys(("pas du tout satisfait", "nul", "very dissatisfied", "very bad"), 0.0),
}
# Tried in this order: what denies a goal comes before what speaks of a goal.
_REASONS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        "purpose",
        (
            *(
                "sans objectif",
                "pas d objectif",
                "objectif flou",
                "objectifs flous",
                "manque d obj",
            ),
            *("objectif non", "objectifs non", "pas de besoin", "besoin flou", "perte de sens"),
            *("plus de sujet", "no goal", "no purpose", "unclear", "no need", "goal not"),
        ),
    ),
    (
        "imposed",
        (
            *("impose", "non volontaire", "pas volontaire", "oblige", "contraint", "designe d"),
            *("imposed", "not a volunteer", "forced", "did not volunteer", "decide par le manager"),
        ),
    ),
    (
        "trust",
        (
            *("confian", "confidential", "lien hierarchique", "meme ligne", "ligne hierarchique"),
            *("conflit", "manager implique", "trust", "same line", "reporting line", "conflict"),
        ),
    ),
    (
        "mentors",
        (
            *("mauvais binome", "mauvais appariement", "incompatib", "ne s entend", "mesentente"),
            *("mentor indisponible", "mentor peu disponible", "mentor absent", "profil inadapte"),
            *("mentor trop", "mismatch", "wrong mentor", "poor match", "mentor unavailable"),
            "mentor not available",
        ),
    ),
    (
        "reached",
        (
            *("objectif atteint", "objectifs atteints", "atteint", "abouti", "reussi", "succes"),
            *("terme prevu", "fin prevue", "terme", "goal reached", "goals reached", "achieved"),
            *("completed", "success", "planned end"),
        ),
    ),
    (
        "departure",
        (
            *("depart", "mobilite", "mutation", "demission", "retraite", "conge", "arret maladie"),
            *("left", "leaving", "moved", "resign", "retire", "parental leave"),
        ),
    ),
    (
        "method",
        (
            *("temps", "agenda", "disponib", "charge", "planning", "surcharge", "pas de suivi"),
            *(
                "manque de suivi",
                "manque de cadre",
                "sans cadre",
                "report",
                "espace",
                "s essouffle",
            ),
            *("time", "workload", "busy", "schedul", "no follow", "no structure", "postpon"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Mentoring:
    """One mentoring of the sheet: two names or addresses as written, and what is told of it.

    ``satisfaction`` is 0–5. ``reason`` is "" when none is given, else ``reached``, ``departure``,
    one of the five causes (purpose, method, mentors, imposed, trust) or ``other``. ``way`` is
    in_person, remote, mixed or "".
    """

    line: int
    mentor: str
    mentee: str
    started_on: date | None = None
    ended_on: date | None = None
    sessions: int | None = None
    way: str = ""
    theme: str = ""
    satisfaction: float | None = None
    reason: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a pilot sheet holds: mentorings in file order, problems by line, columns nobody reads.

    ``fields`` are the fields that have a column: what is absent differs from what is empty.
    """

    rows: tuple[Mentoring, ...]
    problems: tuple[Problem, ...]
    unknown_columns: tuple[str, ...]
    fields: frozenset[str]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep a line out."""
        return tuple(one for one in self.problems if one.severity is Severity.ERROR)


@dataclass(slots=True)
class _Desk:
    """One sheet on the desk: where its columns are, what was said so far, the mentor above."""

    headers: Mapping[str, str]
    positions: Mapping[str, int]
    today: date
    month_first: bool = False
    mentor: str = ""
    problems: list[Problem] = field(default_factory=list)

    def cell(self, line: Line, name: str) -> str:
        position = self.positions.get(name, -1)
        return filled(line.cells[position]) if 0 <= position < len(line.cells) else ""

    def error(self, line: Line, name: str, code: str, value: str = "") -> None:
        self._tell(line, name, code, value, Severity.ERROR)

    def note(self, line: Line, name: str, code: str, value: str = "") -> None:
        self._tell(line, name, code, value, Severity.WARNING)

    def _tell(self, line: Line, name: str, code: str, value: str, severity: Severity) -> None:
        column = self.headers.get(name, "")
        self.problems.append(Problem(line.number, column, code, value[:_LONGEST], severity))


def parse(table: Table, mapping: Mapping[str, str], *, today: date) -> Reading:
    """The mentorings of a sheet, with everything that is wrong with its lines.

    ``mapping`` goes from a field of ``PILOT_FIELDS`` to the header that holds it.

    Problem codes. Errors: mentor_missing, mentee_missing, with_self, dates_contradict, repeated.
    Notes that leave a line out: totals_line, section_line, header_repeated. Notes that leave a
    value out: date_invalid, date_ahead, sessions_invalid, satisfaction_invalid, way_unknown.
    Other notes: mentor_above (a merged or empty cell takes the mentor of the line above),
    reason_unknown (counted as another reason), dates_month_first.
    Raises RosterError ``columns_missing`` when mentor or mentee has no column, ``column_twice``
    when one column holds two things.
    """
    used = {name: mapping[name] for name in PILOT_FIELDS if mapping.get(name) in table.headers}
    missing = tuple(name for name in REQUIRED if name not in used)
    if missing:
        raise RosterError("columns_missing", fields=missing)
    twice = next((one for one in used.values() if list(used.values()).count(one) > 1), "")
    if twice:
        raise RosterError("column_twice", column=twice)
    desk = _Desk(used, {name: table.headers.index(header) for name, header in used.items()}, today)
    days = [desk.cell(line, name) for line in table.rows for name in ("started_on", "ended_on")]
    desk.month_first = is_month_first(days)
    if desk.month_first:
        desk.note(Line(0, ()), "started_on", "dates_month_first")
    rows: list[Mentoring] = []
    seen: set[tuple[str, str, date | None]] = set()
    for line in table.rows:
        row = None if _is_no_pair(desk, line) else _row(desk, line)
        if row is None:
            continue
        key = (fold(row.mentor), fold(row.mentee), row.started_on)
        if key in seen:
            desk.error(line, "mentee", "repeated", row.mentee)
            continue
        seen.add(key)
        rows.append(row)
    unknown = tuple(header for header in table.headers if header not in used.values())
    problems = tuple(sorted(desk.problems, key=lambda one: (one.line, one.column, one.code)))
    return Reading(tuple(rows), problems, unknown, frozenset(used))


def _is_no_pair(desk: _Desk, line: Line) -> bool:
    texts = [text for cell in line.cells if (text := filled(cell))]
    if not texts:
        return True
    if _is_totals_line(desk, line):
        # What stands below a total begins anew.
        desk.mentor = ""
        desk.note(line, "", "totals_line", texts[0])
        return True
    if len(set(texts)) == 1 and not desk.cell(line, "mentee"):
        desk.mentor = ""
        desk.note(line, "", "section_line", texts[0])
        return True
    if fold(desk.cell(line, "mentee")) == fold(desk.headers["mentee"]):
        desk.note(line, "", "header_repeated", texts[0])
        return True
    return False


def _is_totals_line(desk: _Desk, line: Line) -> bool:
    """Whether a line tells of others: by its mentor or mentee, or by a label before them.

    A word of totals in any other column is the value of that column.
    """
    mentor, mentee = desk.cell(line, "mentor"), desk.cell(line, "mentee")
    if any(_is_total(text, is_alone=not (mentor and mentee)) for text in (mentor, mentee)):
        return True
    first = filled(line.cells[0]) if line.cells else ""
    if 0 in (desk.positions["mentor"], desk.positions["mentee"]) or not _is_total(first):
        return False
    # A column that is read, such as the theme, says nothing against a pair whose mentor stands
    # in a merged cell above.
    return not mentee or (not mentor and 0 not in desk.positions.values())


def _is_total(text: str, *, is_alone: bool = True) -> bool:
    """Whether a cell is a word of totals or begins with one; a surname needs the whole cell."""
    words = fold(text)
    if words in _TOTALS:
        return True
    known = _TOTALS if is_alone else tuple(one for one in _TOTALS if one not in _SURNAMES)
    return f"{words} ".startswith(tuple(f"{word} " for word in known))


def _row(desk: _Desk, line: Line) -> Mentoring | None:
    mentor, mentee = _mentor(desk, line), _name(desk, line, "mentee")
    if not mentee:
        desk.error(line, "mentee", "mentee_missing")
    if not mentor or not mentee:
        return None
    if fold(mentor) == fold(mentee):
        desk.error(line, "mentee", "with_self", mentee)
        return None
    started_on, ended_on = _day(desk, line, "started_on"), _day(desk, line, "ended_on")
    if started_on and ended_on and ended_on < started_on:
        desk.error(line, "ended_on", "dates_contradict", desk.cell(line, "ended_on"))
        return None
    return Mentoring(
        line=line.number,
        mentor=mentor,
        mentee=mentee,
        started_on=started_on,
        ended_on=ended_on,
        sessions=_sessions(desk, line),
        way=_way(desk, line),
        theme=desk.cell(line, "theme")[:_LONGEST],
        satisfaction=_satisfaction(desk, line),
        reason=_reason(desk, line),
        remark=desk.cell(line, "remark"),
    )


def _name(desk: _Desk, line: Line, name: str) -> str:
    text = desk.cell(line, name)
    return email_of(text) or text[:_LONGEST]


def _mentor(desk: _Desk, line: Line) -> str:
    """The mentor of this line; where a merged cell left nothing, the one above, saying so."""
    mentor = _name(desk, line, "mentor")
    if mentor:
        desk.mentor = mentor
    elif not desk.mentor:
        desk.error(line, "mentor", "mentor_missing")
    elif desk.cell(line, "mentee"):
        desk.note(line, "mentor", "mentor_above", desk.mentor)
    return desk.mentor


def _day(desk: _Desk, line: Line, name: str) -> date | None:
    text = desk.cell(line, name)
    if not text or fold(text) in _UNDER_WAY:
        return None
    found = date_of(text, month_first=desk.month_first) or _month_of(text)
    if found is None:
        desk.note(line, name, "date_invalid", text)
    elif found > desk.today:
        desk.note(line, name, "date_ahead", text)
        return None
    return found


_UNDER_WAY: Final = frozenset({"en cours", "ongoing", "under way", "in progress"})


def _month_of(text: str) -> date | None:
    """The first day of a month written alone: « 03/2025 », « mars 2025 », "2025-03"."""
    if re.fullmatch(r"\d{4}[-/.]\d{1,2}", text):
        return date_of(f"{text}-01".replace("/", "-").replace(".", "-"))
    if found := re.fullmatch(r"(\d{1,2})[-/. ](\d{4})", text):
        return date_of(f"{found[2]}-{found[1]}-01")
    if re.fullmatch(r"[^\W\d_]+\.? \d{4}", text):
        return date_of(f"1 {text}")
    return None


def _sessions(desk: _Desk, line: Line) -> int | None:
    text = desk.cell(line, "sessions")
    if not text:
        return None
    found = re.fullmatch(
        r"(\d{1,4})(?:[.,]0+)?(?: ?(?:seances?|sessions?|rdv|x))?", fold_digits(text)
    )
    if not found or int(found[1]) > MOST_SESSIONS:
        desk.note(line, "sessions", "sessions_invalid", text)
        return None
    return int(found[1])


def fold_digits(text: str) -> str:
    """Folded words, keeping the signs that make a number: « 4 Séances » → "4 seances"."""
    number = re.match(r"[+-]?\d+(?:[.,]\d+)?", text)
    rest = fold(text[number.end() :]) if number else fold(text)
    return f"{number[0]} {rest}".strip() if number else rest


def _satisfaction(desk: _Desk, line: Line) -> float | None:
    """0–5 from « 4 », « 4,5/5 », « 8/10 », « 80 % » or words; None when it is none of these."""
    text = desk.cell(line, "satisfaction")
    if not text:
        return None
    if (known := _SCALE.get(fold(text))) is not None:
        return known
    found = re.fullmatch(r"(\d{1,3}(?:[.,]\d+)?) ?(?:(%)|(?:/|sur|out of) ?(\d{1,3}))?", text)
    value = None
    if found:
        most = 100 if found[2] else int(found[3] or 5)
        value = float(found[1].replace(",", ".")) * 5 / most if most else None
    if value is None or value > 5:
        desk.note(line, "satisfaction", "satisfaction_invalid", text)
        return None
    return round(value, 2)


def _way(desk: _Desk, line: Line) -> str:
    text = desk.cell(line, "way")
    words = f" {fold(text)}"
    found = {code for code, known in _WAYS.items() if any(f" {one}" in words for one in known)}
    if text and not found:
        desk.note(line, "way", "way_unknown", text)
    return "mixed" if len(found) > 1 else next(iter(found), "")


def _reason(desk: _Desk, line: Line) -> str:
    text = desk.cell(line, "reason")
    if not text or fold(text) in _UNDER_WAY:
        return ""
    words = f" {fold(text)}"
    for code, known in _REASONS:
        if any(f" {one}" in words for one in known):
            return code
    desk.note(line, "reason", "reason_unknown", text)
    return "other"
