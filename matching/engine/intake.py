"""From the files of the command line to one problem, or to everything that is wrong with them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from matching.engine.reading import Fault, Row, Sheet, open_sheet
from matching.engine.rulebook import COLUMNS, Rulebook, open_rules
from matching.engine.terms import HIGHEST_GIVEN, HIGHEST_RANK, Problem, Profile
from people.roster import fold
from people.roster.cells import (
    date_of,
    is_month_first,
    language_of,
    level_of,
    skills_of,
    split_list,
)
from people.roster.hierarchy import cycles

MOST_PLACES: Final = 10_000
ATTRIBUTES: Final = tuple(dict.fromkeys(name for pair in COLUMNS.values() for name in pair))

type Pairs = dict[tuple[str, str], int]
"""Pairs of ids → the line that names them."""


@dataclass(frozen=True)
class Paths:
    """The files of one call; "" stands for a file that was not given."""

    mentees: str
    mentors: str
    rules: str = ""
    scores: str = ""
    people: str = ""
    blocked: str = ""
    locked: str = ""
    preferences: str = ""
    keep: str = ""


@dataclass
class Intake:
    """What the files hold: a problem (None when something is wrong), and where it came from.

    `locked` gives the line of each lock; `unused` the columns that nothing looked at, by file;
    `empty` the files of people in which nobody is.
    """

    paths: Paths
    problem: Problem | None = None
    faults: list[Fault] = field(default_factory=list)
    locked: Pairs = field(default_factory=dict)
    unused: dict[str, list[str]] = field(default_factory=dict)
    empty: list[str] = field(default_factory=list)


def take_in(paths: Paths) -> Intake:
    """Read every file and gather every fault, so that one call shows them all."""
    intake = Intake(paths)
    book = open_rules(paths.rules, intake.faults) if paths.rules else Rulebook()
    sheets = [open_sheet(path, ("id", *ATTRIBUTES)) for path in (paths.mentees, paths.mentors)]
    mentees = _people(sheets[0], book, side=0)
    mentors = _people(sheets[1], book, side=1)
    capacity = _capacity(sheets[1])
    names = ({p.id for p in mentees}, {p.id for p in mentors})
    reader = _Reader(intake, names, frozenset())
    if paths.people:
        mentees, mentors = reader.lines(paths.people, mentees, mentors)
    blocked = reader.pairs(paths.blocked, in_programme=False)
    intake.locked = reader.pairs(paths.locked)
    reader.check_locks(capacity)
    given = reader.scores(paths.scores) if paths.scores else None
    rankings, ranks, answers = reader.preferences(paths.preferences)
    keep = reader.kept(paths.keep)
    intake.faults += [fault for sheet in sheets for fault in sheet.faults]
    intake.unused = {sheet.file: sheet.unused() for sheet in sheets if sheet.unused()}
    intake.empty = [sheet.file for sheet in sheets if sheet.is_empty]
    if intake.faults:
        return intake
    intake.problem = Problem(
        mentees=tuple(mentees),
        mentors=tuple(mentors),
        rules=book.rules,
        capacity=capacity,
        blocked=frozenset(blocked),
        locks=tuple(intake.locked),
        minimum=book.minimum,
        salt=book.salt,
        rankings=rankings,
        ranks=ranks,
        answers=answers,
        rank_bonus=book.rank_bonus,
        exceptions=frozenset(() if book.language else ((one.id, "language") for one in mentees)),
        fairness=book.fairness,
        bonus=book.bonus,
        given=given,
        keep=frozenset(keep),
    )
    return intake


def _people(sheet: Sheet, book: Rulebook, side: int) -> list[Profile]:
    """Profiles of one side (0 mentees, 1 mentors) with the attributes that the rules look at."""
    wanted = {COLUMNS[rule.kind][side]: book.columns[rule.kind][side] for rule in book.rules}
    remedy = f"Add it, or name another with “columns” in {book.file}."
    columns = {
        attribute: column
        for attribute, column in wanted.items()
        if sheet.need(column, "a criterion looks at it", remedy)
    }
    if book.file and book.language and "languages" not in columns and sheet.has("languages"):
        columns["languages"] = "languages"
    ids = _ids(sheet)
    parse = {
        attribute: _reader_of(attribute, [row[column] for row in sheet])
        for attribute, column in columns.items()
    }
    people = []
    for row, name in ids:
        values = {}
        for attribute, column in columns.items():
            text = row[column]
            value, cause, remedy = parse[attribute](text) if text else (None, "", "")
            if cause:
                sheet.fault(row.line, column, cause, remedy)
            elif value is not None:
                values[attribute] = value
        people.append(Profile(id=name, **values))
    return people


def _ids(sheet: Sheet) -> list[tuple[Row, str]]:
    """Rows with their id; a row without, or with that of another row, is a fault."""
    if not sheet.need("id", "it says who is who", "Add it, with a different value on each row."):
        return []
    found: dict[str, Row] = {}
    for row in sheet:
        name = row["id"]
        if not name:
            sheet.fault(row.line, "id", "The id is missing.", "Fill it in.")
        elif name in found:
            cause = f"“{name}” is already on line {found[name].line}."
            sheet.fault(row.line, "id", cause, "Keep one of the two, or correct the id.")
        else:
            found[name] = row
    return [(row, name) for name, row in found.items()]


def _capacity(sheet: Sheet) -> dict[str, int]:
    """Places of each mentor, 1 where the file says nothing."""
    if not sheet.has("capacity"):
        return {}
    places = {}
    for row in sheet:
        number = _whole(row["capacity"] or "1", MOST_PLACES)
        if number is None:
            remedy = f"Write a whole number from 0 to {MOST_PLACES}."
            sheet.fault(row.line, "capacity", f"“{row['capacity']}” is no number.", remedy)
        places[row["id"]] = number or 0
    return places


def _whole(text: str, highest: int) -> int | None:
    """A whole number from 0, also as a spreadsheet writes it (3.0); None for anything else."""
    digits = text.removesuffix(".0").removesuffix(",0")
    is_number = digits.isascii() and digits.isdigit() and len(digits) < 12
    return int(digits) if is_number and int(digits) <= highest else None


type Parsed = tuple[Any, str, str]
"""A value (None when nothing was said), or the cause and the remedy of a fault."""


def _reader_of(attribute: str, texts: list[str]) -> Callable[[str], Parsed]:
    """How a cell of an attribute is understood; `texts` are all cells of its column."""
    if attribute == "level":
        remedy = "Write a number from 1 to 30, or leave the cell empty."
        return lambda text: _or_fault(level_of(text), f"“{text}” is no level.", remedy)
    if attribute == "hired_on":
        month_first = is_month_first(texts)
        remedy = "Write the day as 2019-09-30, or leave the cell empty."
        return lambda text: _or_fault(
            date_of(text, month_first=month_first), f"“{text}” is no day.", remedy
        )
    if attribute in {"skills_wanted", "skills_offered"}:
        return _skills
    if attribute == "needs":
        return lambda text: (tuple(dict.fromkeys(split_list(text))), "", "")
    if attribute == "languages":
        return lambda text: (
            frozenset(language_of(one) or fold(one) for one in split_list(text)),
            "",
            "",
        )
    if attribute in {"can_help", "availability"}:
        return lambda text: (frozenset(split_list(text)), "", "")
    return lambda text: (text, "", "")


def _or_fault(value: Any, cause: str, remedy: str) -> Parsed:
    return (None, cause, remedy) if value is None else (value, "", "")


def _skills(text: str) -> Parsed:
    skills, wrong = skills_of(text)
    if wrong:
        return None, f"“{wrong[0]}” is no skill with a level.", "Write it as SQL:4, from 1 to 5."
    return skills, "", ""


@dataclass
class _Reader:
    """Reads the files that speak of people already known; `names` are mentees, mentors."""

    intake: Intake
    names: tuple[set[str], set[str]]
    others: frozenset[str]

    def _open(self, path: str, columns: tuple[str, ...]) -> tuple[Sheet, list[Row]]:
        """A file all of whose columns must be there; no rows when it is not given."""
        if not path:
            return Sheet(path), []
        sheet = open_sheet(path, columns)
        needed = "this file has " + ", ".join(f"“{one}”" for one in columns)
        missing = [one for one in columns if not sheet.need(one, needed, "Add it.")]
        self.intake.faults += sheet.faults
        sheet.faults = self.intake.faults
        return sheet, [] if missing else sheet.rows

    def _person(
        self, sheet: Sheet, row: Row, column: str, known: Iterable[str], *, is_mentor: bool
    ) -> str:
        """The id in a cell when it is known, else "" and a fault."""
        name = row[column]
        if name in known:
            return name
        cause = f"“{name}” is not known." if name else "The id is missing."
        file = self.intake.paths.mentors if is_mentor else self.intake.paths.mentees
        sheet.fault(row.line, column, cause, f"Write an id of {file}, or take the line out.")
        return ""

    def lines(
        self, path: str, mentees: list[Profile], mentors: list[Profile]
    ) -> tuple[list[Profile], list[Profile]]:
        """The people with the ids of everybody above them in the organisation chart."""
        sheet, rows = self._open(path, ("id", "manager_id"))
        manager = {row["id"]: row["manager_id"] for row in rows if row["id"]}
        self.others = frozenset(manager)
        for row in rows:
            above = row["manager_id"]
            if above and above not in manager:
                cause = f"“{above}” has no row of their own."
                sheet.fault(row.line, "manager_id", cause, "Add one, or leave the cell empty.")
        found = cycles({name: above if above in manager else "" for name, above in manager.items()})
        lines = {row["id"]: row.line for row in rows}
        for cycle in sorted(set(found.values())):
            if cycle[0] == min(cycle):
                chain = " → ".join(cycle)
                cause = f"These people are managers of each other: {chain}."
                sheet.fault(lines[cycle[0]], "manager_id", cause, "Correct one of them.")
        if not rows or found:
            return mentees, mentors
        for name in sorted((self.names[0] | self.names[1]) - set(manager)):
            cause = f"“{name}” takes part but has no row here, so the line above is not known."
            sheet.fault(0, "", cause, "Add a row; the manager may stay empty.")
        return (
            [replace(one, line=_above(one.id, manager)) for one in mentees],
            [replace(one, line=_above(one.id, manager)) for one in mentors],
        )

    def pairs(self, path: str, in_programme: bool = True) -> Pairs:
        """Pairs of a file with the columns mentee and mentor.

        Unless everybody must be in the programme, the pair holds in both directions and may name
        people who are in the file of people only.
        """
        sheet, rows = self._open(path, ("mentee", "mentor"))
        mentees, mentors = self.names
        if not in_programme:
            mentees = mentors = mentees | mentors | self.others
        found: Pairs = {}
        for row in rows:
            mentee = self._person(sheet, row, "mentee", mentees, is_mentor=False)
            mentor = self._person(sheet, row, "mentor", mentors, is_mentor=True)
            if mentee and mentor:
                found.setdefault((mentee, mentor), row.line)
        return found

    def kept(self, path: str) -> Pairs:
        """The pairs of an earlier plan whose people are both still there."""
        sheet, rows = self._open(path, ("mentee", "mentor"))
        found: Pairs = {}
        seen: dict[str, int] = {}
        for row in rows:
            mentee, mentor = row["mentee"], row["mentor"]
            if not mentee or not mentor:
                sheet.fault(row.line, "", "The pair is not complete.", "Fill both cells in.")
            elif mentee in seen:
                cause = f"“{mentee}” already has a mentor on line {seen[mentee]}."
                sheet.fault(row.line, "mentee", cause, "Keep one of the two lines.")
            elif mentee in self.names[0] and mentor in self.names[1]:
                found[mentee, mentor] = row.line
            seen.setdefault(mentee, row.line)
        return found

    def check_locks(self, capacity: Mapping[str, int]) -> None:
        """Locks that contradict each other: a mentee twice, a mentor beyond their places."""
        path, locked = self.intake.paths.locked, self.intake.locked
        seen: dict[str, int] = {}
        load: Counter[str] = Counter()
        for (mentee, mentor), line in locked.items():
            if mentee in seen:
                cause = f"“{mentee}” already has a mentor on line {seen[mentee]}."
                self._lock(path, line, "mentee", cause, "Keep one of the two lines.")
            seen.setdefault(mentee, line)
            load[mentor] += 1
            places = capacity.get(mentor, 1)
            if load[mentor] == places + 1:
                cause = f"“{mentor}” has {places} places, and more mentees than that here."
                self._lock(path, line, "mentor", cause, "Take a line out, or raise the capacity.")

    def _lock(self, path: str, line: int, column: str, cause: str, remedy: str) -> None:
        self.intake.faults.append(Fault(path, line, column, cause, remedy))

    def scores(self, path: str) -> dict[tuple[str, str], int]:
        """Points of each pair; a pair that is absent is not allowed."""
        sheet, rows = self._open(path, ("mentee", "mentor", "points"))
        points: dict[tuple[str, str], int] = {}
        for row in rows:
            mentee = self._person(sheet, row, "mentee", self.names[0], is_mentor=False)
            mentor = self._person(sheet, row, "mentor", self.names[1], is_mentor=True)
            number = _whole(row["points"], HIGHEST_GIVEN)
            if number is None:
                remedy = f"Write a whole number from 0 to {HIGHEST_GIVEN}."
                sheet.fault(row.line, "points", f"“{row['points']}” cannot be used.", remedy)
            elif (mentee, mentor) in points:
                cause = f"“{mentee}” and “{mentor}” are there twice."
                sheet.fault(row.line, "", cause, "Keep one of the two lines.")
            elif mentee and mentor:
                points[mentee, mentor] = number
        return points

    def preferences(
        self, path: str
    ) -> tuple[dict[str, tuple[str, ...]], dict[str, dict[str, int]], dict[str, dict[str, int]]]:
        """Rankings of mentees, their ranks, and ranks of mentors.

        Equal ranks are ties; the order inside a tie, which nothing else decides, is that of ids.
        """
        sheet, rows = self._open(path, ("side", "person", "other", "rank"))
        found: tuple[dict[str, dict[str, int]], ...] = ({}, {})
        for row in rows:
            side = {"mentee": 0, "mentor": 1}.get(row["side"].lower())
            if side is None:
                cause = f"“{row['side']}” is no side."
                sheet.fault(row.line, "side", cause, "Write mentee or mentor.")
                continue
            person = self._person(sheet, row, "person", self.names[side], is_mentor=side == 1)
            other = self._person(sheet, row, "other", self.names[1 - side], is_mentor=side == 0)
            rank = _whole(row["rank"], HIGHEST_RANK)
            if not rank:
                remedy = f"Write a whole number from 1 to {HIGHEST_RANK}; 1 is best."
                sheet.fault(row.line, "rank", f"“{row['rank']}” is no rank.", remedy)
            elif other in found[side].get(person, {}):
                cause = f"“{person}” ranks “{other}” twice."
                sheet.fault(row.line, "other", cause, "Keep one of the two lines.")
            elif person and other:
                found[side].setdefault(person, {})[other] = rank
        mentees, mentors = found
        order = {
            name: tuple(sorted(ranks, key=lambda other: (ranks[other], other)))
            for name, ranks in mentees.items()
        }
        return order, mentees, mentors


def _above(name: str, manager: Mapping[str, str]) -> frozenset[str]:
    above: set[str] = set()
    while (name := manager.get(name, "")) and name not in above:
        above.add(name)
    return frozenset(above)
